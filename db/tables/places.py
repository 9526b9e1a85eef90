"""Regions by their 12-digit codes, and the people who work with the program."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from db.tables.base import SQLModel, codes
from states.stages import Role


class RegionRow(SQLModel, table=True):
    """A province, county, township or village; a code's leading digits name what it lies in."""

    __tablename__ = "regions"
    __table_args__ = (
        CheckConstraint("length(code) = 12", name="code_has_12_digits"),
        CheckConstraint("level IN ('province', 'city', 'county', 'township', 'village')", name="level"),
    )

    code: str = Field(primary_key=True, max_length=12)
    name: str = Field(max_length=100)
    name_en: str = Field(default="", max_length=100)
    level: str = Field(max_length=10)
    parent: str | None = Field(default=None, foreign_key="regions.code", max_length=12)


class UserRow(SQLModel, table=True):
    """Somebody who may act, as what, and in which region."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("length(login) > 0", name="login_not_empty"),)

    login: str = Field(primary_key=True, max_length=60)
    name: str = Field(max_length=100)
    role: Role = Field(sa_type=codes(Role, "role"))
    region: str = Field(max_length=12)
    active: bool = Field(default=True)

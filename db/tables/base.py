"""What all tables share: names of constraints, enums as text, money in bounds, documents as JSON."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

LARGEST_FEN = 10**14
"""Money is below 10^12 yuan."""

Document = JSON().with_variant(JSONB(), "postgresql")
"""A JSON document, binary on PostgreSQL."""


def codes(enum: type[StrEnum], name: str) -> Enum:
    """A column type that stores an enum's values as text with a CHECK on them."""
    return Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda items: [item.value for item in items],
        length=24,
    )


def money(default: int | None = 0, *, nullable: bool = False) -> Any:
    """A column of fen."""
    return Field(default=default, sa_type=BigInteger, nullable=nullable)


def instant(*, nullable: bool = False) -> Any:
    """A column of an instant in UTC."""
    return Field(sa_type=DateTime(timezone=True), nullable=nullable)


def within(*columns: str, least: int = 0) -> Iterable[CheckConstraint]:
    """CHECKs that keep money columns within bounds."""
    return tuple(
        CheckConstraint(
            f"{column} IS NULL OR ({column} >= {least} AND {column} < {LARGEST_FEN})", name=f"{column}_bounds"
        )
        for column in columns
    )


__all__ = ["Document", "SQLModel", "codes", "datetime", "instant", "money", "within"]

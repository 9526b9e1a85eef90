"""Seals of the journal, what each sealed, and the keys that signed: append-only."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from db.tables.base import SQLModel, codes, instant
from states.stages import SealKind


class SealKeyRow(SQLModel, table=True):
    """A public key (Ed25519, hex) that seals are signed with, endorsed by the one before; the first by itself."""

    __tablename__ = "seal_keys"

    id: str = Field(primary_key=True, max_length=16)
    public: str = Field(max_length=64)
    since: date
    endorsed_by: str = Field(max_length=16)
    endorsement: str = Field(max_length=128)


class SealRow(SQLModel, table=True):
    """One signature over everything that was written since the seal before it."""

    __tablename__ = "seals"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("(\"key\" = '') = (signature = '')", name="signed_by_a_key"),
    )

    number: int = Field(primary_key=True)
    kind: SealKind = Field(sa_type=codes(SealKind, "kind"))
    at: datetime = instant()
    on_date: date
    algorithm: str = Field(max_length=40)
    leaves: int
    root: str = Field(max_length=64)
    previous_hash: str = Field(max_length=64)
    key: str = Field(default="", max_length=16)
    hash: str = Field(max_length=64, unique=True)
    signature: str = Field(default="", max_length=128)


class SealLeafRow(SQLModel, table=True):
    """One thing that a seal covers: a case as far as an event, or a signed paper, with its digest."""

    __tablename__ = "seal_leaves"
    __table_args__ = (Index("ix_seal_leaves_name", "kind", "name", "version"),)

    seal: int = Field(primary_key=True, foreign_key="seals.number")
    kind: str = Field(primary_key=True, max_length=10)
    name: str = Field(primary_key=True, max_length=40)
    version: int
    digest: str = Field(max_length=64)

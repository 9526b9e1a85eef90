"""Checks of the database as such: version, settings, schema, pages, files beside it, rights on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.drift import drift_of
from db.health import (
    broken_parts,
    is_superuser,
    journal_mode,
    owned_tables,
    server_version,
    settings_in_force,
)
from db.schema import HEAD
from db.server_roles import amiss
from workflow.doctor.noted import fails, fine, not_applicable, warns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.doctor.noted import Noted
    from workflow.doctor.patient import Patient

OLDEST_SQLITE = (3, 51, 3)
"""Before it several writers in WAL mode could damage a file."""
OLDEST_SERVER = (14,)
LARGEST_WAL = 200_000_000
"""Bytes; SQLite keeps it at a few megabytes unless somebody reads for hours."""
MOST_NAMED = 5


def versions(patient: Patient) -> Iterator[Noted]:
    """The library or server is one that keeps data, and a file is written through a log."""
    from importlib.metadata import version

    store = patient.store
    found = server_version(store)
    number = tuple(int(part) for part in found.split(" ", 1)[0].split(".") if part.isdigit())
    if number < (OLDEST_SQLITE if store.is_sqlite else OLDEST_SERVER):
        yield fails("versions.old", found=found)
    mode = journal_mode(store) if store.is_sqlite else ""
    if mode not in {"", "wal"}:
        yield fails("versions.mode", mode=mode)
    kind = "SQLite" if store.is_sqlite else "PostgreSQL"
    yield fine("versions.ok", program=version("dibao"), kind=kind, found=found)


def settings(patient: Patient) -> Iterator[Noted]:
    """What loses nothing is in force on connections as the program opens them."""
    for name, (found, wanted) in settings_in_force(patient.store).items():
        yield fails("settings.other", name=name, found=found, wanted=wanted)


def schema(patient: Patient) -> Iterator[Noted]:
    """Tables, indexes and triggers are those that the migrations make."""
    drift = drift_of(patient.store)
    if drift is None:
        yield not_applicable("schema.not_permitted")
        return
    for what, names in (("missing", drift.missing), ("changed", drift.changed), ("added", drift.added)):
        if names:
            yield fails(f"schema.{what}", names=", ".join(names[:MOST_NAMED]), count=len(names))
    yield fine("schema.ok", version=HEAD)


def integrity(patient: Patient) -> Iterator[Noted]:
    """Pages, indexes and constraints are whole, and nothing refers to what is not there."""
    broken = broken_parts(patient.store)
    if broken:
        yield fails("integrity.broken", what=broken)


def files_beside(patient: Patient) -> Iterator[Noted]:
    """Nothing lies beside the file that SQLite would replay into it, and it has no second name."""
    if patient.file is None:
        yield not_applicable("server")
    elif patient.file.exists() and patient.file.stat().st_nlink > 1:
        yield fails("files_beside.second_name", file=patient.file)
    for file in patient.beside:
        if file.name.endswith("-journal"):
            yield fails("files_beside.foreign", file=file)
        elif file.exists() and file.stat().st_size > LARGEST_WAL:
            yield warns("files_beside.large", file=file)


def rights(patient: Patient) -> Iterator[Noted]:
    """On a server the office works as somebody who cannot take the guards away."""
    if patient.store.is_sqlite:
        yield not_applicable("file")
        return
    with patient.store.reading() as read:
        if is_superuser(read):
            yield fails("rights.superuser")
        elif owned := owned_tables(read):
            yield warns("rights.owner", tables=", ".join(owned))
        if wrong := amiss(read.connection):
            yield fails("rights.amiss", things=", ".join(wrong))

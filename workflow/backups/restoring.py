"""Restoring a backup: checked whole before anything is touched; what was there is set apart, never deleted."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.engine import file_of, open_store
from db.errors import StoreError, StoreMissingError, StoreNewerError
from db.migrate import upgrade
from db.missing import Missing, missing_from
from db.placing import assert_unused, link_beside, place_file, placed_on_server
from db.schema import HEAD
from workflow.backups.archive import unpack
from workflow.backups.soundness import examined
from workflow.backups.taking import work_folder
from workflow.errors import BadInput, DatabaseTrouble, Refused
from workflow.journal import check_in
from workflow.stores import database_trouble

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from workflow.backups.archive import Manifest
    from workflow.backups.encryption import Key
    from workflow.backups.soundness import Watch
    from workflow.journal import Checked


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was restored, or could be; what the database that was there holds beyond it.

    `apart`: the name under which the old database is kept, "" where nothing was set apart. `missing` is None where the
    old one could not be read.
    """

    manifest: Manifest
    apart: str
    missing: Missing | None


def foretell(url: str, file: Path, key: Key | None, watch: Watch) -> Restored:
    """What restoring a backup would give; nothing is touched, and others may have the database open.

    BadInput, DatabaseTrouble, Refused: the backup could not be restored, as by `restore`.
    """
    with database_trouble(), work_folder(url) as work:
        manifest, database = _checked(file, key, work, watch)
        return Restored(manifest, "", _missing(url, database))


def restore(url: str, file: Path, key: Key | None, at: datetime, watch: Watch) -> Restored:
    """Put a backup in the place of a database; `at` dates the name of the old one.

    BadInput: the file is none, damaged, cut off, or encrypted with another key. DatabaseTrouble: a newer program made
    it, or somebody has the present database open. Refused: its journal is not what it was when the backup was taken. In
    all of them nothing was touched.
    """
    path = file_of(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    with database_trouble(), work_folder(url) as work:
        beside = link_beside(url, work)
        assert_unused(url)
        manifest, database = _checked(file, key, work, watch)
        missing = _missing(url, database)
        apart = f"before-{at:%Y%m%dT%H%M%SZ}"
        if path is not None:
            kept = place_file(database, url, apart, beside)
            return Restored(manifest, os.fspath(kept or ""), missing)
        with placed_on_server(_url(database), url, apart.replace("-", "_").lower()) as (read, schema):
            _assert_journal(file, manifest, check_in(read))
    return Restored(manifest, schema, missing)


def _checked(file: Path, key: Key | None, work: Path, watch: Watch) -> tuple[Manifest, Path]:
    """A backup's manifest and its database, known to be whole and brought up to date."""
    manifest, database = unpack(file, work, key)
    try:
        found = examined(database, watch)
    except StoreNewerError as error:
        raise DatabaseTrouble("restore.newer", file=file, program=manifest.program) from error
    except StoreError as error:
        raise BadInput("backup.damaged", file=file, why=error.detail) from error
    if found.tables != manifest.tables or found.schema != manifest.schema:
        raise BadInput("backup.damaged", file=file, why="manifest")
    _assert_journal(file, manifest, found.journal)
    if manifest.schema != HEAD:
        upgrade(_url(database))
    return manifest, database


def _url(database: Path) -> str:
    return f"sqlite:///{database}"


def _assert_journal(file: Path, manifest: Manifest, found: Checked) -> None:
    """The journal is the one that was backed up, and nothing is wrong with it that was not known then."""
    if found.fingerprint != manifest.fingerprint or len(found.problems) > manifest.problems:
        raise Refused("restore.journal", file=file, problems=len(found.problems))


def _missing(url: str, database: Path) -> Missing | None:
    """What the present database holds beyond the new one, where it can be read."""
    try:
        with (
            closing(open_store(url)) as present,
            closing(open_store(_url(database))) as coming,
            present.reading() as here,
            coming.reading() as other,
        ):
            return missing_from(other, here)
    except StoreMissingError:
        return Missing()
    except StoreError:
        return None

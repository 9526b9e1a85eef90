"""Restoring a backup: checked whole before anything is touched; what was there is set apart, never deleted."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.cipher import copy_encrypted, key_file_of, key_id, path_of, read_keys, with_key
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
from workflow.settings import database_key_file
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
        manifest, coming = _checked(url, file, key, work, watch)
        return Restored(manifest, "", _missing(url, coming))


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
        manifest, coming = _checked(url, file, key, work, watch)
        missing = _missing(url, coming)
        apart = f"before-{at:%Y%m%dT%H%M%SZ}"
        if path is not None:
            kept = place_file(_as_encrypted_as(url, coming, work), url, apart, beside)
            return Restored(manifest, os.fspath(kept or ""), missing)
        with placed_on_server(coming, url, apart.replace("-", "_").lower()) as (read, schema):
            _assert_journal(file, manifest, check_in(read))
    return Restored(manifest, schema, missing)


def _checked(url: str, file: Path, key: Key | None, work: Path, watch: Watch) -> tuple[Manifest, str]:
    """A backup's manifest and the URL of its database, known to be whole and brought up to date."""
    manifest, database = unpack(file, work, key)
    coming = _url(url, file, manifest, database)
    try:
        found = examined(coming, watch)
    except StoreNewerError as error:
        raise DatabaseTrouble("restore.newer", file=file, program=manifest.program) from error
    except StoreError as error:
        raise BadInput("backup.damaged", file=file, why=error.detail) from error
    if found.tables != manifest.tables or found.schema != manifest.schema:
        raise BadInput("backup.damaged", file=file, why="manifest")
    _assert_journal(file, manifest, found.journal)
    if manifest.schema != HEAD:
        upgrade(coming)
    return manifest, coming


def _url(url: str, file: Path, manifest: Manifest, database: Path) -> str:
    """The URL of a backup's database. BadInput: it is encrypted, and no file with its key is named."""
    if not manifest.database_key:
        return f"sqlite:///{database}"
    key_file = key_file_of(url) or database_key_file()
    if key_file is None or manifest.database_key not in map(key_id, read_keys(key_file)):
        raise BadInput("restore.database_key", file=file, key=manifest.database_key)
    return with_key(f"sqlite:///{database}", key_file, manifest.database_key)


def _as_encrypted_as(url: str, coming: str, work: Path) -> Path:
    """The file of a backup's database, encrypted where the database is whose place it takes, and plain where not."""
    database, key_file = path_of(coming), key_file_of(url)
    if (key_file is None) == (key_file_of(coming) is None):
        return database
    changed = work / f"changed-{database.name}"
    copy_encrypted(coming, changed, read_keys(key_file)[0] if key_file is not None else None)
    return changed


def _assert_journal(file: Path, manifest: Manifest, found: Checked) -> None:
    """The journal is the one that was backed up, and nothing is wrong with it that was not known then."""
    if found.fingerprint != manifest.fingerprint or len(found.problems) > manifest.problems:
        raise Refused("restore.journal", file=file, problems=len(found.problems))


def _missing(url: str, other_url: str) -> Missing | None:
    """What the present database holds beyond the new one, where it can be read."""
    try:
        with (
            closing(open_store(url)) as present,
            closing(open_store(other_url)) as coming,
            present.reading() as here,
            coming.reading() as other,
        ):
            return missing_from(other, here)
    except StoreMissingError:
        return Missing()
    except StoreError:
        return None

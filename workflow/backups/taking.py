"""Taking a backup: a copy of one instant, examined, packed, read back; only then it has its name."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from db.cipher import opening_key_id
from db.engine import file_of
from db.errors import StoreError, StoreMissingError, StoreNewerError, StoreTooOldError
from db.migrate import status
from db.placing import sync, sync_folder
from db.schema import REVISIONS
from db.snapshot import snapshot
from workflow.backups.archive import DATABASE, Manifest, pack, sha256_of, unpack
from workflow.backups.rotation import dated_name
from workflow.backups.soundness import examined
from workflow.errors import BadInput, Refused
from workflow.listing import new_file
from workflow.stores import database_trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workflow.backups.encryption import Key
    from workflow.backups.soundness import Examined, Watch

UNSOUND = ".unsound"
"""What the name of a backup ends in whose journal has something wrong: it is kept, and never counts as one."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was taken: where it is, what it says of itself, and whether a key is needed to open it."""

    file: Path
    manifest: Manifest
    encrypted: bool

    @property
    def is_sound(self) -> bool:
        """Whether nothing was wrong with its journal."""
        return not self.manifest.problems


def take(url: str, place: Path, key: Key | None, at: datetime, watch: Watch) -> Backup:
    """Back a database up into a file, or into a folder under the name of the instant (UTC).

    DatabaseTrouble: the database is missing, damaged or another program's. Refused: the file is there already. OSError:
    nothing can be written there.
    """
    wanted = place / dated_name(at, encrypted=key is not None) if place.is_dir() else place
    if wanted.exists():
        raise Refused("backup.exists", file=wanted)
    if not wanted.parent.is_dir():
        raise BadInput("backup.no_folder", folder=wanted.parent)
    with database_trouble(), work_folder(url) as work:
        _assert_usable(url)
        copy = work / DATABASE
        manifest = _manifest(url, copy, at, _examined(url, snapshot(url, copy), watch))
        file = wanted if not manifest.problems else wanted.with_name(f"{wanted.name}{UNSOUND}")
        with new_file(file) as part:
            pack(copy, manifest, part, key)
            _assert_reads_back(part, key, work, manifest)
            sync(part)
        sync_folder(file.parent)
    return Backup(file, manifest, key is not None)


@contextmanager
def work_folder(url: str) -> Iterator[Path]:
    """A folder that only its owner may enter, for copies in the clear: beside a file, so that no other disk sees them.

    Where the database is a server's, it is where the system keeps what is temporary.
    """
    path = file_of(url)
    beside = path.resolve().parent if path is not None and path.parent.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=".dibao-", dir=beside) as folder:
        yield Path(folder)


def _assert_usable(url: str) -> None:
    """A file may wait for a migration: a backup before it is worth most. A server's rows are read by this schema."""
    found = status(url).version
    if found is None:
        raise StoreMissingError(url, "no schema")
    if found not in REVISIONS:
        raise StoreNewerError(url, found)
    if found != REVISIONS[-1] and file_of(url) is None:
        raise StoreTooOldError(url, found)


def _examined(url: str, copy: str, watch: Watch) -> Examined:
    """What is in a copy; what is wrong with it is wrong with the database."""
    try:
        return examined(copy, watch)
    except StoreError as error:
        raise type(error)(url, error.detail) from error


def _manifest(url: str, copy: Path, at: datetime, found: Examined) -> Manifest:
    return Manifest(
        program=version("dibao"),
        schema=found.schema,
        taken_at=at,
        source="postgresql" if file_of(url) is None else "sqlite",
        tables=found.tables,
        cases=found.journal.cases,
        events=found.journal.events,
        fingerprint=found.journal.fingerprint,
        problems=len(found.journal.problems),
        sha256=sha256_of(copy),
        size=copy.stat().st_size,
        database_key=opening_key_id(url),
    )


def _assert_reads_back(file: Path, key: Key | None, work: Path, manifest: Manifest) -> None:
    """What was packed comes out again as what was examined, byte for byte. BadInput: the disk has lost some of it."""
    again = work / "again"
    again.mkdir(mode=0o700)
    found, database = unpack(file, again, key)
    if found != manifest:
        raise BadInput("backup.damaged", file=file, why="manifest")
    database.unlink()

"""The key of an encrypted database: making one, giving a plain database one, changing it.

A database is never changed in its place: it is copied with the new key, the copy is examined whole and compared, and
takes the place in one step. A run that is killed leaves the old database or the new one, and a key file that opens it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.cipher import (
    OWNER_ONLY,
    Key,
    copy_encrypted,
    is_plain,
    key_file_of,
    key_id,
    new_key,
    opening_key_id,
    read_keys,
    with_key,
    written_keys,
)
from db.engine import file_of, open_store
from db.errors import StoreMissingError
from db.placing import assert_unused, link_beside, place_file, sync_folder
from workflow.backups.soundness import examined
from workflow.backups.taking import work_folder
from workflow.errors import BadInput, Refused
from workflow.settings import database_key_file
from workflow.stores import database_trouble

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from workflow.backups.soundness import Watch


@dataclass(frozen=True, slots=True)
class KeyState:
    """How a database stands to its key file: the ids of the file's keys, and of the one that opens the database."""

    ids: tuple[str, ...]
    opens: str

    @property
    def is_current(self) -> bool:
        """Whether the key in use opens it; where not, a change of keys was cut off, or an old backup restored."""
        return self.opens == self.ids[0]


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A database that has a key, or a new one: the key's id, and where the database of before is kept."""

    id: str
    kept: Path | None


def named_key_file() -> Path:
    """The key file that is settled. BadInput: none is."""
    found = database_key_file()
    if found is None:
        raise BadInput("key.not_named")
    return found


def create_key(file: Path) -> str:
    """Write a new key into a file that is not there yet and that only its owner may read; gives the key's id.

    Refused: there is a file.
    """
    made = new_key()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(file, [made])
    except FileExistsError as error:
        raise Refused("key.exists", file=file) from error
    sync_folder(file.parent)
    return key_id(made)


def key_ids(file: Path) -> tuple[str, ...]:
    """The ids of a key file's keys, the one in use first. DatabaseTrouble: there is none, or others may read it."""
    with database_trouble():
        return tuple(map(key_id, read_keys(file)))


def check_key(url: str) -> KeyState:
    """Open a database with its key. BadInput: it is a server's. DatabaseTrouble: no key opens it, or there is none."""
    file = _key_file(url)
    with database_trouble():
        state = KeyState(tuple(map(key_id, read_keys(file))), opening_key_id(url))
        open_store(url).close()
    return state


def encrypt(url: str, at: datetime, watch: Watch) -> Encrypted:
    """Encrypt a plain database with the key in use; the plain one is kept under a dated name.

    BadInput: it is a server's. Refused: it is encrypted already. DatabaseTrouble: somebody has it open, or it is
    damaged; nothing was touched then.
    """
    file, path = _key_file(url), file_of(url)
    with database_trouble():
        if path is None or not path.exists():
            raise StoreMissingError(url)
        if not is_plain(path):
            raise Refused("key.encrypted_already")
        return _changed(with_key(url, None), url, read_keys(file)[0], at, watch)


def rotate_key(url: str, at: datetime, watch: Watch) -> Encrypted:
    """Give an encrypted database a new key; the old ones stay in the key file, for backups.

    As `encrypt`; the new key is second in the file until the database has it.
    """
    file = _key_file(url)
    with database_trouble():
        opens = opening_key_id(url)
        old = sorted(read_keys(file), key=lambda key: key_id(key) != opens)
        made = new_key()
        replace_keys(file, [old[0], made, *old[1:]])
        done = _changed(url, url, made, at, watch)
        replace_keys(file, [made, *old])
    return done


def replace_keys(file: Path, keys: Sequence[Key]) -> None:
    """Write a key file anew, in one step."""
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    _write(new, keys)
    new.replace(file)
    sync_folder(file.parent)


def _changed(old: str, url: str, key: Key, at: datetime, watch: Watch) -> Encrypted:
    """Put a copy with another key in a database's place, once it is known to hold the same."""
    with work_folder(url) as work:
        copy = work / "dibao.db"
        assert_unused(old)
        copy_encrypted(old, copy, key)
        if examined(with_key(f"sqlite:///{copy}", key_file_of(url), key_id(key)), watch) != examined(old, watch):
            raise Refused("key.differs")
        kept = place_file(copy, old, f"before-key-{at:%Y%m%dT%H%M%SZ}", link_beside(old, work))
    return Encrypted(key_id(key), kept)


def _key_file(url: str) -> Path:
    """The key file of a database. BadInput: it is a server's, whose files are not ours, or no key file is settled."""
    if file_of(url) is None:
        raise BadInput("key.server")
    return key_file_of(url) or named_key_file()


def _write(file: Path, keys: Sequence[Key]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(written_keys(keys))
        out.flush()
        os.fsync(descriptor)

"""The key of an encrypted database file: which file holds it, and a connection that it opens.

The URL of an encrypted file names its key's file, so that whoever is given a URL opens it:
`sqlite:////data/dibao.db?key_file=/keys/dibao.key`. A key file holds keys of 256 bits, one a line, 64 hex digits in
groups or not; what follows a # is for people. The first key is the one in use, those after it open older backups.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NewType

from sqlalchemy import make_url

from db.errors import StoreKeyError, StoreKeyExposedError, StoreKeyFileError, StorePlainError

Key = NewType("Key", str)
"""A key as 64 hex digits."""

KEY_FILE, KEY_ID = "key_file", "key_id"
"""What a URL says of its key: the file that holds it, and which of the file's keys alone may open it."""
DIGITS = re.compile(r"[0-9a-f]{64}", re.ASCII)
GROUP = 8
OWNER_ONLY = 0o600
FOR_OTHERS = 0o077
PLAIN = b"SQLite format 3\0"
"""What every file of SQLite begins with that is not encrypted."""
HEADING = "# dibao: keys of the database, the one in use first; the others open older backups\n"


def new_key() -> Key:
    """A key that nobody can guess."""
    return Key(secrets.token_hex(32))


def key_id(key: Key) -> str:
    """A key's name, which says nothing of the key: by it a copy on paper is known to be the right one."""
    return hashlib.sha256(f"dibao database key {key}".encode()).hexdigest()[:16]


def path_of(url: str) -> Path:
    """The file of the URL of one."""
    return Path(str(make_url(url).database))


def key_file_of(url: str) -> Path | None:
    """The file with the keys of a database, or None where it is not encrypted."""
    named = make_url(url).query.get(KEY_FILE)
    return Path(named) if isinstance(named, str) else None


def with_key(url: str, key_file: Path | None, only: str = "") -> str:
    """The URL of a file that a key file's keys open, one of them alone where its id is given; None: it is plain."""
    plain = make_url(url).difference_update_query([KEY_FILE, KEY_ID])
    said = {KEY_FILE: os.fspath(key_file), **({KEY_ID: only} if only else {})} if key_file is not None else {}
    return plain.update_query_dict(said).render_as_string(hide_password=False)


def is_plain(path: Path) -> bool:
    """Whether a file is a database that is not encrypted."""
    with path.open("rb") as file:
        return file.read(len(PLAIN)) == PLAIN


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys in a file, the one in use first.

    StoreKeyFileError: it is not there, or holds none. StoreKeyExposedError: others than its owner may read it.
    """
    try:
        mode, lines = path.stat().st_mode, path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreKeyFileError(str(path)) from error
    if os.name == "posix" and mode & FOR_OTHERS:
        raise StoreKeyExposedError(str(path))
    written = ("".join(line.partition("#")[0].split()).lower() for line in lines)
    keys = tuple(Key(line) for line in written if line)
    if not keys or not all(DIGITS.fullmatch(key) for key in keys):
        raise StoreKeyFileError(str(path))
    return keys


def written_keys(keys: Sequence[Key]) -> str:
    """A key file's text, each key in groups that can be copied by hand."""
    groups = (" ".join(key[at : at + GROUP] for at in range(0, len(key), GROUP)) for key in keys)
    return HEADING + "".join(f"# id {key_id(key)}\n{line}\n" for key, line in zip(keys, groups, strict=True))


def opening_key_id(url: str) -> str:
    """The id of the key that opens a database as it stands, "" where it has none. StoreKeyError: no key opens it."""
    if key_file_of(url) is None:
        return ""
    connection, key = _opened(url, _connect)
    connection.close()
    return key_id(key)


def open_file(url: str, connect: Callable[[], Any] | None = None) -> Any:
    """A connection of the driver to a file, opened by the key that its URL names.

    StoreKeyError: no key that is there opens it. StorePlainError: it is not encrypted, and should be.
    """
    if key_file_of(url) is None:
        return (connect or (lambda: _connect(url)))()
    return _opened(url, (lambda _: connect()) if connect else _connect)[0]


def copy_encrypted(url: str, copy: Path, key: Key | None) -> None:
    """Copy a database that nobody has open into a new file with another key, or with none, readable by its owner."""
    copy.touch(mode=OWNER_ONLY)
    with closing(open_file(url)) as connection:
        connection.execute(f"ATTACH DATABASE ? AS copy KEY {_literal(key)}", (str(copy),))
        connection.execute("PRAGMA copy.synchronous = OFF")  # it is put on the disk as a whole before it is used
        connection.execute("SELECT sqlcipher_export('copy')")
        connection.execute("PRAGMA copy.journal_mode = WAL")
        connection.execute("DETACH DATABASE copy")


def _literal(key: Key | None) -> str:
    return f"\"x'{key}'\"" if key is not None else "''"


def unlock(connection: Any, key: Key) -> None:
    """Give a connection its key; what is sorted aside stays in memory, for a file of it would be readable."""
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {_literal(key)}")
    connection.execute("PRAGMA temp_store = MEMORY")


def _connect(url: str) -> Any:
    from sqlcipher3 import dbapi2  # only where the database is a file

    connection = dbapi2.connect(str(path_of(url)), isolation_level=None, timeout=0)
    connection.execute("PRAGMA cipher_log_level = NONE")
    return connection


def _opened(url: str, connect: Callable[[str], Any]) -> tuple[Any, Key]:
    from sqlcipher3 import dbapi2

    for key in _keys(url):
        connection = connect(url)
        try:
            unlock(connection, key)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.OperationalError:
            connection.close()
            raise  # it is locked, or its disk fails: that is not the key's fault
        except dbapi2.DatabaseError:
            connection.close()
        else:
            return connection, key
    path = path_of(url)
    raise (StorePlainError if is_plain(path) else StoreKeyError)(url)


def _keys(url: str) -> tuple[Key, ...]:
    """The keys that a URL lets open its file."""
    file, only = key_file_of(url), make_url(url).query.get(KEY_ID)
    keys = read_keys(file) if file is not None else ()
    return tuple(key for key in keys if only is None or key_id(key) == only)

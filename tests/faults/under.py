"""What lies under SQLite: every read, write, sync, cut and removal of a file passes through here, in Python.

The library's own way to the files (its default VFS) is taken as it is, and three of each file's methods are put before
it, with ctypes: no compiler, no tracer, and the very call at which something happens. A `Watcher` is asked before each
call and may let it pass, make it fail or end the process in the middle of it.
"""

from __future__ import annotations

import ctypes as c
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3._sqlite3 as library

if TYPE_CHECKING:
    from collections.abc import Iterator

OK, READ_ONLY, FULL, CANNOT_OPEN = 0, 8, 13, 14
BROKEN_READ, BROKEN_WRITE, BROKEN_SYNC, BROKEN_CUT, BROKEN_REMOVAL = (10 | code << 8 for code in (1, 3, 4, 6, 10))
"""What SQLite calls them: SQLITE_IOERR_READ, _WRITE, _FSYNC, _TRUNCATE, _DELETE."""
MAIN_FILE, OPENED_READ_ONLY, OPENED_TO_WRITE, CREATED = 0x100, 1, 2, 4
READ, WRITE, CUT, SYNC, OPEN, REMOVE = "read", "write", "cut", "sync", "open", "remove"


@dataclass(frozen=True, slots=True)
class Call:
    """Something that is about to be done to a file; `size` is what it is cut to, or how much is read."""

    kind: str
    name: str
    at: int = 0
    data: bytes = b""
    size: int = 0


class Watcher:
    """Who is asked before each call; this one lets everything pass."""

    def before(self, call: Call) -> int:  # noqa: ARG002 - it does not care
        """OK lets it pass; anything else is SQLite's code of the failure."""
        return OK

    def share(self, call: Call) -> int:  # noqa: ARG002 - it does not care
        """How many bytes of a failing write reach the file before it fails."""
        return 0


_Open = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_void_p, c.c_int, c.POINTER(c.c_int))
_Remove = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_char_p, c.c_int)
_Move = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int, c.c_int64)
_Cut = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int64)
_Sync = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int)

_Methods = c.c_void_p * 19
"""sqlite3_io_methods: a version, and 18 functions."""
READS, WRITES, CUTS, SYNCS = 2, 3, 4, 5


class _Vfs(c.Structure):
    _fields_ = (
        ("version", c.c_int), ("file_size", c.c_int), ("longest_name", c.c_int), ("next", c.c_void_p),
        ("name", c.c_char_p), ("data", c.c_void_p), ("open", c.c_void_p), ("remove", c.c_void_p),
    )  # fmt: skip


def _default() -> _Vfs:
    find = c.CDLL(library.__file__).sqlite3_vfs_find
    find.restype = c.POINTER(_Vfs)
    return find(None).contents  # type: ignore[no-any-return]


class _Under:
    """The functions that stand before the library's; they live as long as this does, and so do the files' tables."""

    def __init__(self) -> None:
        self.vfs = _default()
        self.watcher: Watcher | None = None
        self.names: dict[int, str] = {}
        self.tables: dict[int, tuple[c.Array[c.c_void_p], c.Array[c.c_void_p]]] = {}
        self.own_open, self.own_remove = _Open(self.vfs.open), _Remove(self.vfs.remove)
        self.open, self.remove = _Open(self._open), _Remove(self._remove)
        self.read, self.write = _Move(self._read), _Move(self._write)
        self.cut, self.sync = _Cut(self._cut), _Sync(self._sync)
        self.vfs.open, self.vfs.remove = _address(self.open), _address(self.remove)

    def _asked(self, call: Call) -> int:
        return OK if self.watcher is None else self.watcher.before(call)

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: c._Pointer[c.c_int]) -> int:
        known = Path(c.string_at(name).decode()).name if name else ""
        failure = self._asked(Call(OPEN, known, size=flags)) if known else OK
        if failure == READ_ONLY:
            flags = flags & ~(OPENED_TO_WRITE | CREATED) | OPENED_READ_ONLY
        elif failure:
            c.cast(file, c.POINTER(c.c_void_p))[0] = None
            return failure
        done = self.own_open(vfs, name, file, flags, out)
        if done == OK and known:
            self.names[file] = known
            methods = c.cast(file, c.POINTER(c.c_void_p))
            methods[0] = self._before(methods[0] or 0)
        return int(done)

    def _before(self, table: int) -> int:
        """The address of a copy of a table of methods with ours in it."""
        if table not in self.tables:
            own = _Methods.from_address(table)
            copy = _Methods(*own)
            for slot, ours in ((READS, self.read), (WRITES, self.write), (CUTS, self.cut), (SYNCS, self.sync)):
                copy[slot] = _address(ours)
            self.tables[table] = own, copy
            self.tables[c.addressof(copy)] = own, copy
        return c.addressof(self.tables[table][1])

    def _own(self, file: int, slot: int) -> int:
        table = c.cast(file, c.POINTER(c.c_void_p))[0] or 0
        return int(self.tables[table][0][slot] or 0)

    def _read(self, file: int, into: int, size: int, at: int) -> int:
        failure = self._asked(Call(READ, self.names[file], at, size=size))
        return failure or int(_Move(self._own(file, READS))(file, into, size, at))

    def _write(self, file: int, data: int, size: int, at: int) -> int:
        call = Call(WRITE, self.names[file], at, c.string_at(data, size))
        failure = self._asked(call)
        if failure and self.watcher is not None:
            size = self.watcher.share(call)
        done = _Move(self._own(file, WRITES))(file, data, size, at) if size else OK
        return failure or int(done)

    def _cut(self, file: int, size: int) -> int:
        failure = self._asked(Call(CUT, self.names[file], size=size))
        return failure or int(_Cut(self._own(file, CUTS))(file, size))

    def _sync(self, file: int, flags: int) -> int:
        failure = self._asked(Call(SYNC, self.names[file]))
        return failure or int(_Sync(self._own(file, SYNCS))(file, flags))

    def _remove(self, vfs: int, name: bytes, sync: int) -> int:
        failure = self._asked(Call(REMOVE, Path(name.decode()).name, size=sync))
        return failure or int(self.own_remove(vfs, name, sync))


def _address(function: c._CFuncPtr) -> int:
    return c.cast(function, c.c_void_p).value or 0


_PLACED: list[_Under] = []
"""At most one; it stays, for files that were opened through it hold its tables."""


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Ask a watcher before every call on files that are opened in the block."""
    if not _PLACED:
        _PLACED.append(_Under())
    under = _PLACED[0]
    under.watcher = watcher
    try:
        yield
    finally:
        under.watcher = None


def write_now(file: Path, call: Call, share: int) -> None:
    """Write the first bytes of a call to its file, past the library: the process is about to be no more."""
    with file.open("r+b" if file.exists() else "wb") as opened:
        opened.seek(call.at)
        opened.write(call.data[:share])


assert sys.maxsize > 2**32, "the tables above are those of 64 bits"

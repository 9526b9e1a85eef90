"""Checks of what lies around the database: its disk, who may read it, the clock, backups, the terminal, leftovers."""

from __future__ import annotations

import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from db.health import newest_instant, oldest_draft
from workflow.backups.rotation import backups_in
from workflow.doctor.noted import fails, fine, not_applicable, warns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from workflow.doctor.noted import Noted
    from workflow.doctor.patient import Patient

OF_A_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.rclone", "davfs"}
)
"""File systems on which the locks that SQLite rests on do not hold."""

ROOM_MIN = 200_000_000
"""Bytes; below it, or below what two copies of the database need for a backup, room is short."""

PRIVATE, NOT_FOR_OTHERS_TO_WRITE = 0o077, 0o022
CLOCKS_APART, A_DAY = timedelta(minutes=5), timedelta(days=1)
BACKUP_OLD, BACKUP_TOO_OLD = timedelta(hours=36), timedelta(days=4)
LEFT_BEHIND = timedelta(hours=6)
FORGOTTEN, A_QUARTER = timedelta(days=30), timedelta(days=100)
LEAST_COLUMNS, LEAST_LINES = 80, 24
LEFT = {
    ".dibao-*": LEFT_BEHIND,
    "*.rejected.xlsx": FORGOTTEN,
    "*.unsound": FORGOTTEN,
    "*.before-*": FORGOTTEN,
    "due-lists/*.pdf": A_QUARTER,
}
"""Names of what holds people's data, and after how long it is needed no more."""


def disk(patient: Patient) -> Iterator[Noted]:
    """The file lies on a disk of this machine, with room for what comes and for a backup."""
    if patient.file is None:
        yield not_applicable("server")
        return
    folder = patient.file.resolve().parent
    kind = _file_system(folder, patient.around.mounts)
    if kind in OF_A_NETWORK:
        yield fails("disk.network", kind=kind, folder=folder)
    free = shutil.disk_usage(folder).free
    size = patient.file.stat().st_size if patient.file.exists() else 0
    room = {"free": f"{free // 10**6:,}", "size": f"{size // 10**6:,}"}
    if free < size or free < ROOM_MIN // 10:
        yield fails("disk.full", **room)
    elif free < max(2 * size, ROOM_MIN):
        yield warns("disk.short", **room)
    yield fine("disk.ok", **room)


def _file_system(folder: Path, mounts: Path) -> str:
    """The kind of file system that a folder lies on; "" where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found = {parts[1].replace("\\040", " "): parts[2] for parts in map(str.split, lines) if len(parts) > 2}  # noqa: PLR2004 - device, place, kind
    return next((found[str(place)] for place in (folder, *folder.parents) if str(place) in found), "")


def modes(patient: Patient) -> Iterator[Noted]:
    """Nobody else may read the database, its backups and the keys, or write the settings; and they are ours."""
    around = patient.around
    private = [path for path in (patient.file, *patient.beside, *around.keys) if path is not None]
    if around.backups is not None and around.backups.is_dir():
        private += backups_in(around.backups)
    if os.name == "nt":
        yield not_applicable("modes.windows")
        return
    for path, forbidden in (*((each, PRIVATE) for each in private), (around.settings, NOT_FOR_OTHERS_TO_WRITE)):
        if not path.exists():
            continue
        found = path.stat()
        if stat.S_IMODE(found.st_mode) & forbidden:
            yield fails("modes.open", file=path, mode=f"{stat.S_IMODE(found.st_mode):04o}")
        if found.st_uid != os.getuid():
            yield warns("modes.owner", file=path, owner=found.st_uid)


def clock(patient: Patient) -> Iterator[Noted]:
    """The clock has not gone back: nothing was written later than now."""
    with patient.store.reading() as read:
        newest = newest_instant(read)
    written = [("clock.event", newest)]
    if patient.file is not None:
        written.append(("clock.file", datetime.fromtimestamp(patient.file.stat().st_mtime, UTC)))
    for code, at in written:
        if at is not None and at > patient.now + CLOCKS_APART:
            note = fails if at > patient.now + A_DAY else warns
            yield note(code, at=_local(at), now=_local(patient.now))


def _local(at: datetime) -> str:
    """An instant as it is on the office's wall."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def backups(patient: Patient) -> Iterator[Noted]:
    """A verified backup of yesterday or today is there, and encrypted."""
    folder = patient.around.backups
    if folder is None:
        yield warns("backups.not_settled")
        return
    if not folder.is_dir():
        yield fails("backups.no_folder", folder=folder)
        return
    found = backups_in(folder)
    if not found:
        yield fails("backups.none", folder=folder)
        return
    newest, at = next(iter(found.items()))
    age = patient.now - at
    said = {"file": newest.name, "at": _local(at), "count": len(found)}
    if age > BACKUP_OLD:
        yield (fails if age > BACKUP_TOO_OLD else warns)("backups.old", **said)
    if newest.suffix != ".age":
        yield warns("backups.open", **said)
    yield fine("backups.ok", **said)


def terminal(patient: Patient) -> Iterator[Noted]:
    """The desk can be shown: large enough, in colours, in an encoding that has Chinese."""
    found = patient.around.terminal
    if found.encoding.lower().replace("-", "").replace("_", "") not in {"utf8", "gb18030"}:
        yield fails("terminal.encoding", encoding=found.encoding)
    if not found.columns:
        yield not_applicable("terminal.none")
        return
    size = {"columns": found.columns, "lines": found.lines}
    if found.columns < LEAST_COLUMNS or found.lines < LEAST_LINES:
        yield warns("terminal.small", **size)
    if not found.colours:
        yield warns("terminal.colours")
    yield fine("terminal.ok", **size)


def leftovers(patient: Patient) -> Iterator[Noted]:
    """Nothing with people's data lies about that is needed no more."""
    for path, needed in _left(patient.around.left_in).items():
        if patient.now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > needed:
            half_done = needed == LEFT_BEHIND
            yield fails("leftovers.half_done", file=path) if half_done else warns("leftovers.forgotten", file=path)
    with patient.store.reading() as read:
        draft = oldest_draft(read)
    if draft is not None and patient.now - draft > FORGOTTEN:
        yield warns("leftovers.drafts", since=f"{draft.astimezone():%Y-%m-%d}")


def _left(folders: Iterable[Path]) -> dict[Path, timedelta]:
    """Files that hold people's data, and for how long each is needed."""
    return {path: term for folder in folders for name, term in LEFT.items() for path in sorted(folder.glob(name))}

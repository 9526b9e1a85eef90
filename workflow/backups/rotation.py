"""Which backups of a folder are kept: the newest so many, and the first of each month for good.

A name is given to a backup only once it was verified, so the names say which count; every other file is left alone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FORM = "dibao-%Y-%m-%dT%H%M%SZ"
NAME = re.compile(r"(dibao-\d{4}-\d{2}-\d{2}T\d{6}Z)\.tar\.gz(\.age)?", re.ASCII)


def dated_name(at: datetime, *, encrypted: bool) -> str:
    """The name of a backup that was taken at an instant."""
    return f"{at.astimezone(UTC):{FORM}}.tar.gz{'.age' if encrypted else ''}"


def backups_in(folder: Path) -> dict[Path, datetime]:
    """The verified backups of a folder with their instants, the newest first."""
    found = {}
    for path in folder.iterdir():
        named = NAME.fullmatch(path.name)
        if named is not None and path.is_file() and path.stat().st_size:
            found[path] = datetime.strptime(named[1], FORM).replace(tzinfo=UTC)
    return dict(sorted(found.items(), key=lambda each: each[1], reverse=True))


def rotate(folder: Path, keep: int) -> tuple[Path, ...]:
    """Remove the backups that are neither among the newest `keep` nor the first of a month; gives those removed."""
    known = backups_in(folder)
    first_of_month = {f"{at:%Y-%m}": path for path, at in known.items()}  # the newest come first, the first last
    kept = {*list(known)[:keep], *first_of_month.values()}
    removed = tuple(path for path in known if path not in kept)
    for path in removed:
        path.unlink()
    return removed

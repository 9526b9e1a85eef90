"""What is examined: a database, opened once, and what lies around it."""

from __future__ import annotations

import locale
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from db.engine import Store, file_of, open_store
from db.placing import side_files
from states.sheets import shipped
from workflow.backups.soundness import unwatched
from workflow.journal import check, rows_to_check
from workflow.office import NOBODY, Office
from workflow.seal_keys import key_file
from workflow.settings import backup_folder, backup_key_file, data_directory, database_key_file, settings_file
from workflow.stores import database_trouble

if TYPE_CHECKING:
    from datetime import date, datetime

    from workflow.backups.soundness import Watch
    from workflow.journal import Checked


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where the desk would be shown: its size (0 where it is none), whether in colours, how text is encoded."""

    columns: int
    lines: int
    colours: bool
    encoding: str


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around a database on this machine; `mounts` and `lock` are files that need not be there.

    `left_in`: folders in which something with people's data may have been left.
    """

    settings: Path
    keys: tuple[Path, ...]
    backups: Path | None
    left_in: tuple[Path, ...]
    mounts: Path
    lock: Path
    terminal: Terminal


@dataclass
class Patient:
    """A database to be examined on a day, at an instant (UTC)."""

    url: str
    today: date
    now: datetime
    around: Around
    watch: Watch = unwatched

    @property
    def file(self) -> Path | None:
        """The file of the database; None on a server."""
        return file_of(self.url)

    @cached_property
    def beside(self) -> tuple[Path, ...]:
        """The files beside a file before anything here opened it."""
        return side_files(self.file) if self.file is not None else ()

    @cached_property
    def store(self) -> Store:
        """The database, open. DatabaseTrouble: it is missing, damaged, or of another version."""
        _ = self.beside  # once it is open, others lie there
        with database_trouble():
            return open_store(self.url)

    @cached_property
    def office(self) -> Office:
        """The office behind the database; who looks is nobody, for an examination needs no more than the file asks."""
        return Office(self.store, NOBODY, self.today, shipped())

    @cached_property
    def journal(self) -> Checked:
        """What checking the whole journal found, done once."""
        with self.watch(rows_to_check(self.office)) as done:
            return check(self.office, done)

    def close(self) -> None:
        """Let go of the database."""
        if "store" in self.__dict__:
            self.store.close()


def around_here(url: str) -> Around:
    """What lies around a database on this machine. BadInput: the settings cannot be read."""
    path = file_of(url)
    folders = [data_directory(), Path(tempfile.gettempdir())]
    backups = backup_folder()
    return Around(
        settings=settings_file(),
        keys=tuple(key for key in (database_key_file(), backup_key_file(None), key_file()) if key is not None),
        backups=backups,
        left_in=tuple(
            dict.fromkeys(
                folder.resolve()
                for folder in (*folders, path.parent if path else None, backups)
                if folder is not None and folder.is_dir()
            )
        ),
        mounts=Path("/proc/mounts"),
        lock=Path(__file__).parents[2] / "requirements" / "run.txt",
        terminal=_terminal(),
    )


def _terminal() -> Terminal:
    shown = sys.stdout.isatty()
    size = shutil.get_terminal_size((80, 24)) if shown else os.terminal_size((0, 0))
    colours = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"
    encoding = (sys.stdout.encoding or "") if shown else locale.getpreferredencoding(do_setlocale=False)
    return Terminal(size.columns, size.lines, colours, encoding)

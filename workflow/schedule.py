"""The schedule: the nightly run, and on the first day of each quarter the due lists of every township, printed.

As lines of the user's crontab, or as the text of systemd units. Commands are absolute and name the database, so that
they run without a login's environment.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crontab import CronTab

MARK = "dibao"
"""The comment by which our lines are known again; every other line stays as it is."""

NIGHT = "30 2 * * *"
QUARTER_DAY = "0 6 1 1,4,7,10 *"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that happens by itself: its name, when (as cron writes it, and systemd), and the command."""

    name: str
    cron: str
    calendar: str
    command: str


def jobs(script: str, database: str, language: str) -> tuple[Job, ...]:
    """The jobs for a console script's absolute path, a database and a language."""
    common = f"{shlex.quote(script)} --db {shlex.quote(database)} --lang {language}"
    return (
        Job("recheck", NIGHT, "*-*-* 02:30:00", f"{common} recheck --quiet"),
        Job("due-lists", QUARTER_DAY, "*-01,04,07,10-01 06:00:00", f"{common} cron quarter --quiet"),
    )


def own_script() -> str:
    """The absolute path of the console script that is running, or of the one beside this Python."""
    running = Path(sys.argv[0])
    if running.name.startswith("dibao") and running.is_file():
        return str(running.resolve())
    return str(Path(sys.executable).with_name("dibao"))


def crontab_lines(wanted: tuple[Job, ...]) -> tuple[str, ...]:
    """The jobs as crontab lines."""
    return tuple(f"{job.cron} {_escaped(job.command)} # {MARK} {job.name}" for job in wanted)


def systemd_units(wanted: tuple[Job, ...]) -> Iterator[tuple[str, str]]:
    """The jobs as systemd units: file names and their texts, a service and a timer each."""
    for job in wanted:
        unit = f"{MARK}-{job.name}"
        command = job.command.replace("%", "%%")
        yield (
            f"{unit}.service",
            f"[Unit]\nDescription=dibao {job.name}\n\n[Service]\nType=oneshot\nExecStart={command}\n",
        )
        timer = f"[Unit]\nDescription=dibao {job.name}\n\n[Timer]\nOnCalendar={job.calendar}\nPersistent=true\n"
        yield f"{unit}.timer", f"{timer}\n[Install]\nWantedBy=timers.target\n"


def install(wanted: tuple[Job, ...], tabfile: Path | None = None) -> None:
    """Put the jobs into the crontab in place of ours; other lines stay untouched. Refused: there is no crontab."""
    tab = _tab(tabfile)
    _remove_ours(tab)
    for job in wanted:
        item = tab.new(command=_escaped(job.command), comment=f"{MARK} {job.name}")
        item.setall(job.cron)
    tab.write()


def remove(tabfile: Path | None = None) -> int:
    """Take our lines out of the crontab; gives how many there were. Refused: no crontab."""
    tab = _tab(tabfile)
    count = _remove_ours(tab)
    tab.write()
    return count


def _remove_ours(tab: CronTab) -> int:
    ours = [item for item in tab if item.comment == MARK or item.comment.startswith(f"{MARK} ")]
    for item in ours:
        tab.remove(item)
    return len(ours)


def _tab(tabfile: Path | None) -> CronTab:
    from crontab import CronTab  # needed only where the schedule is changed

    if tabfile is not None:
        return CronTab(tabfile=str(tabfile))
    if shutil.which("crontab") is None:
        raise Refused("cron.no_crontab")
    return CronTab(user=True)


def _escaped(command: str) -> str:
    """A command as a crontab holds it: cron takes a bare percent sign for a line break."""
    return command.replace("%", r"\%")

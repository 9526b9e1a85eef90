"""The schedule: the daily backup and seal, the nightly run, and at each quarter's beginning every township's due lists.

As lines of the user's crontab, or as the text of systemd units. Commands are absolute and name the database, so that
they run without a login's environment.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "dibao"
"""The comment by which our lines are known again; every other line stays as it is."""

NAMES = ("recheck", "due-lists", "backup", "seal")
NIGHT = "30 2 * * *"
DAY_S_END = "55 23 * * *"
BEFORE_THE_NIGHT = "30 1 * * *"
NIGHTLY, QUEUED = "recheck", "recheck --queue"
KEPT = 14
"""Daily backups that are kept, beside the first of each month."""
QUARTER_DAY = "0 6 1 1,4,7,10 *"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing that happens by itself: its name, when (as cron writes it, and systemd), and the command."""

    name: str
    cron: str
    calendar: str
    command: str


def jobs(
    script: str,
    database: str,
    language: str,
    *,
    backups: Path | None = None,
    key: Path | None = None,
    recheck: str = NIGHTLY,
) -> tuple[Job, ...]:
    """The jobs for a console script's absolute path, a database and a language; a backup where a folder is settled.

    `recheck`: the command of the nightly run; `QUEUED` leaves it to workers.
    """
    common = f"{shlex.quote(script)} --db {shlex.quote(database)} --lang {language}"
    sealed = f" --key-file {shlex.quote(str(key.absolute()))}" if key is not None else ""
    into = f"{shlex.quote(str(backups.absolute()))} --keep {KEPT}{sealed}" if backups is not None else ""
    daily = Job(NAMES[2], BEFORE_THE_NIGHT, "*-*-* 01:30:00", f"{common} backup {into} --quiet")
    return (
        *((daily,) if backups is not None else ()),
        Job(NAMES[0], NIGHT, "*-*-* 02:30:00", f"{common} {recheck} --quiet"),
        Job(NAMES[1], QUARTER_DAY, "*-01,04,07,10-01 06:00:00", f"{common} cron quarter --quiet"),
        Job(NAMES[3], DAY_S_END, "*-*-* 23:55:00", f"{common} journal seal --quiet"),
    )


def own_script() -> str:
    """The absolute path of the console script that is running, or of the one beside this Python."""
    running = Path(sys.argv[0])
    if running.name.startswith("dibao") and running.is_file():
        return str(running.resolve())
    return str(Path(sys.executable).with_name("dibao"))


def crontab_lines(wanted: tuple[Job, ...]) -> tuple[str, ...]:
    """The jobs as crontab lines, each with the comment by which it is known again."""
    from crontab import CronItem  # needed only where the schedule is shown or changed

    lines = []
    for job in wanted:
        item = CronItem(command=job.command, comment=f"{MARK} {job.name}")
        item.setall(job.cron)
        lines.append(item.render())
    return tuple(lines)


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
    kept, _ = _without_ours(_read(tabfile))
    _write([*kept, *crontab_lines(wanted)], tabfile)


def remove(tabfile: Path | None = None) -> int:
    """Take our lines out of the crontab; gives how many there were. Refused: there is no crontab."""
    kept, count = _without_ours(_read(tabfile))
    if count:
        _write(kept, tabfile)
    return count


def _without_ours(text: str) -> tuple[list[str], int]:
    """The crontab's other lines as they are, and how many of ours there were."""
    ours = tuple(f"# {MARK} {name}" for name in NAMES)
    lines = text.splitlines()
    kept = [line for line in lines if not line.endswith(ours)]
    return kept, len(lines) - len(kept)


def _read(tabfile: Path | None) -> str:
    if tabfile is not None:
        return tabfile.read_text(encoding="utf-8") if tabfile.exists() else ""
    done = subprocess.run([_crontab(), "-l"], capture_output=True, text=True, check=False)  # noqa: S603 - found on PATH
    return done.stdout if done.returncode == 0 else ""


def _write(lines: list[str], tabfile: Path | None) -> None:
    """Write the lines back as they are: the library would move other people's settings to the top."""
    text = "".join(f"{line}\n" for line in lines)
    if tabfile is not None:
        tabfile.write_text(text, encoding="utf-8")
        return
    done = subprocess.run([_crontab(), "-"], input=text, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise Refused("cron.not_taken", why=done.stderr.strip() or done.returncode)


def _crontab() -> str:
    command = shutil.which("crontab")
    if command is None:
        raise Refused("cron.no_crontab")
    return command

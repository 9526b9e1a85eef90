"""`dibao cron`: the schedule of what happens by itself."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, tell
from workflow.cli.options import Asked, Commands, asked
from workflow.wording import language, say

if TYPE_CHECKING:
    from workflow.schedule import Job

app = Commands("cron")

Queue = Annotated[bool, typer.Option("--queue", help=say("cron.option.queue"))]


@app.verb("show", "cron.show")
def show(
    context: typer.Context,
    systemd: Annotated[bool, typer.Option("--systemd", help=say("cron.option.systemd"))] = False,
    queue: Queue = False,
) -> None:
    """Show the schedule as crontab lines, or as systemd units."""
    from workflow.schedule import crontab_lines, systemd_units

    wanted = _jobs(asked(context), queue=queue)
    if not systemd:
        for line in crontab_lines(wanted):
            output.put(line)
        return
    for name, text in systemd_units(wanted):
        output.put(f"# {name}\n{text}")


@app.verb("install", "cron.install")
def install(context: typer.Context, queue: Queue = False) -> None:
    """Put the schedule into your crontab, in place of an earlier one of this program."""
    from workflow.schedule import crontab_lines
    from workflow.schedule import install as put_in

    options = asked(context)
    wanted = _jobs(options, queue=queue)
    put_in(wanted)
    if not options.quiet:
        for line in crontab_lines(wanted):
            tell(line)


@app.verb("remove", "cron.remove")
def remove(context: typer.Context) -> None:
    """Take the schedule out of your crontab."""
    from workflow.schedule import remove as take_out

    options = asked(context)
    count = take_out()
    if not options.quiet:
        tell(say("cron.removed", count=count))


@app.verb("quarter", "cron.quarter")
def quarter(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Option("--folder", metavar="FOLDER", help=say("cron.option.folder"))] = None,
) -> int:
    """Write the quarter's due lists, a PDF for each township, and print them where there is a printer."""
    from workflow.quarter_lists import quarter_lists
    from workflow.settings import data_directory

    options = asked(context)
    done = quarter_lists(options.machine_office(), folder or data_directory() / "due-lists")
    for path in done.saved:
        output.put(str(path))
    if done.why_not_printed:
        tell(done.why_not_printed)
    return int(Exit.DONE)


def _jobs(options: Asked, *, queue: bool) -> "tuple[Job, ...]":
    from workflow.errors import BadInput
    from workflow.schedule import NIGHTLY, QUEUED, jobs, own_script
    from workflow.settings import backup_folder, backup_key_file

    if queue and options.database.startswith("sqlite"):
        raise BadInput("worker.needs_postgresql")
    recheck = QUEUED if queue else NIGHTLY
    folder, key = backup_folder(), backup_key_file(None)
    return jobs(own_script(), options.database, language(), backups=folder, key=key, recheck=recheck)

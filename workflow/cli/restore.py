"""`dibao restore`: a backup in the place of the database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from states.money import yuan
from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress
from workflow.cli.options import Commands, asked
from workflow.wording import money, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from workflow.backups.restoring import Restored

app = Commands()


@app.verb("restore", "restore")
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("restore.option.file"), show_default=False)],
    key_file: Annotated[
        Path | None, typer.Option("--key-file", metavar="FILE", help=say("backup.option.key_file"))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("restore.option.dry_run"))] = False,
) -> int:
    """Check a backup whole, set the present database apart and put the backup in its place."""
    from workflow.backups.encryption import read_key
    from workflow.backups.restoring import foretell
    from workflow.backups.restoring import restore as put_back
    from workflow.clock import now
    from workflow.settings import backup_key_file
    from workflow.stores import shown_url

    options = asked(context)
    named = backup_key_file(key_file)
    key = read_key(named) if named is not None else None

    def watch(total: int) -> "AbstractContextManager[Callable[[int], None]]":
        return progress(say("journal.verifying"), total, quiet=bool(options.quiet))

    url = options.database
    done = foretell(url, file, key, watch) if dry_run else put_back(url, file, key, now(), watch)
    if options.json:
        output.put_json_document(_document(done, dry_run=dry_run))
        return int(Exit.DONE)
    output.put(_sentence(done, "restore.checked" if dry_run else "restore.done", shown_url(url)))
    for line in _lines(done):
        output.put(line)
    return int(Exit.DONE)


def _sentence(done: "Restored", key: str, url: str) -> str:
    found = done.manifest
    taken = f"{found.taken_at.astimezone():%Y-%m-%d %H:%M}"
    return say(key, url=url, taken=taken, cases=f"{found.cases:,}", events=f"{found.events:,}")


def _lines(done: "Restored") -> "Iterator[str]":
    if done.manifest.problems:
        yield say("restore.unsound", problems=f"{done.manifest.problems:,}")
    if done.apart:
        yield say("restore.apart", name=done.apart)
    if done.missing is None:
        yield say("restore.not_compared")
        return
    for day, count in sorted(done.missing.events.items()):
        yield say("restore.missing_events", day=day, count=f"{count:,}")
    for month, count in sorted(done.missing.payments.items()):
        yield say(
            "restore.missing_payments",
            month=f"{month:%Y-%m}",
            count=f"{count:,}",
            amount=money(done.missing.paid[month]),
        )
    if not done.missing.events and not done.missing.payments:
        yield say("restore.nothing_missing")


def _document(done: "Restored", *, dry_run: bool) -> dict[str, Any]:
    missing = done.missing
    document: dict[str, Any] = {
        "backup": done.manifest.document(),
        "apart": done.apart,
        "missing": None
        if missing is None
        else {
            "events": {day.isoformat(): count for day, count in sorted(missing.events.items())},
            "payments": {
                f"{month:%Y-%m}": {"count": count, "amount": yuan(missing.paid[month])}
                for month, count in sorted(missing.payments.items())
            },
        },
    }
    return {**document, "dry_run": True} if dry_run else document

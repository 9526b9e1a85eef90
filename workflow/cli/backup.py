"""`dibao backup`: a verified copy of the database, taken while others work."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.options import Asked, Commands, asked
from workflow.errors import BadInput
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.backups.taking import Backup

app = Commands()


@app.verb("backup", "backup")
def backup(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=say("backup.option.file"))] = None,
    keep: Annotated[int | None, typer.Option("--keep", min=1, metavar="N", help=say("backup.option.keep"))] = None,
    key_file: Annotated[
        Path | None, typer.Option("--key-file", metavar="FILE", help=say("backup.option.key_file"))
    ] = None,
    new_key: Annotated[
        Path | None, typer.Option("--new-key", metavar="FILE", help=say("backup.option.new_key"))
    ] = None,
) -> int:
    """Back the database up into a file or a folder; 1 where its journal has something wrong."""
    from workflow.settings import backup_folder

    options = asked(context)
    if new_key is not None:
        return _make_key(new_key)
    place = file or backup_folder()
    if place is None:
        raise BadInput("backup.no_place")
    if keep is not None and not place.is_dir():
        raise BadInput("backup.keep_in_folder", folder=place)
    return _back_up(options, place, keep, key_file)


def _make_key(file: Path) -> int:
    from workflow.backups.encryption import new_key

    new_key(file)
    tell(say("backup.key_made", file=file))
    return int(Exit.DONE)


def _back_up(options: Asked, place: Path, keep: int | None, key_file: Path | None) -> int:
    from workflow.backups.encryption import read_key
    from workflow.backups.rotation import rotate
    from workflow.backups.taking import take
    from workflow.clock import now
    from workflow.settings import backup_key_file

    named = backup_key_file(key_file)
    key = read_key(named) if named is not None else None
    made = take(
        options.database,
        place,
        key,
        now(),
        lambda total: progress(say("journal.verifying"), total, quiet=bool(options.quiet)),
    )
    removed = rotate(place, keep) if keep is not None and made.is_sound else ()
    if options.json:
        output.put_json_document(_document(made, removed))
    else:
        output.put(str(made.file))
    if not options.quiet:
        _tell(made, removed)
    if not made.is_sound:
        tell(say("backup.unsound", file=made.file, problems=f"{made.manifest.problems:,}"))
    return int(Exit.DONE if made.is_sound else Exit.REFUSED)


def _tell(made: "Backup", removed: tuple[Path, ...]) -> None:
    found = made.manifest
    tell(say("backup.done", cases=f"{found.cases:,}", events=f"{found.events:,}", fingerprint=found.fingerprint))
    if found.database_key:
        tell(say("backup.database_key", id=found.database_key))
    elif not made.encrypted:
        tell(say("backup.not_encrypted"))
    for file in removed:
        tell(say("backup.removed", file=file))


def _document(made: "Backup", removed: tuple[Path, ...]) -> dict[str, Any]:
    return {
        "file": str(made.file),
        "encrypted": made.encrypted,
        **made.manifest.document(),
        "removed": [str(file) for file in removed],
    }

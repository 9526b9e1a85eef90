"""`dibao key`: the key of an encrypted database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.options import Asked, Commands, asked
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from workflow.database_keys import Encrypted

app = Commands("key")


@app.verb("create", "key.create")
def create(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=say("key.option.file"))] = None,
) -> None:
    """Write a new key into a new file."""
    from workflow.database_keys import create_key, named_key_file

    place = file or named_key_file()
    made = create_key(place)
    output.put(made)
    if not asked(context).quiet:
        tell(say("key.created", file=place.resolve(), id=made))


@app.verb("show-id", "key.show_id")
def show_id(context: typer.Context) -> None:
    """Show the ids of the keys in the key file, the one in use first."""
    from workflow.database_keys import key_ids, named_key_file

    ids = key_ids(named_key_file())
    if asked(context).json:
        output.put_json_document(list(ids))
        return
    for each in ids:
        output.put(each)


@app.verb("check", "key.check")
def check(context: typer.Context) -> int:
    """Open the database with its key; 1 where another one than the key in use opens it."""
    from workflow.database_keys import check_key

    options = asked(context)
    found = check_key(options.database)
    if options.json:
        output.put_json_document({"keys": list(found.ids), "opens": found.opens, "current": found.is_current})
    else:
        output.put(say("key.opens" if found.is_current else "key.opens_older", id=found.opens))
    return int(Exit.DONE if found.is_current else Exit.REFUSED)


@app.verb("encrypt", "key.encrypt")
def encrypt(context: typer.Context) -> None:
    """Encrypt a database that is not; the plain one is kept under another name."""
    from workflow.clock import now
    from workflow.database_keys import encrypt as give_key

    options = asked(context)
    _told(options, give_key(options.database, now(), _watch(options)), "key.encrypted")


@app.verb("rotate", "key.rotate")
def rotate(context: typer.Context) -> None:
    """Give an encrypted database a new key."""
    from workflow.clock import now
    from workflow.database_keys import rotate_key

    options = asked(context)
    _told(options, rotate_key(options.database, now(), _watch(options)), "key.rotated")


def _watch(options: Asked) -> "Callable[[int], AbstractContextManager[Callable[[int], None]]]":
    return lambda total: progress(say("journal.verifying"), total, quiet=bool(options.quiet))


def _told(options: Asked, done: "Encrypted", key: str) -> None:
    """Print the new key's id, and say what is to be done with the database of before."""
    output.put(done.id)
    if not options.quiet:
        tell(say(key, id=done.id, file=done.kept))

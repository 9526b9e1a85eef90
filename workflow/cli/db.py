"""`dibao db`: the database's version, bringing it to the program's, and the roles of a server."""

from typing import Annotated

import typer

from workflow.cli import output
from workflow.cli.options import Commands, asked
from workflow.errors import BadInput
from workflow.wording import say

app = Commands("db")


@app.verb("status", "db.status")
def status(context: typer.Context) -> int:
    """Show which version the database has and which the program needs; 3 where they differ."""
    from db.migrate import status as version
    from workflow.cli.diagnostics import Exit
    from workflow.stores import database_trouble, shown_url

    options = asked(context)
    with database_trouble():
        found = version(options.database)
    if options.json:
        output.put_json({"url": shown_url(options.database), "version": found.version, "head": found.head})
    else:
        output.put(say("db.versions", url=shown_url(options.database), version=found.version, head=found.head))
    return int(Exit.DONE if found.is_current else Exit.DATABASE)


@app.verb("upgrade", "db.upgrade")
def upgrade(context: typer.Context) -> None:
    """Bring the database to the program's version."""
    from db.migrate import upgrade as bring_up
    from workflow.stores import database_trouble, shown_url

    options = asked(context)
    with database_trouble():
        found = bring_up(options.database)
    output.put(say("db.versions", url=shown_url(options.database), version=found.version, head=found.head))


@app.verb("roles", "db.roles")
def roles(
    context: typer.Context,
    owner: Annotated[str, typer.Option("--owner", help=say("db.roles.owner"))],
    run: Annotated[bool, typer.Option("--apply", help=say("db.roles.apply"))] = False,
) -> None:
    """Print what makes a server's roles for everybody who works with the program, or run it. BadInput: it is a file."""
    from db.engine import file_of
    from db.server_roles import apply, statements
    from workflow.stores import database_trouble, shown_url

    url = asked(context).database
    if file_of(url) is not None:
        raise BadInput("db.roles.no_server")
    with database_trouble():
        said = statements(url, owner)
        if run:
            apply(url, said)
    if run:
        output.put(say("db.roles.made", url=shown_url(url)))
    else:
        output.put(";\n".join(said) + ";")

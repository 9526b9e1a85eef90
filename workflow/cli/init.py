"""`dibao init`: create an empty database."""

import typer

from workflow.cli.diagnostics import tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands()


@app.verb("init", "init")
def init(context: typer.Context) -> None:
    """Create the database's schema; refuses where there is one."""
    from db.migrate import create
    from workflow.stores import database_trouble, shown_url

    options = asked(context)
    with database_trouble():
        create(options.database)
    if not options.quiet:
        tell(say("init.done", url=shown_url(options.database)))

"""`dibao keys`: the desk's commands with the keys in force."""

import typer

from workflow.cli import output
from workflow.cli.options import Commands, asked
from workflow.settings import read_settings
from workflow.wording import say

app = Commands()


@app.verb("keys", "keys")
def keys(context: typer.Context) -> None:
    """List the desk's commands: their keys, where they work, what they do."""
    from tui.commands.listing import command_rows  # the table of the desk's commands, without its screens

    rows = command_rows(read_settings().keys)
    if asked(context).json:
        output.put_json_document([row.document() for row in rows])
        return
    headings = tuple(say(f"keys.column.{name}") for name in ("command", "keys", "places", "does"))
    cells = [(row.name, row.keys, row.places, row.does) for row in rows]
    for line in output.table(cells, "llll", heads=headings):
        output.put(line)

"""`dibao desk`: the terminal screens."""

import typer

from workflow.cli.options import Commands, asked

app = Commands()


@app.verb("desk", "desk.cli")
def desk(context: typer.Context) -> int:
    """Open the desk on the database that is meant; without `--as` it asks who works."""
    given = asked(context)
    office = given.office()
    from tui.app import run_desk  # the one door from the command line to the screens, opened when it is needed

    run_desk(office, choose_user=given.as_ is None)
    return 0

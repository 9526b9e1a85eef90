"""`dibao user`: who works with the program."""

from typing import Annotated

import typer

from states.stages import Role
from workflow.cli import output
from workflow.cli.diagnostics import tell
from workflow.cli.options import Commands, asked, one_of
from workflow.wording import say, word

app = Commands("user")


@app.verb("list", "user.list")
def list_(context: typer.Context) -> None:
    """List everybody who may act."""
    options = asked(context)
    users = options.office().users()
    if options.json:
        output.put_json_document(
            [{"login": u.login, "name": u.name, "role": u.role.value, "region": u.region} for u in users]
        )
        return
    labels = tuple(say(f"user.column.{name}") for name in ("login", "name", "role", "region"))
    rows = [(u.login, u.name, word("role", u.role.value), u.region) for u in users]
    for line in output.table(rows, "llll", labels=labels):
        output.put(line)


@app.verb("add", "user.add")
def add(
    context: typer.Context,
    login: Annotated[str, typer.Argument(metavar="LOGIN", help=say("user.option.login"), show_default=False)],
    role: Annotated[
        Role,
        typer.Option(
            "--role", parser=one_of(Role, "role"), metavar="ROLE", help=say("user.option.role"), show_default=False
        ),
    ],
    region: Annotated[
        str, typer.Option("--region", metavar="CODE", help=say("user.option.region"), show_default=False)
    ],
    name: Annotated[str, typer.Option("--name", help=say("user.option.name"))] = "",
) -> None:
    """Add somebody who may act in a region."""
    from workflow.users import add_user

    options = asked(context)
    if not add_user(options.database, login, name or login, role, region):
        tell(say("region.none_loaded"))
    if not options.quiet:
        tell(say("user.added", login=login, role=word("role", role.value), region=region))

"""`dibao user`: who works with the program, and as what."""

from typing import TYPE_CHECKING, Annotated

import typer

from states.stages import Role
from workflow.cli import output
from workflow.cli.diagnostics import tell
from workflow.cli.options import Commands, asked, one_of
from workflow.wording import say, word

if TYPE_CHECKING:
    from workflow.users import Registered

app = Commands("user")

LOGIN = typer.Argument(metavar="LOGIN", help=say("user.option.login"), show_default=False)
AS_ROLE = typer.Option(
    "--role", parser=one_of(Role, "role"), metavar="ROLE", help=say("user.option.role"), show_default=False
)
IN_REGION = typer.Option("--region", metavar="CODE", help=say("user.option.region"), show_default=False)


@app.verb("list", "user.list")
def list_(context: typer.Context) -> None:
    """List everybody who was registered, and how they stand."""
    from workflow.users import registered

    options = asked(context)
    users = registered(options.administration())
    if options.json:
        output.put_json_document(
            [
                {
                    "login": u.login, "name": u.name, "role": u.role.value, "region": u.region,
                    "active": u.active, "password": u.has_password,
                }
                for u in users
            ]
        )  # fmt: skip
        return
    labels = tuple(say(f"user.column.{name}") for name in ("login", "name", "role", "region", "state"))
    rows = [(u.login, u.name, word("role", u.role.value), u.region, _state(u)) for u in users]
    for line in output.table(rows, "lllll", labels=labels):
        output.put(line)


@app.verb("add", "user.add")
def add(
    context: typer.Context,
    login: Annotated[str, LOGIN],
    role: Annotated[Role, AS_ROLE],
    region: Annotated[str, IN_REGION],
    name: Annotated[str, typer.Option("--name", help=say("user.option.name"))] = "",
) -> None:
    """Add somebody who may act in a region."""
    from workflow.users import add_user

    options = asked(context)
    if not add_user(options.administration(), login, name or login, role, region):
        tell(say("region.none_loaded"))
    if not options.quiet:
        tell(say("user.added", login=login, role=word("role", role.value), region=region))


@app.verb("set", "user.set")
def set_(
    context: typer.Context,
    login: Annotated[str, LOGIN],
    role: Annotated[Role | None, AS_ROLE] = None,
    region: Annotated[str | None, IN_REGION] = None,
) -> None:
    """Give somebody another role or region."""
    from workflow.users import change_user

    _tell(context, change_user(asked(context).administration(), login, role=role, region=region))


@app.verb("disable", "user.disable")
def disable(context: typer.Context, login: Annotated[str, LOGIN]) -> None:
    """Let somebody act no more."""
    from workflow.users import disable_user

    _tell(context, disable_user(asked(context).administration(), login))


@app.verb("enable", "user.enable")
def enable(context: typer.Context, login: Annotated[str, LOGIN]) -> None:
    """Let somebody act again."""
    from workflow.users import enable_user

    _tell(context, enable_user(asked(context).administration(), login))


@app.verb("password", "user.password")
def password(
    context: typer.Context,
    login: Annotated[str, LOGIN],
    from_stdin: Annotated[bool, typer.Option("--stdin", help=say("user.option.stdin"))] = False,
) -> None:
    """Give somebody a password."""
    from workflow.access import set_password
    from workflow.cli.proving import new_password

    options = asked(context)
    set_password(options.administration(), login, new_password(from_stdin=from_stdin))
    if not options.quiet:
        tell(say("user.password_set", login=login))


@app.verb("log", "user.log")
def log(
    context: typer.Context,
    login: Annotated[str, typer.Argument(metavar="[LOGIN]", help=say("user.option.login"))] = "",
) -> None:
    """Show what happened to people's access, the newest first."""
    from workflow.users import access_log

    options = asked(context)
    entries = access_log(options.administration(), login)
    if options.json:
        output.put_json_document([{**entry, "at": entry["at"].isoformat()} for entry in entries])
        return
    labels = tuple(say(f"user.column.{name}") for name in ("at", "kind", "login", "by", "terminal", "detail"))
    rows = [
        (
            f"{e['at'].astimezone():%Y-%m-%d %H:%M:%S}",
            word("access", e["kind"]),
            e["login"],
            e["by"],
            e["terminal"],
            e["detail"],
        )
        for e in entries
    ]
    for line in output.table(rows, "llllll", labels=labels):
        output.put(line)


def _tell(context: typer.Context, user: "Registered") -> None:
    if not asked(context).quiet:
        told = {"login": user.login, "role": word("role", user.role.value), "region": user.region}
        tell(say("user.now", state=_state(user), **told))


def _state(user: "Registered") -> str:
    active = say("user.active" if user.active else "user.disabled")
    return f"{active} · {say('user.with_password' if user.has_password else 'user.without_password')}"

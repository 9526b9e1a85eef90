"""`dibao desk`: the terminal screens, in a terminal or in a browser on this machine."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.options import Commands, asked
from workflow.cli.output import put
from workflow.errors import BadInput, NotPermitted
from workflow.settings import read_settings
from workflow.wording import language, say

if TYPE_CHECKING:
    from workflow.cli.options import Asked

HOST, PORT = "localhost", 8000

app = Commands()


@app.verb("desk", "desk.cli")
def desk(
    context: typer.Context,
    web: Annotated[bool, typer.Option("--web", help=say("web.option.web"))] = False,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help=say("web.option.port"))] = None,
    host: Annotated[str | None, typer.Option("--host", help=say("web.option.host"))] = None,
) -> int:
    """Open the desk on the database that is meant; without `--as` it asks who works."""
    given = asked(context)
    office = given.unproved_office()  # the desk asks for the password itself, in a browser too
    if not office.user.sees_cases:
        raise NotPermitted("access.no_desk", login=office.user.login)
    if web:
        office.store.close()  # it can be opened; every tab's desk opens it for itself
        _serve(given, HOST if host is None else host, PORT if port is None else port)
        return 0
    if (port, host) != (None, None):
        raise BadInput("web.only_with_web")
    from tui.app import run_desk  # the one door from the command line to the screens, opened when it is needed
    from workflow.access import has_password
    from workflow.cli.proving import is_proved

    proved = not has_password(office) or is_proved(office)
    said = given.lang is not None or bool(os.environ.get("DIBAO_LANG") or read_settings().lang)
    run_desk(office, choose_user=given.as_ is None, is_proved=proved, language_is_said=said)
    return 0


def line_for(given: "Asked") -> list[str]:
    """The command line of one tab's desk; its database is told by a variable, for a URL may hold a password."""
    line = [sys.executable, "-P", "-m", "workflow.cli", "--lang", language(), "desk"]
    line += ["--as", given.as_] if given.as_ is not None else []
    line += ["--on", given.on.isoformat()] if given.on is not None else []
    return line


def _serve(given: "Asked", host: str, port: int) -> None:
    from tui.web import listen, serve, url_of  # a web server is loaded only where one is asked for

    with listen(host, port) as listening:
        put(say("web.served", url=url_of(listening, host)))
        sys.stdout.flush()
        serve(listening, line_for(given), {"DIBAO_DB": given.database})

"""`dibao login`: prove once who acts, for the commands that follow."""

import typer

from workflow.cli.diagnostics import tell
from workflow.cli.options import Commands, asked
from workflow.errors import BadInput
from workflow.wording import say

app = Commands()


@app.verb("login", "access.login")
def login(context: typer.Context) -> None:
    """Begin a session of the person of `--as`; it ends after ten idle minutes, or with `logout`."""
    from workflow.access import begin_session, has_password
    from workflow.cli.proving import assert_proved, keep_session

    options = asked(context)
    office = options.unproved_office()
    if not has_password(office):
        raise BadInput("access.nothing_to_prove", login=office.user.login)
    assert_proved(office)
    keep_session(office.store.url, office.user.login, begin_session(office))
    if not options.quiet:
        tell(say("access.logged_in", login=office.user.login))

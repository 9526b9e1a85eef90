"""`dibao logout`: end the session that `dibao login` began."""

import typer

from workflow.cli.diagnostics import tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands()


@app.verb("logout", "access.logout")
def logout(context: typer.Context) -> None:
    """End the session, if there is one."""
    from workflow.access import end_session
    from workflow.cli.proving import drop_session

    options = asked(context)
    who = end_session(options.database, drop_session(options.database))
    if not options.quiet:
        tell(say("access.logged_out", login=who) if who else say("access.no_session"))

"""Proving who acts, on the command line: a session, a file with the password, or the terminal; never an argument.

A session's token lies in the state directory of the account, in a file of its own that nobody else may read.
"""

import getpass
import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.errors import BadInput, NotPermitted
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.office import Office

OWNER_ONLY = 0o600


def assert_proved(office: "Office") -> None:
    """NotPermitted: who acts has a password, and neither a session nor a file nor the terminal proves that it is they.

    In a terminal the password is asked for.
    """
    from workflow.access import has_password, prove

    if not has_password(office) or is_proved(office):
        return
    if not sys.stdin.isatty():
        raise NotPermitted("access.password_needed", login=office.user.login)
    prove(office, getpass.getpass(say("access.ask", login=office.user.login)))


def is_proved(office: "Office") -> bool:
    """Whether a session, or the file that DIBAO_PASSWORD_FILE names, proves who acts. NotPermitted: it does not."""
    from workflow.access import in_session, prove

    login, token = _kept(office.store.url)
    if login == office.user.login and in_session(office, token):
        return True
    named = os.environ.get("DIBAO_PASSWORD_FILE", "")
    if not named:
        return False
    prove(office, _first_line(Path(named)))
    return True


def logged_in(url: str) -> str | None:
    """The login of whoever logged in to a database from this account; None where nobody did."""
    return _kept(url)[0] or None


def keep_session(url: str, login: str, token: str) -> None:
    """Keep a session's token for the commands that follow."""
    path = session_file(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as file:
        file.write(f"{login}\n{token}\n")


def drop_session(url: str) -> str:
    """Forget the session; gives its token, "" where there was none."""
    token = _kept(url)[1]
    session_file(url).unlink(missing_ok=True)
    return token


def session_file(url: str) -> Path:
    """Where the session of a database is kept, named by a hash: a URL may hold a password."""
    import platformdirs

    name = hashlib.sha256(url.encode()).hexdigest()[:16]
    return platformdirs.user_state_path("dibao", appauthor=False) / f"session-{name}"


def new_password(*, from_stdin: bool) -> str:
    """A password to be: a line of standard input, or asked for twice in a terminal. BadInput: the two differ."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise BadInput("access.no_terminal")
    first = getpass.getpass(say("access.new"))
    if getpass.getpass(say("access.again")) != first:
        raise BadInput("access.differ")
    return first


def _kept(url: str) -> tuple[str, str]:
    try:
        login, token = session_file(url).read_text().split("\n")[:2]
    except (OSError, ValueError):
        return "", ""
    return login, token


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise BadInput("access.password_file", file=path, why=error) from error

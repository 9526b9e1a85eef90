"""Standard error and exit codes: everything that is not data, and how a run ends."""

import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum

from typer import _click, exceptions

from workflow.errors import BadInput, DatabaseTrouble, NotPermitted, Trouble
from workflow.wording import has_wording, say

DATABASE_LIBRARIES = ("sqlalchemy", "sqlcipher3", "sqlite3", "psycopg", "alembic")
PATIENCE_SECONDS = 1.0
LIBRARY_SENTENCES = (
    (re.compile(r"'(?P<value>[^']*)' is not one of (?P<allowed>.*?)\.?$", re.DOTALL), "cli.usage.choice"),
    (re.compile(r"greater than or equal to (?P<least>[\d.]+)"), "cli.usage.least"),
    (re.compile(r"less than or equal to (?P<most>[\d.]+)"), "cli.usage.most"),
    (re.compile(r"valid integer"), "cli.usage.integer"),
    (re.compile(r"unexpected extra argument[^(]*\(s\) \((?P<value>.*)\)", re.DOTALL), "cli.usage.extra"),
    (re.compile(r"Missing command"), "cli.usage.no_command"),
)
"""What the command line's library says of a bad value, and the key of our own sentence for it."""


class Exit(IntEnum):
    """How a run ends, for scripts."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    DATABASE = 3
    NOT_PERMITTED = 4
    INTERNAL = 70
    INTERRUPTED = 130


EXIT_CODES: tuple[tuple[type[BaseException], Exit], ...] = (
    (BadInput, Exit.USAGE),
    (DatabaseTrouble, Exit.DATABASE),
    (NotPermitted, Exit.NOT_PERMITTED),
    (Trouble, Exit.REFUSED),
    (OSError, Exit.USAGE),
)


def tell(text: str) -> None:
    """Write a line for the person at the terminal."""
    sys.stderr.write(f"{text}\n")


def exit_code_of(error: BaseException) -> Exit:
    """The code that a script sees for what went wrong."""
    if is_of_database(error):
        return Exit.DATABASE
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), Exit.INTERNAL)


def is_of_database(error: BaseException) -> bool:
    """Whether a database library raised it; asked by name, for none of them is loaded to find out."""
    return any(cls.__module__.split(".", 1)[0] in DATABASE_LIBRARIES for cls in type(error).__mro__)


def explain(error: BaseException) -> str:
    """One sentence on what went wrong; never a traceback."""
    if isinstance(error, Trouble):
        first, *others = str(error).split("\n")
        return "\n".join((say("cli.error", text=first), *others))
    if is_of_database(error):
        return say("cli.error", text=say("cli.database", why=_reason(getattr(error, "orig", None) or error)))
    if isinstance(error, OSError):
        return say("cli.error", text=say("cli.os", file=error.filename or "-", why=error.strerror or error))
    return say("cli.error", text=say("cli.internal", kind=type(error).__name__))


def _reason(error: BaseException) -> str:
    """What a database says of data: the rule that was broken, never what broke it, which a server quotes."""
    server = getattr(error, "diag", None)
    if server is None:
        return str(error).strip().split("\n", 1)[0].partition(" with text ")[0]
    return " ".join(filter(None, (type(error).__name__, server.sqlstate, server.constraint_name)))


def fail(error: BaseException) -> int:
    """Tell what went wrong and answer with the exit code; DIBAO_TRACEBACK=1 shows where, to who mends the program."""
    if os.environ.get("DIBAO_TRACEBACK"):
        tell("\n".join(_places(error)))
    tell(explain(error))
    return int(exit_code_of(error))


def _places(error: BaseException) -> Iterator[str]:
    """Where an error was raised, and what it came from before it: kinds alone, for messages quote people's data."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _places(before)
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield f"{type(error).__module__}.{type(error).__qualname__}"


def usage(error: exceptions.TyperException) -> int:
    """Tell what is wrong with the command line, and where its help is; 2."""
    if isinstance(error, _click.exceptions.NoArgsIsHelpError):
        tell(error.message)
        return int(Exit.USAGE)
    tell(say("cli.error", text=_usage_sentence(error)))
    context = getattr(error, "ctx", None)
    if context is not None:
        tell(say("cli.see_help", command=context.command_path))
    return int(Exit.USAGE)


def _usage_sentence(error: exceptions.TyperException) -> str:
    """A sentence for the usual mistakes; for a rare one what the library says of it."""
    key = f"cli.usage.{type(error).__name__}"
    if not has_wording(key):
        return _why(error.format_message())
    parameter = getattr(error, "param", None)
    hint = parameter.get_error_hint() if parameter is not None else getattr(error, "option_name", "")
    return say(key, parameter=str(hint).replace("'", ""), why=_why(error.message))


def _why(message: str) -> str:
    """What a library says of a value, in the language that is spoken where it is one of the usual things."""
    for pattern, key in LIBRARY_SENTENCES:
        found = pattern.search(message)
        if found:
            return say(key, **{name: value.replace("'", "") for name, value in found.groupdict().items()})
    return message


@contextmanager
def progress(label: str, total: int, *, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """A function that is told how many of `total` are done; shows it on one line after a second, in a terminal only."""
    shown = not quiet and sys.stderr.isatty()
    begun = last = time.monotonic()

    def done(count: int) -> None:
        nonlocal last
        now = time.monotonic()
        if shown and now - begun > PATIENCE_SECONDS and now - last > 0.1:  # noqa: PLR2004 - ten times a second
            last = now
            sys.stderr.write(f"\r\x1b[K{label} {count:,}/{total:,} {100 * count // max(total, 1)} %")
            sys.stderr.flush()

    try:
        yield done
    finally:
        if shown and last > begun:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

"""The console script: the one place where a run begins, goes wrong and ends."""

import gc
import os
import sys
import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any

from workflow.errors import Trouble
from workflow.settings import read_settings
from workflow.wording import LANGUAGES, Language, language_of_environment, say, use_language


def run() -> None:
    """Run the command line of this process and end it with the contract's exit code."""
    gc.set_threshold(100_000, 20, 50)  # importing makes much that stays: looking for rubbish in it costs a fifth
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # standard error is for sentences to the user
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # a name never ends a run
    code = run_line(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:
        _let_output_go()
    sys.exit(code)


def run_line(line: Sequence[str]) -> int:
    """Run a command line; the exit code. What goes wrong is one sentence on standard error, never a traceback."""
    use_language(language_for(line))
    # Texts are fetched at import, so nothing with a text is imported before the language is settled.
    from typer import Abort
    from typer import Exit as Ended
    from typer.exceptions import TyperException

    from workflow.cli import diagnostics

    try:
        code = _invoke(line)
        sys.stdout.flush()
    except Ended as ended:
        return ended.exit_code
    except TyperException as error:
        return diagnostics.usage(error)
    except (KeyboardInterrupt, Abort):
        return int(diagnostics.Exit.INTERRUPTED)
    except BrokenPipeError:
        _let_output_go()
        return int(diagnostics.Exit.DONE)  # whoever reads has read enough
    except Exception as error:  # noqa: BLE001 - the last place that can turn it into a sentence
        return diagnostics.fail(error)
    return code if isinstance(code, int) else int(diagnostics.Exit.DONE)


def language_for(line: Sequence[str]) -> Language:
    """The language to speak: the last --lang of the line, else the environment, the settings, the locale."""
    words = [*(list(line)[: list(line).index("--")] if "--" in line else line), ""]
    asked: Language | None = None
    for word, following in pairwise(words):
        given = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and given in LANGUAGES:
            asked = given
    return asked or language_of_environment(os.environ, _settled_language())


def _settled_language() -> str:
    try:
        return read_settings().lang
    except Trouble:
        return ""  # the command that needs the settings says what is wrong with them


def _invoke(line: Sequence[str]) -> Any:
    program = _program()
    with program.make_context("dibao", list(line)) as context:
        return program.invoke(context)


def _program() -> Any:
    import typer

    from workflow.cli.commands import Program
    from workflow.cli.help_pages import speak_help
    from workflow.cli.options import Commands

    speak_help()
    app = Commands(cls=Program)

    @app.callback(invoke_without_command=True, help=say("cli.program.help"))
    def begin(
        context: typer.Context,
        version: Annotated[bool, typer.Option("--version", help=say("cli.option.version"))] = False,
    ) -> int:
        """Open the desk in a terminal, print help elsewhere, when no command is named."""
        if version:
            _print_version()
            raise typer.Exit(0)
        return 0 if context.invoked_subcommand else _desk_or_help(context)

    return typer.main.get_group(app)


def _print_version() -> None:
    from importlib.metadata import version

    from workflow.cli.output import put

    put(f"dibao {version('dibao')}")


def _desk_or_help(context: Any) -> int:
    from workflow.cli.output import put

    desk = context.command.get_command(context, "desk")
    if desk is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        put(context.get_help())
        return 0
    with desk.make_context("desk", [], parent=context) as desk_context:
        result = desk.invoke(desk_context)
    return result if isinstance(result, int) else 0


def _let_output_go() -> None:
    """Point standard output nowhere, so that the interpreter does not complain about it on its way out."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

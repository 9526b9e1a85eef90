"""What every command may be asked (database, language, day, person, form of the answer) and the classes that ask it.

A command module builds its group with `Commands(words)` and its commands with `@app.verb(name, words)`; their texts
come from the catalogue under "<words>.help" (the first line is the short one) and "<words>.examples". A command reads
the common options through `asked(context)`; they hold before the command as well as after it.

Texts are fetched while a module is imported: `main.run` settles the language before it imports any.
"""

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from states.months import is_of_office
from states.stages import Stage
from workflow.cli import output
from workflow.cli.diagnostics import tell
from workflow.clock import today
from workflow.settings import database_url
from workflow.wording import say, word
from workflow.written_codes import code_written

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.office import Office

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Code = TypeVar("Code", bound=StrEnum)


class Lang(StrEnum):
    """A language that the program speaks."""

    EN = "en"
    ZH = "zh"


@dataclass(frozen=True, slots=True)
class Asked:
    """The common options as they were given; None where they were not."""

    db: str | None = None
    lang: Lang | None = None
    on: date | None = None
    as_: str | None = None
    json: bool | None = None
    quiet: bool | None = None
    plain: bool | None = None

    @property
    def today(self) -> date:
        """The day that matters: `--on`, else the clock's."""
        return self.on or today()

    @property
    def database(self) -> str:
        """The URL of the database that is meant. BadInput: it is none."""
        return database_url(self.db)

    def office(self, region: str = "") -> "Office":
        """The office behind the database, with the person of `--as` acting on the day of `--on`.

        Without `--as` it is whoever logged in. NotPermitted: they have a password and did not prove themselves.
        BadInput: the command is about the `region` of a code that no region of the office begins with.
        """
        from workflow.cli.proving import assert_proved
        from workflow.regions import has_region

        office = self.unproved_office()
        assert_proved(office)
        if region and not has_region(office, region):
            tell(say("region.none_loaded"))
        return office

    def unproved_office(self) -> "Office":
        """The same before anybody proved who they are: the desk asks itself."""
        from workflow.cli.proving import logged_in
        from workflow.office import Office  # storage is loaded only by a command that needs it

        return Office.open(self.database, self.as_ or logged_in(self.database), self.today)

    def machine_office(self) -> "Office":
        """The office for what the schedule does by itself: the machine acts, or the person of `--as`."""
        from workflow.office import Office

        return self.office() if self.as_ is not None else Office.of_machine(self.database, self.today)

    def administration(self) -> "Office":
        """The office for keeping its users: without `--as` an administrator acts, nobody where there is none yet."""
        from workflow.cli.proving import assert_proved, logged_in
        from workflow.office import Office

        office = Office.to_administer(self.database, self.as_ or logged_in(self.database), self.today)
        assert_proved(office)
        return office

    def updated(self, given: dict[str, Any]) -> "Asked":
        """These, with what was given after the command in place of what was given before it."""
        return replace(self, **{name: value for name, value in given.items() if value is not None})


COMMON = tuple(field.name for field in fields(Asked))


def asked(context: typer.Context) -> Asked:
    """The common options of the command that is running."""
    found = context.find_object(Asked)
    return found if found is not None else Asked()


def day(text: str) -> date:
    """A day written as 2026-11-23; a usage error for anything else, and for a year that cannot be meant."""
    try:
        if DAY.fullmatch(text) and is_of_office(int(text[:4])):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(say("cli.not_a_day", text=text))


def one_of(codes: type[Code], vocabulary: str) -> "Callable[[str], Code]":
    """What reads an option as one of some codes, or as the word for one; a usage error names them all."""

    def read(text: str) -> Code:
        found = code_written(text, codes, lambda code: word(vocabulary, code.value))
        if found is None:
            raise typer.BadParameter(say("cli.usage.choice", value=text, allowed=", ".join(codes)))
        return found

    return read


InStage = Annotated[
    Stage | None,
    typer.Option(
        "--stage",
        parser=one_of(Stage, "stage"),
        metavar="STAGE",
        help=say("case.option.stage", stages=", ".join(Stage)),
    ),
]
"""Cases of one stage alone."""


def _ask(
    db: Annotated[str | None, typer.Option("--db", metavar="URL", help=say("cli.option.db"))] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help=say("cli.option.lang"))] = None,
    on: Annotated[date | None, typer.Option("--on", parser=day, metavar="DATE", help=say("cli.option.on"))] = None,
    as_: Annotated[str | None, typer.Option("--as", metavar="USER", help=say("cli.option.as"))] = None,
    json: Annotated[bool | None, typer.Option("--json", help=say("cli.option.json"))] = None,
    quiet: Annotated[bool | None, typer.Option("--quiet", "-q", help=say("cli.option.quiet"))] = None,
    plain: Annotated[bool | None, typer.Option("--plain", help=say("cli.option.plain"))] = None,
) -> None:
    """Carry the common options: their definitions are taken from here."""


def _common_options() -> list[Any]:
    carrier = typer.Typer(add_completion=False)
    carrier.command()(_ask)
    return list(typer.main.get_command(carrier).params)


def _take_common(command: Any, context: Any) -> None:
    """Take the common options out of what the command's function is called with, and keep them for `asked`."""
    own = {name: context.params.pop(name) for name in command.common if name in context.params}
    context.obj = asked(context).updated(own)
    if context.obj.plain:
        output.speak_plainly()


def _add_common(command: Any) -> tuple[str, ...]:
    """Give a command the common options that it has no option of its own for; their names."""
    flags = {flag for param in command.params for flag in param.opts}
    added = [option for option in _common_options() if not flags.intersection(option.opts)]
    command.params = [*command.params, *added]
    return tuple(option.name for option in added)


class _Spoken:
    """What a command and a group have in common: a help option in the language that is spoken."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option that shows the help."""
        option = super().get_help_option(ctx)  # type: ignore[misc] # TyperCommand's and TyperGroup's
        if option is not None:
            option.help = say("cli.option.help")
        return option


class Command(_Spoken, TyperCommand):
    """A command that takes the common options after its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.common = _add_common(self)

    def invoke(self, ctx: Any) -> Any:
        """Run the command with its own options alone."""
        _take_common(self, ctx)
        return super().invoke(ctx)


class Group(_Spoken, TyperGroup):
    """A group of commands that takes the common options before the command's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.common = _add_common(self)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is named."""
        _take_common(self, ctx)
        return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named first, and what is left of the line; a usage error that names the nearest."""
        command = self.get_command(ctx, args[0])
        if command is None:
            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            ctx.fail(
                say("cli.no_such_command_near" if near else "cli.no_such_command", name=args[0], near="".join(near))
            )
        return args[0], command, args[1:]


class GroupOf(Group):
    """A group that means its command `show` where none of its commands is named.

    `dibao payroll 2026-11` is `dibao payroll show 2026-11`; `dibao ledger` is `dibao ledger show`.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was said, with the command that is meant; alone, a group whose `show` needs a word shows its help."""
        named = any(self.get_command(ctx, word) is not None for word in args)
        asks_for_help = not set(ctx.help_option_names).isdisjoint(args)
        shown = self.get_command(ctx, "show")
        needs_a_word = not args and shown is not None and any(param.required for param in shown.params)
        return super().parse_args(ctx, args if named or asks_for_help or needs_a_word else ["show", *args])


class Commands(typer.Typer):
    """A command module's commands, their texts taken from the catalogue under `words`."""

    def __init__(self, words: str = "", *, cls: type[TyperGroup] = Group, **kwargs: Any) -> None:
        super().__init__(
            cls=cls,
            help=say(f"{words}.help") if words else None,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            add_completion=False,
            no_args_is_help=bool(words),
            **kwargs,
        )

    def verb(self, name: str, words: str) -> "Callable[[Callable[..., Any]], Callable[..., Any]]":
        """Decorate a function as the command `name`, with "<words>.help" and "<words>.examples" for its help."""
        text = say(f"{words}.help")
        examples = f"\b\n{say('cli.examples')}\n{say(f'{words}.examples')}"
        return self.command(name, cls=Command, help=text, short_help=text.split("\n", 1)[0], epilog=examples)

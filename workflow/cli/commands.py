"""The table of commands, and the group that loads a command's module when the command is called, not before."""

import importlib
import importlib.util
import inspect
from dataclasses import dataclass
from typing import Any

import typer

from workflow.cli.options import Group
from workflow.wording import say


@dataclass(frozen=True, slots=True)
class Entry:
    """A command of the program: the module in workflow.cli whose `app` it is, alone or as a group of commands."""

    name: str
    module: str
    is_group: bool = False

    @property
    def exists(self) -> bool:
        """Whether the module is there; looked up, not imported."""
        return importlib.util.find_spec(f"workflow.cli.{self.module}") is not None

    def load(self) -> Any:
        """The command, its module imported."""
        app = importlib.import_module(f"workflow.cli.{self.module}").app
        command = typer.main.get_group(app) if self.is_group else typer.main.get_command(app)
        command.name = self.name
        return command


COMMANDS = (
    Entry("demo", "demo"),
    Entry("init", "init"),
    Entry("db", "db", is_group=True),
    Entry("desk", "desk"),
    Entry("keys", "keys"),
    Entry("assess", "assess"),
    Entry("caseload", "caseload"),
    Entry("case", "case", is_group=True),
    Entry("recheck", "recheck"),
    Entry("worker", "worker"),
    Entry("due", "due"),
    Entry("tasks", "tasks", is_group=True),
    Entry("drive", "drive", is_group=True),
    Entry("payroll", "payroll", is_group=True),
    Entry("notice", "notice", is_group=True),
    Entry("appeal", "appeal", is_group=True),
    Entry("declaration", "declaration", is_group=True),
    Entry("duties", "duties", is_group=True),
    Entry("ledger", "ledger", is_group=True),
    Entry("report", "report", is_group=True),
    Entry("county-report", "county_report"),
    Entry("match", "match", is_group=True),
    Entry("import", "importing"),
    Entry("export", "exporting"),
    Entry("policy", "policy", is_group=True),
    Entry("simulate", "simulate"),
    Entry("journal", "journal", is_group=True),
    Entry("retention", "retention"),
    Entry("backup", "backup"),
    Entry("restore", "restore"),
    Entry("key", "key", is_group=True),
    Entry("doctor", "doctor"),
    Entry("cron", "cron", is_group=True),
    Entry("calendar", "calendar", is_group=True),
    Entry("region", "region", is_group=True),
    Entry("user", "user", is_group=True),
    Entry("login", "login"),
    Entry("logout", "logout"),
)


class Program(Group):
    """The program itself: its commands come from the table, their one-line texts from the catalogue."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        """The names of the commands, in the table's order."""
        return [entry.name for entry in COMMANDS if entry.exists]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of a name, loaded; None where there is none."""
        entry = next((entry for entry in COMMANDS if entry.name == cmd_name and entry.exists), None)
        return entry.load() if entry else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands without loading one."""
        rows = [(name, say(f"cli.command.{name}")) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Show a few ways to begin."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(inspect.cleandoc(f"\b\n{say('cli.examples')}\n{say('cli.program.examples')}"))

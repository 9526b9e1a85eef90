"""Help pages with their headings in the language that is spoken."""

from typing import Any

from typer._click.core import Context
from typer._click.formatting import HelpFormatter

from workflow.wording import has_wording, say


class SpokenHelp(HelpFormatter):
    """A help page whose headings are looked up in the catalogue."""

    def write_heading(self, heading: str) -> None:
        """Write a heading such as "Options" in the language that is spoken."""
        key = f"cli.heading.{heading}"
        super().write_heading(say(key) if has_wording(key) else heading)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line, its first word in the language that is spoken."""
        super().write_usage(prog, args, prefix or say("cli.heading.usage"))


def speak_help() -> None:
    """Make every help page from now on a spoken one."""
    context: Any = Context
    context.formatter_class = SpokenHelp

"""`dibao import`: the households of a table taken in, bad rows back with their reasons."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.hand_over import Form, hand_over_bytes
from workflow.cli.options import Asked, Commands, asked
from workflow.errors import BadInput
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.exchange.importing import Imported

app = Commands()
SHOWN = 20
"""Rejected households whose reasons are told at once; the file has all."""


@app.verb("import", "exchange.import")
def import_(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=say("exchange.option.file"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("exchange.option.dry_run"))] = False,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE", help=say("exchange.option.template"))
    ] = None,
) -> int:
    """Take in the households of a table; bad rows go to a file with the reasons."""
    from workflow.exchange.importing import import_parts
    from workflow.exchange.reading import read_tables
    from workflow.exchange.rejected import RejectedFile

    options = asked(context)
    if template is not None:
        _write_template(options, template)
        return int(Exit.DONE)
    if file is None:
        raise BadInput("exchange.no_file")
    tables = read_tables(file)
    told = _Told(tables.rows)
    rejected = RejectedFile(file.with_name(f"{file.name}.rejected.xlsx"), tables)
    running = progress(say("exchange.running"), tables.households, quiet=bool(options.quiet))
    with rejected, running as done:
        for found in import_parts(options.office(), tables, dry_run=dry_run):
            for each in found.rejected:
                rejected.add(each)
            told.add(found)
            done(told.households)
    beside = rejected.path if told.rejected else None
    if options.json:
        output.put_json_document(told.document(beside))
    else:
        told.tell(beside, dry_run=dry_run)
    return int(Exit.REFUSED if told.rejected else Exit.DONE)


@dataclass(slots=True)
class _Told:
    """What is told of a file once all of it is done."""

    rows: int
    opened: list[str] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """What the file calls each household, and the reasons."""

    @property
    def households(self) -> int:
        """Those that are done."""
        return len(self.opened) + self.unchanged + len(self.rejected)

    def add(self, found: "Imported") -> None:
        """What became of one more part."""
        self.opened += found.opened
        self.unchanged += found.unchanged
        self.rejected += [(each.draft.told_key, each.reasons) for each in found.rejected]

    def document(self, beside: Path | None) -> dict[str, object]:
        """All of it as JSON."""
        return {
            "rows": self.rows,
            "opened": self.opened,
            "unchanged": self.unchanged,
            "rejected": [{"household": key, "reasons": list(reasons)} for key, reasons in self.rejected],
            "rejected_file": str(beside) if beside is not None else None,
        }

    def tell(self, beside: Path | None, *, dry_run: bool) -> None:
        """The numbers, and the first reasons, in sentences."""
        for key, reasons in self.rejected[:SHOWN]:
            for reason in reasons:
                tell(say("exchange.rejected_one", key=key, reason=reason))
        if len(self.rejected) > SHOWN:
            tell(say("exchange.more", count=f"{len(self.rejected) - SHOWN:,}"))
        tell(
            say(
                "exchange.would" if dry_run else "exchange.done",
                rows=f"{self.rows:,}",
                opened=f"{len(self.opened):,}",
                unchanged=f"{self.unchanged:,}",
                rejected=f"{len(self.rejected):,}",
            )
        )
        if beside is not None:
            tell(say("exchange.see", file=beside))


def _write_template(options: Asked, file: Path) -> None:
    from workflow.exchange.template import template

    hand_over_bytes(options, template(), Form.XLSX, file, say("cli.saved", file=file))

"""A step that the table has from here: what it would do, and every finding as a sentence with what would satisfy it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui.figures import amount, month, stage_name
from tui.messages import StepChosen
from tui.safe import plain
from tui.widgets.laid_out import LaidOut, hanging
from workflow.wording import finding_sentence, remedy_text, say, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from states.findings import Finding
    from workflow.stepping import Preview

MARKS = {"blocks": ("✗ ", "$error"), "unknown": ("? ", "$warning"), "warns": ("! ", "$warning")}
MUTED = "$muted"
OF_OTHERS = "ROLE_MAY_NOT"
"""The finding that a step is another role's."""


def as_listed(steps: Iterable[Preview]) -> tuple[Preview, ...]:
    """The steps as a person reads them: those that are open, then their own that wait, then those of others."""

    def rank(step: Preview) -> int:
        return 0 if step.allowed else 2 if any(finding.code == OF_OTHERS for finding in step.findings) else 1

    return tuple(sorted(steps, key=rank))


class StepCard(LaidOut, can_focus=True):
    """One step with its number; Enter, or a click, opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False)]

    def __init__(self, number: int, preview: Preview, names: Mapping[str, str]) -> None:
        super().__init__()
        self.number, self.preview, self.names = number, preview, names

    def lines(self, width: int) -> Iterator[Content]:
        """Number and name, whose it is where it is another's, where it leads, then the findings."""
        allowed = self.preview.allowed
        mark, style = ("✓ ", "$success") if allowed else ("✗ ", "$error")
        lead = Content.assemble((f"{self.number} ", "bold $accent"), (mark, style if self.is_own else MUTED))
        yield from hanging(lead, word("step", self.preview.step) + self._whose(), width, "bold" if allowed else "")
        yield from _leads_to(self.preview, width)
        others = [finding for finding in self.preview.findings if finding.code != OF_OTHERS]
        yield from finding_lines(others, self.names, width, indent=2)

    @property
    def is_own(self) -> bool:
        """Whether the step is one of the acting person's role."""
        return not any(finding.code == OF_OTHERS for finding in self.preview.findings)

    def _whose(self) -> str:
        """Behind a step of others: whose it is, and whether they could take it now."""
        found = next((finding for finding in self.preview.findings if finding.code == OF_OTHERS), None)
        if found is None:
            return ""
        roles = say("desk.list_separator").join(word("role", role) for role in str(found.limit).split())
        only = all(finding.code == OF_OTHERS for finding in self.preview.findings if finding.bars)
        return say("desk.step.others_ready" if only else "desk.step.others", roles=roles)

    def action_open(self) -> None:
        """Open the step."""
        self.post_message(StepChosen(self.number))

    def on_click(self) -> None:
        """Open the step."""
        self.action_open()


def _leads_to(preview: Preview, width: int) -> Iterator[Content]:
    if not preview.allowed or preview.stage_after is None:
        return
    text = stage_name(preview.stage_after)
    if preview.effective_from is not None and preview.monthly_after is not None:
        text += " · " + say(
            "desk.step.from_month", amount=amount(preview.monthly_after), month=month(preview.effective_from)
        )
    yield from hanging(Content.styled("  → ", "$success"), text, width)


def finding_lines(
    findings: Iterable[Finding], names: Mapping[str, str], width: int, *, indent: int = 0
) -> Iterator[Content]:
    """Each finding as a sentence with its mark and clause, and under it what would satisfy it."""
    for finding in findings:
        mark, style = MARKS[finding.kind.value]
        said = plain(finding_sentence(finding, names))
        clause = f" {finding.clause}" if finding.clause.startswith("§") and len(finding.clause.split()) == 1 else ""
        yield from hanging(Content.assemble(" " * indent, (mark, style)), said + clause, width)
        if remedy := remedy_text(finding):
            yield from hanging(Content.styled(" " * (indent + 2) + "→ ", MUTED), remedy, width, MUTED)


class Findings(LaidOut):
    """Findings by themselves, as a dialog shows them."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.findings: tuple[Finding, ...] = ()
        self.names: Mapping[str, str] = {}

    def show(self, findings: tuple[Finding, ...], names: Mapping[str, str]) -> None:
        """Show these, or nothing where there are none."""
        self.findings, self.names = findings, names
        self.display = bool(findings)
        self.refresh(layout=True)

    def lines(self, width: int) -> Iterator[Content]:
        """Every finding."""
        yield from finding_lines(self.findings, self.names, width)

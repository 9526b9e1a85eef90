"""A step that the table has from here: what it would do, and every finding as a sentence with what would satisfy it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from tui.figures import amount, month, stage_name
from tui.messages import StepChosen
from tui.safe import plain
from workflow.wording import finding_sentence, remedy_text, say, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from states.findings import Finding
    from workflow.stepping import Preview

MARKS = {"blocks": ("✗", "$error"), "unknown": ("?", "$warning"), "warns": ("!", "$warning")}
MUTED = "$text-muted"


class StepCard(Static, can_focus=True):
    """One step with its number; Enter, or a click, opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", show=False)]

    def __init__(self, number: int, preview: Preview, names: Mapping[str, str]) -> None:
        super().__init__(step_content(number, preview, names))
        self.number, self.preview, self.names = number, preview, names

    def retell(self) -> None:
        """Say it in the language of the moment."""
        self.update(step_content(self.number, self.preview, self.names))

    def action_open(self) -> None:
        """Open the step."""
        self.post_message(StepChosen(self.number))

    def on_click(self) -> None:
        """Open the step."""
        self.action_open()


def step_content(number: int, preview: Preview, names: Mapping[str, str]) -> Content:
    """Number and name, where it leads, then the findings."""
    title = Content.assemble(
        (f"{number} ", "bold $accent"),
        ("✓ " if preview.allowed else "✗ ", "$success" if preview.allowed else "$error"),
        (word("step", preview.step), "bold" if preview.allowed else ""),
    )
    return Content("\n").join([title, *_leads_to(preview), *finding_lines(preview.findings, names)])


def _leads_to(preview: Preview) -> Iterator[Content]:
    if not preview.allowed or preview.stage_after is None:
        return
    text = f"   → {stage_name(preview.stage_after)}"
    if preview.effective_from is not None and preview.monthly_after is not None:
        text += " · " + say("desk.step.from_month", amount=amount(preview.monthly_after), month=month(preview.effective_from))
    yield Content.styled(text, MUTED)


def finding_lines(findings: Iterable[Finding], names: Mapping[str, str]) -> Iterator[Content]:
    """Each finding as a sentence with its mark and clause, and under it what would satisfy it."""
    for finding in findings:
        mark, style = MARKS[finding.kind.value]
        said = plain(finding_sentence(finding, names))
        yield Content.assemble((f"   {mark} ", style), said, (f"  {finding.clause}" if finding.clause else "", MUTED))
        if remedy := remedy_text(finding):
            yield Content.assemble((f"     → {remedy}", MUTED))

"""The clauses behind a case's amount and steps, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content

from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.amount_view import label_of
from tui.widgets.laid_out import LaidOut, hanging
from tui.widgets.said import Said
from workflow.clauses import clauses_of
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from tui.calls import CaseShown


class Clauses(Dialog[None]):
    """A window with each clause: what it says, and which lines and steps rest on it."""

    def __init__(self, shown: CaseShown) -> None:
        super().__init__()
        self.shown = shown

    def compose(self) -> ComposeResult:
        """The title and the clauses."""
        with VerticalScroll(classes="dialog", can_focus=True):
            yield Said("clauses.title", classes="dialog-title")
            yield ClauseTexts(self.shown)


class ClauseTexts(LaidOut):
    """The clauses in the order in which the case cites them."""

    def __init__(self, shown: CaseShown) -> None:
        super().__init__()
        self.shown = shown

    def lines(self, width: int) -> Iterator[Content]:
        """For each clause its number, its text, and what rests on it."""
        for (cited, text), rests in self._cited().items():
            yield from hanging(Content.styled(f"{cited}  ", "bold $accent"), text, width)
            yield from hanging(Content("    "), say("desk.list_separator").join(rests), width, "$muted")
            yield Content("")

    def _cited(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for citation, what in self._citations():
            for clause in clauses_of(citation):
                rests = found.setdefault((clause.cited, clause.text), [])
                if what not in rests:
                    rests.append(what)
        return found

    def _citations(self) -> Iterator[tuple[str, str]]:
        """Each citation on the screen, with the line or step that it stands at."""
        assessment = self.shown.view.assessment
        if assessment is not None:
            for line in assessment.lines:
                yield line.clause, plain(label_of(line, self.shown.names, assessment))
        for step in self.shown.steps:
            for finding in step.findings:
                yield finding.clause, word("step", step.step)

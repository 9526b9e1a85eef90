"""The amount as lines that add up, with clauses; what is held but not added is struck out; a taper as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.cells import bar, fit, wrap
from tui.figures import amount, month
from tui.safe import plain
from tui.widgets.laid_out import LaidOut, hanging
from tui.widgets.step_card import MARKS
from workflow.wording import finding_text, say, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from states.assessment import Assessment, Line
    from states.case import Taper

MUTED = "$muted"
CLAUSE = 5
NARROW = 34


class AmountView(LaidOut):
    """The lines of an assessment, laid out to the width there is."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.assessment: Assessment | None = None
        self.names: Mapping[str, str] = {}
        self.taper: Taper | None = None
        self.today: date | None = None
        self.loaded = False

    def show(self, assessment: Assessment | None, names: Mapping[str, str], taper: Taper | None, today: date) -> None:
        """Show an amount, or that there is none yet."""
        self.assessment, self.names, self.taper, self.today, self.loaded = assessment, names, taper, today, True
        self.refresh(layout=True)

    def lines(self, width: int) -> Iterator[Content]:
        """The amount, and the taper where there is one."""
        if not self.loaded:
            yield Content.styled(say("desk.loading"), MUTED)
        elif self.assessment is None:
            yield from hanging(Content(""), say("desk.amount.none"), width, "$warning")
        else:
            yield from amount_lines(self.assessment, self.names, width)
        if self.taper is not None:
            yield Content("")
            yield from taper_lines(self.taper, self.today, width)


def amount_lines(found: Assessment, names: Mapping[str, str], width: int) -> Iterator[Content]:
    """From the standard to the total, each line with its clause, then what the assessment has to say."""
    for line in found.lines:
        yield from amount_line(line, names, found, width)
    figures = _figures_width(width)
    yield Content.styled(" " * (width - figures - CLAUSE) + "─" * figures, MUTED)
    yield from _row(word("line", "total"), amount(found.total_monthly), "", width, "bold", "bold $accent")
    if not found.eligible:
        yield Content.styled(say("desk.amount.not_eligible"), "$warning")
    elif found.route is not None:
        yield Content.styled(say("desk.amount.route", route=word("route", found.route.value)), MUTED)
    for finding in found.findings:
        mark, style = MARKS[finding.kind.value]
        yield from hanging(Content.styled(mark, style), plain(finding_text(finding, names)), width)


def amount_line(line: Line, names: Mapping[str, str], found: Assessment, width: int) -> Iterator[Content]:
    """One line; a top-up that lost is struck out and says so."""
    label = label_of(line, names, found)
    if line.label == "top_up_lost":
        yield from _row(f"  {label}", amount(line.amount), line.clause, width, f"strike {MUTED}", f"strike {MUTED}")
        return
    style = "" if line.added else MUTED
    yield from _row(label, amount(line.amount), line.clause, width, "", style)


def label_of(line: Line, names: Mapping[str, str], found: Assessment) -> str:
    """A line's words: what it is, whose, at which share of the standard."""
    if line.label == "standard":
        return say("desk.amount.standard", standard=amount(found.standard_annual), counted=line.counted)
    if line.label in {"top_up", "top_up_lost"}:
        rate = f" {line.rate.numerator * 100 / line.rate.denominator:g} %" if line.rate is not None else ""
        who = plain(names.get(line.member, line.member))
        category = word("top_up", line.category)
        return f"{category}{rate}" if line.label == "top_up_lost" else f"{who} {category}{rate}"
    return word("line", line.label)


def _figures_width(width: int) -> int:
    return 12 if width >= NARROW else 10


def _row(label: str, figure: str, clause: str, width: int, style: str, figure_style: str) -> Iterator[Content]:
    """Label, figure and clause in their columns; a label too long for its column goes over several lines."""
    figures = _figures_width(width)
    room = max(4, width - figures - CLAUSE)
    *before, last = wrap(label, room)
    for line in before:
        yield Content.styled(line, style)
    indent = "  " if before else ""
    yield Content.assemble(
        (fit(f"{indent}{last}", room), style),
        (fit(figure, figures, right=True), figure_style),
        (fit(f" {clause}", CLAUSE), MUTED),
    )


def taper_lines(taper: Taper, today: date | None, width: int) -> Iterator[Content]:
    """The frozen amount falling year by year; the period that runs now is marked."""
    title = say("desk.taper.title", amount=amount(taper.frozen), entered=month(taper.entered), ends=month(taper.ends))
    yield from hanging(Content(""), title, width, "bold")
    room = max(4, width - 9 - 11 - 3)
    for span in taper.spans:
        until = span.until or taper.ends
        now = today is not None and span.start <= today < until
        share = span.monthly / taper.frozen if taper.frozen else 0.0
        name = (
            f"{span.start:%Y}"
            if (span.start.month == 1 or span.start == taper.entered) and until.month == 1
            else month(span.start)
        )
        yield Content.assemble(
            ("▸ " if now else "  ", "$accent"),
            (fit(name, 8), "bold" if now else MUTED),
            (fit(bar(share, room), room), "$accent" if now else "$secondary"),
            (fit(amount(span.monthly), 11, right=True), ""),
        )

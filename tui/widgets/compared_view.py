"""Two assessments line by line beside each other, and what each comes to a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from textual.content import Content

from states.money import half_up
from tui.cells import fit, wrap
from tui.figures import amount, month
from tui.safe import plain
from tui.widgets.amount_view import label_of
from tui.widgets.laid_out import LaidOut, hanging
from tui.widgets.step_card import MARKS
from workflow.what_if_words import signed, told
from workflow.wording import finding_sentence, say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction

    from states.assessment import Assessment, Line
    from states.findings import Finding
    from workflow.what_if import WhatIf
    from workflow.what_if_courses import CourseMonth

MUTED = "$muted"
WEIGHTS = {"loses": ("▼ ", "$warning"), "gains": ("▲ ", "$success"), "warns": ("! ", "$warning"), "says": ("· ", MUTED)}
ABOVE_THE_PANELS = 2
"""Sentences that stand over the whole screen."""
DIFFERS = "≠"
ABOVE = "✗"
LEAST_FIGURE = 9
ROOM_FOR_DIFFERENCE = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its words, the figure on each side ("" where a side has none), and how they are drawn."""

    label: str
    left: str
    right: str
    left_style: str = ""
    right_style: str = ""
    style: str = ""
    difference: str = ""

    @property
    def differs(self) -> bool:
        """Whether the two sides are not the same."""
        return (self.left, self.left_style) != (self.right, self.right_style)


class ComparedView(LaidOut):
    """As it is, as it would be; what differs is marked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.found: WhatIf | None = None

    def show(self, found: WhatIf) -> None:
        """Show a comparison."""
        self.found = found
        self.refresh(layout=True)

    def lines(self, width: int) -> Iterator[Content]:
        """The rows, then all that there is to say."""
        if self.found is None:
            yield Content.styled(say("desk.loading"), MUTED)
            return
        yield from table_lines(list(rows_of(self.found)), width, self.found.in_taper)
        yield Content("")
        yield from told_lines(self.found, width)
        yield from finding_lines(self.found, width)


def told_lines(found: WhatIf, width: int) -> Iterator[Content]:
    """What else the comparison comes to, each sentence with a mark for how heavy it is."""
    for sentence in told(found, found.names)[ABOVE_THE_PANELS:]:
        mark, style = WEIGHTS[sentence.weight]
        yield from hanging(Content.styled(mark, style), plain(sentence.text), width)


def table_lines(rows: list[Row], width: int, in_taper: bool) -> Iterator[Content]:  # noqa: FBT001 - a fact
    """The rows as columns; a label that is too long for its room goes on in the line before the figures."""
    heads = (say("desk.what_if.as_it_is"), say("desk.what_if.leave" if in_taper else "desk.what_if.as_it_would_be"))
    figures = max([LEAST_FIGURE, *(cell_len(text) for row in rows for text in (row.left, row.right))]) + 1
    extra = max((cell_len(row.difference) for row in rows), default=0) + 1 if width >= ROOM_FOR_DIFFERENCE else 0
    room = max(8, width - 2 * figures - extra - 2)
    yield Content.styled(
        " " * (room + 2) + fit(heads[0], figures, right=True) + fit(heads[1], figures, right=True), "bold $accent"
    )
    for row in rows:
        *before, last = wrap(row.label, room)
        for line in before:
            yield Content.styled(f"  {line}", row.style)
        strong = "bold" if row.differs else ""
        yield Content.assemble(
            (f"{DIFFERS if row.differs else ' '} ", "$warning"),
            (fit(f"{'  ' if before else ''}{last}", room), f"{row.style} {strong}".strip()),
            " " * (figures - cell_len(row.left)), (row.left, row.left_style or row.style),
            " " * (figures - cell_len(row.right)), (row.right, f"{row.right_style or row.style} {strong}".strip()),
            (fit(row.difference, extra, right=True) if extra else "", MUTED),
        )  # fmt: skip


def rows_of(found: WhatIf) -> Iterator[Row]:
    """What is paid next month, then how it comes about from the standard on, both sides of a line on one row."""
    left, right = found.as_is.months[0], found.would_be.months[0]
    yield _money_row(say("desk.what_if.paid", month=month(left.month)), left.amount, right.amount, style="bold")
    yield Row(say("desk.what_if.persons"), str(left.assessment.counted), str(right.assessment.counted), style=MUTED)
    yield _money_row(
        say("desk.what_if.standard"), left.assessment.standard_annual, right.assessment.standard_annual, style=MUTED
    )
    yield from _line_rows(left.assessment, right.assessment, found)
    yield from _property_rows(left, right)
    if (left.assessment.total_monthly, right.assessment.total_monthly) != (left.amount, right.amount):
        yield _money_row(say("desk.what_if.entitled"), left.assessment.total_monthly, right.assessment.total_monthly)
    total = say("desk.what_if.total", count=len(found.months))
    yield _money_row(total, found.as_is.total, found.would_be.total, style="bold")


def _money_row(label: str, left: int, right: int, *, style: str = "") -> Row:
    return Row(
        label, amount(left), amount(right), style=style, difference=signed(right - left) if left != right else ""
    )


def _line_rows(left: Assessment, right: Assessment, found: WhatIf) -> Iterator[Row]:
    for here, there in aligned(left.lines, right.lines):
        one = here or there
        if one is None or one.label == "standard":
            continue
        label = label_of(here, found.names, left) if here else label_of(one, found.names, right)
        if one.label in {"top_up", "top_up_lost"}:
            label = f"{plain(found.names.get(one.member, one.member))} {word('top_up', one.category)}{_rate(one)}"
        gain = (there.amount if there else 0) - (here.amount if here else 0)
        told_ = signed(gain) if gain and _counts(here) == _counts(there) else ""
        yield Row(label, _figure(here), _figure(there), _style(here), _style(there), difference=told_)


def _counts(line: Line | None) -> bool:
    return line is None or line.label != "top_up_lost"


def _rate(line: Line) -> str:
    return f" {line.rate.numerator * 100 / line.rate.denominator:g} %" if line.rate is not None else ""


def _figure(line: Line | None) -> str:
    if line is None:
        return say("desk.none")
    return amount(line.amount) if _counts(line) else f"({amount(line.amount)})"


def _style(line: Line | None) -> str:
    if line is None:
        return MUTED
    return f"strike {MUTED}" if line.label == "top_up_lost" else "" if line.added else MUTED


def aligned(left: Iterable[Line], right: Iterable[Line]) -> list[tuple[Line | None, Line | None]]:
    """Lines of the same thing side by side, in the order of both; a top-up struck out is the same thing."""
    here, there = _keyed(left), _keyed(right)
    order = list(here)
    for position, key in enumerate(there):
        if key not in here:
            before = [other for other in list(there)[:position] if other in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, key)
    return [(here.get(key), there.get(key)) for key in order]


def _keyed(lines: Iterable[Line]) -> dict[tuple[str, str, str, int], Line]:
    found: dict[tuple[str, str, str, int], Line] = {}
    for line in lines:
        label = "top_up" if line.label == "top_up_lost" else line.label
        number = sum(1 for key in found if key[:3] == (label, line.member, line.category))
        found[label, line.member, line.category, number] = line
    return found


def _property_rows(left: CourseMonth, right: CourseMonth) -> Iterator[Row]:
    """What is owned against its limit, on each side by its own sheet and number of persons; only what is limited."""
    for name, here, there in zip(LIMITED, _owned(left), _owned(right), strict=True):
        limits = dict.fromkeys(figure.limit for figure in (here, there) if figure.limit)
        if limits:
            limit = " / ".join(limits)
            label = say("desk.what_if.limit", what=say(f"desk.field.{name}"), limit=limit)
            yield Row(
                label, here.told, there.told, "$error" if here.above else MUTED, "$error" if there.above else MUTED
            )


MONEY = frozenset({"financial_assets", "business_capital"})
LIMITED = ("financial_assets", "motor_vehicles", "homes", "home_area_m2", "business_capital")


@dataclass(frozen=True, slots=True)
class _Owned:
    """What is owned of one kind, in words, and its limit; "" where nothing limits it."""

    told: str
    limit: str
    above: bool


def _owned(of: CourseMonth) -> tuple[_Owned, ...]:
    policy, owned, n = of.policy, of.household.holdings, of.assessment.counted
    per_head = policy.assets_limit_per_head
    assets = half_up(per_head * n) if per_head is not None else None
    limits: tuple[Any, ...] = (
        assets,
        policy.motor_vehicles_max,
        policy.homes_max,
        policy.home_area_m2_max,
        policy.business_capital_max,
    )
    codes = ("ASSETS", "MOTOR_VEHICLES", "HOMES", "HOMES", "BUSINESS_CAPITAL")
    found = {finding.code for finding in of.assessment.findings}
    rows = []
    for name, code, limit in zip(LIMITED, codes, limits, strict=True):
        told_: Callable[[Any], str] = amount if name in MONEY else _plain_number
        above = f"{code}_ABOVE_LIMIT" in found
        value = told_(getattr(owned, name)) if owned is not None else say("desk.none")
        rows.append(_Owned(f"{ABOVE} {value}" if above else value, told_(limit) if limit is not None else "", above))
    return tuple(rows)


def _plain_number(number: int | Fraction) -> str:
    return f"{float(number):g}"


def finding_lines(found: WhatIf, width: int) -> Iterator[Content]:
    """What the assessments have to say; what only one of them says is said with its side."""
    left, right = found.now.findings, found.then.findings
    skipped = set(found.leaving.unmet) if found.leaving is not None else set()
    for finding in dict.fromkeys((*left, *right)):
        if finding not in skipped and finding not in found.would_be.missing:
            yield from _finding_line(finding, _side(finding in left, finding in right), found, width)


def _side(here: bool, there: bool) -> str:  # noqa: FBT001 - two facts
    return "" if here and there else "as_it_is" if here else "as_it_would_be"


def _finding_line(finding: Finding, side: str, found: WhatIf, width: int) -> Iterator[Content]:
    mark, style = MARKS[finding.kind.value]
    said = plain(finding_sentence(finding, found.names))
    told_ = say(f"what_if.note.only_{side}", said=said) if side else said
    yield from hanging(Content.styled(mark, style), told_, width)

"""What happened on a case, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.cells import fit
from tui.figures import amount, day
from tui.safe import plain
from workflow.wording import has_wording, say, word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow.cases import TimelineEntry

MUTED = "$text-muted"
WHAT = 30


def timeline_lines(entries: Iterable[TimelineEntry], width: int) -> Content:
    """A line for each event: day, what, amount, by whom, and under it the note."""
    lines: list[Content] = []
    what = max(16, min(WHAT, width // 3))
    for entry in sorted(entries, key=lambda e: e.seq, reverse=True):
        money = amount(entry.monthly) if entry.monthly is not None else ""
        by = f"{plain(entry.actor)} · {word('role', entry.role)}" if entry.role else plain(entry.actor)
        lines.append(
            Content.assemble(
                (day(entry.on), MUTED), "  ", (fit(what_happened(entry), what), ""), (fit(money, 12, right=True), "bold"),
                "  ", (by, MUTED),
            )  # fmt: skip
        )
        if entry.note:
            lines.append(Content.assemble("            ", (f"“{plain(entry.note)}”", "italic")))
    return Content("\n").join(lines) if lines else Content.styled(say("desk.nothing"), MUTED)


def what_happened(entry: TimelineEntry) -> str:
    """An event's name: a step, a kind of evidence, or another kind of event."""
    code = entry.what
    if has_wording(f"codes.step.{code}"):
        return word("step", code)
    if has_wording(f"codes.evidence.{code}"):
        return word("evidence", code)
    return say(f"desk.event.{code}") if has_wording(f"desk.event.{code}") else plain(code)

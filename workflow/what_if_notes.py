"""What happens in a month that makes its amount another than the month before's: birthdays, taper years, terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from states.findings import Yuan
from states.months import age_on
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from states.assessment import Assessment
    from workflow.what_if_courses import Course, CourseMonth

Side = Literal["both", "as_it_is", "as_it_would_be"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that happens in a month: its sentence is `what_if.note.<code>`; `member` is whom it is about."""

    month: date
    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    member: str = ""
    side: Side = "both"

    def text(self, names: Mapping[str, str]) -> str:
        """The sentence, and on which side it happens where it is not on both."""
        said = say(f"what_if.note.{self.code}", who=names.get(self.member, self.member), **self.values)
        return said if self.side == "both" else say(f"what_if.note.only_{self.side}", said=said)


def notes_of(before: CourseMonth | None, as_is: Course, would_be: Course) -> dict[date, tuple[Note, ...]]:
    """The notes of every month that has any; what happens on both sides is said once.

    `before` is the month before the first, as it is decided.
    """
    left, right = list(_notes(before, as_is)), list(_notes(before, would_be))
    found: dict[date, list[Note]] = {}
    for note in left:
        found.setdefault(note.month, []).append(note if note in right else _on(note, "as_it_is"))
    for note in right:
        if note not in left:
            found.setdefault(note.month, []).append(_on(note, "as_it_would_be"))
    return {month: tuple(notes) for month, notes in sorted(found.items())}


def _on(note: Note, side: Side) -> Note:
    return Note(note.month, note.code, note.values, note.member, side)


def _notes(start: CourseMonth | None, course: Course) -> Iterator[Note]:
    months = course.months if start is None else (start, *course.months)
    for before, now in pairwise(months):
        if course.taper is not None and before.amount != now.amount:
            yield _taper_note(course, now)
        if course.term_end == now.month:
            yield Note(now.month, "term_ends" if now.amount else "term_ends_for_good")
        if course.taper is None and (before.amount or now.amount):
            yield from _gap_notes(before, now)
            if before is not start or not course.step:
                yield from _other_change(before, now)


def _taper_note(course: Course, now: CourseMonth) -> Note:
    if course.taper is not None and now.month >= course.taper.ends:
        return Note(now.month, "taper_ends")
    return Note(now.month, "taper_step", {"amount": Yuan(now.amount)})


def _gap_notes(before: CourseMonth, now: CourseMonth) -> Iterator[Note]:
    """Another standard, and top-ups that begin, end or change."""
    if before.policy.standard_annual != now.policy.standard_annual:
        yield Note(now.month, "standard", {"before": Yuan(before.policy.standard_annual),
                                           "now": Yuan(now.policy.standard_annual)})  # fmt: skip
    yield from _top_up_notes(before, now)


def _other_change(before: CourseMonth, now: CourseMonth) -> Iterator[Note]:
    """An amount that changes for no reason that is told already: what was decided begins or ends."""
    explained = before.policy != now.policy or now.assumed or any(_top_up_notes(before, now))
    if before.amount != now.amount and not explained:
        yield Note(now.month, "amount", {"before": Yuan(before.amount), "now": Yuan(now.amount)})


def _top_up_notes(before: CourseMonth, now: CourseMonth) -> Iterator[Note]:
    held, holds = _top_ups(before.assessment), _top_ups(now.assessment)
    for member in now.household.counted:
        was, is_ = held.get(member.id, ("", 0)), holds.get(member.id, ("", 0))
        if was == is_ or (was[0] == is_[0] and before.policy != now.policy):
            continue
        values: dict[str, object] = {"was": was[0], "is_": is_[0], "before": Yuan(was[1]), "now": Yuan(is_[1])}
        kind = "ends" if not is_[0] else "begins" if not was[0] else "changes"
        age = age_on(member.born, now.month)
        if age != age_on(member.born, before.month):
            yield Note(now.month, f"birthday_{kind}", {**values, "age": age}, member.id)
        else:
            yield Note(now.month, f"top_up_{kind}", values, member.id)


def _top_ups(assessment: Assessment) -> dict[str, tuple[str, int]]:
    return {top_up.member: (top_up.category.value, top_up.monthly) for top_up in assessment.top_ups}

"""What a comparison comes to, in sentences: what would be decided, which months lose, what is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from states.evidence import EarlyExitCause
from workflow.wording import finding_sentence, finding_text, money, say, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflow.what_if import Leaving, Stretch, WhatIf
    from workflow.what_if_courses import Course

BETWEEN = "what_if.between"
SIGNS = {-1: "worse", 0: "even", 1: "better"}


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and how heavy it is: "loses", "gains", "warns", or "says"."""

    weight: str
    text: str


def told(found: WhatIf, names: Mapping[str, str]) -> tuple[Told, ...]:
    """Everything that there is to say of a comparison, the verdict first; `names` maps ids of members."""
    return tuple(_told(found, names))


def signed(fen: int) -> str:
    """An amount with its sign, also above zero; nothing has none."""
    return f"+{money(fen)}" if fen > 0 else money(fen)


def _told(found: WhatIf, names: Mapping[str, str]) -> Iterator[Told]:
    yield Told("loses" if found.gain < 0 else "gains" if found.gain > 0 else "says", _verdict(found))
    if found.leaving is not None:
        yield from _leaving(found, found.leaving, names)
    elif found.would_be.step:
        yield Told("says", say("what_if.decided", step=word("step", found.would_be.step)))
    for finding in found.would_be.missing:
        yield Told("warns", finding_text(finding, names))
    yield from _terms(found)
    if found.survey_undecided is not None:
        yield Told("warns", say("what_if.survey_undecided", on=found.survey_undecided.isoformat()))
    if found.withheld:
        yield Told("warns", say("what_if.withheld"))


def _verdict(found: WhatIf) -> str:
    """Which months are worse, which better, from which month on, and the sum."""
    what = "leaving" if found.leaving is not None and found.leaving.possible else "change"
    stretches = found.stretches
    if len(stretches) == 1 and stretches[0].sign == 0:
        return say(f"what_if.{what}_same", count=len(found.months))
    parts = say(BETWEEN).join(_part(s, s.last == found.months[-1].month) for s in stretches)
    return say(f"what_if.{what}", parts=parts, count=len(found.months), sum=signed(found.gain))


def _part(stretch: Stretch, to_the_end: bool) -> str:  # noqa: FBT001 - a fact, not a mode
    first, last = f"{stretch.first:%Y-%m}", f"{stretch.last:%Y-%m}"
    span = "on" if to_the_end else "one" if first == last else "range"
    said = say(f"what_if.span.{span}", first=first, last=last)
    return say(f"what_if.{SIGNS[stretch.sign]}", span=said, sum=signed(stretch.sum))


def _leaving(found: WhatIf, leaving: Leaving, names: Mapping[str, str]) -> Iterator[Told]:
    if not leaving.possible:
        stops = found.would_be.step == "terminate"
        yield Told("warns" if stops else "says", say(f"what_if.{'taper_stops' if stops else 'taper_goes_on'}"))
        for finding in leaving.unmet:
            yield Told("warns", say("what_if.unmet", why=finding_sentence(finding, names)))
        return
    best = found.best_first_month
    if best is None:
        yield Told("says", say("what_if.better_stay"))
    elif best[0] != found.months[0].month:
        yield Told("says", say("what_if.better_later", month=f"{best[0]:%Y-%m}", sum=signed(best[1])))
    yield Told("says" if leaving.applied else "warns", say(f"what_if.{'applied' if leaving.applied else 'must_apply'}"))
    if leaving.cause is EarlyExitCause.OTHER_RECOGNISED:
        yield Told("warns", say("what_if.no_cause"))
    else:
        cause = word("early_exit", leaving.cause.value)
        yield Told("says", say("what_if.cause", cause=cause, before=money(leaving.before), after=money(leaving.after)))


def _terms(found: WhatIf) -> Iterator[Told]:
    """Terms of the expenditure route that end in these months, and what is assumed then."""
    ends = {side: course.term_end for side, course in _sides(found) if _ends_within(course, found)}
    if len(set(ends.values())) == 1 and len(ends) == len(_sides(found)):
        ends = {"both": ends["as_it_is"]}
    for side, day in ends.items():
        course = found.as_is if side == "as_it_is" else found.would_be
        if day is not None:
            said = say(f"what_if.side.{side}")
            yield Told("warns", say("what_if.term", side=said, day=day.isoformat(), sum=money(course.assumed)))


def _sides(found: WhatIf) -> tuple[tuple[str, Course], ...]:
    return (("as_it_is", found.as_is), ("as_it_would_be", found.would_be))


def _ends_within(course: Course, found: WhatIf) -> bool:
    return course.term_end is not None and course.term_end <= found.months[-1].month and course.taper is None

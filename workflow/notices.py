"""The notice board: lists of what would be decided, village by village, with the objections to them (policy §7.4).

A list is a batch of notices posted together: one record on each case, all in one transaction. What was posted is told
as it hung there, whatever has changed since.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from db.lists import ListFilter, marked_ids
from db.notices import batch_cases, batches_since, next_batch
from states.characters import is_clean
from states.evidence import Notice, Resolution
from states.notice import (
    BatchState,
    Standing,
    Wanted,
    batch_state,
    last_day_of,
    notices_of,
    objections_to,
    standing_of,
    wanted_notice,
)
from states.past import as_known_on
from states.stages import Stage
from workflow.bookkeeping import write_record, write_summary
from workflow.errors import BadInput, Refused, raise_first
from workflow.evidence import objections, objections_to_poster
from workflow.regions import digits_of
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from db.reading import Reading
    from db.writing import Writing
    from states.case import CaseFacts
    from states.evidence import Objection
    from workflow.office import Office

CHUNK = 200
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A verified case that waits for a notice, and what that would show."""

    case: str
    head: str
    village: str
    wanted: Wanted

    @property
    def may_be_posted(self) -> bool:
        """Whether nothing but the notice is missing."""
        return not self.wanted.bars


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One household of a batch as it was posted, what became of it, and who objected."""

    case: str
    head: str
    village: str
    notice: Notice
    standing: Standing
    objections: tuple[Objection, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """A list as it hung on a village's board from `start` to `last_day`, both included, by case number."""

    number: str
    village: str
    place: str
    start: date
    last_day: date
    state: BatchState
    lines: tuple[NoticeLine, ...]

    @property
    def persons(self) -> int:
        """Persons on the list."""
        return sum(line.notice.persons for line in self.lines)

    @property
    def monthly(self) -> int:
        """Fen a month on the list."""
        return sum(line.notice.monthly for line in self.lines)

    def objections_with(self, outcome: Resolution) -> int:
        """How many objections have an outcome."""
        return sum(row.outcome is outcome for line in self.lines for row in line.objections)


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted, and the cases that were held back."""

    batch: Batch
    held: tuple[Waiting, ...]


def waiting(office: Office, region: str = "", start: date | None = None) -> tuple[Waiting, ...]:
    """The cases of a region that wait for a notice, those first that may be posted, by village and case.

    What it would show is reckoned for a notice that hangs from `start`; without one, from today.
    """
    with office.reading() as read:
        found = [each for _, each in _waiting(office, read, region, start or office.today)]
    return tuple(sorted(found, key=lambda each: (not each.may_be_posted, each.village, each.case)))


def assert_may_post(office: Office, village: str) -> None:
    """NotPermitted: the village only assists, or it is not the person's region; BadInput: no such village."""
    if village not in office.village_names():
        raise BadInput("notice.no_village", village=village)
    raise_first(objections_to_poster(office, village))


def post(office: Office, village: str, place: str, start: date | None = None) -> Posted:
    """Post a notice of every case of a village that waits for one, at a place; it hangs from `start`, or from today.

    BadInput: no such village, no place, or a day to come; NotPermitted: the village only assists, or it is not the
    person's region; Refused: no case waits.
    """
    assert_may_post(office, village)
    on = start or office.today
    if not place.strip() or not is_clean(place):
        raise BadInput("notice.no_place", field="place")
    number, held = _post_all(office, village, place.strip(), on)
    return Posted(batch_of(office, number), tuple(held))


@despite_a_cut
def _post_all(office: Office, village: str, place: str, on: date) -> tuple[str, list[Waiting]]:
    """Post a notice of every case that waits for one; gives the batch's number, and who is held back."""
    held: list[Waiting] = []
    with office.writing() as uow:
        number = next_batch(uow, on)
        posted = 0
        for case, each in _waiting(office, uow, village, on):
            if each.may_be_posted:
                _post(uow, office, case, _notice(office, each, number, place, on))
                posted += 1
            else:
                held.append(each)
        if not posted:
            raise Refused("notice.nobody_waits", village=village, held=len(held))
        uow.commit()
    return number, held


def batches(office: Office, since: date, region: str = "") -> tuple[Batch, ...]:
    """The batches of a region's villages that were posted since a day, the newest first."""
    prefix = digits_of(region)
    with office.reading() as read:
        posted = batches_since(read, since, office.today)
        cases = {case.id: case for case in _loaded(read, sorted(set(chain.from_iterable(posted.values()))))}
    found = (batch_from(office, number, [cases[each] for each in ids]) for number, ids in posted.items())
    return tuple(batch for batch in found if batch.village.startswith(prefix))


def batch_of(office: Office, number: str) -> Batch:
    """A batch by its number. BadInput: there is none."""
    with office.reading() as read:
        cases = read.load_cases(batch_cases(read, number))
    if not cases:
        raise BadInput("notice.no_batch", batch=number)
    return batch_from(office, number, cases)


def _waiting(office: Office, read: Reading, region: str, on: date) -> Iterator[tuple[CaseFacts, Waiting]]:
    for case in _loaded(read, marked_ids(read, ListFilter(stage=Stage.VERIFIED, village=region), MOST)):
        household = case.household
        wanted = wanted_notice(case, office.rules_for(household.village), on)
        if wanted is not None:
            yield case, Waiting(case.id, household.head.name, household.village, wanted)


def _loaded(read: Reading, ids: Sequence[str]) -> Iterator[CaseFacts]:
    for start in range(0, len(ids), CHUNK):
        yield from read.load_cases(ids[start : start + CHUNK])


def _notice(office: Office, each: Waiting, number: str, place: str, on: date) -> Notice:
    return Notice(
        on=on,
        place=place,
        monthly=each.wanted.monthly,
        persons=each.wanted.persons,
        batch=number,
        recorded_by=office.user.login,
        recorded_on=office.today,
    )


def _post(uow: Writing, office: Office, case: CaseFacts, notice: Notice) -> None:
    raise_first(objections(office, case, notice))
    write_record(uow, office, case, notice)
    write_summary(uow, office, uow.load_case(case.id))


def batch_from(office: Office, number: str, cases: Sequence[CaseFacts]) -> Batch:
    """A batch from the facts of its cases."""
    lines = tuple(_line(office, case, notice) for case in cases for notice in notices_of(case, number))
    first = lines[0]
    last_day = last_day_of(first.notice, office.rules_for(first.village))
    made = [row for line in lines for row in line.objections]
    return Batch(
        number=number,
        village=first.village,
        place=first.notice.place,
        start=first.notice.on,
        last_day=last_day,
        state=batch_state(last_day, made, office.today),
        lines=lines,
    )


def _line(office: Office, case: CaseFacts, notice: Notice) -> NoticeLine:
    """The household as it was known on the day of the notice: a later head or village is none of the board's."""
    then = as_known_on(case, notice.on) or case
    rules = office.rules_for(then.household.village)
    return NoticeLine(
        case=case.id,
        head=then.household.head.name,
        village=then.household.village,
        notice=notice,
        standing=standing_of(case, notice, rules, office.today),
        objections=objections_to(case, notice),
    )

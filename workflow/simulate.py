"""The caseload under another policy: every case as it stands now beside how it would stand; nothing is written.

Both sides are asked the same way: the same household as it was last decided on, the same month, another sheet. So what
differs is the policy's doing alone, and the same policy on both sides changes nobody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from db.lists import looked_at_count, looked_at_ids
from states.life import monthly_on
from states.months import add_months
from states.stages import PAID, Batch, Stage
from states.standing import Standing, Support, might_return, standing
from workflow.errors import BadInput, Stopped
from workflow.regions import CODE_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from states.case import CaseFacts
    from states.sheets import Difference
    from workflow.office import Office
    from workflow.other_policy import OtherPolicy

CHUNK = 200
ENDED_MONTHS = 12
"""Cases that ended longer ago are not looked at: what was surveyed of them says little about today."""


class Effect(StrEnum):
    """What another policy does to a case: exactly one of these."""

    UNCHANGED = "unchanged"
    MORE = "more"
    LESS = "less"
    TAPERS = "tapers"
    LEAVES = "leaves"
    ENTERS = "enters"
    STAYS_OUT = "stays_out"


class Group(StrEnum):
    """Where the case comes from: paid today, applying (applied or verified), or ended within the year."""

    PAID = "paid"
    APPLYING = "applying"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class SimulatedCase:
    """One case under both policies."""

    case: str
    head: str
    village: str
    stage: Stage
    before: Standing
    after: Standing

    @property
    def effect(self) -> Effect:
        """The one class that it falls in."""
        return effect_of(self.before, self.after)

    @property
    def group(self) -> Group:
        """Where it comes from."""
        if self.stage in PAID:
            return Group.PAID
        return Group.ENDED if self.stage is Stage.TERMINATED else Group.APPLYING

    @property
    def difference(self) -> int:
        """Fen a month more; below zero less."""
        return self.after.monthly - self.before.monthly


def effect_of(before: Standing, after: Standing) -> Effect:
    """What lies between two standings of one case."""
    if not before.is_supported:
        return Effect.ENTERS if after.is_supported else Effect.STAYS_OUT
    if not after.is_supported:
        return Effect.LEAVES
    if before.support is Support.GAP and after.support is Support.TAPER:
        return Effect.TAPERS
    if after.monthly == before.monthly:
        return Effect.UNCHANGED
    return Effect.MORE if after.monthly > before.monthly else Effect.LESS


@dataclass(slots=True)
class Sums:
    """Cases, and of those supported before and after: households, counted persons, fen a month."""

    cases: int = 0
    households_before: int = 0
    households_after: int = 0
    persons_before: int = 0
    persons_after: int = 0
    before: int = 0
    after: int = 0

    def add(self, found: SimulatedCase) -> None:
        """Count one case."""
        self.cases += 1
        self.households_before += found.before.is_supported
        self.households_after += found.after.is_supported
        self.persons_before += found.before.counted if found.before.is_supported else 0
        self.persons_after += found.after.counted if found.after.is_supported else 0
        self.before += found.before.monthly
        self.after += found.after.monthly

    @property
    def difference(self) -> int:
        """Fen a month more; below zero less."""
        return self.after - self.before


def summed(cases: Iterable[SimulatedCase]) -> Sums:
    """The sums of some cases."""
    sums = Sums()
    for each in cases:
        sums.add(each)
    return sums


@dataclass(frozen=True, slots=True)
class BatchSums:
    """A batch before and after: households and fen a month; of batch 3 the persons who get a top-up."""

    before: int
    after: int
    monthly_before: int = 0
    monthly_after: int = 0


@dataclass(frozen=True)
class Simulation:
    """What another policy would do to the cases of a region on a day.

    `decided` is what the paid ones are worth a month as it is decided today, in fen: `before` differs from it by what
    is still to be adjusted. `not_surveyed` cases cannot be reckoned and are in no class.
    """

    on: date
    region: str
    changes: dict[str, tuple[Difference, ...]]
    """By the region of the sheet, what is set otherwise."""
    without_effect: tuple[str, ...] = ()
    cases: tuple[SimulatedCase, ...] = ()
    not_surveyed: int = 0
    decided: int = 0
    totals: Sums = field(default_factory=Sums)
    by_effect: dict[Effect, Sums] = field(default_factory=dict)
    by_group: dict[Group, Sums] = field(default_factory=dict)
    by_village: dict[str, Sums] = field(default_factory=dict)
    effects_by_village: dict[str, Counter[Effect]] = field(default_factory=dict)
    """How many cases of each village fall in each class."""

    def of(self, *, effect: Effect | None = None, village: str = "") -> tuple[SimulatedCase, ...]:
        """The cases of a class, of a village, of both; those that lose or gain most come first."""
        wanted = (
            each
            for each in self.cases
            if (effect is None or each.effect is effect) and village in ("", each.village)
        )  # fmt: skip
        return tuple(sorted(wanted, key=lambda each: (-abs(each.difference), each.case)))

    def by_batch(self) -> dict[Batch, BatchSums]:
        """Households of batches 1, 2 and 4, which add up to all; of batch 3 the persons."""
        return {batch: self._batch(batch) for batch in Batch}

    def _batch(self, batch: Batch) -> BatchSums:
        if batch is Batch.KEY_SUPPORT:
            return BatchSums(
                sum(each.before.topped_up for each in self.cases), sum(each.after.topped_up for each in self.cases)
            )
        before = [each.before for each in self.cases if each.before.batch is batch]
        after = [each.after for each in self.cases if each.after.batch is batch]
        return BatchSums(
            len(before), len(after), sum(each.monthly for each in before), sum(each.monthly for each in after)
        )

    @property
    def paid(self) -> Sums:
        """The sums of the cases that are paid today."""
        return self.by_group[Group.PAID]

    @property
    def key_support_gained(self) -> int:
        """Households that get a top-up and did not."""
        return sum(not each.before.topped_up and each.after.topped_up > 0 for each in self.cases)

    @property
    def key_support_lost(self) -> int:
        """Households that got a top-up and get none."""
        return sum(each.before.topped_up > 0 and not each.after.topped_up for each in self.cases)

    @property
    def may_leave_taper(self) -> int:
        """Households in a taper that would be eligible if they applied to leave it, and are not now (policy §2.9)."""
        return sum(each.after.may_leave_taper and not each.before.may_leave_taper for each in self.cases)

    @property
    def unclear(self) -> int:
        """Of those that leave, households that might taper if what is missing were recorded."""
        return sum(each.after.unclear and each.effect is Effect.LEAVES for each in self.cases)


def size(office: Office, region: str = "") -> int:
    """How many cases a simulation will look at."""
    with office.reading() as read:
        return looked_at_count(read, region, _since(office))


def simulate(
    office: Office, other: OtherPolicy, region: str = "", progress: Callable[[int], bool] | None = None
) -> Simulation:
    """Every case of a region under the policy of the day and under another; nothing is written.

    `progress` is told how many cases are done and says whether to go on; `Stopped` where it does not.
    """
    _assert_region(office, region)
    found: list[SimulatedCase] = []
    not_surveyed = decided = 0
    for done, case in enumerate(_cases(office, region), start=1):
        each = _simulated(case, other, office.today)
        decided += monthly_on(office.today, case)
        if each is not None:
            found.append(each)
        elif case.is_live:
            not_surveyed += 1
        if progress is not None and done % CHUNK == 0 and not progress(done):
            raise Stopped("simulate.stopped")
    return _added_up(office, other, region, found, not_surveyed, decided)


def _assert_region(office: Office, region: str) -> None:
    """BadInput where a code names no place of the office."""
    if region and region.ljust(CODE_DIGITS, "0") not in office.region_names():
        raise BadInput("simulate.no_region", region=region)


def _since(office: Office) -> date:
    return add_months(office.today, -ENDED_MONTHS)


def _cases(office: Office, region: str) -> Iterator[CaseFacts]:
    after = ""
    while True:
        with office.reading() as read:
            ids = looked_at_ids(read, region, _since(office), after=after, limit=CHUNK)
            cases = read.load_cases(ids) if ids else []
        if not ids:
            return
        after = ids[-1]
        yield from cases


def _simulated(case: CaseFacts, other: OtherPolicy, on: date) -> SimulatedCase | None:
    """The case under both; None where nobody surveyed it, or where it ended for another reason than the rules."""
    if not case.is_live and not might_return(case):
        return None
    now, then = other.rules_for(case.household.village)
    before = standing(case, now, on)
    after = standing(case, then, on) if before is not None else None
    if before is None or after is None or (not case.is_live and before.is_supported):
        return None
    household = case.household
    return SimulatedCase(case.id, household.head.name, household.village, case.stage, before, after)


def _added_up(
    office: Office, other: OtherPolicy, region: str, found: list[SimulatedCase], not_surveyed: int, decided: int
) -> Simulation:
    by_effect = {effect: Sums() for effect in Effect}
    by_group = {group: Sums() for group in Group}
    by_village: dict[str, Sums] = {}
    effects: dict[str, Counter[Effect]] = {}
    totals = Sums()
    for each in found:
        effects.setdefault(each.village, Counter())[each.effect] += 1
        sums = (totals, by_effect[each.effect], by_group[each.group], by_village.setdefault(each.village, Sums()))
        for sum_ in sums:
            sum_.add(each)
    places = {office.book.sheet_for_code(village): village for village in (*by_village, region) if village}
    return Simulation(
        on=office.today,
        region=region,
        changes={sheet: other.changes(village) for sheet, village in sorted(places.items())},
        without_effect=other.without_effect,
        cases=tuple(found),
        not_surveyed=not_surveyed,
        decided=decided,
        totals=totals,
        by_effect=by_effect,
        by_group=by_group,
        by_village=dict(sorted(by_village.items())),
        effects_by_village=effects,
    )

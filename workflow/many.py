"""The same step on many cases: looked at first, then taken on those that qualify, each by itself.

Every case is judged by its own facts, and each step is its own transaction with its own event and findings: what one
case is refused for, or loses to somebody else, changes nothing for the others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.lists import marked_ids, stages_of
from states.stages import Stage
from states.steps import STEPS
from states.verdict import judge
from workflow.errors import BadInput, LostRace
from workflow.stepping import Refusal, Taken, preview_of, take_step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from db.lists import ListFilter
    from states.findings import Finding
    from workflow.office import Office
    from workflow.stepping import Preview

CHUNK = 50
MOST = 20_000
"""Cases that may be marked at once."""

if TYPE_CHECKING:
    GoOn = Callable[[int], bool]
    """Told how many cases are done; gives whether to go on."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One of the cases, looked at."""

    case: str
    head: str
    village: str
    preview: Preview


@dataclass(frozen=True, slots=True)
class ManyLooked:
    """The cases that a step was looked at on: those that it may be taken on, and those that it may not."""

    step: str
    ready: tuple[Looked, ...]
    refused: tuple[Looked, ...]

    @property
    def reasons(self) -> tuple[tuple[Finding, int], ...]:
        """What stands in the way of how many, the commonest first; each told by the first finding of its kind."""
        first: dict[tuple[str, object], Finding] = {}
        times: Counter[tuple[str, object]] = Counter()
        for looked in self.refused:
            bars = {_kind(finding): finding for finding in looked.preview.findings if finding.bars}
            times.update(bars.keys())
            first = {**bars, **first}
        return tuple((first[kind], number) for kind, number in times.most_common())

    @property
    def monthly_before(self) -> int:
        """What those that it may be taken on are paid a month, in fen."""
        return sum(looked.preview.monthly_before for looked in self.ready)

    @property
    def monthly_after(self) -> int:
        """What they will be paid, in fen a month."""
        return sum(looked.preview.monthly_after or 0 for looked in self.ready)


@dataclass(frozen=True, slots=True)
class Missed:
    """A case on which the step was not taken after all: what stands in the way, or who was first."""

    case: str
    findings: tuple[Finding, ...] = ()
    lost: LostRace | None = None


@dataclass(frozen=True, slots=True)
class ManyTaken:
    """What became of the cases; `left` were not come to."""

    step: str
    taken: tuple[Taken, ...]
    missed: tuple[Missed, ...]
    left: int


def _kind(finding: Finding) -> tuple[str, object]:
    """Findings that are counted together: of one code, and about the same stage where it is a stage that is wrong."""
    return finding.code, finding.datum if isinstance(finding.datum, Stage) else None


def ids_of(office: Office, wanted: ListFilter) -> tuple[str, ...]:
    """The numbers of all cases that a filter leaves, in order. BadInput: more than may be marked at once."""
    with office.reading() as read:
        found = marked_ids(read, wanted, MOST + 1)
    if len(found) > MOST:
        raise BadInput("steps.too_many", most=f"{MOST:,}")
    return tuple(found)


def steps_for(office: Office, cases: Sequence[str]) -> dict[str, int]:
    """The steps that the table has from the stages of some cases, and for how many of them."""
    with office.reading() as read:
        stages = Counter(Stage(stage) for stage in stages_of(read, cases))
    counts = {step.name: sum(stages[stage] for stage in step.source) for step in STEPS}
    return {name: count for name, count in counts.items() if count}


def look_at_many(office: Office, cases: Sequence[str], step: str, said: dict[str, object], go_on: GoOn) -> ManyLooked:
    """Look at a step on each case, without taking it."""
    looked: list[Looked] = []
    for start in range(0, len(cases), CHUNK):
        with office.reading() as read:
            found = read.load_cases(cases[start : start + CHUNK])
        for case in found:
            verdict = judge(case, office.act(**said), step, office.rules_for(case.household.village))
            household = case.household
            looked.append(Looked(case.id, household.head.name, household.village, preview_of(office, case, verdict)))
        if not go_on(len(looked)):
            break
    ready = tuple(each for each in looked if each.preview.allowed)
    return ManyLooked(step, ready, tuple(each for each in looked if not each.preview.allowed))


def take_on_many(
    office: Office, looked: ManyLooked, said: dict[str, object], request_key: str, go_on: GoOn
) -> ManyTaken:
    """Take the step where it may be, on the versions that were looked at; asked again, nothing is done twice."""
    taken: list[Taken] = []
    missed: list[Missed] = []
    for number, each in enumerate(looked.ready, start=1):
        try:
            answer = take_step(
                office,
                each.case,
                looked.step,
                expected_version=each.preview.version,
                request_key=f"{request_key}:{each.case}",
                **said,
            )
        except LostRace as lost:
            missed.append(Missed(each.case, lost=lost))
        else:
            if isinstance(answer, Refusal):
                missed.append(Missed(each.case, answer.findings))
            else:
                taken.append(answer)
        if not go_on(number):
            break
    return ManyTaken(looked.step, tuple(taken), tuple(missed), len(looked.ready) - len(taken) - len(missed))

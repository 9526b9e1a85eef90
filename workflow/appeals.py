"""Appeals of a region: the open ones with their last day first, and who may decide them (policy §3, §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.recorded import cases_with
from states.appeals import (
    appeal_deadline,
    bars_to_deciding,
    decision_appealed,
    waits_for_correction,
    waits_for_setting_aside,
)
from states.case import Actor
from states.evidence import Appeal, EvidenceKind, Resolution
from states.months import days_late
from states.stages import Role
from workflow.regions import digits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from states.calendar import Deadline
    from states.case import CaseFacts, StepTaken
    from workflow.office import Office, User

CHUNK = 200


@dataclass(frozen=True, slots=True)
class AppealEntry:
    """One appeal: what it is about, its last day, and, while it is open, the logins of those who may decide it."""

    case: CaseFacts
    appeal: Appeal
    taken: StepTaken | None
    last: Deadline
    may_decide: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether it waits to be decided."""
        return self.appeal.outcome is Resolution.OPEN

    @property
    def waits_for_setting_aside(self) -> bool:
        """Whether it was upheld against an ending that stands all the same."""
        return waits_for_setting_aside(self.case, self.appeal)

    @property
    def waits_for_correction(self) -> bool:
        """Whether it was upheld against another decision, and none has corrected that since."""
        return waits_for_correction(self.case, self.appeal)

    @property
    def decided_on(self) -> date | None:
        """The day that its outcome was recorded."""
        return None if self.is_open else self.appeal.recorded_on

    def days_late_on(self, today: date) -> int:
        """By how many days it is, or was decided, after its last day."""
        return days_late(self.last.day, self.decided_on or today)


def appeals(office: Office, region: str = "") -> tuple[AppealEntry, ...]:
    """Every appeal in a region: open ones by their last day, then the decided ones, those to be acted on first."""
    with office.reading() as read:
        ids = cases_with(read, EvidenceKind.APPEAL, region)
        cases = [case for start in range(0, len(ids), CHUNK) for case in read.load_cases(ids[start : start + CHUNK])]
    deciders = [user for user in office.users() if user.role is Role.COUNTY]
    found = [entry for case in cases for entry in _entries(office, case, deciders)]
    return tuple(sorted(found, key=_order))


def _entries(office: Office, case: CaseFacts, deciders: Sequence[User]) -> Iterator[AppealEntry]:
    rules = office.rules_for(case.household.village)
    for appeal in case.evidence.of(Appeal):
        may = [user.login for user in deciders if _may_decide(case, appeal, user, office.today)]
        yield AppealEntry(
            case=case,
            appeal=appeal,
            taken=decision_appealed(case, appeal),
            last=appeal_deadline(appeal, rules),
            may_decide=tuple(sorted(may)) if appeal.outcome is Resolution.OPEN else (),
        )


def _may_decide(case: CaseFacts, appeal: Appeal, user: User, today: date) -> bool:
    there = case.household.village.startswith(digits_of(user.region))
    return there and not any(bars_to_deciding(case, appeal, (Actor(user.login, user.role),), today))


def _order(entry: AppealEntry) -> tuple[bool, bool, date, str, int]:
    return (
        not entry.is_open,
        not (entry.waits_for_setting_aside or entry.waits_for_correction),
        entry.last.day,
        entry.case.id,
        entry.appeal.id,
    )

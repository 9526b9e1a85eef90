"""What is due on a case, and by when: derived from its facts, never stored (policy §3, §4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from states.appeals import (
    appeal_deadline,
    correction_deadline,
    upheld_on,
    waits_for_correction,
    waits_for_setting_aside,
)
from states.calendar import Deadline
from states.drive import visited_on
from states.evidence import (
    Appeal,
    EarlyExit,
    InformationCheck,
    Letter,
    Notice,
    Paper,
    PaperStatus,
    RecognitionOf,
    Resolution,
)
from states.match_flag import DEAD
from states.months import add_months, month_after
from states.situation import DISABILITY_CERTIFICATE, next_recheck_on
from states.stages import PAID, Role, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from states.case import CaseFacts
    from states.verdict import Rules

REPORT = "report"
"""The one kind that is a village's and not a case's: its quarterly report is to be submitted (policy §6)."""

KINDS = (
    "recheck",
    "term_end",
    "taper_step",
    "taper_end",
    "top_up_change",
    "survey_start",
    "process_deadline",
    "notice_end",
    "confirmation",
    "refusal_letter",
    "re_verified_decision",
    "early_exit",
    "appeal",
    "set_aside",
    "letter",
    "recognition_end",
    "certificate_end",
    "information_check_expiry",
    "drive_visit",
    "match_review",
    REPORT,
)
"""Kinds of due work."""

PASSING = frozenset({"top_up_change", "taper_step", "notice_end", "recognition_end", "certificate_end"})
"""Kinds that pass by themselves: nobody has to do anything for them to be over."""

LETTERS = frozenset(
    {
        "enroll",
        "renew",
        "begin_taper",
        "exit_taper_early",
        "complete_taper",
        "terminate",
        "withdraw",
        "close",
        "set_aside",
    }
)
"""Decisions that the household is told by letter; a rejection has a kind of its own."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One piece of work: what, by when (the last day), who can do it, and whether its day may still move.

    A village's own work has no case: number and head are "", the stage is None.
    """

    case: str
    village: str
    head: str
    stage: Stage | None
    kind: str
    due_on: date
    responsible: str
    provisional: bool = False

    @property
    def passing(self) -> bool:
        """Whether it is over by itself once its day is over."""
        return self.kind in PASSING

    def overdue_on(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.due_on < today

    @property
    def order(self) -> tuple[date, str, str, str]:
        """Sorts by due date, village, case."""
        return (self.due_on, self.village, self.case, self.kind)


def due_items(case: CaseFacts, rules: Rules, until: date, today: date) -> tuple[DueItem, ...]:
    """All open work on a case with a last day before `until`, whenever it began; earliest first."""
    return tuple(
        item
        for item in all_due_items(case, rules, today)
        if item.due_on < until and not (item.passing and item.overdue_on(today))
    )


def all_due_items(case: CaseFacts, rules: Rules, today: date) -> tuple[DueItem, ...]:
    """All work on a case, earliest first, what has passed by itself and what lies far ahead too.

    It stays the same on every day until the case's facts, the working calendar, or the ages of which the rules of
    key support speak on `today` are others: so it can be written beside the case.
    """
    found = (
        DueItem(
            case.id, case.household.village, case.household.head.name, case.stage, kind, last.day, by, last.provisional
        )
        for kind, last, by in _items(case, rules, today)
    )
    return tuple(sorted(found, key=lambda item: item.order))


def first_open(items: Iterable[DueItem]) -> date | None:
    """The last day of the first work, earliest first, that stays open until it is done; None where there is none."""
    return next((item.due_on for item in items if not item.passing), None)


_Item = tuple[str, Deadline, str]


def _items(case: CaseFacts, rules: Rules, today: date) -> Iterator[_Item]:
    if case.stage in {Stage.APPLIED, Stage.VERIFIED}:
        yield from _of_the_application(case, rules)
    elif case.stage in PAID:
        yield from _of_the_recheck(case, rules)
        yield from _of_dated_changes(case, rules, today)
        yield from _of_the_taper(case, rules)
    yield from _of_letters(case, rules)
    yield from _of_appeals(case, rules)
    yield from _of_drives(case)
    yield from _of_matches(case, rules)


def _of_the_application(case: CaseFacts, rules: Rules) -> Iterator[_Item]:
    policy = rules.policies(case.opened_on)
    survey = case.survey
    if survey is None:
        yield (
            "survey_start",
            rules.calendar.add_working_days(case.opened_on, policy.survey_start_working_days),
            Role.TOWNSHIP,
        )
        checks = [check.on for check in case.evidence.of(InformationCheck)]
        if checks:
            last = min(checks) + timedelta(days=policy.information_check_valid_days)
            yield "information_check_expiry", Deadline(last), Role.TOWNSHIP
    days = policy.special_process_working_days if case.household.special else policy.process_working_days
    yield "process_deadline", rules.calendar.add_working_days(case.opened_on, days), Role.TOWNSHIP
    notice = case.evidence.newest(Notice)
    if case.stage is Stage.VERIFIED and notice is not None:
        last_day = notice.last_day(policy.notice_days)
        yield "notice_end", Deadline(last_day), Role.VILLAGE
        confirmation = rules.calendar.add_working_days(last_day, policy.confirmation_working_days)
        yield "confirmation", confirmation, policy.confirmed_by


def _of_the_recheck(case: CaseFacts, rules: Rules) -> Iterator[_Item]:
    decision = case.survey_decision
    if case.stage is Stage.RE_VERIFIED:
        step = case.last_step("reverify", "exit_taper_early")
        if step is not None:
            policy = rules.policies(step.on)
            last = rules.calendar.add_working_days(step.on, policy.recheck_confirmation_working_days)
            yield "re_verified_decision", last, policy.confirmed_by
    else:
        due_on = next_recheck_on(case, rules.policies)
        if due_on is not None:
            yield "recheck", Deadline(due_on), Role.TOWNSHIP
    if decision is not None and decision.term_end is not None:
        yield "term_end", Deadline(decision.term_end - timedelta(days=1)), Role.TOWNSHIP


def _of_dated_changes(case: CaseFacts, rules: Rules, today: date) -> Iterator[_Item]:
    """Birthdays since the case began that a rule of key support asks about, ends of recognitions and certificates."""
    dead = case.deaths()
    living = [member for member in case.household.counted if member.id not in dead]
    ages = rules.policies(today).ages_that_matter
    for member in living:
        for age in ages:
            day = add_months(member.born, 12 * age)
            if (day.month, day.day) != (member.born.month, member.born.day):
                day = date(day.year, 3, 1)
            changes = day if day.day == 1 else month_after(day)
            if changes >= case.opened_on and case.stage in {Stage.ENROLLED, Stage.KEY_SUPPORTED}:
                yield "top_up_change", Deadline(changes), Role.CRON
    recognitions = {row.member: row.until for row in case.evidence.of(RecognitionOf)}
    certificates = {
        row.member: row.valid_until
        for row in case.evidence.of(Paper)
        if row.name == DISABILITY_CERTIFICATE and row.status is PaperStatus.SEEN
    }
    for kind, ends in (("recognition_end", recognitions), ("certificate_end", certificates)):
        for end in ends.values():
            if end is not None:
                yield kind, Deadline(end), Role.COUNTY if kind == "recognition_end" else Role.TOWNSHIP


def _of_the_taper(case: CaseFacts, rules: Rules) -> Iterator[_Item]:
    application = next((row for row in case.evidence.of(EarlyExit) if row.outcome is Resolution.OPEN), None)
    if application is not None:
        days = rules.policies(application.on).early_exit_working_days
        yield "early_exit", rules.calendar.add_working_days(application.on, days), Role.TOWNSHIP
    taper = case.taper
    if taper is None or case.stage is not Stage.TAPERING:
        return
    for before, span in zip(taper.spans, taper.spans[1:], strict=False):
        if span.monthly != before.monthly:
            yield "taper_step", Deadline(span.start), Role.CRON
    yield "taper_end", Deadline(taper.ends), Role.COUNTY


def _of_letters(case: CaseFacts, rules: Rules) -> Iterator[_Item]:
    """A decision's letter is due until its delivery is recorded; of several decisions the last one's."""
    last = next((step for step in reversed(case.history) if step.step in LETTERS or step.step == "reject"), None)
    if last is None or any(letter.about == last.step and letter.on >= last.on for letter in case.evidence.of(Letter)):
        return
    deadline = rules.calendar.add_working_days(last.on, rules.policies(last.on).refusal_letter_working_days)
    yield "refusal_letter" if last.step == "reject" else "letter", deadline, Role.TOWNSHIP


def _of_appeals(case: CaseFacts, rules: Rules) -> Iterator[_Item]:
    """An appeal is due until it is decided, and one that was upheld until what it found wrong is corrected.

    What is corrected by setting an ending aside is the county's, as that step is.
    """
    for appeal in case.evidence.of(Appeal):
        if appeal.outcome is Resolution.OPEN:
            yield "appeal", appeal_deadline(appeal, rules), Role.COUNTY
        elif waits_for_correction(case, appeal):
            yield "appeal", correction_deadline(appeal, rules), rules.policies(upheld_on(appeal)).confirmed_by
        elif waits_for_setting_aside(case, appeal):
            yield "set_aside", correction_deadline(appeal, rules), Role.COUNTY


def _of_drives(case: CaseFacts) -> Iterator[_Item]:
    """A live case of a drive is to be visited; a visit on the day that the drive began, or later, is one of it."""
    for drive in case.drives:
        if case.is_live and visited_on(case, drive) is None:
            yield "drive_visit", Deadline(drive.due_on), Role.TOWNSHIP


def _of_matches(case: CaseFacts, rules: Rules) -> Iterator[_Item]:
    """What matching left open is settled within the days of a confirmation; a death is once it is recorded."""
    dead = case.deaths()
    open_since = [flag.noted_on for flag in case.match_flags if flag.kind != DEAD or flag.member not in dead]
    if case.is_live and open_since:
        days = rules.policies(min(open_since)).confirmation_working_days
        yield "match_review", rules.calendar.add_working_days(min(open_since), days), Role.TOWNSHIP

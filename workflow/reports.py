"""Quarterly reports: a village's figures of the quarter before, submitted with a signature and frozen (policy §6).

A report is drawn from the ledger; it can be submitted when its quarter is over and every check holds, or is explained.
A correction is a new version with its reason, the old one stays. A region's report is the sum of what its villages
submitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import reports as stored
from db.documents import digest
from db.journal import instant_text
from states.months import days_late
from states.stages import Role
from workflow import clock
from workflow.due import Quarter, quarter_of
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.figures import HOUSEHOLDS, PERSONS, Figures, added_up, figures_of
from workflow.ledger import BY_HOUSEHOLD, Flow, LedgerCheck, checks, ledger, movement
from workflow.regions import digits_of
from workflow.report_duty import due_on
from workflow.stores import despite_a_cut
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from sqlalchemy.engine import RowMapping

    from db.reading import Reading
    from workflow.office import Office

    Version = Mapping[str, Any] | RowMapping

TEXTS = ("village", "submitted_by", "signed_by", "reason", "explanation", "previous_digest")
MAY_SUBMIT = frozenset({Role.VILLAGE, Role.TOWNSHIP, Role.COUNTY})


@dataclass(frozen=True, slots=True)
class Report:
    """A village's figures for a quarter, with the checks on them and the last day for submitting."""

    village: str
    quarter: Quarter
    due_on: date
    figures: Figures
    checks: tuple[LedgerCheck, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs a report for the village, and the explanation of a check that does not hold."""

    signed_by: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Submitted(Report):
    """A version of a report as it was submitted.

    `first_submitted_on` is the day of its first version, `days_late` by how many days that came after its last day.
    """

    version: int
    first_submitted_on: date
    days_late: int
    submitted_on: date
    submitted_by: str
    signed_by: str
    reason: str
    explanation: str
    digest: str
    is_whole: bool
    """Whether it says what was submitted."""

    @property
    def number(self) -> str:
        """Its number: quarter, village, version."""
        return report_number({"quarter": self.quarter.start, "village": self.village, "version": self.version})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a village stands with its report: what holds, and by how many days it is or came late."""

    village: str
    due_on: date
    report: Submitted | None
    first_submitted_on: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class RollUp:
    """The sum of what a region's villages submitted for a quarter."""

    region: str
    quarter: Quarter
    standings: tuple[Standing, ...]
    figures: Figures
    checks: tuple[LedgerCheck, ...]


def last_quarter(office: Office) -> Quarter:
    """The quarter before today's: the one that is reported now."""
    return quarter_of(office.today).shifted(-1)


def draft(office: Office, quarter: Quarter, village: str, progress: Callable[[int], None] | None = None) -> Report:
    """A report as it would be submitted now. BadInput: no such village, or the quarter has not begun."""
    _assert_village(office, village)
    found = movement(office, quarter, village, progress)
    figures = figures_of(found)
    with office.reading() as read:
        before = stored.newest_report(read, quarter.shifted(-1).start, village)
    rules = (*checks(found), *(_goes_on(figures, before["figures"]) if before is not None else ()))
    return Report(village, quarter, due_on(office, quarter, village), figures, rules)


def submit(
    office: Office, quarter: Quarter, village: str, signed: Signature, progress: Callable[[int], None] | None = None
) -> Submitted:
    """Submit a village's report: from now on it is frozen.

    NotPermitted: not this village's to submit; Refused: the quarter is not over, a check does not hold and is not
    explained, or it was submitted before and wants a correction.
    """
    assert_signed(signed)
    return keep(office, ready(office, quarter, village, signed.explanation, progress), signed)


def correct(
    office: Office,
    quarter: Quarter,
    village: str,
    signed: Signature,
    reason: str,
    progress: Callable[[int], None] | None = None,
) -> Submitted:
    """Submit a village's report anew, as another version with its reason; Refused too where none was submitted."""
    if not reason.strip():
        raise BadInput("report.no_reason", field="reason")
    assert_signed(signed)
    return keep(office, ready(office, quarter, village, signed.explanation, progress), signed, reason.strip())


def versions(office: Office, quarter: Quarter, village: str) -> tuple[Submitted, ...]:
    """Every version of a village's report, the first one first; the last one holds."""
    _assert_village(office, village)
    with office.reading() as read:
        rows = stored.report_versions(read, quarter.start, village)
        return tuple(_submitted(row, rows[0]) for row in rows)


def standings(office: Office, quarter: Quarter, region: str = "") -> tuple[Standing, ...]:
    """How each village of a region stands with its report for a quarter, by its code."""
    villages = [code for code in office.village_names() if code.startswith(digits_of(region))]
    with office.reading() as read:
        newest = {
            row["village"]: _submitted(row, _first_of(read, row))
            for row in stored.newest_reports(read, quarter.start, region)
        }
        return tuple(_standing(office, quarter, village, newest.get(village)) for village in sorted(villages))


def roll_up(
    office: Office, quarter: Quarter, region: str = "", progress: Callable[[int], None] | None = None
) -> RollUp:
    """The sum of the reports that a region's villages submitted, held against the ledger of the quarter's last day."""
    found = standings(office, quarter, region)
    reports = {each.village: each.report for each in found if each.report is not None}
    figures = added_up(report.figures for report in reports.values())
    rules: tuple[LedgerCheck, ...] = ()
    if reports:
        entries = ledger(office, quarter.last_day, region, progress)
        there = [entry for entry in entries if entry.village in reports]
        caseload, monthly = figures["caseload"], sum(entry.monthly for entry in there)
        rules = (
            LedgerCheck("reports_households", caseload[HOUSEHOLDS], len(there)),
            LedgerCheck("reports_monthly", caseload["monthly"], monthly, money=True),
        )
    return RollUp(region, quarter, found, figures, rules)


def _goes_on(figures: Figures, before: Figures) -> Iterator[LedgerCheck]:
    """The opening of each batch is the closing that was reported for the quarter before."""
    for what in (HOUSEHOLDS, PERSONS):
        for batch in BY_HOUSEHOLD:
            opening = figures[what][batch.value][Flow.OPENING.value]
            closing = before[what][batch.value][Flow.CLOSING.value]
            yield LedgerCheck(f"previous_{what}", opening, closing, about=batch.value)


def assert_signed(signed: Signature) -> None:
    """BadInput where nobody signs."""
    if not signed.signed_by.strip():
        raise BadInput("report.no_signature", field="signed_by")


def assert_over(office: Office, quarter: Quarter) -> None:
    """Refused while a quarter is not over."""
    if office.today < quarter.until:
        raise Refused("report.not_over", quarter=quarter.name, until=quarter.until)


def assert_new(office: Office, read: Reading, quarter: Quarter, village: str) -> None:
    """Refused where a village's report was submitted before."""
    before = stored.newest_report(read, quarter.start, village)
    if before is not None:
        raise Refused("report.already", village=_name(office, village), quarter=quarter.name, on=before["submitted_on"])


def report_to_correct(office: Office, read: Reading, quarter: Quarter, village: str) -> RowMapping:
    """The version of a village's report that holds. Refused: it has submitted none that could be corrected."""
    before = stored.newest_report(read, quarter.start, village)
    if before is None:
        raise Refused("report.nothing_to_correct", village=_name(office, village), quarter=quarter.name)
    return before


def assert_may_submit(office: Office, quarter: Quarter, village: str) -> None:
    """BadInput: no such village; NotPermitted: not this village's to submit; Refused: the quarter is not over."""
    _assert_village(office, village)
    user = office.user
    is_there = user.role is not Role.VILLAGE or village == user.region
    if user.role not in MAY_SUBMIT or not is_there:
        raise NotPermitted("report.not_yours", village=_name(office, village))
    assert_over(office, quarter)


def ready(
    office: Office, quarter: Quarter, village: str, explanation: str, progress: Callable[[int], None] | None = None
) -> Report:
    """A village's report, where the acting person may submit it and it may be submitted; raises as `submit`."""
    assert_may_submit(office, quarter, village)
    found = draft(office, quarter, village, progress)
    failed = [rule for rule in found.checks if not rule.holds]
    if failed and not explanation.strip():
        sentences = (f"{say(f'ledger.check.{rule.code}')} ({rule.about or village})" for rule in failed)
        raise Refused("report.checks_fail", field="explanation", what=say("ledger.between").join(sentences))
    return found


@despite_a_cut
def keep(office: Office, report: Report, signed: Signature, reason: str = "") -> Submitted:
    """Keep a report as a village's first version, or with a reason as another one; Refused where it cannot be that.

    NotPermitted: it is not theirs to submit.
    """
    quarter, village = report.quarter, report.village
    assert_may_submit(office, quarter, village)
    with office.writing() as uow:
        stored.hold_village(uow, village)
        before = report_to_correct(office, uow, quarter, village) if reason else None
        if before is None:
            assert_new(office, uow, quarter, village)
        row: dict[str, Any] = {
            "village": village,
            "quarter": quarter.start,
            "version": before["version"] + 1 if before is not None else 1,
            "due_on": report.due_on,
            "submitted_on": office.today,
            "submitted_by": office.user.login,
            "signed_by": signed.signed_by.strip(),
            "reason": reason,
            "explanation": signed.explanation.strip(),
            "figures": report.figures,
            "checks": [[rule.code, rule.left, rule.right, rule.money, rule.about] for rule in report.checks],
            "previous_digest": before["digest"] if before is not None else "",
            "submitted_at": clock.now(),
        }
        row["digest"] = digest_of_report(row)
        stored.add_report(uow, **row)
        first = _first_of(uow, row)
        uow.commit()
    return _submitted(row, first)


def report_number(row: Version) -> str:
    """The number of a version: quarter, village, version."""
    return f"{Quarter(row['quarter']).name}-{row['village']}-{row['version']}"


def digest_of_report(row: Version) -> str:
    """SHA-256 of all that a version says, and of the version before it."""
    texts = [row[name] for name in TEXTS]
    days = [row[name].isoformat() for name in ("quarter", "due_on", "submitted_on")]
    days.append(instant_text(row["submitted_at"]))
    return digest([texts, days, row["version"], row["figures"], row["checks"]])


def _first_of(read: Reading, row: Version) -> Version:
    """The first version of a report that this is a version of."""
    return row if row["version"] == 1 else stored.report_versions(read, row["quarter"], row["village"])[0]


def _submitted(row: Version, first: Version) -> Submitted:
    return Submitted(
        village=row["village"],
        quarter=Quarter(row["quarter"]),
        due_on=row["due_on"],
        figures=row["figures"],
        checks=tuple(LedgerCheck(*rule) for rule in row["checks"]),
        version=row["version"],
        first_submitted_on=first["submitted_on"],
        days_late=days_late(first["due_on"], first["submitted_on"]),
        submitted_on=row["submitted_on"],
        submitted_by=row["submitted_by"],
        signed_by=row["signed_by"],
        reason=row["reason"],
        explanation=row["explanation"],
        digest=row["digest"],
        is_whole=row["digest"] == digest_of_report(row),
    )


def _standing(office: Office, quarter: Quarter, village: str, report: Submitted | None) -> Standing:
    if report is not None:
        return Standing(village, report.due_on, report, report.first_submitted_on, report.days_late)
    due = due_on(office, quarter, village)
    return Standing(village, due, None, None, days_late(due, office.today))


def _name(office: Office, village: str) -> str:
    return office.village_names().get(village, village)


def _assert_village(office: Office, village: str) -> None:
    if village not in office.village_names():
        raise BadInput("notice.no_village", village=village)

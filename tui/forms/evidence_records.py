"""Between a case and a form of evidence: what is filled in beforehand, and the records that are made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states import evidence as ev
from states.evidence import EvidenceKind
from states.money import yuan
from states.months import first_of_month
from tui.forms.household_values import member_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from states.assessment import Assessment
    from states.case import CaseFacts
    from states.findings import Finding

TYPES: dict[EvidenceKind, type[ev.Record]] = {
    type_.kind: type_
    for type_ in (
        ev.Application,
        ev.Declaration,
        ev.Delegation,
        ev.HomeVisit,
        ev.Appraisal,
        ev.Doubt,
        ev.Notice,
        ev.Objection,
        ev.CountyVisit,
        ev.Order,
        ev.EarlyExit,
        ev.RecognitionOf,
        ev.Referral,
        ev.Refusal,
        ev.Letter,
        ev.Appeal,
        ev.Wish,
        ev.Pause,
        ev.Withhold,
    )
}
"""Kinds whose form's fields are the record's."""

ASKED_BY = {
    "RECORD_PAPER": "paper",
    "SEE_PAPER": "paper",
    "REQUEST_PAPERS": "paper",
    "RECORD_INFORMATION_CHECK": "information-check",
    "RECORD_HOME_VISIT": "home-visit",
    "SIGN_VISIT": "home-visit",
    "RECORD_SURVEY": "survey",
    "WRITE_INCOME_LINE": "survey",
    "RECORD_PROPERTY": "survey",
    "RECORD_VOUCHER": "survey",
    "RECORD_APPRAISAL": "appraisal",
    "POST_NOTICE": "notice",
    "RECORD_COUNTY_VISIT": "county-visit",
    "RECORD_CHANGE": "change",
    "RECORD_DEATH": "change",
    "WAIT_OR_REPORT_CHANGE": "change",
    "RECORD_EARLY_EXIT": "early-exit",
    "RECORD_RECOGNITION": "recognition",
    "RECORD_REFUSAL": "refusal",
    "RECORD_WISH": "wish",
    "DELEGATE": "delegation",
}
"""Which kind of evidence a finding's remedy asks for."""


def asked_for(findings: Iterable[Finding]) -> list[EvidenceKind]:
    """The kinds that findings ask for, each once, in their order."""
    kinds = (ASKED_BY.get(finding.remedy or "") for finding in findings)
    return [EvidenceKind(kind) for kind in dict.fromkeys(kinds) if kind]


def answerable(case: CaseFacts) -> list[ev.Record]:
    """Records that wait for an answer, the newest first."""
    kinds: tuple[type[ev.Record], ...] = (*TYPES.values(), ev.InformationCheck, ev.Change)
    rows = [row for type_ in kinds for row in case.evidence.of(type_)]
    return sorted((row for row in rows if _waits(row)), key=lambda row: -row.id)


def _waits(row: ev.Record) -> bool:
    match row:
        case ev.InformationCheck():
            return row.is_open
        case ev.HomeVisit():
            return not (row.signed_by_visitors and row.signed_by_household)
        case ev.Objection() | ev.Appeal() | ev.EarlyExit() | ev.Change():
            return row.outcome is ev.Resolution.OPEN
        case ev.Referral():
            return not row.outcome
        case ev.Pause() | ev.Withhold():
            return not row.ended
    return False


def first_values(
    kind: EvidenceKind,
    case: CaseFacts,
    assessment: Assessment | None,
    findings: Iterable[Finding],
    today: date,
    login: str,
) -> dict[str, Any]:
    """What a form is filled in with beforehand."""
    values: dict[str, Any] = {"on": today.isoformat(), "person": case.household.head.name, "visitors": login}
    if kind is EvidenceKind.PAPER:
        values["papers"] = _papers_missing(findings) or [{}]
    elif kind is EvidenceKind.INFORMATION_CHECK:
        values["checked"] = [{"title": m.name or m.id, "asked": True} for m in case.household.counted]
    elif kind is EvidenceKind.NOTICE and assessment is not None:
        values |= {"monthly": yuan(assessment.total_monthly), "persons": str(assessment.counted)}
    elif kind is EvidenceKind.CHANGE:
        values["joins"] = []
    elif kind is EvidenceKind.WITHHOLD:
        values["from_"] = f"{first_of_month(today):%Y-%m}"
    return values


def _papers_missing(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for finding in findings:
        if finding.code in {"PAPER_NOT_SEEN", "CERTIFICATE_NOT_SEEN"}:
            member = finding.subject if finding.code == "CERTIFICATE_NOT_SEEN" else ""
            row: dict[str, Any] = {"name": str(finding.datum), "member": member or ""}
            if row not in rows:
                rows.append(row)
    return rows


def records_of(kind: EvidenceKind, read: Mapping[str, Any], case: CaseFacts) -> list[ev.Record]:
    """The records that a form says, in the order in which they are recorded."""
    said = {name: read[name] for name in ("on", "person", "document")}
    if kind is EvidenceKind.PAPER:
        rows = [row for row in read["papers"] if row["status"]]
        return [
            ev.Paper(**said, name=r["name"], status=r["status"], member=r["member"], valid_until=r["valid_until"])
            for r in rows
        ]
    if kind is EvidenceKind.INFORMATION_CHECK:
        return list(_checks(said, read, case))
    if kind is EvidenceKind.CHANGE:
        return [_change(said, read, case)]
    return [TYPES[kind](**read)]


def _checks(said: Mapping[str, Any], read: Mapping[str, Any], case: CaseFacts) -> Iterable[ev.Record]:
    """One check for each source and each person who was asked about."""
    for member, row in zip(case.household.counted, read["checked"], strict=True):
        for source in read["sources"] if row["asked"] else ():
            yield ev.InformationCheck(
                **said, source=source, member=member.id, discrepancy=row["discrepancy"], outcome=row["outcome"]
            )


def _change(said: Mapping[str, Any], read: Mapping[str, Any], case: CaseFacts) -> ev.Change:
    joins = member_of(read["joins"][0], _free_id(case)) if read["joins"] else None
    return ev.Change(**said, change=read["change"], member=read["member"], detail=read["detail"], joins=joins)


def _free_id(case: CaseFacts) -> str:
    """An id that nobody of the household has or had."""
    taken = {m.id for m in case.household.members}
    for row in case.evidence.rows:
        if isinstance(row, ev.Survey):
            taken |= {m.id for m in row.household.members}
        elif isinstance(row, ev.Change) and row.joins is not None:
            taken.add(row.joins.id)
    number = len(taken) + 1
    while f"m{number}" in taken:
        number += 1
    return f"m{number}"

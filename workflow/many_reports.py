"""The reports of several villages in one go: looked at first, then submitted where they may be, each by itself.

Every report is its own version in its own transaction: what one village is refused for changes nothing for the others.
A check that does not hold is a village's own to explain: in one go nothing is explained, such a village is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.reports import villages_to_report
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.reports import assert_new, assert_over, assert_signed, keep, ready

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workflow.due import Quarter
    from workflow.errors import Trouble
    from workflow.office import Office
    from workflow.reports import Report, Signature


@dataclass(frozen=True, slots=True)
class NotSubmitted:
    """A village whose report is not submitted, and what stands in the way."""

    village: str
    why: Trouble


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of several villages: those that may be submitted, or were, and those that were refused."""

    quarter: Quarter
    reports: tuple[Report, ...]
    refused: tuple[NotSubmitted, ...]


def villages_meant(office: Office, quarter: Quarter, codes: Sequence[str]) -> tuple[str, ...]:
    """The villages that codes stand for: a village for itself, a township or county for those that owe a report.

    BadInput: there is no such region. Refused: nobody there owes one.
    """
    villages, regions = office.village_names(), office.region_names()
    meant: set[str] = set()
    with office.reading() as read:
        for code in codes:
            if code not in regions:
                raise BadInput("report.no_region", region=code)
            owing = villages_to_report(read, quarter.start, quarter.until, code)
            meant.update((code,) if code in villages else owing)
    if not meant:
        raise Refused("report.nobody_owes", quarter=quarter.name)
    return tuple(sorted(meant))


def assert_together(signed: Signature) -> None:
    """BadInput where nobody signs, or something is explained: that is for one village at a time."""
    assert_signed(signed)
    if signed.explanation.strip():
        raise BadInput("report.explain_one", field="explanation")


def look_at_reports(
    office: Office, quarter: Quarter, villages: Sequence[str], progress: Callable[[int], None] | None = None
) -> Reports:
    """Draw each village's report without submitting it; `progress` is told of villages. Refused: it is not over."""
    assert_over(office, quarter)
    found: list[Report] = []
    refused: list[NotSubmitted] = []
    for number, village in enumerate(villages, start=1):
        try:
            with office.reading() as read:
                assert_new(office, read, quarter, village)
            found.append(ready(office, quarter, village, explanation=""))
        except (Refused, NotPermitted) as why:
            refused.append(NotSubmitted(village, why))
        if progress is not None:
            progress(number)
    return Reports(quarter, tuple(found), tuple(refused))


def submit_reports(office: Office, looked: Reports, signed: Signature) -> Reports:
    """Submit what was looked at and may be submitted, under one signature; BadInput as `assert_together`."""
    assert_together(signed)
    found: list[Report] = []
    refused = list(looked.refused)
    for report in looked.reports:
        try:
            found.append(keep(office, report, signed))
        except Refused as why:
            refused.append(NotSubmitted(report.village, why))
    return Reports(looked.quarter, tuple(found), tuple(sorted(refused, key=lambda each: each.village)))

"""The village's duty to report: which villages have still to submit a quarter's report, and by when (policy §4, §6).

It is work of a village, not of a case: derived from the cases and the reports, stored nowhere, over when the report is
submitted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.reports import villages_to_report
from states.due import REPORT, DueItem
from states.stages import Role

if TYPE_CHECKING:
    from datetime import date

    from db.due import DueFilter
    from db.reading import Reading
    from workflow.due import Quarter
    from workflow.office import Office


def due_on(office: Office, quarter: Quarter, village: str) -> date:
    """The last day for a village's report, by the sheet in force on the first day after the quarter (policy §4)."""
    day = office.rules_for(village).policies(quarter.until).report_due_day
    return quarter.until.replace(day=day)


def reports_due(office: Office, read: Reading, quarter: Quarter, asked: DueFilter) -> tuple[DueItem, ...]:
    """The reports on the quarter before that are to be submitted in a quarter, as far as a filter leaves them.

    Nobody is named for a report and no case asks for one: who asks for a person's work, or a case's, finds none.
    """
    if asked.kind not in {"", REPORT} or asked.person or asked.case:
        return ()
    reported = quarter.shifted(-1)
    found = (
        DueItem("", village, "", None, REPORT, due_on(office, reported, village), Role.VILLAGE)
        for village in villages_to_report(read, reported.start, reported.until, asked.region)
    )
    wanted = (item for item in found if item.due_on < asked.until and (not asked.start or item.due_on >= asked.start))
    return tuple(sorted(wanted, key=lambda item: item.order))

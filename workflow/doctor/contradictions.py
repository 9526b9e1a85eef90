"""What the rows of cases show beside their facts, held against these: amounts, what lists show, how long they rest."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from states.automatic import plan
from states.life import monthly_on
from states.months import add_months, first_of_month
from states.stages import PAID
from workflow.bookkeeping import quiet_until_of
from workflow.derived import is_fresh
from workflow.summary import columns_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import RowMapping

    from states.case import CaseFacts
    from workflow.office import Office

CHUNK = 200
MOST_MONTHS = 60
"""How far back a month may lie since which a case's amount was written down no more."""
SHOWN = ("village", "head_name", "route", "counted", "next_recheck_on", "term_end", "taper_ends", "paused", "withheld")
"""Columns that follow from a case's facts on any day."""


def contradictions(office: Office) -> Mapping[str, list[str]]:
    """Cases that show what their facts do not give: by `monthly`, `shown`, and `resting`, longer than they may.

    Where a sheet is another than when the cases were looked at, it is not told who rests: the nightly run looks at all.
    """
    found: dict[str, list[str]] = defaultdict(list)
    after, fresh = "", is_fresh(office)
    with office.reading() as read:
        while ids := read.case_ids(after=after, limit=CHUNK):
            after = ids[-1]
            rows = {row["id"]: row for row in read.rows(read.loaded, ids=ids)}
            for case in read.load_cases(ids):
                row = rows[case.id]
                if row["monthly"] not in _amounts(case, office.today):
                    found["monthly"].append(case.id)
                shown = columns_of(case, office.rules_for(case.household.village), office.today, ())
                if any(row[name] != shown[name] for name in SHOWN):
                    found["shown"].append(case.id)
                if fresh and case.stage in PAID and _rests_too_long(office, case, row):
                    found["resting"].append(case.id)
    return found


def _amounts(case: CaseFacts, today: date) -> set[int]:
    """The amounts of today and of every month since the last step."""
    last = case.history[-1].on if case.history else case.opened_on
    months = (add_months(first_of_month(last), ahead) for ahead in range(MOST_MONTHS))
    return {monthly_on(today, case), *(monthly_on(max(month, last), case) for month in months if month <= today)}


def _rests_too_long(office: Office, case: CaseFacts, row: RowMapping) -> bool:
    """Whether a case rests today, and is said to rest beyond the first day that may change something."""
    until = row["quiet_until"]
    if until is None or until <= office.today:
        return False
    planned = plan(case, office.today, office.rules_for(case.household.village), monthly_known=row["monthly"])
    may_rest = quiet_until_of(office, planned)
    has_work = planned.taken or planned.withheld is not None or planned.monthly_after != planned.monthly_before
    return bool(has_work) or may_rest is None or until > may_rest

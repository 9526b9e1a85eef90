"""The office's lists as tables, by name, day and region: what the command line prints and the desk shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from states.months import add_months, first_of_month
from workflow import (
    appeal_paper,
    appeals,
    county_report,
    county_report_paper,
    declaration_paper,
    declarations,
    drive_paper,
    drives,
    ledger,
    ledger_paper,
    notice_paper,
    notices,
    payroll_paper,
    payroll_view,
    report_paper,
    reports,
    seal_paper,
    sealing,
)
from workflow import responsibility as people
from workflow import responsibility_paper as people_paper
from workflow.due import quarter_of
from workflow.listing import pdf_listing
from workflow.regions import place_names
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from workflow.listing import Listing
    from workflow.office import Office

    Progress = Callable[[int], None]
    Make = Callable[[Office, date, str, Progress], tuple[Listing, ...]]
    Paper = Callable[[Office, date, str, Sequence[Listing]], bytes]

MONTHS_OF_NOTICES, DRIVES_SHOWN = 3, 3
"""How far back notices are shown, and how many drives are shown whole."""


class Period(StrEnum):
    """What a list is of: a day, a month or a quarter."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"

    def name_of(self, day: date) -> str:
        """The period that a day lies in, as it is written."""
        return {
            Period.DAY: day.isoformat(),
            Period.MONTH: f"{day:%Y-%m}",
            Period.QUARTER: quarter_of(day).name,
        }[self]

    def shifted(self, day: date, by: int, today: date) -> date:
        """The day that stands for the period before or after; of days the ends of months, and today."""
        if self is Period.QUARTER:
            return min(quarter_of(day).shifted(by).start, today)
        month = add_months(first_of_month(day), by)
        if self is Period.MONTH:
            return month
        last = add_months(first_of_month(day), 1) - timedelta(days=1)
        wanted = last if by > 0 and last != day else add_months(month, 1) - timedelta(days=1)
        return min(wanted, today)


def _plain(office: Office, _day: date, region: str, tables: Sequence[Listing]) -> bytes:
    """The tables on paper, with the region's name."""
    return pdf_listing(tables, office.region_name(region))


def _signed(office: Office, _day: date, region: str, tables: Sequence[Listing]) -> bytes:
    """The same, to be signed for the region and sealed."""
    return pdf_listing(tables, office.region_name(region), ledger_paper.signatures(region))


def _roll(office: Office, day: date, region: str, _: Sequence[Listing]) -> bytes:
    """The month's roll as it is signed: page sums, its fingerprint on each page, lines to sign and the seal."""
    found = payroll_view.roll(office, first_of_month(day), region)
    listings = payroll_paper.roll_listings(found, office.region_names(), office.region_name(region))
    return payroll_paper.roll_pdf(found, listings, sealing.seal_on_paper(office))


@dataclass(frozen=True, slots=True)
class Board:
    """A list: its name, what it is of, how its tables and its paper are made; `slow` ones tell how far they are."""

    name: str
    period: Period
    make: Make
    slow: bool = False
    paper: Paper = _plain


def board_named(name: str) -> Board:
    """The list of a name that is one."""
    return next(board for board in BOARDS if board.name == name)


def size(office: Office, day: date, region: str) -> int:
    """How many cases a slow list looks at."""
    return ledger.size(office, day, region)


def _tasks(office: Office, day: date, region: str, _: Progress) -> tuple[Listing, ...]:
    quarter = quarter_of(day)
    return (people_paper.load_listing(people.workload(office, quarter, region), quarter),)


def _waiting(office: Office, _day: date, region: str, _: Progress) -> tuple[Listing, ...]:
    return (notice_paper.waiting_listing(notices.waiting(office, region), place_names(office)),)


def _notices(office: Office, day: date, region: str, _: Progress) -> tuple[Listing, ...]:
    names = place_names(office)
    batches = notices.batches(office, add_months(day, -MONTHS_OF_NOTICES), region)
    return (
        notice_paper.batches_listing(batches, names),
        *(notice_paper.batch_listing(batch, names) for batch in batches),
    )


def _payroll(office: Office, day: date, region: str, _: Progress) -> tuple[Listing, ...]:
    found = payroll_view.roll(office, first_of_month(day), region)
    names = office.region_names()
    return (payroll_paper.totals_listing(found, names), payroll_paper.roll_listing(found, names))


def _ledger(office: Office, day: date, region: str, progress: Progress) -> tuple[Listing, ...]:
    found, names = ledger.ledger(office, day, region, progress), place_names(office)
    return (ledger_paper.household_listing(found, names, day), ledger_paper.person_listing(found, names, day))


def _movement(office: Office, day: date, region: str, progress: Progress) -> tuple[Listing, ...]:
    return ledger_paper.movement_listings(ledger.movement(office, quarter_of(day), region, progress))


def _reports(office: Office, day: date, region: str, _: Progress) -> tuple[Listing, ...]:
    quarter = quarter_of(day)
    return (report_paper.standing_listing(reports.standings(office, quarter, region), quarter, place_names(office)),)


def _county(office: Office, day: date, region: str, progress: Progress) -> tuple[Listing, ...]:
    period = county_report.period_named(office, quarter_of(day).name)
    found = county_report.county_report(office, period, region, progress)
    return county_report_paper.county_listings(found, office.region_names(), office.region_name(region))


def _drives(office: Office, _day: date, region: str, _: Progress) -> tuple[Listing, ...]:
    found = drives.drives(office, region)
    return (
        drive_paper.list_listing(found, office.region_names()),
        *(
            table
            for each in found[:DRIVES_SHOWN]
            for table in drive_paper.drive_listings(each, office.region_name(each.region), place_names(office))
        ),
    )


def _appeals(office: Office, day: date, region: str, _: Progress) -> tuple[Listing, ...]:
    return (appeal_paper.appeal_listing(appeals.appeals(office, region), place_names(office), day),)


def _declarations(office: Office, day: date, region: str, _: Progress) -> tuple[Listing, ...]:
    found, changed = declarations.declarations(office, region), declarations.declaration_changes(office, region)
    return declaration_paper.declaration_listings(found, changed, place_names(office), day)


def _seals(office: Office, _day: date, _region: str, _: Progress) -> tuple[Listing, ...]:
    return (seal_paper.seal_listing(sealing.seals(office)),)


BOARDS = (
    Board("tasks", Period.QUARTER, _tasks),
    Board("waiting", Period.DAY, _waiting),
    Board("notices", Period.DAY, _notices),
    Board("payroll", Period.MONTH, _payroll, paper=_roll),
    Board("ledger", Period.DAY, _ledger, slow=True, paper=_signed),
    Board("movement", Period.QUARTER, _movement, slow=True, paper=_signed),
    Board("reports", Period.QUARTER, _reports),
    Board("county_report", Period.QUARTER, _county, slow=True),
    Board("drives", Period.DAY, _drives),
    Board("appeals", Period.DAY, _appeals),
    Board("declarations", Period.DAY, _declarations),
    Board("seals", Period.DAY, _seals),
)
"""The lists, in the order in which they are offered."""


def title(board: Board, day: date) -> str:
    """A list's name and what it is of."""
    return say("boards.title", board=say(f"boards.{board.name}"), period=board.period.name_of(day))

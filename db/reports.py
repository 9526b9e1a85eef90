"""Quarterly reports as they are stored: the versions of a village's, and the newest ones of a region."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, insert, select, tuple_
from sqlalchemy.engine import RowMapping

from db.beyond import take_turns
from db.ledger import alive
from db.lists import region_range
from db.reading import CASES, DECISIONS, REGIONS, Reading, Rows, table
from db.tables import QuarterlyReportRow
from db.writing import Writing

REPORTS = table(QuarterlyReportRow)


def report_versions(read: Reading, quarter: date, village: str) -> Rows:
    """Every version of a village's report for the quarter that begins on a day, the first one first."""
    statement = select(REPORTS).where(REPORTS.c.quarter == quarter, REPORTS.c.village == village)
    return read.rows(statement.order_by(REPORTS.c.version))


def newest_report(read: Reading, quarter: date, village: str) -> RowMapping | None:
    """The version of a village's report that holds; None where none was submitted."""
    return next(reversed(report_versions(read, quarter, village)), None)


def newest_reports(read: Reading, quarter: date, region: str) -> Rows:
    """The version that holds of each village's report in a region, by village."""
    last = select(REPORTS.c.village, func.max(REPORTS.c.version).label("version")).where(REPORTS.c.quarter == quarter)
    newest = last.group_by(REPORTS.c.village).subquery()
    statement = select(REPORTS).join(
        newest, and_(newest.c.village == REPORTS.c.village, newest.c.version == REPORTS.c.version)
    )
    statement = statement.where(REPORTS.c.quarter == quarter, *region_range(REPORTS.c.village, region))
    return read.rows(statement.order_by(REPORTS.c.village))


def report_rows(read: Reading, *, after: tuple[Any, ...] | None, limit: int) -> Rows:
    """Every version of every report by (village, quarter, version), those that stand behind one's."""
    key = (REPORTS.c.village, REPORTS.c.quarter, REPORTS.c.version)
    statement = select(REPORTS).order_by(*key).limit(limit)
    return read.rows(statement.where(tuple_(*key) > after) if after is not None else statement)


def villages_to_report(read: Reading, quarter: date, until: date, region: str) -> Sequence[str]:
    """The villages of a region that had a caseload in a quarter and no report of it, by code.

    A case is looked for where it lies today: one that has moved away since asks its old village for nothing.
    """
    cases = exists().where(CASES.c.village == REGIONS.c.code, *alive(quarter, until - timedelta(days=1)))
    cases = cases.where(exists().where(DECISIONS.c.case_id == CASES.c.id, DECISIONS.c.on_date < until))
    reports = exists().where(REPORTS.c.village == REGIONS.c.code, REPORTS.c.quarter == quarter)
    statement = select(REGIONS.c.code).where(REGIONS.c.level == "village", cases, ~reports)
    if region:
        statement = statement.where(region_range(REGIONS.c.code, region))
    return read.connection.execute(statement.order_by(REGIONS.c.code)).scalars().all()


def add_report(uow: Writing, **row: Any) -> None:
    """Keep a version as it is submitted."""
    uow.connection.execute(insert(REPORTS), [row])


def hold_village(uow: Writing, village: str) -> None:
    """Nobody else submits a report of a village before this transaction ends."""
    take_turns(uow.connection, f"report of {village}")

"""The tables that cases are made of, for statements."""

from typing import Any

from sqlalchemy import Table

from db.tables import (
    CaseRow,
    DecisionRow,
    DriveCaseRow,
    DriveRow,
    DriveSummaryRow,
    EventRow,
    EvidenceRow,
    HouseholdRow,
    MatchFlagRow,
    MemberRow,
    PersonRow,
    RegionRow,
    SurveyRow,
    UserRow,
)


def table(row: Any) -> Table:
    """The Core table of a row class."""
    return row.__table__  # type: ignore[no-any-return]


CASES, HOUSEHOLDS, MEMBERS, PERSONS = table(CaseRow), table(HouseholdRow), table(MemberRow), table(PersonRow)
EVIDENCE, SURVEYS, DECISIONS, EVENTS = table(EvidenceRow), table(SurveyRow), table(DecisionRow), table(EventRow)
REGIONS, USERS = table(RegionRow), table(UserRow)
MATCH_FLAGS = table(MatchFlagRow)
DRIVES, DRIVE_CASES, DRIVE_SUMMARIES = table(DriveRow), table(DriveCaseRow), table(DriveSummaryRow)

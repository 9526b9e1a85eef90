"""All tables, so that the metadata is whole wherever one of them is used."""

from db.tables.access import AccessLogRow, LoginPauseRow, PasswordRow, SessionRow
from db.tables.cases import CaseGramRow, CaseReadRow, CaseRow, DecisionRow, EventRow, EvidenceRow, SurveyRow
from db.tables.drives import DriveCaseRow, DriveRow, DriveSummaryRow
from db.tables.duties import DutyExceptionEndRow, DutyExceptionRow
from db.tables.households import HouseholdRow, MemberRow, PersonRow
from db.tables.office import (
    CalendarDayRow,
    CalendarYearRow,
    MatchDecisionRow,
    MatchFlagRow,
    MatchOutcomeRow,
    MatchRunRow,
    RecheckPartitionRow,
    RecheckProgressRow,
    RequestRow,
    RunRow,
)
from db.tables.payroll import (
    BankFileRow,
    PaymentRow,
    PayrollAmountRow,
    PayrollLineRow,
    PayrollPersonRow,
    PayrollRow,
    PayrollStandingRow,
    RepaymentRow,
)
from db.tables.places import RegionRow, UserRow
from db.tables.reports import QuarterlyReportRow
from db.tables.seals import SealKeyRow, SealLeafRow, SealRow
from db.tables.work import AssignmentRow, DerivedRow, DraftRow, DueItemRow, DueMarkRow

__all__ = [
    "AccessLogRow",
    "AssignmentRow",
    "BankFileRow",
    "CalendarDayRow",
    "CalendarYearRow",
    "CaseGramRow",
    "CaseReadRow",
    "CaseRow",
    "DecisionRow",
    "DerivedRow",
    "DraftRow",
    "DriveCaseRow",
    "DriveRow",
    "DriveSummaryRow",
    "DueItemRow",
    "DueMarkRow",
    "DutyExceptionEndRow",
    "DutyExceptionRow",
    "EventRow",
    "EvidenceRow",
    "HouseholdRow",
    "LoginPauseRow",
    "MatchDecisionRow",
    "MatchFlagRow",
    "MatchOutcomeRow",
    "MatchRunRow",
    "MemberRow",
    "PasswordRow",
    "PaymentRow",
    "PayrollAmountRow",
    "PayrollLineRow",
    "PayrollPersonRow",
    "PayrollRow",
    "PayrollStandingRow",
    "PersonRow",
    "QuarterlyReportRow",
    "RecheckPartitionRow",
    "RecheckProgressRow",
    "RegionRow",
    "RepaymentRow",
    "RequestRow",
    "RunRow",
    "SealKeyRow",
    "SealLeafRow",
    "SealRow",
    "SessionRow",
    "SurveyRow",
    "UserRow",
]

"""On a server with an account for everybody: what each kind of people may do to each table, and to which rows of it.

Letters of a right: s sees, i adds, u changes, d takes away; `u(column)` changes that column alone. Whatever is not
written here nobody may.
"""

from dataclasses import dataclass
from enum import StrEnum

from states.stages import Role


class Kind(StrEnum):
    """The kinds of people; each is a role of the server, `dibao_<kind>`, that the people's own roles belong to."""

    CASEWORK = "casework"
    AUDITOR = "auditor"
    CRON = "cron"
    ADMIN = "admin"


KIND_OF = {
    Role.VILLAGE: Kind.CASEWORK,
    Role.TOWNSHIP: Kind.CASEWORK,
    Role.COUNTY: Kind.CASEWORK,
    Role.AUDITOR: Kind.AUDITOR,
    Role.CRON: Kind.CRON,
    Role.ADMINISTRATOR: Kind.ADMIN,
}


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a table somebody sees, adds, and changes or takes away: conditions of SQL."""

    sees: str
    adds: str
    changes: str

    @property
    def by_verb(self) -> dict[str, str]:
        """The policies: their names, and what follows the table's name."""
        return {
            "dibao_sees": f"FOR SELECT USING ({self.sees})",
            "dibao_adds": f"FOR INSERT WITH CHECK ({self.adds})",
            "dibao_changes": f"FOR UPDATE USING ({self.changes}) WITH CHECK ({self.changes})",
            "dibao_takes_away": f"FOR DELETE USING ({self.changes})",
        }


def _kept(sees: str, and_adds: str = "true", and_changes: str = "true") -> Rows:
    return Rows(sees, f"({sees}) AND {and_adds}", f"({sees}) AND {and_changes}")


OF_COUNTY = "length((SELECT own_region())) <= 6"
"""The office's own papers are written by whoever works for a county or more."""

COUNTY_OF_REGION = "(SELECT own_role()) = 'county' AND starts_with(region, (SELECT own_region()))"
COUNTY_OF_EXCEPTION = COUNTY_OF_REGION.replace(
    "region,", "(SELECT x.region FROM duty_exceptions x WHERE x.id = number),", 1
)

NOT_VILLAGE = "(SELECT own_role()) <> 'village'"
HERE = "starts_with(village, (SELECT own_region()))"
CASE_HERE = "EXISTS (SELECT 1 FROM cases c WHERE c.id = case_id)"
"""Of whose case one sees; what is seen of `cases` is told by its own policies."""

HOME_HERE = "EXISTS (SELECT 1 FROM households h WHERE h.id = household_id)"
LIVES_HERE = "EXISTS (SELECT 1 FROM members m WHERE m.person_id = persons.id)"

VILLAGE, CASE = _kept(HERE), _kept(CASE_HERE)
OFFICE = Rows("true", OF_COUNTY, OF_COUNTY)
PAYROLL = _kept(CASE_HERE, OF_COUNTY, OF_COUNTY)
OWN = Rows("login = session_user OR (SELECT own_role()) = 'cron'", "login = session_user", "login = session_user")
OWN_PROOF = _kept("login = session_user OR (SELECT own_role()) = 'administrator'")
WHOLE_ROLL = Rows("true", "(SELECT sees_all()) AND " + OF_COUNTY, OF_COUNTY)
BY_ONESELF = "actor = session_user AND role = (SELECT own_role())"

ROWS: dict[str, Rows] = {
    "cases": VILLAGE,
    "households": VILLAGE,
    "quarterly_reports": VILLAGE,
    "members": _kept(HOME_HERE),
    "persons": Rows(f"{LIVES_HERE} OR lives_nowhere(id)", "true", LIVES_HERE),
    "events": _kept(CASE_HERE, BY_ONESELF),
    "decisions": _kept(CASE_HERE, NOT_VILLAGE),
    "match_decisions": _kept("EXISTS (SELECT 1 FROM persons p WHERE p.id = person_id)"),
    "drafts": OWN,
    "case_reads": Rows(CASE_HERE, f"{CASE_HERE} AND login = session_user", "false"),
    **dict.fromkeys(("passwords", "login_pauses", "sessions"), OWN_PROOF),
    "payrolls": WHOLE_ROLL,
    **dict.fromkeys(
        ("case_grams", "evidence", "surveys", "requests", "due_items", "due_marks", "assignments", "drive_cases",
         "match_flags", "match_outcomes"), CASE,
    ),
    **dict.fromkeys(
        ("payroll_lines", "payroll_amounts", "payroll_persons", "payroll_standings", "payments", "repayments"), PAYROLL
    ),
    "duty_exceptions": Rows("true", f"made_by = session_user AND {COUNTY_OF_REGION}", "false"),
    "duty_exception_ends": Rows("true", f"ended_by = session_user AND {COUNTY_OF_EXCEPTION}", "false"),
    "derived": Rows("true", "(SELECT sees_all())", "(SELECT sees_all())"),
    **dict.fromkeys(("bank_files", "calendar_days", "calendar_years", "regions"), OFFICE),
}  # fmt: skip
"""Tables whose rows are kept to people; of all others everybody sees every row."""

RIGHTS: dict[str, tuple[str, str, str, str]] = {
    # table: casework, auditor, cron, admin
    "alembic_version": ("s", "s", "s", "s"),
    "regions": ("siu", "s", "s", "siu"),
    "users": ("s", "s", "s", "siu"),
    "calendar_days": ("sid", "s", "s", "s"),
    "calendar_years": ("sid", "s", "s", "s"),
    "duty_exceptions": ("si", "s", "s", ""),
    "duty_exception_ends": ("si", "s", "s", ""),
    "households": ("siu", "s", "s", ""),
    "persons": ("siu(died_on)", "s", "s", ""),
    "members": ("siu", "s", "su", ""),
    "cases": ("siu", "s", "su", ""),
    "case_grams": ("sid", "s", "sid", ""),
    "due_items": ("sid", "s", "sid", ""),
    "due_marks": ("siu", "s", "s", ""),
    "assignments": ("si", "s", "s", ""),
    "evidence": ("siu(voided_by)", "s", "siu(voided_by)", ""),
    "surveys": ("si", "s", "s", ""),
    "decisions": ("si", "s", "si", ""),
    "events": ("si", "s", "si", ""),
    "requests": ("si", "s", "s", ""),
    "case_reads": ("si", "si", "s", ""),
    "drives": ("si", "s", "s", ""),
    "drive_cases": ("si", "s", "s", ""),
    "drive_summaries": ("si", "s", "s", ""),
    "match_decisions": ("si", "s", "s", ""),
    "match_flags": ("si", "s", "s", ""),
    "match_runs": ("si", "s", "s", ""),
    "match_outcomes": ("si", "s", "s", ""),
    "quarterly_reports": ("si", "s", "s", ""),
    "payrolls": ("siud", "s", "s", ""),
    "payroll_lines": ("sid", "s", "s", ""),
    "payroll_amounts": ("sid", "s", "s", ""),
    "payroll_persons": ("sid", "s", "s", ""),
    "payroll_standings": ("sid", "s", "s", ""),
    "payments": ("siu(state, reason, told_on, checksum)", "s", "s", ""),
    "bank_files": ("si", "s", "s", ""),
    "repayments": ("siu(month)", "s", "s", ""),
    "runs": ("s", "s", "si", ""),
    "recheck_partitions": ("s", "s", "siud", ""),
    "recheck_progress": ("s", "s", "siud", ""),
    "derived": ("sid", "s", "sid", "s"),
    "seals": ("s", "s", "si", ""),
    "seal_leaves": ("s", "s", "si", ""),
    "seal_keys": ("s", "s", "si", ""),
    "drafts": ("siud", "siud", "s", "siud"),
    "passwords": ("siud", "siud", "s", "siud"),
    "login_pauses": ("siud", "siud", "s", "siud"),
    "sessions": ("siud", "siud", "s", "siud"),
    "access_log": ("si", "si", "si", "si"),
}

VERBS = {"s": "SELECT", "i": "INSERT", "u": "UPDATE", "d": "DELETE"}


def granted(right: str) -> tuple[str, ...]:
    """A right as the server names it, verb by verb."""
    letters, _, column = right.partition("(")
    return tuple(f"{VERBS[each]} ({column}" if column and each == letters[-1] else VERBS[each] for each in letters)

"""Everything that the desk asks of the office; every call may wait for the database, so threads make them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from states.evidence import Survey
from states.facts import PLAN_A_ILLNESSES
from states.proposal import first_confirmation, proposed
from states.stages import Role
from states.steps import STEPS
from tui.access_calls import AccessCalls
from tui.board_calls import BoardCalls
from tui.forms.evidence_fields import Known
from tui.forms.household_values import merged
from tui.journal_calls import JournalCalls
from tui.list_calls import ListCalls
from tui.match_calls import MatchCalls
from tui.move_calls import MoveCalls
from tui.planner_calls import PlannerCalls
from tui.simulate_calls import SimulateCalls
from tui.widgets.step_card import as_listed
from workflow import as_typed, case_reads, cases, decided, disclosure, drafts, evidence, intake, stepping, what_if
from workflow.cases import ListFilter
from workflow.input_files import checked, household_from
from workflow.regions import CODE_DIGITS, digits_of, regions_of
from workflow.stepping import next_steps
from workflow.what_if_written import other_rules, whole_sheets
from workflow.wording import language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from states.assessment import Assessment
    from states.case import CaseFacts
    from states.evidence import Record
    from states.facts import Household
    from states.sheet_book import ParameterInForce
    from workflow.as_typed import AsTyped
    from workflow.case_reads import CaseRead
    from workflow.cases import Caseload, CaseView, Overview
    from workflow.decided import Comparison, Decided
    from workflow.disclosure import Disclosed
    from workflow.errors import Trouble
    from workflow.intake import NotOpened, Opened
    from workflow.office import Office, User
    from workflow.regions import Region
    from workflow.stepping import Preview, Refusal, Taken
    from workflow.what_if import WhatIf

ILLNESSES = frozenset(PLAN_A_ILLNESSES)
"""Those that a form offers."""


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as its screen shows it: its facts, its steps, and what its forms offer to choose from."""

    view: CaseView
    steps: tuple[Preview, ...]
    known: Known
    proposed: Assessment | None
    """What a notice posted today must show."""
    today: date
    login: str

    @property
    def names(self) -> Mapping[str, str]:
        """Members' names by id."""
        return self.known.members

    def name_of(self, member: str) -> str:
        """A member's name."""
        return self.known.members.get(member, member)

    @property
    def household_to_survey(self) -> Household:
        """Who is registered today, with what the newest survey found out about them."""
        return merged(self.view.facts.household, self.view.facts.survey.household if self.view.facts.survey else None)


@dataclass(frozen=True, slots=True)
class PolicyShown:
    """A region's parameters on a day, and the days on which something changes before and after it."""

    region: str
    on: date
    rows: tuple[ParameterInForce, ...]
    earlier: tuple[date, ...]
    later: tuple[date, ...]


class OfficeCalls(ListCalls, PlannerCalls, MoveCalls, SimulateCalls, BoardCalls, JournalCalls, MatchCalls, AccessCalls):
    """The office as the desk sees it, with one person acting on one day."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._regions: dict[str, Region] = {}

    @property
    def user(self) -> User:
        """Who acts."""
        return self.office.user

    @property
    def today(self) -> date:
        """The day on which they act."""
        return self.office.today

    @property
    def place_name(self) -> str:
        """The name of the region in which they act; its code until the names have been read."""
        return self.village_name(self.user.region)

    def users(self) -> tuple[User, ...]:
        """Everybody who may act here: people, not the machine, and no administrators, who do no casework."""
        return tuple(user for user in self.office.users() if user.sees_cases and user.role is not Role.CRON)

    def act_as(self, login: str) -> None:
        """From now on somebody else acts."""
        self.office = self.office.as_user(login)

    def regions(self) -> Mapping[str, Region]:
        """The office's regions by code, read once."""
        if not self._regions:
            self._regions = {region.code: region for region in regions_of(self.office)}
        return self._regions

    def own_regions(self) -> tuple[str, ...]:
        """The townships and villages of the acting person's region that have been read, by code."""
        prefix = digits_of(self.user.region)
        return tuple(code for code in self._regions if code.startswith(prefix) and code != self.user.region)

    def villages(self) -> dict[str, Region]:
        """The villages of the acting person's region, by code."""
        prefix = digits_of(self.user.region)
        return {c: r for c, r in self.regions().items() if r.level == "village" and c.startswith(prefix)}

    def village_name(self, code: str) -> str:
        """A region's name in the language of the moment, a village's after its township's; else its code."""
        region = self._regions.get(code)
        if region is None:
            return code
        township = self._regions.get(region.parent) if region.level == "village" else None
        if township is None:
            return region.shown
        return f"{township.short}{'' if language() == 'zh' else ' · '}{region.shown}"

    # Looking

    def filter(self, **wanted: Any) -> ListFilter:
        """A filter over the cases of the acting person's region."""
        return ListFilter(**{"village": self.user.region, **wanted})

    def caseload(self) -> Caseload:
        """The caseload by stage."""
        self.regions()
        return cases.caseload(self.office, self.user.region)

    def overview(self) -> Overview:
        """The caseload and the quarter's work."""
        self.regions()
        return cases.overview(self.office, self.user.region)

    def case(self, case_id: str) -> CaseShown:
        """One case with all its steps."""
        view = cases.case_view(self.office, case_id)
        village = view.facts.household.village
        known = Known(
            members=_names(view),
            logins=tuple(user.login for user in self.users()),
            papers=self._papers(village),
            steps=tuple(step.name for step in STEPS),
        )
        steps = as_listed(next_steps(self.office, case_id))
        self.regions()
        rules = self.office.rules_for(village)
        shown = proposed(view.facts, rules, first_confirmation(self.today, rules))
        return CaseShown(view, steps, known, shown, self.today, self.user.login)

    def _papers(self, village: str) -> tuple[str, ...]:
        policy = self.office.rules_for(village).policies(self.today)
        listed = [name for names in policy.required_papers.values() for name in names]
        return tuple(
            dict.fromkeys(
                [*listed, "medical_vouchers", "disability_certificate", "birth_certificate", "death_certificate"]
            )
        )

    def what_if(self, shown: CaseShown, household: Household, region: str, sheet_on: date | None) -> WhatIf:
        """Amounts as they are beside what they would be: another household, another region's or day's sheet."""
        facts = shown.view.facts
        village = facts.household.village
        sheet = other_rules(self.office, village, region, sheet_on)
        return what_if.what_if(facts, household, self.office.rules_for(village), self.today, sheet=sheet)

    def disclose(self, case_id: str, why: str) -> Disclosed:
        """ID numbers and the account, whole, after noting who asks and why."""
        return disclosure.disclose(self.office, case_id, why)

    def readers(self, case_id: str) -> tuple[CaseRead, ...]:
        """Who opened a case on which days, the newest first."""
        return case_reads.readers(self.office, case_id)

    def decided(self, case_id: str, seq: int) -> Decided:
        """A decision with what it rested on."""
        return decided.decided(self.office, case_id, seq)

    def compare(self, case_id: str, first: int, second: int) -> Comparison:
        """Two decisions of a case beside each other."""
        return decided.compare(self.office, case_id, first, second)

    def sheets(self) -> tuple[str, ...]:
        """The regions whose sheets say today everything that an amount needs."""
        return whole_sheets(self.office)

    def sheet_regions(self) -> tuple[str, ...]:
        """The regions that have a sheet."""
        return self.office.book.regions

    def policy(self, region: str, on: date | None) -> PolicyShown:
        """A region's parameters on a day; the acting person's own region, today, where none is named."""
        self.regions()
        book = self.office.book
        sheet = region or book.sheet_for_code(self.user.region)
        wanted = on or self.today
        days = sorted(set(book.changes(sheet)))
        return PolicyShown(
            sheet, wanted, book.explain(sheet, wanted),
            tuple(each for each in days if each < wanted), tuple(each for each in days if each > wanted),
        )  # fmt: skip

    def sheet_name(self, sheet: str) -> str:
        """A sheet's region by name, where the office knows it, with the sheet's own."""
        code = sheet.partition("-")[2].ljust(CODE_DIGITS, "0")
        name = self.village_name(code)
        return sheet if name == code else f"{name} {sheet}"

    # Drafts

    def drafts(self) -> dict[str, tuple[dict[str, Any], datetime]]:
        """The acting person's drafts by place, and when each was kept (UTC)."""
        return {place: (dict(draft.values), draft.saved_at) for place, draft in drafts.drafts(self.office).items()}

    def keep_draft(self, office: Office, place: str, body: Mapping[str, Any] | None) -> None:
        """Keep what the person acting in an office typed into a form, or forget it."""
        if body is None:
            drafts.drop_draft(office, place)
        else:
            drafts.save_draft(office, place, body)

    # Doing

    def preview(self, case_id: str, step: str, said: Mapping[str, Any]) -> Preview:
        """A step as it would be taken now."""
        return stepping.preview(self.office, case_id, step, **said)

    def take(self, case_id: str, step: str, said: Mapping[str, Any], version: int, request_key: str) -> Taken | Refusal:
        """Take a step on the version that was looked at."""
        return stepping.take_step(self.office, case_id, step, expected_version=version, request_key=request_key, **said)

    def objections(self, case: CaseFacts, row: Record) -> tuple[Trouble, ...]:
        """Everything for which a record would be refused, as far as the case's facts say; nothing is asked for it."""
        return tuple(evidence.objections(self.office, case, row))

    def record(self, case_id: str, rows: Sequence[Record]) -> None:
        """Record pieces of evidence, all of them or none."""
        evidence.record_all(self.office, case_id, rows)

    def resolve(self, case_id: str, record_id: int, fields: Mapping[str, Any]) -> int:
        """Answer an earlier record."""
        return evidence.resolve(self.office, case_id, record_id, **fields)

    def survey(self, case: CaseFacts, household: Household, surveyors: tuple[str, ...], on: date, document: str) -> int:
        """Record a survey; what a household file would be refused for is refused here too."""
        row = evidence.survey_record(case, self._checked(household), surveyors, on)
        return evidence.record(self.office, case.id, replace(row, document=document))

    def open_case(self, household: Household) -> Opened | NotOpened:
        """Take a household's application in."""
        return intake.open_case(self.office, self._checked(household))

    def _checked(self, household: Household) -> Household:
        return checked(household, on=self.today, illnesses=ILLNESSES)

    def survey_as_typed(self, case: CaseFacts, household: Household, on: date) -> AsTyped:
        """What a survey that is being typed would make of a case."""
        return as_typed.survey_as_typed(self.office, case, household, on)

    def application_as_typed(self, household: Household) -> AsTyped:
        """What is known of a household's entitlement while its application is being typed."""
        return as_typed.application_as_typed(self.office, household)

    def household_file(self, path: str) -> Household:
        """The household of a file; what is wrong with the file is told by line and field."""
        return household_from(path, on=self.today, illnesses=ILLNESSES)


def _names(view: CaseView) -> dict[str, str]:
    """Everybody whom the case's facts speak of, those who left included."""
    people = [row.household.members for row in view.facts.evidence.rows if isinstance(row, Survey)]
    found = {m.id: m.name or m.id for members in (*people, view.facts.household.members) for m in members}
    now = [m.id for m in view.facts.household.members]
    return {key: found[key] for key in (*now, *(k for k in found if k not in now))}

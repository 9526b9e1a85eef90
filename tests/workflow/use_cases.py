"""Every use case of the program and who may ask for it, as it is asked of a small county."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TYPE_CHECKING
from unittest.mock import patch

from db.journal_list import EventFilter
from db.lists import ListFilter
from states.evidence import Doubt, EvidenceKind
from states.stages import AccessKind, Role, SealKind
from tests.repo.tree import ROOT, parsed
from tests.workflow.test_demo_county import TODAY
from workflow import (
    access,
    appeals,
    bank,
    calendars,
    case_reads,
    cases,
    changes,
    county_report,
    decided,
    declarations,
    derived,
    disclosure,
    drafts,
    drives,
    due,
    duties,
    evidence,
    intake,
    journal,
    ledger,
    letters,
    many,
    many_reports,
    night,
    notices,
    payroll,
    payroll_view,
    planner,
    quarter_lists,
    recheck,
    region_file,
    regions,
    reports,
    responsibility,
    retention,
    sealing,
    simulate,
    stepping,
    users,
    visit_round,
    what_if_written,
)
from workflow.calendars import CalendarYear
from workflow.doctor import contradictions
from workflow.due import quarter_of
from workflow.errors import NotPermitted
from workflow.exchange import export, importing
from workflow.matching import answers, flags
from workflow.matching.answers import Matching
from workflow.other_policy import OtherPolicy
from workflow.planner import Wanted
from workflow.reports import Signature
from workflow.seal_keys import SealKey, new_key
from workflow.stepping import Preview, Refusal
from workflow.what_if_written import Levers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from states.facts import Household
    from workflow.office import Office

CASE, OTHER, MONTH, NEVER = "C-0000001", "C-0000002", date(2026, 11, 1), date(2030, 1, 1)
VILLAGE, TOWNSHIP = "371602001200", "371602001000"
SECRET = "right horse 9"  # noqa: S105 - of the tests alone
Q = quarter_of(TODAY)
LAST = Q.shifted(-1)
LEVERS = Levers(income=("m1:wages=0",))
NO_TABLES = SimpleNamespace(drafts=iter(()))
DOUBT = Doubt(on=TODAY, about="a car")
EVERYBODY, CASEWORK = "v t c a x", "v t c a"
DOORS = {"reading", "writing", "writing_at_once", "gathering", "naming", "administering"}
NOTHING_MATCHED = Matching(0, 0, ())


def use_cases() -> set[str]:
    """What the program has: public functions of workflow that are given the office and open a door to its data.

    Not the command line, which asks them, nor the demo; nor what works in a transaction that another opened.
    """
    found = set()
    for path in sorted((ROOT / "workflow").rglob("*.py")):
        module = path.relative_to(ROOT / "workflow").with_suffix("")
        if module.parts[0] not in {"cli", "demo"}:
            functions = {each.name: each for each in parsed(path).body if isinstance(each, ast.FunctionDef)}
            names = (name for name, each in functions.items() if _is_asked(each) and _opens(each, functions))
            found |= {".".join((*module.parts, name)) for name in names}
    return found


def _is_asked(function: ast.FunctionDef) -> bool:
    """Whether it is public and given the office, and no transaction."""
    given = [ast.unparse(each.annotation) if each.annotation else "" for each in function.args.args]
    return not function.name.startswith("_") and given[:1] == ["Office"] and not {"Reading", "Writing"} & set(given)


def _opens(function: ast.FunctionDef, functions: Mapping[str, ast.FunctionDef]) -> bool:
    """Whether it opens a door to the data, itself or by a private function of its module."""
    for call in (each.func for each in ast.walk(function) if isinstance(each, ast.Call)):
        if isinstance(call, ast.Attribute) and call.attr in DOORS:
            return True
        named = functions.get(call.id) if isinstance(call, ast.Name) and call.id.startswith("_") else None
        if named not in {None, function} and _opens(named, functions):
            return True
    return False


def _taken(answer: object) -> None:
    """A step is refused with a finding where it is not the role's."""
    if isinstance(answer, Refusal | Preview | intake.NotOpened) and any(
        f.code == "ROLE_MAY_NOT" for f in answer.findings
    ):
        raise NotPermitted("users.administrator_only", role="")


def _household(office: Office) -> Household:
    """One that has a case: it is not opened twice."""
    return cases.case_view(office.as_user("wang"), CASE).facts.household


def _excepted(office: Office) -> int:
    """The number of an exception that holds."""
    known = duties.exceptions(office.as_user("chen"))
    held = next((each.number for each in known if each.state_on(TODAY) == "holds"), 0)
    return held or duties.record_exception(office.as_user("chen"), TOWNSHIP, "two", TODAY, date(2026, 12, 1)).number


def _lists(office: Office) -> None:
    """The due lists, without the paper."""
    with (
        TemporaryDirectory() as folder,
        patch.object(quarter_lists, "due_pdf", return_value=b""),
        patch.object(quarter_lists, "print_pdf"),
    ):
        quarter_lists.quarter_lists(office, Path(folder))


def _written(office: Office) -> None:
    evidence.record_written(office, CASE, EvidenceKind.DOUBT, {"about": "a car"}, dated=TODAY)


def _merged(office: Office) -> None:
    """Two households become one, in no month: nobody does it, and whose act it is not is told so."""
    _taken(stepping.preview(office, CASE, "close"))
    changes.merge(office, CASE, OTHER, TODAY, effective_from=TODAY)


def _looked(office: Office) -> None:
    """A village's report, looked at with others: why it is refused is told, not raised."""
    for each in many_reports.look_at_reports(office, LAST, (VILLAGE,)).refused:
        raise each.why


def _begun(office: Office) -> int:
    """The number of a drive that is not finished."""
    known = drives.drives(office.as_user("chen"))
    return known[0].number if known else drives.begin(office.as_user("chen"), VILLAGE, NEVER).number


def _key() -> SealKey:
    with TemporaryDirectory() as folder:
        return new_key(Path(folder) / "key")


def _matched(office: Office) -> None:
    """Matching with a register of nobody."""
    with TemporaryDirectory() as folder:
        register = Path(folder) / "register.csv"
        register.write_text("name,ID number\n张三,\n", encoding="utf-8")
        answers.match_register(office, register)


USE_CASES: dict[str, tuple[str, Callable[[Office], object]]] = {
    # the use case (and the way, where it is asked in several): who may, and how it is asked
    "access.begin_session": (EVERYBODY, access.begin_session),
    "access.has_password": (EVERYBODY, access.has_password),
    "access.in_session": (EVERYBODY, lambda o: access.in_session(o, "none")),
    "access.note": (EVERYBODY, lambda o: access.note(o, AccessKind.LOCK)),
    "access.prove": (EVERYBODY, lambda o: access.prove(o, SECRET)),
    "access.set_password: another's": ("x", lambda o: access.set_password(o, "sun", SECRET)),
    "appeals.appeals": (CASEWORK, appeals.appeals),
    "bank.bank_file": ("c", lambda o: bank.bank_file(o, NEVER, "csv", "to pay")),
    "bank.issue_again": ("c", lambda o: bank.issue_again(o, NEVER)),
    "bank.look_at_returns": ("c", lambda o: bank.look_at_returns(o, NEVER, ())),
    "bank.record_repayment": ("c", lambda o: bank.record_repayment(o, CASE, "9", "")),
    "bank.take_returns": ("c", lambda o: bank.take_returns(o, NEVER, ())),
    "calendars.load_calendar": ("c x", lambda o: calendars.load_calendar(o, CalendarYear(2040, (), ()))),
    "case_reads.note_read": (EVERYBODY, lambda o: case_reads.note_read(o, CASE)),
    "case_reads.readers": (CASEWORK, lambda o: case_reads.readers(o, CASE)),
    "cases.case_count": (CASEWORK, lambda o: cases.case_count(o, ListFilter())),
    "cases.case_page": (CASEWORK, lambda o: cases.case_page(o, ListFilter())),
    "cases.case_view": (CASEWORK, lambda o: cases.case_view(o, CASE)),
    "cases.caseload": (CASEWORK, cases.caseload),
    "cases.overview": (CASEWORK, cases.overview),
    "changes.merge": ("c", _merged),
    "changes.move_member": ("v t c", lambda o: changes.move_member(o, "nobody", CASE, OTHER, TODAY)),
    "changes.split": ("v t c", lambda o: changes.split(o, CASE, ("nobody",), TODAY)),
    "county_report.county_report": (CASEWORK, lambda o: county_report.county_report(o, county_report.period_named(o))),
    "decided.compare": (CASEWORK, lambda o: decided.compare(o, CASE)),
    "decided.decided": (CASEWORK, lambda o: decided.decided(o, CASE, 1)),
    "declarations.declaration_changes": (CASEWORK, declarations.declaration_changes),
    "declarations.declarations": (CASEWORK, declarations.declarations),
    "derived.basis_of": (CASEWORK, derived.basis_of),
    "derived.derived_anew": (CASEWORK, derived.derived_anew),
    "derived.is_fresh": (CASEWORK, derived.is_fresh),
    "derived.keep_derived": (CASEWORK, derived.keep_derived),
    "disclosure.disclose_cases": (CASEWORK, lambda o: disclosure.disclose_cases(o, (CASE,), "asked")),
    "doctor.contradictions.contradictions": (CASEWORK, contradictions.contradictions),
    "drafts.drafts": (CASEWORK, drafts.drafts),
    "drafts.drop_draft": (CASEWORK, lambda o: drafts.drop_draft(o, "here")),
    "drafts.save_draft": (CASEWORK, lambda o: drafts.save_draft(o, "here", {})),
    "drives.begin": ("t c", lambda o: drives.begin(o, VILLAGE, date(2020, 1, 1))),
    "drives.drive": (CASEWORK, lambda o: drives.drive(o, 1)),
    "drives.drives": (CASEWORK, drives.drives),
    "drives.finish": ("t c", lambda o: drives.finish(o, _begun(o), "li")),
    "drives.households_of": (CASEWORK, lambda o: drives.households_of(o, 1)),
    "drives.newest_drive": (CASEWORK, drives.newest_drive),
    "drives.size": (CASEWORK, lambda o: drives.size(o, VILLAGE)),
    "due.due_list": (CASEWORK, due.due_list),
    "duties.end_early": ("c", lambda o: duties.end_early(o, _excepted(o))),
    "duties.exceptions": (CASEWORK, duties.exceptions),
    "duties.record_exception": ("c", lambda o: duties.record_exception(o, TOWNSHIP, "", TODAY, NEVER)),
    "evidence.record_all": ("v t c", lambda o: evidence.record_all(o, CASE, (DOUBT,))),
    "evidence.record_written": ("v t c", _written),
    "evidence.resolve": ("v t c", lambda o: evidence.resolve(o, CASE, 0)),
    "exchange.export.cases_of": (CASEWORK, lambda o: export.cases_of(o, ListFilter())),
    "exchange.importing.import_parts": ("v t", lambda o: list(importing.import_parts(o, NO_TABLES))),
    "intake.open_case": ("v t", lambda o: _taken(intake.open_case(o, _household(o)))),
    "journal.check": (CASEWORK, journal.check),
    "journal.fingerprint": (CASEWORK, journal.fingerprint),
    "journal.journal_page": (CASEWORK, lambda o: journal.journal_page(o, EventFilter(), size=1)),
    "journal.journal_size": (CASEWORK, lambda o: journal.journal_size(o, EventFilter())),
    "journal.newest": (CASEWORK, journal.newest),
    "journal.roll_problems": (CASEWORK, journal.roll_problems),
    "journal.rows_to_check": (CASEWORK, journal.rows_to_check),
    "ledger.ledger": (CASEWORK, lambda o: ledger.ledger(o, TODAY)),
    "ledger.movement": (CASEWORK, lambda o: ledger.movement(o, Q)),
    "ledger.size": (CASEWORK, lambda o: ledger.size(o, TODAY)),
    "letters.decision_letter": (CASEWORK, lambda o: letters.decision_letter(o, CASE)),
    "many.ids_of": (CASEWORK, lambda o: many.ids_of(o, ListFilter())),
    "many.look_at_many": (CASEWORK, lambda o: many.look_at_many(o, (CASE,), "close", {}, lambda _: True)),
    "many.steps_for": (CASEWORK, lambda o: many.steps_for(o, (CASE,))),
    "many_reports.look_at_reports": ("v t c", _looked),
    "many_reports.villages_meant": (CASEWORK, lambda o: many_reports.villages_meant(o, LAST, (VILLAGE,))),
    "matching.answers.decide": ("v t c", lambda o: answers.decide(o, NOTHING_MATCHED, "1", same=True)),
    "matching.answers.match_register": (CASEWORK, _matched),
    "matching.flags.flag": ("v t c", lambda o: flags.flag(o, NOTHING_MATCHED)),
    "matching.flags.look_at_flags": ("v t c", lambda o: flags.look_at_flags(o, NOTHING_MATCHED)),
    "matching.flags.settle": ("v t c", lambda o: flags.settle(o, CASE, "seen")),
    "night.is_left": (CASEWORK, night.is_left),
    "notices.batch_of": (CASEWORK, lambda o: notices.batch_of(o, "none")),
    "notices.batches": (CASEWORK, lambda o: notices.batches(o, TODAY)),
    "notices.post": ("t c", lambda o: notices.post(o, VILLAGE, "", TODAY)),
    "notices.waiting": (CASEWORK, notices.waiting),
    "payroll.discard": ("c", lambda o: payroll.discard(o, NEVER)),
    "payroll.draw_up": ("c", lambda o: payroll.draw_up(o, NEVER)),
    "payroll.release": ("c", lambda o: payroll.release(o, NEVER)),
    "payroll_view.checks": (CASEWORK, lambda o: payroll_view.checks(o, MONTH)),
    "payroll_view.line_of": (CASEWORK, lambda o: payroll_view.line_of(o, MONTH, CASE)),
    "payroll_view.member_names": (CASEWORK, lambda o: payroll_view.member_names(o, CASE)),
    "payroll_view.roll": (CASEWORK, lambda o: payroll_view.roll(o, MONTH)),
    "payroll_view.settled_months": (CASEWORK, lambda o: payroll_view.settled_months(o, MONTH, CASE)),
    "planner.assign": ("v t c", lambda o: planner.assign(o, (), "cun")),
    "planner.quarter_work": (CASEWORK, lambda o: planner.quarter_work(o, Wanted(Q))),
    "planner.tick": ("v t c", lambda o: planner.tick(o, ())),
    "planner.untick": ("v t c", lambda o: planner.untick(o, ())),
    "planner.village_items": (CASEWORK, lambda o: planner.village_items(o, Wanted(Q))),
    "quarter_lists.quarter_lists": (CASEWORK, _lists),
    "recheck.caseload_size": (CASEWORK, recheck.caseload_size),
    "recheck.run: a dry run": (CASEWORK, lambda o: recheck.run(o, dry_run=True)),
    "recheck.run": ("v t c", recheck.run),
    "region_file.load_regions": ("c x", lambda o: region_file.load_regions(o, Path("none.csv"))),
    "regions.regions_of": (EVERYBODY, regions.regions_of),
    "reports.draft": (CASEWORK, lambda o: reports.draft(o, LAST, VILLAGE)),
    "reports.keep": ("v t c", lambda o: reports.keep(o, reports.draft(o, LAST, VILLAGE), Signature("li"))),
    "reports.standings": (CASEWORK, lambda o: reports.standings(o, LAST)),
    "reports.versions": (CASEWORK, lambda o: reports.versions(o, LAST, VILLAGE)),
    "responsibility.cases_of": (CASEWORK, lambda o: responsibility.cases_of(o, ListFilter())),
    "responsibility.give_cases": ("t c", lambda o: responsibility.give_cases(o, ("none",), "")),
    "responsibility.given": (CASEWORK, lambda o: responsibility.given(o, CASE)),
    "responsibility.workload": (CASEWORK, lambda o: responsibility.workload(o, Q)),
    "responsibility.would_give": ("t c", lambda o: responsibility.would_give(o, ("none",), "")),
    "retention.expired": (CASEWORK, retention.expired),
    "retention.reduce": ("c", lambda o: list(retention.reduce(o, ()))),
    "sealing.change_key": (EVERYBODY, lambda o: sealing.change_key(o, _key(), _key())),
    "sealing.seal": (EVERYBODY, lambda o: sealing.seal(o, SealKind.DAY, None)),
    "sealing.seal_on_paper": (CASEWORK, sealing.seal_on_paper),
    "sealing.seals": (CASEWORK, sealing.seals),
    "simulate.simulate": (CASEWORK, lambda o: simulate.simulate(o, OtherPolicy.of(o, ("homes_max=2",)))),
    "simulate.size": (CASEWORK, simulate.size),
    "stepping.next_steps": (CASEWORK, lambda o: stepping.next_steps(o, CASE)),
    "stepping.preview": (CASEWORK, lambda o: stepping.preview(o, CASE, "close")),
    "stepping.take_step: the county's": ("c", lambda o: _taken(stepping.take_step(o, CASE, "close"))),
    "stepping.take_step: the township's": ("t", lambda o: _taken(stepping.take_step(o, CASE, "withdraw"))),
    "users.access_log: of all": ("a x", users.access_log),
    "users.access_log: one's own": (EVERYBODY, lambda o: users.access_log(o, o.user.login)),
    "users.add_user": ("x", lambda o: users.add_user(o, "new", "", Role.AUDITOR, "000000000000")),
    "users.change_user": ("x", lambda o: users.change_user(o, "none", role=Role.AUDITOR)),
    "users.disable_user": ("x", lambda o: users.disable_user(o, "none")),
    "users.enable_user": ("x", lambda o: users.enable_user(o, "none")),
    "users.registered": (EVERYBODY, users.registered),
    "visit_round.visit_round": (CASEWORK, lambda o: visit_round.visit_round(o, Q, VILLAGE)),
    "what_if_written.what_if_of": (CASEWORK, lambda o: what_if_written.what_if_of(o, CASE, LEVERS)),
}  # fmt: skip

NOT_ASKED = {
    "night.newest_night": "a server's, by whoever shares the night: tests/workflow/test_recheck.py",
    "night.queue_night": "the same",
    "night.work_off": "the same",
    "recheck.go_over": "a part of a run",
}

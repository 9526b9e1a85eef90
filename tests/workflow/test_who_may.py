"""Each use case and each role: who may, in the use case itself, whatever a screen offers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from states.evidence import Doubt
from states.stages import Role
from tests.workflow.test_demo_county import TODAY, filled
from workflow import (
    access,
    bank,
    cases,
    changes,
    decided,
    declarations,
    disclosure,
    drives,
    due,
    evidence,
    intake,
    journal,
    ledger,
    notices,
    payroll,
    payroll_view,
    responsibility,
    simulate,
    stepping,
    users,
)
from workflow.errors import NotPermitted, Trouble
from workflow.stepping import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from states.facts import Household
    from workflow.office import Office

CASE, MONTH = "C-0000001", date(2026, 11, 1)
LOGINS = {"v": "cun", "t": "wang", "c": "chen", "a": "shen", "x": "gu"}
"""Village, township, county, auditor, administrator."""

USE_CASES: dict[str, tuple[str, Callable[[Office], object]]] = {
    # what is asked                  who may     how it is asked
    "list the cases":               ("v t c a", lambda o: cases.caseload(o, "")),
    "look at a case":               ("v t c a", lambda o: cases.case_view(o, CASE)),
    "look at its steps":            ("v t c a", lambda o: stepping.next_steps(o, CASE)),
    "look at a decision":           ("v t c a", lambda o: decided.decided(o, CASE, 1)),
    "unmask":                       ("v t c a", lambda o: disclosure.disclose(o, CASE, "asked")),
    "look at the due work":         ("v t c a", due.due_list),
    "look at the ledger":           ("v t c a", lambda o: ledger.ledger(o, TODAY)),
    "look at the declarations":     ("v t c a", declarations.declarations),
    "look at the journal":          ("v t c a", journal.newest),
    "look at a roll":               ("v t c a", lambda o: payroll_view.roll(o, MONTH)),
    "take an application in":       ("v t",     lambda o: _taken(intake.open_case(o, _household(o)))),
    "record what was heard":        ("v t c",   lambda o: evidence.record(o, CASE, Doubt(on=TODAY, about="a car"))),
    "take a step of the township":  ("t",       lambda o: _taken(stepping.take_step(o, CASE, "withdraw"))),
    "take a step of the county":    ("c",       lambda o: _taken(stepping.take_step(o, CASE, "close"))),
    "part a household":             ("v t c",   lambda o: changes.split(o, CASE, ("nobody",), TODAY)),
    "post a notice":                ("t c",     lambda o: notices.post(o, "371602001200", "", TODAY)),
    "begin a drive":                ("t c",     lambda o: drives.begin(o, "371602001200", date(2020, 1, 1))),
    "give a case":                  ("t c",     lambda o: responsibility.give_cases(o, ("none",), "")),
    "draw a roll up":               ("c",       lambda o: payroll.draw_up(o, date(2030, 1, 1))),
    "release a roll":               ("c",       lambda o: payroll.release(o, date(2030, 1, 1))),
    "make a bank file":             ("c",       lambda o: bank.bank_file(o, date(2030, 1, 1), "csv")),
    "simulate":                     ("v t c a", simulate.size),
    "register somebody":            ("x",       lambda o: users.add_user(o, "new", "", Role.AUDITOR, "000000000000")),
    "disable somebody":             ("x",       lambda o: users.disable_user(o, "none")),
    "set another's password":       ("x",       lambda o: access.set_password(o, "sun", "right horse 9")),
    "read the log of access":       ("a x",     users.access_log),
}  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    found = filled(f"sqlite:///{tmp_path_factory.mktemp('county')}/county.db", households=12)
    county = "371602000000"
    users.add_user(type(found).to_administer(found.store.url, None, TODAY), "gu", "", Role.ADMINISTRATOR, county)
    yield found
    found.store.close()


@pytest.mark.parametrize("asked", USE_CASES)
def test_who_may(office, asked):
    who, how = USE_CASES[asked]
    assert "".join(letter for letter in LOGINS if _may(office.as_user(LOGINS[letter]), how)) == who.replace(" ", "")


def _may(office: Office, how: Callable[[Office], object]) -> bool:
    """Whether the person may: what they may not for another reason, they may."""
    try:
        how(office)
    except NotPermitted:
        return False
    except Trouble:
        return True
    return True


def _household(office: Office) -> Household:
    """One that has a case: it is not opened twice."""
    return cases.case_view(office, CASE).facts.household


def _taken(answer: object) -> None:
    """A step is refused with a finding where it is not the role's."""
    if isinstance(answer, Refusal | intake.NotOpened) and any(
        finding.code == "ROLE_MAY_NOT" for finding in answer.findings
    ):
        raise NotPermitted("users.administrator_only", role="")

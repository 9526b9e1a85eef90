"""Each use case and each role: who may, in the use case itself, whatever a screen offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from states.stages import Role
from tests.workflow.test_demo_county import TODAY, filled
from tests.workflow.use_cases import NOT_ASKED, SECRET, USE_CASES, use_cases
from workflow import access, users
from workflow.errors import NotPermitted, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workflow.office import Office

LOGINS = {"v": "cun", "t": "wang", "c": "chen", "a": "shen", "x": "gu"}
"""Village, township, county, auditor, administrator."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    found = filled(f"sqlite:///{tmp_path_factory.mktemp('county')}/county.db", households=12)
    users.add_user(
        type(found).to_administer(found.store.url, None, TODAY), "gu", "", Role.ADMINISTRATOR, "371602000000"
    )
    for login in LOGINS.values():
        access.set_password(found.as_user("gu"), login, SECRET)
    yield found
    found.store.close()


@pytest.mark.parametrize("asked", USE_CASES)
def test_who_may(office, asked):
    who, how = USE_CASES[asked]
    assert "".join(letter for letter in LOGINS if _may(office.as_user(LOGINS[letter]), how)) == who.replace(" ", "")


def test_every_use_case_that_the_program_has_is_asked_of_everybody():
    assert {name.partition(":")[0] for name in USE_CASES} | set(NOT_ASKED) == use_cases()


def _may(office: Office, how: Callable[[Office], object]) -> bool:
    """Whether the person may: what they may not for another reason, they may."""
    try:
        how(office)
    except NotPermitted:
        return False
    except Trouble:
        return True
    return True

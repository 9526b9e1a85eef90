"""The checks, in the order in which they are told, and how they are run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.health import any_trouble
from workflow.doctor import contents, database, surroundings
from workflow.doctor.dependencies import dependencies
from workflow.doctor.noted import Noted, State, fails, not_applicable
from workflow.errors import DatabaseTrouble, Refused
from workflow.stores import database_trouble
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workflow.doctor.patient import Patient

WORST_FIRST = (State.FAILED, State.WARNING, State.OK, State.NOT_APPLICABLE)

CLOSED = "closed"
"""The code of what is told instead of a check for which the database would have to be open."""


@dataclass(frozen=True, slots=True)
class Check:
    """A thing that is examined: its name, how, and whether the database must be open for that."""

    name: str
    look: Callable[[Patient], Iterator[Noted]]
    of_database: bool = True

    @property
    def title(self) -> str:
        """What is examined, in words."""
        return say(f"doctor.title.{self.name}")


CHECKS = (
    Check("versions", database.versions),
    Check("settings", database.settings),
    Check("disk", surroundings.disk, of_database=False),
    Check("modes", surroundings.modes, of_database=False),
    Check("schema", database.schema),
    Check("integrity", database.integrity),
    Check("files_beside", database.files_beside, of_database=False),
    Check("chains", contents.chains),
    Check("sums", contents.sums),
    Check("double_support", contents.double_support),
    Check("kin", contents.kin),
    Check("overdue", contents.overdue),
    Check("clock", surroundings.clock),
    Check("backups", surroundings.backups, of_database=False),
    Check("users", contents.users),
    Check("rights", database.rights),
    Check("terminal", surroundings.terminal, of_database=False),
    Check("leftovers", surroundings.leftovers),
    Check("dependencies", dependencies, of_database=False),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found: what was noted with the worst state, or that nothing was."""

    check: Check
    state: State
    noted: tuple[Noted, ...]


def examine(patient: Patient) -> Iterator[Outcome]:
    """Every check's outcome, one after the other; those without a database to look at are told as such."""
    missing = _why_not_open(patient)
    for check in CHECKS:
        if missing and check.of_database:
            yield _outcome(check, [not_applicable(CLOSED, why=missing)])
        else:
            yield _outcome(check, _looked(check, patient))


def why_closed(outcomes: Iterable[Outcome]) -> str:
    """Why the database could not be opened, so that little could be looked at; "" where it could."""
    noted = (each for outcome in outcomes for each in outcome.noted)
    return next((str(each.values["why"]) for each in noted if each.code == CLOSED), "")


def _why_not_open(patient: Patient) -> str:
    """Why the database cannot be opened; "" where it can."""
    try:
        _ = patient.store
    except DatabaseTrouble as error:
        return str(error)
    return ""


def _looked(check: Check, patient: Patient) -> list[Noted]:
    noted: list[Noted] = []
    try:
        with database_trouble(), any_trouble(patient.url):
            noted.extend(check.look(patient))
    except (DatabaseTrouble, OSError) as error:
        noted.append(fails("trouble", why=error))
    except Refused as error:
        noted.append(not_applicable("not_yours", why=error))
    return noted


def _outcome(check: Check, noted: list[Noted]) -> Outcome:
    """Only what is worst is told, with all that is as bad or as good."""
    worst = next((state for state in WORST_FIRST if any(each.state is state for each in noted)), State.OK)
    bad = [each for each in noted if each.state in {State.FAILED, State.WARNING}]
    return Outcome(check, worst, tuple(bad or noted))

"""Every test of the storage runs on both databases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.engine import open_store
from db.migrate import create
from states.sheets import shipped
from states.stages import Role
from tests.stores import new_database, postgresql_server
from workflow.demo.county import fill
from workflow.office import Office, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TODAY = date(2026, 11, 24)
BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty database without a schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('db')}/office.db"
    return new_database(request.getfixturevalue("server"))


@pytest.fixture(params=BOTH, scope="module")
def county(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A small county that tests only look at."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('county')}/office.db"
    else:
        url = new_database(request.getfixturevalue("server"))
    office = founded(url)
    yield office
    office.store.close()


@pytest.fixture
def office_at(url: str) -> Iterator[Callable[..., Office]]:
    """`office_at(households=60)` founds a county that a test may change."""
    offices: list[Office] = []

    def make(households: int = 0) -> Office:
        offices.append(founded(url, households))
        return offices[-1]

    yield make
    for office in offices:
        office.store.close()


def founded(url: str, households: int = 200) -> Office:
    """An office with a county of so many households, seen by its township worker."""
    create(url)
    office = Office(open_store(url), User("wang", "", Role.TOWNSHIP, "371602000000"), TODAY, shipped())
    if households:
        fill(office, households=households, seed=7)
        office = office.as_user("wang")
    return office

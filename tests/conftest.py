"""Where the databases of all tests are, and which tests a server is for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.stores import Files, Server, postgresql_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stores import Databases

ON_A_SERVER = os.environ.get("DIBAO_TEST_STORE") == "postgresql"


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Files, or with DIBAO_TEST_STORE=postgresql databases of a server that belongs to this run alone."""
    if not ON_A_SERVER:
        yield Files(tmp_path_factory.mktemp("county"))
        return
    with postgresql_server() as server:
        yield Server(server)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With DIBAO_TEST_STORE=postgresql only the tests whose databases may be a server's are run."""
    if not ON_A_SERVER:
        return
    others = [item for item in items if "databases" not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def pytest_configure(config: pytest.Config) -> None:
    """A command leaves its connections to the end of its process; here they end with the tests."""
    if ON_A_SERVER:
        config.addinivalue_line("filterwarnings", "ignore:.*was deleted while still open:ResourceWarning")
        config.addinivalue_line("filterwarnings", "ignore::pytest.PytestUnraisableExceptionWarning")

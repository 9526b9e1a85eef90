"""An office to fill: its database is created where there is none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.engine import open_store
from db.errors import StoreMissingError
from db.migrate import create, status
from states.sheets import shipped
from states.stages import Role
from workflow import clock
from workflow.demo.places import COUNTY_CODE
from workflow.office import Office, User
from workflow.stores import database_trouble

if TYPE_CHECKING:
    from datetime import date


def founded(url: str, today: date) -> Office:
    """The office behind a database, created where it is missing; nobody has to be registered yet."""
    with database_trouble():
        if not _is_there(url):
            create(url)
        return Office(open_store(url, clock.now), User("wang", "", Role.TOWNSHIP, COUNTY_CODE), today, shipped())


def _is_there(url: str) -> bool:
    try:
        return status(url).version is not None
    except StoreMissingError:
        return False

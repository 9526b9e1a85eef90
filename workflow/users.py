"""Who works with the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.engine import open_store
from states.reading import is_clean
from workflow.errors import BadInput
from workflow.stores import database_trouble

if TYPE_CHECKING:
    from states.stages import Role

CODE_LENGTH = 12


def add_user(url: str, login: str, name: str, role: Role, region: str) -> None:
    """Register somebody. BadInput: the login is taken or not printable, or the region is no 12-digit code."""
    if not login.strip() or not is_clean(login) or not is_clean(name):
        raise BadInput("users.bad_login", login=login.encode("unicode_escape").decode())
    if len(region) != CODE_LENGTH or not (region.isascii() and region.isdigit()):
        raise BadInput("users.bad_region", region=region)
    with database_trouble(), open_store(url).writing() as uow:
        if any(row["login"] == login for row in uow.users()):
            raise BadInput("users.taken", login=login)
        uow.add_user(login=login, name=name, role=role, region=region)
        uow.commit()

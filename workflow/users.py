"""Who works with the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.engine import open_store
from states.characters import is_clean
from states.stages import Role
from workflow.errors import BadInput
from workflow.regions import CODE_DIGITS, is_known, level_of
from workflow.stores import database_trouble
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVELS: Mapping[Role, frozenset[str]] = {
    Role.VILLAGE: frozenset({"village"}),
    Role.TOWNSHIP: frozenset({"township", "county"}),
    Role.COUNTY: frozenset({"county", "city", "province"}),
}
"""What kind of region somebody of a role works in; a township's worker may serve all townships of a county."""


def add_user(url: str, login: str, name: str, role: Role, region: str) -> bool:
    """Register somebody; False where the office has no regions loaded, so that nothing tells whether theirs is one.

    BadInput: the login is taken or not printable, or the region is no 12-digit code, none that the office knows, or
    not one that the role works in.
    """
    if not login.strip() or not is_clean(login) or not is_clean(name):
        raise BadInput("users.bad_login", login=login.encode("unicode_escape").decode())
    if len(region) != CODE_DIGITS or not (region.isascii() and region.isdigit()):
        raise BadInput("users.bad_region", field="region", region=region)
    level = level_of(region)
    if level not in LEVELS.get(role, frozenset({level})):
        level_name = say(f"region.level.{level}")
        raise BadInput(f"users.works_in.{role.value}", field="region", region=region, level=level_name)
    with database_trouble(), open_store(url).writing() as uow:
        if any(row["login"] == login for row in uow.users()):
            raise BadInput("users.taken", login=login)
        known = is_known(region, (str(row["code"]) for row in uow.regions()))
        uow.add_user(login=login, name=name, role=role, region=region)
        uow.commit()
    return known

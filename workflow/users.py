"""Who works with the program: registered, changed, disabled, by an administrator once there is one.

An administrator does no casework and sees nobody's case. The last one stays, and nobody changes what they may do
themselves; both are kept by the database too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from db import access as stored
from states.characters import is_clean
from states.stages import AccessKind, Role
from workflow.access import terminal
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.regions import CODE_DIGITS, is_known, level_of
from workflow.stores import despite_a_cut
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import RowMapping

    from db.writing import Writing
    from workflow.office import Office

LEVELS: Mapping[Role, frozenset[str]] = {
    Role.VILLAGE: frozenset({"village"}),
    Role.TOWNSHIP: frozenset({"township", "county"}),
    Role.COUNTY: frozenset({"county", "city", "province"}),
}
"""What kind of region somebody of a role works in; a township's worker may serve all townships of a county."""

MAY_READ_LOG = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
LOGGED = ("at", "kind", "login", "by", "terminal", "detail")


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody who was ever registered: as what, where, whether they may act, whether they have a password."""

    login: str
    name: str
    role: Role
    region: str
    active: bool
    has_password: bool


def registered(office: Office) -> tuple[Registered, ...]:
    """Everybody who was ever registered, by login."""
    with office.naming() as read:
        proved = stored.has_passwords(read)
        return tuple(
            Registered(
                row["login"], row["name"], Role(row["role"]), row["region"], bool(row["active"]), row["login"] in proved
            )
            for row in stored.all_users(read)
        )


@despite_a_cut
def add_user(office: Office, login: str, name: str, role: Role, region: str) -> bool:
    """Register somebody; False where the office has no regions loaded, so that nothing tells whether theirs is one.

    BadInput: the login is taken or not printable, or the region is no 12-digit code, none that the office knows, or
    not one that the role works in. NotPermitted: an administrator does it, once there is one.
    """
    if not login.strip() or not is_clean(login) or not is_clean(name):
        raise BadInput("users.bad_login", login=login.encode("unicode_escape").decode())
    _assert_works_in(role, region)
    with office.administering() as uow:
        _assert_may_change(office, uow)
        if stored.user_row(uow, login) is not None:
            raise BadInput("users.taken", login=login)
        known = is_known(region, (str(row["code"]) for row in uow.regions()))
        uow.add_user(login=login, name=name, role=role, region=region)
        _write_down(office, uow, login, f"{role.value} {region}")
        uow.commit()
    return known


def change_user(office: Office, login: str, *, role: Role | None = None, region: str | None = None) -> Registered:
    """Give somebody another role or region, at once.

    NotPermitted: an administrator does it, and not for themselves. Refused: it is the last administrator. BadInput:
    nobody has that login, or the region is none that the role works in.
    """
    with office.administering() as uow:
        row = _row_to_change(office, uow, login)
        wanted, place = role or Role(row["role"]), region or str(row["region"])
        _assert_works_in(wanted, place)
        is_known(place, (str(each["code"]) for each in uow.regions()))
        if wanted is not Role.ADMINISTRATOR:
            _assert_another_administrator(uow, row)
        stored.change_user(uow, login, role=wanted, region=place)
        _write_down(office, uow, login, f"{row['role']} {row['region']} -> {wanted.value} {place}")
        uow.commit()
    return _now(office, login)


def disable_user(office: Office, login: str) -> Registered:
    """Let somebody act no more, at once; what they did stays theirs. Trouble as of `change_user`."""
    with office.administering() as uow:
        row = _row_to_change(office, uow, login)
        _assert_another_administrator(uow, row)
        stored.change_user(uow, login, active=False)
        stored.end_sessions(uow, login=login)
        _write_down(office, uow, login, "disabled")
        uow.commit()
    return _now(office, login)


def enable_user(office: Office, login: str) -> Registered:
    """Let somebody act again. Trouble as of `change_user`."""
    with office.administering() as uow:
        _row_to_change(office, uow, login)
        stored.change_user(uow, login, active=True)
        _write_down(office, uow, login, "enabled")
        uow.commit()
    return _now(office, login)


def access_log(office: Office, login: str = "") -> tuple[Mapping[str, Any], ...]:
    """What was written down of access, the newest first: `at`, `kind`, `login`, `by`, `terminal`, `detail`.

    NotPermitted: the log of all is an administrator's or auditor's to read, once there is an administrator.
    """
    with office.naming() as read:
        own = bool(login) and login == office.user.login
        if stored.administrators(read) and not own and office.user.role not in MAY_READ_LOG:
            raise NotPermitted("users.administrator_only", role=word("role", office.user.role.value))
        rows = stored.log_rows(read, login)
    return tuple({**{name: row[name] for name in LOGGED}, "at": row["at"].replace(tzinfo=UTC)} for row in rows)


def _now(office: Office, login: str) -> Registered:
    return next(user for user in registered(office) if user.login == login)


def _row_to_change(office: Office, uow: Writing, login: str) -> RowMapping:
    if not stored.administrators(uow):
        raise NotPermitted("users.no_administrator")
    _assert_may_change(office, uow)
    row = stored.user_row(uow, login)
    if row is None:
        raise BadInput("users.unknown", login=login)
    if login == office.user.login:
        raise NotPermitted("users.own_rights")
    return row


def _assert_may_change(office: Office, uow: Writing) -> None:
    """NotPermitted: there is an administrator, and somebody else acts."""
    if stored.administrators(uow) and office.user.role is not Role.ADMINISTRATOR:
        raise NotPermitted("users.administrator_only", role=word("role", office.user.role.value))


def _assert_another_administrator(uow: Writing, row: RowMapping) -> None:
    was = row["role"] == Role.ADMINISTRATOR.value and row["active"]
    if was and set(stored.administrators(uow)) == {row["login"]}:
        raise Refused("users.last_administrator", login=row["login"])


def _assert_works_in(role: Role, region: str) -> None:
    """BadInput: the region is no 12-digit code, or not one that the role works in."""
    if len(region) != CODE_DIGITS or not (region.isascii() and region.isdigit()):
        raise BadInput("users.bad_region", field="region", region=region)
    level = level_of(region)
    if level not in LEVELS.get(role, frozenset({level})):
        level_name = say(f"region.level.{level}")
        raise BadInput(f"users.works_in.{role.value}", field="region", region=region, level=level_name)


def _write_down(office: Office, uow: Writing, login: str, detail: str) -> None:
    stored.log(
        uow, kind=AccessKind.RIGHT_CHANGED, login=login, by=office.user.login, terminal=terminal(), detail=detail
    )  # fmt: skip

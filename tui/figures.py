"""Money, days and months as the desk writes them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from workflow.wording import language, money, say, word

if TYPE_CHECKING:
    from datetime import date, datetime

    from states.stages import Stage
    from workflow.office import User


def amount(fen: int | None) -> str:
    """Fen as yuan with two decimals; a dash for none."""
    return say("desk.none") if fen is None else money(fen)


def day(on: date | None) -> str:
    """A day as 2026-11-23; a dash for none."""
    return say("desk.none") if on is None else on.isoformat()


def month(of: date | None) -> str:
    """A month as 2026-11; a dash for none."""
    return say("desk.none") if of is None else f"{of:%Y-%m}"


def moment(at: datetime) -> str:
    """An instant as the clock on the wall showed it: 2026-11-23 14:05."""
    return f"{in_utc(at).astimezone():%Y-%m-%d %H:%M}"


def in_utc(at: datetime) -> datetime:
    """An instant with its zone: storage gives it back without, in UTC."""
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def long_day(on: date) -> str:
    """A day with its weekday."""
    return f"{on.isoformat()} {say(f'desk.weekday.{on.isoweekday()}')}"


def stage_name(stage: Stage) -> str:
    """A stage as the office says it."""
    return word("stage", stage.value)


def person_words(user: User) -> str:
    """Somebody who works with the program: login, name and role."""
    return f"{user.login}  {user.name}  {word('role', user.role.value)}"


def colon(label: str) -> str:
    """A label with the colon of its language."""
    return f"{label}：" if language() == "zh" else f"{label}:"

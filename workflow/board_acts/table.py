"""The table of acts: what each of the office's lists offers, and how one is found, asked about, looked at and done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.board_acts.act import BoardAct, Offer, Way
from workflow.board_acts.drive import ON_DRIVES
from workflow.board_acts.notice import ON_NOTICES, ON_WAITING
from workflow.board_acts.payroll import ON_PAYROLL
from workflow.board_acts.report import ON_REPORTS
from workflow.errors import Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflow.board_acts.act import Aim
    from workflow.office import Office

ACTS: Mapping[str, tuple[Way, ...]] = {
    "waiting": ON_WAITING,
    "notices": ON_NOTICES,
    "payroll": ON_PAYROLL,
    "reports": ON_REPORTS,
    "drives": ON_DRIVES,
}
"""The acts of each list, in the order in which they are offered; a list that is not named here offers none."""


def offers(office: Office, board: str, aim: Aim) -> tuple[Offer, ...]:
    """Everything that a list offers, with what it would be done to or why it cannot be done now."""
    return tuple(_offer(office, way, aim) for way in ACTS.get(board, ()))


def act_named(name: str) -> BoardAct:
    """The act of a name that is one's."""
    every = (way for ways in ACTS.values() for way in ways)
    return next(way for way in every if way.name == name and isinstance(way, BoardAct))


def _offer(office: Office, way: Way, aim: Aim) -> Offer:
    try:
        return Offer(way.name, way.ask(office, aim), way.form(office, aim))
    except Trouble as trouble:
        return Offer(way.name, trouble=trouble)

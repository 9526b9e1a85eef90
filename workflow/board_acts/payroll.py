"""The month's payment roll from its list: drawn up, released by a second person, paid by the bank, settled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from states.months import first_of_month
from workflow import bank, payroll
from workflow.bank_returns import read_returns
from workflow.board_acts.act import BoardAct, Done, Outlook, Way
from workflow.errors import Refused
from workflow.payroll_paper import totals_listing
from workflow.payroll_view import NOT_DRAWN, roll
from workflow.recheck import caseload_size
from workflow.wording import money, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.engine import RowMapping

    from workflow.board_acts.act import Aim, Progress, Said
    from workflow.office import Office


def _month(aim: Aim) -> date:
    return first_of_month(aim.day)


def _named(aim: Aim) -> str:
    return f"{aim.day:%Y-%m}"


def _ask_to_draw_up(office: Office, aim: Aim) -> str:
    with office.reading() as read:
        payroll.assert_its_turn(office, read, _month(aim))
    return _named(aim)


def _look_at_drawing(office: Office, aim: Aim, _said: Said, _progress: Progress) -> Outlook:
    found = roll(office, _month(aim))
    key = "will_draw_up" if found.state == NOT_DRAWN else "will_draw_up_anew"
    will = say(
        f"board_acts.{key}",
        month=_named(aim), households=f"{len(found.paid):,}", to_pay=money(found.totals["to_pay"]), on=office.today,
    )  # fmt: skip
    return Outlook(will, (totals_listing(found, office.region_names()),))


def _draw_up(office: Office, aim: Aim, _said: Said, progress: Progress) -> Done:
    return Done(_drew(aim, payroll.draw_up(office, _month(aim), progress)))


def _drew(aim: Aim, head: RowMapping) -> str:
    return say("payroll.drew", month=_named(aim), households=f"{head['households']:,}", to_pay=money(head["to_pay"]))


def _ask_to_release(office: Office, aim: Aim) -> str:
    with office.reading() as read:
        payroll.roll_to_release(office, read, _month(aim))
    return _named(aim)


def _ask_to_discard(office: Office, aim: Aim) -> str:
    with office.reading() as read:
        payroll.roll_to_discard(office, read, _month(aim))
    return _named(aim)


def _look_at_roll(office: Office, aim: Aim, key: str) -> Outlook:
    found = roll(office, _month(aim))
    will = say(
        f"board_acts.{key}",
        month=_named(aim), households=f"{len(found.paid):,}", to_pay=money(found.totals["to_pay"]),
        who=found.head["drawn_by"], on=found.head["known_on"],
    )  # fmt: skip
    return Outlook(will, (totals_listing(found, office.region_names()),))


def _release(office: Office, aim: Aim, _said: Said, _progress: Progress) -> Done:
    head = payroll.release(office, _month(aim))
    return Done(say("payroll.released", who=head["released_by"], digest=head["digest"]))


def _discard(office: Office, aim: Aim, _said: Said, _progress: Progress) -> Done:
    payroll.discard(office, _month(aim))
    return Done(say("payroll.discarded", month=_named(aim)))


def _ask_for_bank_file(office: Office, aim: Aim) -> str:
    """How much is on its way: the bank is to be asked for it, or has still to return it."""
    with office.reading() as read:
        return _payments(bank.payments_issued(office, read, _month(aim)))


def _ask_for_returns(office: Office, aim: Aim) -> str:
    with office.reading() as read:
        return _payments(bank.payments_asked_for(office, read, _month(aim)))


def _payments(rows: Sequence[RowMapping]) -> str:
    return say("board_acts.payments", count=f"{len(rows):,}", total=money(sum(row["amount"] for row in rows)))


def _look_at_returns(office: Office, aim: Aim, said: Said, _progress: Progress) -> Outlook:
    """What the bank's file says, once it is named; until then how many payments wait for it."""
    if not said.get("path"):
        return Outlook(say("board_acts.will_read", waiting=_ask_for_returns(office, aim)))
    counts = bank.look_at_returns(office, _month(aim), read_returns(_path(said)))
    return Outlook(say("board_acts.will_tell", paid=f"{counts['paid']:,}", failed=f"{counts['failed']:,}"))


def _take_returns(office: Office, aim: Aim, said: Said, _progress: Progress) -> Done:
    counts = bank.take_returns(office, _month(aim), read_returns(_path(said)))
    return Done(say("payroll.returned", paid=f"{counts['paid']:,}", failed=f"{counts['failed']:,}"))


def _path(said: Said) -> Path:
    return Path(said["path"]).expanduser()


def _ask_to_reissue(office: Office, aim: Aim) -> str:
    with office.reading() as read:
        rows = bank.payments_failed(office, read, _month(aim))
    if not rows:
        raise Refused("payroll.nothing_failed", month=_named(aim))
    return _payments(rows)


def _look_at_reissuing(office: Office, aim: Aim, _said: Said, _progress: Progress) -> Outlook:
    return Outlook(say("board_acts.will_reissue", failed=_ask_to_reissue(office, aim)))


def _reissue(office: Office, aim: Aim, _said: Said, _progress: Progress) -> Done:
    issued, without = bank.issue_again(office, _month(aim))
    told = (
        say("payroll.reissued", count=f"{issued:,}"),
        *(say("payroll.still_no_account", case=case) for case in without),
    )
    return Done("\n".join(told))


ON_PAYROLL = (
    BoardAct(
        "release", _ask_to_release, look=lambda office, aim, *_: _look_at_roll(office, aim, "will_release"), do=_release
    ),
    BoardAct(
        "draw_up", _ask_to_draw_up, look=_look_at_drawing, do=_draw_up, size=lambda office, _: caseload_size(office)
    ),
    BoardAct(
        "discard", _ask_to_discard, look=lambda office, aim, *_: _look_at_roll(office, aim, "will_discard"), do=_discard
    ),
    Way("bank_file", _ask_for_bank_file),
    BoardAct("returns", _ask_for_returns, look=_look_at_returns, do=_take_returns, shown_by=("path",)),
    BoardAct("reissue", _ask_to_reissue, look=_look_at_reissuing, do=_reissue),
)
"""The first that can be done is the next step: a roll that waits for a second person is released, not drawn anew."""

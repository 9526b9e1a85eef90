"""Notices from the lists: post a village's, or every village's that is shown; print one again; objections to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.evidence import EvidenceKind, Resolution
from workflow import notices
from workflow.board_acts.act import BoardAct, Done, Outlook, Way
from workflow.errors import BadInput, Refused
from workflow.notice_paper import waiting_listing
from workflow.regions import digits_of, place_names
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.board_acts.act import Aim, Progress, Said
    from workflow.office import Office


def village_of(office: Office, aim: Aim) -> str:
    """The village that is meant: the line's, else the one that is shown. BadInput: neither is one."""
    village = next((code for code in (aim.about, aim.region) if code in office.village_names()), "")
    if not village:
        raise BadInput("board_acts.choose_village")
    return village


def _ask_one(office: Office, aim: Aim) -> str:
    village = village_of(office, aim)
    _assert_somebody_waits(office, (village,), village)
    return place_names(office)[village]


def _ask_shown(office: Office, aim: Aim) -> str:
    _assert_somebody_waits(office, _shown(office, aim), aim.region)
    return marked_names(office, aim) or office.region_name(aim.region)


def marked_names(office: Office, aim: Aim) -> str:
    """The villages that are marked, by name; "" where none is."""
    names = place_names(office)
    return say("ledger.between").join(names.get(code, code) for code in aim.marked)


def _assert_somebody_waits(office: Office, villages: tuple[str, ...], region: str) -> None:
    for village in villages:
        notices.assert_may_post(office, village)
    found = [each for each in notices.waiting(office, region) if each.village in villages]
    if not any(each.may_be_posted for each in found):
        raise Refused("board_acts.nobody_waits", region=office.region_name(region), held=len(found))


def _shown(office: Office, aim: Aim) -> tuple[str, ...]:
    """The villages that are marked, else all of the region."""
    return aim.marked or tuple(code for code in office.village_names() if code.startswith(digits_of(aim.region)))


def _look(office: Office, region: str, meant: tuple[str, ...], said: Said) -> Outlook:
    found = tuple(each for each in notices.waiting(office, region, said.get("on")) if each.village in meant)
    ready = [each for each in found if each.may_be_posted]
    villages = len({each.village for each in ready})
    will = say("board_acts.will_post", ready=len(ready), villages=villages, held=len(found) - len(ready))
    return Outlook(will, (waiting_listing(found, place_names(office)),))


def _post(office: Office, villages: tuple[str, ...], said: Said, progress: Progress) -> Done:
    """Post one batch for each village where somebody waits; each is a transaction of its own."""
    posted: list[notices.Batch] = []
    held = 0
    for village in villages:
        waits = notices.waiting(office, village, said.get("on"))
        held += sum(not each.may_be_posted for each in waits)
        if any(each.may_be_posted for each in waits):
            posted.append(notices.post(office, village, said["place"], said.get("on")).batch)
            progress(sum(len(batch.lines) for batch in posted))
    if not posted:
        raise Refused("board_acts.nobody_waits", region=", ".join(map(office.region_name, villages)), held=held)
    numbers = tuple(batch.number for batch in posted)
    cases = sum(len(batch.lines) for batch in posted)
    return Done(say("board_acts.posted", cases=cases, batches=", ".join(numbers), until=posted[0].last_day), numbers)


def _ask_batch(office: Office, aim: Aim) -> str:
    if not aim.about:
        raise BadInput("board_acts.choose_batch")
    batch = notices.batch_of(office, aim.about)
    return say("board_acts.batch", number=batch.number, village=place_names(office).get(batch.village, batch.village))


def ask_case(_office: Office, aim: Aim) -> str:
    """The case of the line. BadInput: the line is about none."""
    if not aim.case:
        raise BadInput("board_acts.choose_case")
    return aim.case


def _ask_to_answer(office: Office, aim: Aim) -> str:
    case = ask_case(office, aim)
    if not _open_objection(office, aim):
        raise Refused("board_acts.no_open_objection", case=case)
    return case


def _open_objection(office: Office, aim: Aim) -> int:
    """The record of an objection to the notice of the line's case that waits for its outcome; 0: there is none."""
    lines = notices.batch_of(office, aim.about).lines if aim.about else ()
    rows = (row for line in lines if line.case == aim.case for row in line.objections)
    return next((row.id for row in rows if row.outcome is Resolution.OPEN), 0)


ON_WAITING = (
    BoardAct(
        "post", _ask_one,
        look=lambda office, aim, said, _: _look(office, aim.region, (village_of(office, aim),), said),
        do=lambda office, aim, said, progress: _post(office, (village_of(office, aim),), said, progress),
        shown_by=("on",),
    ),
    BoardAct(
        "post_shown", _ask_shown,
        look=lambda office, aim, said, _: _look(office, aim.region, _shown(office, aim), said),
        do=lambda office, aim, said, progress: _post(office, _shown(office, aim), said, progress),
        shown_by=("on",),
    ),
)  # fmt: skip
ON_NOTICES = (
    Way("print_notice", _ask_batch),
    Way("objection", ask_case, lambda *_: EvidenceKind.OBJECTION.value),
    Way("answer", _ask_to_answer, lambda office, aim: f"{EvidenceKind.OBJECTION.value}:{_open_objection(office, aim)}"),
)

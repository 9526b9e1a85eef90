"""Verification drives from their list: begun over the region that is shown, visited case by case, finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.evidence import EvidenceKind
from workflow import drives
from workflow.board_acts.act import BoardAct, Done, Outlook, Way
from workflow.board_acts.notice import ask_case
from workflow.drive_paper import drive_listings
from workflow.errors import BadInput
from workflow.regions import place_names
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.board_acts.act import Aim, Progress, Said
    from workflow.office import Office


def _ask_to_begin(office: Office, aim: Aim) -> str:
    if not any(aim.region in office.region_names(level) for level in drives.LEVELS):
        raise BadInput("board_acts.choose_place")
    place = drives.place_of(office, aim.region)
    with office.reading() as read:
        drives.assert_free(office, read, place)
    return office.region_name(place)


def _look_at_beginning(office: Office, aim: Aim, _said: Said, _progress: Progress) -> Outlook:
    place = drives.place_of(office, aim.region)
    count = drives.size(office, place)
    return Outlook(say("board_acts.will_begin", region=office.region_name(place), count=f"{count:,}", days=drives.DAYS))


def _begin(office: Office, aim: Aim, said: Said, progress: Progress) -> Done:
    begun = drives.begin(office, aim.region, said.get("due_on"), progress)
    return Done(say("drive.begun", number=begun.number, count=len(begun.households), due_on=begun.due_on))


def _number(office: Office, aim: Aim) -> int:
    """The drive of the line, else the newest open one of the region. BadInput: there is none."""
    return int(aim.about) if aim.about else drives.newest_drive(office, aim.region)


def _ask_to_finish(office: Office, aim: Aim) -> str:
    with office.reading() as read:
        row = drives.drive_to_finish(office, read, _number(office, aim))
    return say("board_acts.drive", number=row["number"], region=office.region_name(row["region"]))


def _look_at_finishing(office: Office, aim: Aim, _said: Said, progress: Progress) -> Outlook:
    found = drives.drive(office, _number(office, aim), progress)
    count, left = len(found.households), len(found.left)
    will = say("board_acts.will_finish", count=count) if not left else say("board_acts.left", left=left, count=count)
    return Outlook(will, drive_listings(found, office.region_name(found.region), place_names(office)))


def _finish(office: Office, aim: Aim, said: Said, progress: Progress) -> Done:
    number = _number(office, aim)
    drives.finish(office, number, said["signed_by"], said.get("explanation", ""), progress)
    return Done(say("drive.finished", number=number))


ON_DRIVES = (
    Way("visit", ask_case, lambda *_: EvidenceKind.HOME_VISIT.value),
    Way("survey", ask_case, lambda *_: EvidenceKind.SURVEY.value),
    BoardAct(
        "begin_drive", _ask_to_begin, look=_look_at_beginning, do=_begin,
        size=lambda office, aim: drives.size(office, aim.region),
    ),
    BoardAct(
        "finish_drive", _ask_to_finish, look=_look_at_finishing, do=_finish,
        size=lambda office, aim: drives.households_of(office, _number(office, aim)),
    ),
)  # fmt: skip

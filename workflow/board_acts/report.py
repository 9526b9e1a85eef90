"""A village's quarterly report from the list of reports: submitted with its checks in sight, or corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow import ledger, many_reports, reports
from workflow.board_acts.act import BoardAct, Done, Outlook
from workflow.board_acts.notice import marked_names, village_of
from workflow.due import quarter_of
from workflow.regions import place_names
from workflow.report_paper import doubts, lateness, report_listings, together_listing
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.board_acts.act import Aim, Progress, Said
    from workflow.office import Office


def _ask_to_submit(office: Office, aim: Aim) -> str:
    village, quarter = village_of(office, aim), quarter_of(aim.day)
    reports.assert_may_submit(office, quarter, village)
    with office.reading() as read:
        reports.assert_new(office, read, quarter, village)
    return place_names(office)[village]


def _ask_to_correct(office: Office, aim: Aim) -> str:
    village, quarter = village_of(office, aim), quarter_of(aim.day)
    reports.assert_may_submit(office, quarter, village)
    with office.reading() as read:
        reports.report_to_correct(office, read, quarter, village)
    return place_names(office)[village]


def _look(office: Office, aim: Aim, _said: Said, progress: Progress) -> Outlook:
    """The report as it would be submitted now, the checks first."""
    village = village_of(office, aim)
    found = reports.draft(office, quarter_of(aim.day), village, progress)
    failed = sum(not rule.holds for rule in found.checks)
    will = (
        say("board_acts.checks_fail", failed=failed, checks=len(found.checks))
        if failed
        else say("board_acts.checks_hold", checks=len(found.checks))
    )
    *figures, checks = report_listings(found, place_names(office)[village])
    told = (f"{will} {say('report.due', due_on=found.due_on)}", *doubts(found.figures))
    return Outlook(say("ledger.between").join(told), (checks, *figures))


def _submit(office: Office, aim: Aim, said: Said, progress: Progress) -> Done:
    village, quarter = village_of(office, aim), quarter_of(aim.day)
    return _told(reports.submit(office, quarter, village, _signature(said), progress))


def _correct(office: Office, aim: Aim, said: Said, progress: Progress) -> Done:
    village, quarter = village_of(office, aim), quarter_of(aim.day)
    return _told(reports.correct(office, quarter, village, _signature(said), said["reason"], progress))


def _signature(said: Said) -> reports.Signature:
    return reports.Signature(said["signed_by"], said.get("explanation", ""))


def _told(report: reports.Submitted) -> Done:
    told = say("board_acts.submitted", number=report.number)
    return Done(f"{told}\n{lateness(report)}" if report.days_late else told)


def _ask_to_submit_shown(office: Office, aim: Aim) -> str:
    reports.assert_over(office, quarter_of(aim.day))
    villages = _shown(office, aim)
    region = marked_names(office, aim) or office.region_name(aim.region)
    return say("board_acts.region", region=region, villages=len(villages))


def _shown(office: Office, aim: Aim) -> tuple[str, ...]:
    return many_reports.villages_meant(office, quarter_of(aim.day), aim.marked or (aim.region,))


def _look_at_shown(office: Office, aim: Aim, _said: Said, progress: Progress) -> Outlook:
    found = many_reports.look_at_reports(office, quarter_of(aim.day), _shown(office, aim), progress)
    will = say("board_acts.will_submit", ready=len(found.reports), refused=len(found.refused))
    return Outlook(will, (together_listing(found, place_names(office)),))


def _submit_shown(office: Office, aim: Aim, said: Said, progress: Progress) -> Done:
    looked = many_reports.look_at_reports(office, quarter_of(aim.day), _shown(office, aim), progress)
    found = many_reports.submit_reports(office, looked, _signature(said))
    return Done(say("report.together", reports=len(found.reports), refused=len(found.refused)))


def _size(office: Office, aim: Aim) -> int:
    return ledger.size(office, office.today, village_of(office, aim))


ON_REPORTS = (
    BoardAct("submit_report", _ask_to_submit, look=_look, do=_submit, size=_size),
    BoardAct(
        "submit_reports",
        _ask_to_submit_shown,
        look=_look_at_shown,
        do=_submit_shown,
        size=lambda office, aim: len(_shown(office, aim)),
    ),
    BoardAct("correct_report", _ask_to_correct, look=_look, do=_correct, size=_size),
)

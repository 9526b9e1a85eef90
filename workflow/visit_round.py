"""A day's round: the households of a village that somebody has to visit, as one sheet to take along.

For the caseworkers' own use: it shows names, addresses and telephones, and masked ID numbers. What is found is written
by hand and signed by the visitors and the household, as a home visit must be (policy §3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from states.identity import masked_id
from states.months import age_on
from workflow.paper import pdf_of
from workflow.planner import Wanted, village_items
from workflow.wording import language, money, say, word

if TYPE_CHECKING:
    from datetime import date

    from states.case import CaseFacts
    from states.facts import Member
    from workflow.due import Quarter
    from workflow.office import Office
    from workflow.planner import PlannedItem

VISITED = frozenset({"recheck", "survey_start", "term_end", "early_exit", "appeal", "drive_visit"})
"""Kinds of work that begin with a visit to the household."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A household to visit: its case, the work that asks for the visit, and its other work in the quarter."""

    case: CaseFacts
    reasons: tuple[PlannedItem, ...]
    others: tuple[PlannedItem, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """The visits of a village on a day, the most urgent first."""

    village: str
    on: date
    visits: tuple[Visit, ...]


def visit_round(office: Office, quarter: Quarter, village: str) -> Round:
    """The visits that a village's open work of a quarter asks for; what is ticked off is left out."""
    work: dict[str, list[PlannedItem]] = {}
    for planned in village_items(office, Wanted(quarter, region=village)):
        if planned.done_on is None:
            work.setdefault(planned.item.case, []).append(planned)
    wanted = [case for case, items in work.items() if any(planned.item.kind in VISITED for planned in items)]
    with office.reading() as read:
        cases = read.load_cases(wanted)
    return Round(village, office.today, tuple(_visit(case, work[case.id]) for case in cases))


def title(found: Round, village_name: str) -> str:
    """What the sheet is."""
    return say("due.round.title", village=village_name, on=found.on)


def round_pdf(found: Round, village_name: str) -> bytes:
    """The sheet as a PDF: a block for each household, with room for what is found and for signatures."""
    words = ("case", "address", "phone", "members", "name", "relation", "age", "id_no", "marks", "for", "also", "last")
    written = ("income", "medical", "property", "people", "visitors", "household", "day")
    return pdf_of(
        "round",
        {
            "lang": language(),
            "title": title(found, village_name),
            "count": say("due.round.count", count=len(found.visits)),
            "words": {
                "page": say("due.page", page="{page}", pages="{pages}"),
                **{name: say(f"due.round.{name}") for name in (*words, *written)},
            },
            "visits": [_block(visit, found.on) for visit in found.visits],
        },
    )


def _visit(case: CaseFacts, items: list[PlannedItem]) -> Visit:
    reasons = tuple(planned for planned in items if planned.item.kind in VISITED)
    return Visit(case, reasons, tuple(planned for planned in items if planned.item.kind not in VISITED))


def _block(visit: Visit, on: date) -> dict[str, Any]:
    household = visit.case.household
    survey = visit.case.survey
    return {
        "case": visit.case.id,
        "head": household.head.name,
        "stage": word("stage", visit.case.stage.value),
        "address": household.address,
        "phone": household.phone,
        "members": [_member(member, on) for member in household.members],
        "reasons": [_work(planned, on) for planned in visit.reasons],
        "others": [_work(planned, on) for planned in visit.others],
        "last": ""
        if survey is None
        else say(
            "due.round.last_survey",
            on=survey.on,
            income=money(sum(row.annual for row in survey.household.income if row.excluded is None)),
        ),
    }


def _member(member: Member, on: date) -> dict[str, str]:
    marks = [
        say("due.round.disability", kind=word("disability", found.class_.value), level=found.level)
        for found in member.disabilities
    ]
    if member.illness:
        marks.append(word("illness", member.illness))
    return {
        "name": member.name or member.id,
        "relation": word("relation", member.relation) if member.relation else "",
        "age": str(age_on(member.born, on)),
        "id_no": masked_id(member.id_no),
        "marks": say("due.round.comma").join(marks),
    }


def _work(planned: PlannedItem, on: date) -> str:
    item = planned.item
    told = say("due.round.work", kind=word("due", item.kind), on=item.due_on)
    return f"! {told}" if item.overdue_on(on) else told

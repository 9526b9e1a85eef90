"""Households of a table taken in as applications: good ones in parts of a file, bad ones back with their reasons."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from db.people import people_called
from states.evidence import Survey
from states.household_file import HouseholdFileError, parse_household
from states.identity import masked_id
from states.months import first_of_month
from states.stages import Stage
from workflow.bookkeeping import write_record_at
from workflow.errors import Trouble, raise_first
from workflow.evidence import objections_to_giver
from workflow.exchange.cells import digits_left
from workflow.exchange.columns import HOUSEHOLD_FIELDS, INCOME, MEMBER_FIELDS, VOUCHERS
from workflow.exchange.export import exchanged
from workflow.exchange.reading import CellProblem, Draft
from workflow.intake import NotOpened, summarise, take_in
from workflow.regions import villages_by_name
from workflow.wording import finding_text, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from db.writing import Writing
    from states.facts import Household
    from workflow.exchange.reading import Tables
    from workflow.office import Office

PART = 100
"""Households that are written in one transaction."""
PATH = re.compile(r"(members|income|medical)\[(\d+)\]\.?(.*)")
COLUMN_OF = {
    "members": {each.key.partition(".")[0]: each.name for each in reversed(MEMBER_FIELDS)},
    "income": {each.key: each.name for each in INCOME},
    "medical": {each.key: each.name for each in VOUCHERS},
    "": {each.key: each.name for each in HOUSEHOLD_FIELDS},
}
TABLE_OF = {"members": "people", "income": "income", "medical": "vouchers", "": "people"}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A household that was not taken in: its draft with all its rows, and a sentence for each thing that is wrong."""

    draft: Draft
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Imported:
    """What became of a file's households: cases that were opened, known ones that are the same, those rejected."""

    rows: int
    opened: list[str] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A household that may be taken in."""

    draft: Draft
    household: Household
    key: str


def import_tables(
    office: Office, tables: Tables, progress: Callable[[int], object] | None = None, *, dry_run: bool = False
) -> Imported:
    """Open a case for each household of a file; `progress` is told how many are done.

    Each part of the file is one transaction; a household is taken in whole or not at all. Run again, it changes
    nothing: a household that was taken in from the same rows, or whose live case says the same, is passed over.
    """
    found = Imported(tables.rows)
    villages = villages_by_name(office, office.user.region)
    for start in range(0, len(tables.drafts), PART):
        part = tables.drafts[start : start + PART]
        with office.writing() as uow:
            before = len(found.opened)
            for draft in part:
                _take(office, uow, draft, villages, found)
            summarise(office, uow, found.opened[before:])
            if not dry_run:
                uow.commit()
        if progress is not None:
            progress(start + len(part))
    return found


def _take(office: Office, uow: Writing, draft: Draft, villages: Mapping[str, list[str]], found: Imported) -> None:
    ready = _ready(office, draft, villages)
    if ready is None:
        found.rejected.append(Rejected(draft, tuple(_sentence(uow, draft, each) for each in draft.problems)))
        return
    if uow.request_done(ready.key) is not None:
        found.unchanged += 1
        return
    try:
        with uow.nested():
            answer = take_in(office, uow, ready.household, request_key=ready.key)
            if isinstance(answer, NotOpened):
                _known(uow, ready, answer, found)
            else:
                _survey(office, uow, answer, ready)
                found.opened.append(answer)
    except Trouble as trouble:
        found.rejected.append(Rejected(draft, (str(trouble),)))


def _ready(office: Office, draft: Draft, villages: Mapping[str, list[str]]) -> _Ready | None:
    """A draft as a household; None where something is wrong with it, which the draft then says."""
    _place(draft, villages)
    if draft.survey and not (draft.survey.get("surveyed_on") and draft.survey.get("surveyors")):
        draft.problems.append(CellProblem("SURVEY_IN_PART", "surveyed_on"))
    if draft.problems:
        return None
    text = json.dumps(draft.document, ensure_ascii=False, sort_keys=True)
    try:
        household = parse_household(text, "json", on=office.today, illnesses=office.illnesses)
    except HouseholdFileError as error:
        draft.problems.extend(_located(draft, problem.field, problem.code, problem.datum) for problem in error.problems)
        return None
    said = json.dumps([draft.document, draft.survey], ensure_ascii=False, sort_keys=True)
    return _Ready(draft, household, f"import:{hashlib.sha256(said.encode()).hexdigest()}")


def _place(draft: Draft, villages: Mapping[str, list[str]]) -> None:
    """The code of the village that is named."""
    named = str(draft.document.get("village", ""))
    codes = villages.get(named.strip(), [])
    if len(codes) == 1:
        draft.document["village"] = codes[0]
    else:
        code = "VILLAGE_AMBIGUOUS" if codes else "VILLAGE_UNKNOWN"
        draft.problems.append(CellProblem(code, "village", named))


def _survey(office: Office, uow: Writing, case_id: str, ready: _Ready) -> None:
    """The survey that the figures come from, where the file says when it was made and by whom."""
    survey = ready.draft.survey
    if not survey:
        return
    household, on = ready.household, date.fromisoformat(survey["surveyed_on"])
    row = Survey(
        on=on,
        person=household.head.name,
        household=replace(household, id=case_id),
        surveyors=tuple(survey["surveyors"]),
        window_end=first_of_month(household.applied_on or office.today),
        recorded_by=office.user.login,
        recorded_on=office.today,
    )
    raise_first(objections_to_giver(office, row))
    write_record_at(uow, office, case_id, Stage.APPLIED, row)


def _known(uow: Writing, ready: _Ready, answer: NotOpened, found: Imported) -> None:
    """A household that cannot apply: its live case says the same, or it is rejected."""
    if _is_the_same(uow, ready, answer):
        found.unchanged += 1
    else:
        found.rejected.append(Rejected(ready.draft, tuple(finding_text(finding) for finding in answer.findings)))


def _is_the_same(uow: Writing, ready: _Ready, answer: NotOpened) -> bool:
    """Whether the household's live case says what the file says."""
    live = next((str(finding.datum) for finding in answer.findings if finding.code == "OTHER_LIVE_CASE"), "")
    if not live:
        return False
    known = exchanged(uow.load_case(live)).household
    return replace(ready.household, id="", applied_on=known.applied_on) == known


# What is wrong, in words


def _located(draft: Draft, path: str, code: str, datum: str | None) -> CellProblem:
    """A problem of a household file as one of a cell: its table, row and column."""
    found = PATH.match(path)
    group, index, key = (found[1], int(found[2]), found[3]) if found else ("", 0, path)
    column = COLUMN_OF[group].get(key) or COLUMN_OF[group].get(key.partition(".")[0].partition("[")[0], "")
    rows = draft.rows.get(TABLE_OF[group], ())
    row = rows[index].number if index < len(rows) else 0
    return CellProblem(code, column, datum or "", TABLE_OF[group], row)


def _sentence(uow: Writing, draft: Draft, problem: CellProblem) -> str:
    if problem.code == "ID_SPOILT":
        said = say("exchange.problem.ID_SPOILT", match="; ".join(_fitting(uow, draft, problem)) or say("exchange.none"))
    elif problem.code in OWN:
        said = say(f"exchange.problem.{problem.code}", text=problem.text)
    else:
        said = say(f"problems.{problem.code}", datum=problem.text)
    if not problem.column:
        return said
    where = {"table": say(f"exchange.table.{problem.table}"), "column": say(f"exchange.column.{problem.column}")}
    return say("exchange.at", row=problem.row or "-", said=said, **where)


OWN = frozenset(
    {
        "NOT_A_DAY", "NOT_A_COUNT", "NOT_A_FLAG", "NOT_A_DISABILITY", "NO_SUCH_HOUSEHOLD", "SAID_TWICE",
        "SURVEY_IN_PART", "VILLAGE_AMBIGUOUS", "VILLAGE_UNKNOWN",
    }
)  # fmt: skip
"""Problems that only tables have; the others are those of household files."""


def _fitting(uow: Writing, draft: Draft, problem: CellProblem) -> Iterator[str]:
    """Registered people of the name on the row whose number begins with the digits that are left, masked."""
    rows = draft.rows.get(problem.table, ())
    name = next((row["name"] for row in rows if row.number == problem.row), "")
    for found in people_called(uow, name, digits_left(problem.text)):
        yield say("exchange.fits", name=name, id_no=masked_id(found["id_no"]), case=found["case"] or "-")

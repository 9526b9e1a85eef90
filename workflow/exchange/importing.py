"""Households of a table taken in as applications: good ones in parts of a file, bad ones back with their reasons."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from db.openings import answered_requests
from db.people import people_called
from states.evidence import Survey
from states.household_file import HouseholdFileError, parse_household
from states.identity import masked_id
from states.months import first_of_month
from states.stages import Stage
from workflow.bookkeeping import write_record_at
from workflow.errors import NotPermitted, Trouble, raise_first
from workflow.evidence import objections_to_giver
from workflow.exchange.cells import digits_left
from workflow.exchange.columns import HOUSEHOLD_FIELDS, INCOME, MEMBER_FIELDS, VOUCHERS
from workflow.exchange.export import differences, exchanged
from workflow.exchange.known import Known, called, same_as_known, told_as_known
from workflow.exchange.reading import CellProblem, Draft
from workflow.exchange.tried import Tried
from workflow.intake import MAY_APPLY, NotOpened, objections_to_application, opening_of, summarise, take_in, take_in_new
from workflow.regions import villages_by_name
from workflow.wording import finding_text, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from db.openings import Called
    from db.writing import Writing
    from states.case import CaseFacts
    from states.facts import Household
    from workflow.exchange.reading import Tables
    from workflow.office import Office

PART = 500
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
    """What became of a part of a file: cases that were opened, known ones that are the same, those rejected."""

    opened: list[str] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def households(self) -> int:
        """All of them."""
        return len(self.opened) + self.unchanged + len(self.rejected)

    def reject(self, draft: Draft, *reasons: str) -> None:
        """One more that is rejected."""
        self.rejected.append(Rejected(draft, reasons))


@dataclass(frozen=True, slots=True)
class Ready:
    """A household that may be taken in; `key` is that of the request, the same for the same rows."""

    draft: Draft
    household: Household
    key: str

    def survey(self, office: Office) -> Survey | None:
        """The survey that the figures come from, where the file says when it was made and by whom."""
        said = self.draft.survey
        if not said:
            return None
        return Survey(
            on=date.fromisoformat(said["surveyed_on"]),
            person=self.household.head.name,
            household=self.household,
            surveyors=tuple(said["surveyors"]),
            window_end=first_of_month(self.household.applied_on or office.today),
            recorded_by=office.user.login,
            recorded_on=office.today,
        )

    @property
    def number(self) -> str:
        """The head's ID number, "" where it is not known."""
        return self.household.head.id_no

    def is_new(self, office: Office, known: AbstractSet[str | Called]) -> bool:
        """Whether its head is none of the known ones, and nothing speaks against taking it in."""
        return known.isdisjoint({self.number, called(self)}) and not self.objections(office)

    def otherwise(self, case: CaseFacts) -> list[str]:
        """What a case says otherwise of the household, in words, the day of its application apart."""
        known = exchanged(case).household
        said = replace(self.household, id="", applied_on=known.applied_on)
        return differences(said, known, self.draft.columns) if said != known else []

    def objections(self, office: Office) -> list[Trouble]:
        """Everything for which the application or its survey is refused."""
        survey = self.survey(office)
        return [
            *objections_to_application(office, self.household),
            *(objections_to_giver(office, survey) if survey is not None else ()),
        ]


def import_parts(office: Office, tables: Tables, *, dry_run: bool = False) -> Iterator[Imported]:
    """Open a case for each household of a file; gives what became of each part once it is written.

    Each part of the file is one transaction; a household is taken in whole or not at all. Run again, it changes
    nothing: a household that was taken in from the same rows is passed over, and one of which the same is said by its
    live case, or by the case that it has had of the same day.
    NotPermitted: by somebody who may not take in applications.
    """
    if office.user.role not in MAY_APPLY:
        raise NotPermitted("exchange.may_not_apply")
    villages = villages_by_name(office, office.user.region)
    drafts, tried = tables.drafts, Tried()
    while part := list(islice(drafts, PART)):
        ready = [(draft, _ready(office, draft, villages)) for draft in part]
        found = Imported()
        with office.writing() as uow:
            opened = _take_part(office, uow, tried.left(ready, found), found)
            if not dry_run:
                uow.commit()
        if dry_run:
            tried.keep(opened, found)
        yield found


def _take_part(
    office: Office, uow: Writing, part: Sequence[tuple[Draft, Ready | None]], found: Imported
) -> list[Ready]:
    """Take in a part: households that nobody knows and nothing speaks against at once, every other one by itself.

    Gives those that were taken in.
    """
    ready = [each for _, each in part if each is not None]
    answered = answered_requests(uow, [each.key for each in ready])
    known = Known(uow, ready)
    answered |= same_as_known(office, uow, [each for each in ready if each.key not in answered], known)
    here: set[str | Called] = set(known.heads)
    new: dict[str, Ready] = {}
    opened: list[Ready] = []

    def take_in_all() -> None:
        openings = [opening_of(office, each.household, key, each.survey(office)) for key, each in new.items()]
        found.opened += take_in_new(office, uow, openings)
        opened.extend(new.values())
        new.clear()

    for draft, each in part:
        if each is not None and each.key in answered | new.keys():
            found.unchanged += 1
        elif each is None or not each.is_new(office, here) or known.cases_of(each):
            take_in_all()
            if _take(office, uow, draft, each, found) and each is not None:
                opened.append(each)
        else:
            new[each.key] = each
            here |= {called(each), *filter(None, (each.number,))}
    take_in_all()
    return opened


def _take(office: Office, uow: Writing, draft: Draft, ready: Ready | None, found: Imported) -> bool:
    """Take in one household; whether its case was opened."""
    if ready is None:
        found.reject(draft, *(_sentence(uow, draft, each) for each in draft.problems))
        return False
    if uow.request_done(ready.key) is not None:
        found.unchanged += 1
        return False
    try:
        with uow.nested():
            raise_first(ready.objections(office))
            if told_as_known(uow, ready, found):
                return False
            answer = take_in(office, uow, ready.household, request_key=ready.key)
            if isinstance(answer, NotOpened):
                found.reject(draft, *map(finding_text, answer.findings))
                return False
            survey = ready.survey(office)
            if survey is not None:
                survey = replace(survey, household=replace(survey.household, id=answer))
                write_record_at(uow, office, answer, Stage.APPLIED, survey)
            summarise(office, uow, (answer,))
    except Trouble as trouble:
        found.reject(draft, str(trouble))
        return False
    found.opened.append(answer)
    return True


def _ready(office: Office, draft: Draft, villages: Mapping[str, list[str]]) -> Ready | None:
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
    all_of_it = [draft.document, draft.survey, *([True] if draft.is_another else [])]
    said = json.dumps(all_of_it, ensure_ascii=False, sort_keys=True)
    return Ready(draft, household, f"import:{hashlib.sha256(said.encode()).hexdigest()}")


def _place(draft: Draft, villages: Mapping[str, list[str]]) -> None:
    """The code of the village that is named."""
    named = str(draft.document.get("village", ""))
    codes = villages.get(named.strip(), [])
    if len(codes) == 1:
        draft.document["village"] = codes[0]
    else:
        code = "VILLAGE_AMBIGUOUS" if codes else "VILLAGE_UNKNOWN"
        draft.problems.append(CellProblem(code, "village", named))


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
    rows = draft.rows.get(problem.table) or draft.rows.get("people", ())
    row = problem.row or next((row.number for row in rows), "-")
    return say("exchange.at", row=row, said=said, **where)


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

"""The letter that tells a household what was decided about it: how much, from when, why, by which clause.

A letter goes to the household itself: it shows what the household's own amount is made of, and no ID or account number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from db.decided import assessments
from states.due import LETTERS
from states.entitlement import due_in, settlements_of
from states.findings import Yuan
from states.money import fen_of, yuan
from states.months import add_months
from states.situation import Situation
from states.stages import Outcome, Stage
from workflow.answers import decided_on, names_of
from workflow.case_reads import note_read
from workflow.errors import BadInput
from workflow.wording import day_text, has_wording, money, month_text, say, stored_finding, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from states.case import CaseFacts, Decision, StepTaken
    from states.entitlement import Settlement
    from workflow.office import Office

TOLD = LETTERS | {"reject", "grant_key_support", "end_key_support", "adjust", "resume_taper"}
"""Steps that a letter can tell; those of `LETTERS` and a rejection are due until the delivery is recorded."""
FOR_THE_OFFICE = frozenset({"ID_NUMBER_SUSPECT"})
"""Findings that ask something of the office, and say nothing of the decision."""
DECIDED_BY_NO_AMOUNT = frozenset({"set_aside", "close", "withdraw"})
"""Steps that no reckoning decides, whatever it finds on their day: an appeal, a reason from the list, a wish."""
COUNTY_DIGITS = 6
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
AMOUNT = re.compile(r"-?\d+\.\d\d", re.ASCII)
"""Days and amounts as they are stored with a decision."""


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A line of the amount in words, fen, its clause; `lost` where a larger top-up displaced it."""

    label: str
    amount: int
    clause: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class DecisionLetter:
    """What a letter says. `before` is what was due in the month before, fen; `assessment` the stored document.

    `settled` is what the decision changed in months that were over by then: arrears and recoveries.
    """

    case: CaseFacts
    step: StepTaken
    decision: Decision | None
    before: int
    assessment: Mapping[str, Any] | None
    settled: tuple[Settlement, ...]
    office: str
    village: str
    appeal_days: int

    @property
    def number(self) -> str:
        """The letter's number: its case's, and the decision's in it."""
        return f"{self.case.id}-{self.step.seq}"

    @property
    def title(self) -> str:
        """What it is."""
        kind = "refused" if self.step.step == "reject" else "ended" if self.step.dest is Stage.TERMINATED else "decided"
        return say(f"letter.title.{kind}")

    @property
    def sentence(self) -> str:
        """What was decided, in one sentence."""
        decision = self.decision
        if decision is None:
            reason = word("reason", self.step.reason) if self.step.reason else ""
            return say(f"letter.step.{self.step.step}.unpaid", reason=reason)
        key = f"letter.step.{self.step.step}"
        return say(
            key if decision.monthly or not has_wording(f"{key}.nothing") else f"{key}.nothing",
            month=month_text(decision.effective_from),
            monthly=money(decision.monthly),
            before=money(self.before),
            ends=month_text(decision.taper.last_day) if decision.taper else "",
            reason=word("reason", self.step.reason) if self.step.reason else "",
        )

    @property
    def reasons(self) -> tuple[str, ...]:
        """What the household should know of why: every finding that the decision rests on."""
        if self.step.step in DECIDED_BY_NO_AMOUNT:
            return ()
        names = names_of(self.case.household)
        found = (self.assessment or {}).get("findings", ())
        return tuple(
            stored_finding(code, _worded(datum), _worded(limit), subject, names)
            for code, _, datum, limit, subject in found
            if code not in FOR_THE_OFFICE
        )

    @property
    def rows(self) -> tuple[AmountRow, ...]:
        """The lines that the amount, or its refusal, is reckoned from; none where they make another amount."""
        names, found = names_of(self.case.household), self.assessment or {}
        lines = found.get("lines", ())
        monthly = self.decision.monthly if self.decision is not None and self.decision.taper is None else 0
        if monthly and monthly != sum(fen_of(line["amount"]) for line in lines if line["added"]):
            return ()
        return tuple(
            AmountRow(_label(line, names, found["counted"]), fen_of(line["amount"]), line["clause"], _is_lost(line))
            for line in lines
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What comes next: the end of a term, the years of a taper, where to appeal."""
        return tuple(_notes(self))


def decision_letter(office: Office, case_id: str, seq: int | None = None) -> DecisionLetter:
    """The letter about a decision of a case by its number, else about the last one.

    BadInput: nothing was decided yet that a letter tells, or the event of this number is no such decision.
    """
    with office.reading() as read:
        case = read.load_case(case_id)
        stored = assessments(read, case_id)
    note_read(office, case_id)
    told = [step for step in case.history if step.step in TOLD and seq in {None, step.seq}]
    if not told:
        raise BadInput("letter.none", case=case_id)
    step = told[-1]
    earlier = [decision for decision in case.decisions if decision.seq < step.seq]
    decision = next((each for each in case.decisions if each.seq == step.seq), None)
    village = case.household.village
    rules = office.rules_for(village)
    return DecisionLetter(
        case=case,
        step=step,
        decision=decision,
        before=due_in(add_months(decision.effective_from, -1), earlier) if decision is not None else 0,
        assessment=stored.get(step.seq) or _refused_on(office, case, step),
        settled=settlements_of(replace(case, decisions=tuple(earlier)), decision) if decision is not None else (),
        office=say("notice.board.county", name=office.region_name(village[:COUNTY_DIGITS])),
        village=office.region_name(village),
        appeal_days=rules.policies(step.on).process_working_days,
    )


def letter_document(letter: DecisionLetter) -> dict[str, Any]:
    """A letter as a JSON object."""
    return {
        "number": letter.number,
        "case": letter.case.id,
        "to": letter.case.household.head.name,
        "step": letter.step.step,
        "on": letter.step.on.isoformat(),
        "title": letter.title,
        "sentence": letter.sentence,
        "reasons": list(letter.reasons),
        "lines": [
            {"label": row.label, "amount": yuan(row.amount), "clause": row.clause, "added": not row.lost}
            for row in letter.rows
        ],
        "notes": list(letter.notes),
    }


def _refused_on(office: Office, case: CaseFacts, step: StepTaken) -> Mapping[str, Any] | None:
    """What a rejection for want of eligibility rests on, reckoned for its day."""
    if step.reason != "not_eligible" or case.outcome is not Outcome.REJECTED:
        return None
    rules = office.rules_for(case.household.village)
    act = replace(office.act(), on=step.on)
    return decided_on(Situation(case, act, step.step, rules))


def _is_lost(line: Mapping[str, Any]) -> bool:
    return bool(line["label"] == "top_up_lost")


def _label(line: Mapping[str, Any], names: Mapping[str, str], counted: int) -> str:
    if line["label"] == "standard":
        return say("assess.for_persons", what=word("line", "standard"), counted=counted)
    if not line["category"]:
        return word("line", line["label"])
    rate = f" {float(line['rate']) * 100:g} %" if line["rate"] is not None else ""
    which = word("top_up", line["category"]) + rate
    return say("assess.for_member", what=word("line", line["label"]), member=names[line["member"]], which=which)


def _worded(value: object) -> object:
    """A stored value of a finding as a letter says it: days in words, amounts with their unit."""
    if isinstance(value, str) and DAY.fullmatch(value):
        return day_text(date.fromisoformat(value))
    return Yuan(fen_of(value)) if isinstance(value, str) and AMOUNT.fullmatch(value) else value


def _notes(letter: DecisionLetter) -> Iterator[str]:
    decision = letter.decision
    if decision is not None and decision.monthly:
        if decision.term_last_day is not None:
            yield say("letter.note.term", ends=month_text(decision.term_last_day))
        if decision.taper is not None:
            spans = (
                say("letter.span", month=month_text(span.start), monthly=money(span.monthly))
                for span in decision.taper.spans
            )
            yield say("letter.note.taper", spans=say("letter.comma").join(spans))
    elif decision is not None and letter.step.dest is not Stage.TERMINATED:
        yield _why_nothing(decision, letter.step.on)
    yield from _settled(letter)
    if decision is not None and decision.monthly:
        yield say("letter.note.report")
    yield say("letter.note.appeal", county=letter.office, days=letter.appeal_days)


def _why_nothing(decision: Decision, on: date) -> str:
    """Why a decision that ends nothing pays nothing: the taper or the term is over, or too little is left."""
    if decision.taper is not None:
        return say("letter.note.nothing.taper", ends=month_text(decision.taper.last_day))
    if decision.term_last_day is not None and decision.term_last_day < on:
        return say("letter.note.nothing.term_end", ends=month_text(decision.term_last_day))
    return say("letter.note.nothing.minimum")


def _settled(letter: DecisionLetter) -> Iterator[str]:
    """What follows for months that are over, because the decision takes effect before it was taken."""
    more = [each for each in letter.settled if each.difference > 0]
    less = [each for each in letter.settled if each.difference < 0]
    for key, found in (("arrears", more), ("recovery", less)):
        if found:
            total = abs(sum(each.difference for each in found))
            yield say(f"letter.note.{key}", months=_months(found[0].month, found[-1].month), sum=money(total))


def _months(first: date, last: date) -> str:
    if first == last:
        return month_text(first)
    return say("letter.months", first=month_text(first), last=month_text(last))

"""What matching the caseload with a register finds (policy §6): an answer for every person of either list."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from db.matching import applying_people, keep_match_decision, match_decisions, supported_people
from states.match_flag import MatchOutcome
from workflow.errors import BadInput
from workflow.matching.flags import raise_unless_worker, settled_by_decision
from workflow.matching.pairs import Pair, Person, matched
from workflow.matching.register import read_register
from workflow.regions import villages_by_name
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.engine import RowMapping

    from workflow.matching.register import Entry
    from workflow.office import Office

PAIR_NUMBER = 8
"""Characters of a pair's number."""


class Answer(StrEnum):
    """What is said of a person, in the order in which it is told."""

    UNSURE = "unsure"
    DEAD = "dead"
    NAME_DIFFERS = "name_differs"
    NUMBER_DIFFERS = "number_differs"
    OTHER_HOUSEHOLD = "other_household"
    TWICE = "twice"
    APPLIED = "applied"
    REGISTER_ONLY = "register_only"
    SUPPORTED_ONLY = "supported_only"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: who it is about on either list, the pair's number where a person may decide, what else is to be told.

    `supported` is an applicant where the household's application is open.
    `looks_eligible`: the register's income per head is below the standard: the household is to be invited to apply.
    """

    answer: Answer
    supported: Person | None = None
    entry: Entry | None = None
    pair: str = ""
    score: float = 0.0
    looks_eligible: bool | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """All answers, the most urgent first, and the sizes of both lists."""

    supported: int
    register: int
    found: tuple[Found, ...]
    people: Mapping[str, int] = field(default_factory=dict)
    """The registered person behind each supported key."""
    region: str = ""
    """The region whose caseload was matched; "" the office's."""

    def of(self, *answers: Answer) -> tuple[Found, ...]:
        """What was answered in one of these ways."""
        return tuple(found for found in self.found if found.answer in answers)

    @property
    def outcomes(self) -> dict[str, MatchOutcome]:
        """What was said of each household, by case: one person of it who is surely on the register is enough."""
        said: dict[str, set[Answer]] = defaultdict(set)
        for found in self.found:
            if found.supported is not None and found.answer is not Answer.APPLIED:
                said[found.supported.household].add(found.answer)
        return {case: _outcome(answers) for case, answers in sorted(said.items())}

    @property
    def counts(self) -> dict[Answer, int]:
        """How many of each answer."""
        counted = Counter(found.answer for found in self.found)
        return {answer: counted[answer] for answer in Answer}


def _outcome(answers: set[Answer]) -> MatchOutcome:
    if answers - {Answer.SUPPORTED_ONLY, Answer.UNSURE}:
        return MatchOutcome.MATCHED
    return MatchOutcome.UNDECIDED if Answer.UNSURE in answers else MatchOutcome.UNMATCHED


def match_register(office: Office, path: Path, region: str = "") -> Matching:
    """Match the people of the caseload, or of a region's, with a register's file. BadInput, BadFile as the reader."""
    entries = read_register(path, villages_by_name(office))
    with office.reading() as read:
        rows, applying = supported_people(read, region), [_person(row) for row in applying_people(read)]
        decided = match_decisions(read)
    supported = [_person(row) for row in rows]
    people = {person.key: row["person"] for person, row in zip(supported, rows, strict=True)}
    keys = {number: key for key, number in people.items()}
    said = {(keys[person], entry): same for (person, entry), same in decided.items() if person in keys}
    standard = {village: _standard(office, village) for village in {person.village for person in supported}}
    found = tuple(sorted(_answers(supported, applying, entries, said, standard), key=_urgency))
    return Matching(len(supported), len(entries), found, people, region)


@despite_a_cut
def decide(office: Office, matching: Matching, pair: str, *, same: bool) -> Found:
    """Note that a pair is one person, or is not; it is remembered.

    BadInput: no pair has that number. NotPermitted: by somebody who does not work on cases.
    """
    raise_unless_worker(office)
    found = next((each for each in matching.found if each.pair == pair), None)
    if found is None or found.supported is None or found.entry is None:
        raise BadInput("match.no_pair", pair=pair)
    with office.writing() as uow:
        person = matching.people[found.supported.key]
        keep_match_decision(uow, person, found.entry.person.key, same=same, by=office.user.login)
        settled_by_decision(office, uow, found.supported.key, found.entry.person.key)
        uow.commit()
    return found


def _answers(
    supported: Sequence[Person],
    applying: Sequence[Person],
    entries: Sequence[Entry],
    decided: Mapping[tuple[str, str], bool],
    standard: Mapping[str, int],
) -> Iterator[Found]:
    by_key = {entry.person.key: entry for entry in entries}
    result = matched(supported, [entry.person for entry in entries], decided)
    homes = _homes(result.pairs)
    for pair in result.pairs:
        yield _of_pair(pair, by_key[pair.other.key], homes, decided)
    for person in result.only_one:
        yield Found(Answer.SUPPORTED_ONLY, person)
    for same in result.twice:
        for person in same[1:]:
            yield Found(Answer.TWICE, entry=by_key[person.key])
    lowest = min(standard.values(), default=0)
    known = matched(applying, result.only_other).pairs
    applied = {pair.other.key: pair.one for pair in known if pair.is_sure or pair.by_number}
    for person in result.only_other:
        entry = by_key[person.key]
        if person.key in applied:
            yield Found(Answer.APPLIED, applied[person.key], entry)
        elif person.died is None:
            limit = standard.get(person.village, lowest)
            eligible = entry.per_head < limit if entry.per_head is not None and limit else None
            yield Found(Answer.REGISTER_ONLY, entry=entry, looks_eligible=eligible)


def _of_pair(pair: Pair, entry: Entry, homes: Mapping[str, str], decided: Mapping[tuple[str, str], bool]) -> Found:
    number = pair_number(pair)
    answer = Answer.BOTH
    confirmed = decided.get((pair.one.key, pair.other.key)) is True
    if not pair.is_sure:
        answer = Answer.UNSURE
    elif entry.person.died is not None and pair.one.died is None:
        answer = Answer.DEAD
    elif pair.by_number and pair.one.name != pair.other.name and not confirmed:
        answer = Answer.NAME_DIFFERS
    elif not pair.by_number and pair.other.id_no and not confirmed:
        answer = Answer.NUMBER_DIFFERS
    elif pair.other.household and homes.get(pair.other.household, pair.one.household) != pair.one.household:
        answer = Answer.OTHER_HOUSEHOLD
    return Found(answer, pair.one, entry, number, pair.score)


def pair_number(pair: Pair) -> str:
    """A short number by which a person names a pair."""
    return hashlib.sha256(f"{pair.one.key}|{pair.other.key}".encode()).hexdigest()[:PAIR_NUMBER]


def _homes(pairs: Sequence[Pair]) -> dict[str, str]:
    """The case to which most people of each household of the register belong."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        if pair.is_sure and pair.other.household:
            counted[pair.other.household][pair.one.household] += 1
    return {home: cases.most_common(1)[0][0] for home, cases in counted.items()}


def _person(row: RowMapping) -> Person:
    return Person(
        key=f"{row['case']}/{row['member_key']}",
        household=row["case"],
        name=row["name"],
        id_no=row["id_no"] or "",
        born=row["born"],
        village=row["village"],
        died=row["died_on"],
    )


def _standard(office: Office, village: str) -> int:
    return office.rules_for(village).policies(office.today).standard_annual


def _urgency(found: Found) -> tuple[int, bool, str, str]:
    order = list(Answer)
    case = found.supported.key if found.supported is not None else ""
    return (
        order.index(found.answer),
        found.looks_eligible is not True,
        case,
        found.entry.person.key if found.entry is not None else "",
    )

"""What matching found as tables and as JSON documents; ID numbers masked (policy §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states.identity import masked_id
from states.money import yuan
from workflow.exchange.cells import NUMBER_LENGTH
from workflow.listing import Column, Kind, Listing
from workflow.matching.answers import Answer
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workflow.listing import Cell
    from workflow.matching.answers import Found, Matching
    from workflow.matching.pairs import Person

COLUMNS = {
    "answer": Kind.TEXT, "pair": Kind.TEXT, "case": Kind.TEXT, "village": Kind.TEXT, "name": Kind.TEXT,
    "number": Kind.TEXT, "born": Kind.DATE, "row": Kind.COUNT, "their_household": Kind.TEXT, "their_name": Kind.TEXT,
    "their_number": Kind.TEXT, "their_born": Kind.DATE, "what_next": Kind.TEXT,
}  # fmt: skip


def counts_listing(matching: Matching) -> Listing:
    """How many of each answer."""
    return Listing(
        title=say("match.title", supported=f"{matching.supported:,}", register=f"{matching.register:,}"),
        name=say("match.counts"),
        columns=(Column(say("match.column.answer")), Column(say("match.column.people"), Kind.COUNT)),
        rows=tuple((say(f"match.answer.{answer.value}"), count) for answer, count in matching.counts.items()),
    )


def found_listing(found: Iterable[Found], villages: Mapping[str, str]) -> Listing:
    """Each answer with both sides of it beside each other, and what is to be done."""
    return Listing(
        title=say("match.found"),
        name=say("match.found"),
        columns=tuple(Column(say(f"match.column.{name}"), kind) for name, kind in COLUMNS.items()),
        rows=tuple(_row(each, villages) for each in found),
    )


def side_by_side(found: Found, villages: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """An unsure pair fact by fact: what it is, here, there; for a person who decides."""
    here, there = _facts(found.supported, villages), _facts(found.entry.person if found.entry else None, villages)
    return [(say(f"match.fact.{name}"), here[name], there[name]) for name in here]


def matching_document(matching: Matching, found: Sequence[Found]) -> dict[str, Any]:
    """Counts, and the answers that are wanted."""
    return {
        "supported": matching.supported,
        "register": matching.register,
        "counts": {answer.value: count for answer, count in matching.counts.items()},
        "found": [_document(each) for each in found],
    }


def what_next(found: Found) -> str:
    """What a person does about it."""
    if found.answer is Answer.REGISTER_ONLY:
        if found.looks_eligible is None:
            return say("match.next.unknown")
        return say("match.next.invite") if found.looks_eligible else say("match.next.not_eligible")
    died = found.entry.person.died if found.entry is not None else None
    return say(f"match.next.{found.answer.value}", died=died or "")


def _row(found: Found, villages: Mapping[str, str]) -> tuple[Cell, ...]:
    one = found.supported
    other = found.entry.person if found.entry is not None else None
    village = one.village if one is not None else other.village if other is not None else ""
    return (
        say(f"match.answer.{found.answer.value}"),
        found.pair if found.answer in {Answer.UNSURE, Answer.NAME_DIFFERS, Answer.NUMBER_DIFFERS} else "",
        one.household if one is not None else "",
        villages.get(village, village),
        one.name if one is not None else "",
        masked_id(one.id_no) if one is not None else "",
        one.birthday if one is not None else None,
        found.entry.row if found.entry is not None else None,
        other.household if other is not None and len(other.household) < NUMBER_LENGTH else "",
        other.name if other is not None else "",
        masked_id(other.id_no) if other is not None else "",
        other.birthday if other is not None else None,
        what_next(found),
    )


def _facts(person: Person | None, villages: Mapping[str, str]) -> dict[str, str]:
    if person is None:
        return dict.fromkeys(("household", "name", "number", "born", "village"), "")
    return {
        "household": person.household if len(person.household) < NUMBER_LENGTH else "",
        "name": person.name,
        "number": masked_id(person.id_no),
        "born": person.birthday.isoformat() if person.birthday is not None else "",
        "village": villages.get(person.village, person.village),
    }


def _document(found: Found) -> dict[str, Any]:
    one, entry = found.supported, found.entry
    return {
        "answer": found.answer.value,
        "pair": found.pair or None,
        "score": round(found.score, 3) if one is not None and entry is not None else None,
        "case": one.household if one is not None else None,
        "name": one.name if one is not None else None,
        "row": entry.row if entry is not None else None,
        "their_name": entry.person.name if entry is not None else None,
        "died": entry.person.died.isoformat() if entry is not None and entry.person.died is not None else None,
        "per_head": yuan(entry.per_head) if entry is not None and entry.per_head is not None else None,
        "looks_eligible": found.looks_eligible,
        "next": what_next(found),
    }

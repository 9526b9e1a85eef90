"""Pairs of two lists of people: by ID number, then by name, birthday and village among those who could be the same.

Nobody is compared with everybody: only people who share two of their facts, or the beginning of a number.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from states.identity import birthday, doubts

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

SURE, UNSURE = 0.95, 0.70
"""Scores from which a pair is one person, and from which a person decides whether it is."""
NAME, BIRTHDAY, VILLAGE, NUMBER = 0.5, 0.3, 0.2, 0.3
"""What each fact that agrees is worth; two sound numbers that differ count against."""
MISTYPED = 2
"""Characters by which a number typed twice differs at most."""
RELATED_NAMES = 0.5
"""Likeness from which two names of one number may be one name written twice."""
BEGINNING = 12
LARGEST_BLOCK = 200
"""People who share a block; so many share only what tells nobody apart."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a list: a key of their own, the household's number, what is known of them."""

    key: str
    household: str
    name: str
    id_no: str = ""
    born: date | None = None
    village: str = ""
    died: date | None = None

    @property
    def birthday(self) -> date | None:
        """The day of birth, from the number where it is not written."""
        return self.born or birthday(self.id_no)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that are one person, surely or not; `score` is 1 for an equal number."""

    one: Person
    other: Person
    score: float
    is_sure: bool

    @property
    def by_number(self) -> bool:
        """Whether both carry the same ID number."""
        return bool(self.one.id_no) and self.one.id_no == self.other.id_no


@dataclass(frozen=True, slots=True)
class Matched:
    """What two lists have in common, what only one of them has, and who stands twice on the second.

    Of those who stand twice the first may be in a pair; the others are in none.
    """

    pairs: tuple[Pair, ...]
    only_one: tuple[Person, ...]
    only_other: tuple[Person, ...]
    twice: tuple[tuple[Person, ...], ...]


def matched(
    ones: Sequence[Person], others: Sequence[Person], decided: Mapping[tuple[str, str], bool] | None = None
) -> Matched:
    """The pairs of two lists; `decided` says of pairs, by their keys, whether a person found them to be one."""
    known = decided or {}
    numbered: dict[str, list[Person]] = defaultdict(list)
    for person in others:
        if person.id_no:
            numbered[person.id_no].append(person)
    pairs = list(_by_number(ones, numbered, known))
    left, right = _left(ones, pairs, "one"), _left(others, pairs, "other")
    twice = tuple(_twice(numbered, {pair.other.key for pair in pairs}))
    doubled = {person.key for same in twice for person in same[1:]}
    pairs += _by_likeness(left, [person for person in right if person.key not in doubled], known)
    used = {pair.other.key for pair in pairs}
    return Matched(
        tuple(pairs),
        tuple(_left(ones, pairs, "one")),
        tuple(person for person in others if person.key not in used and person.key not in doubled),
        twice,
    )


def name_likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, by the characters that would have to be changed."""
    return OSA.normalized_similarity(one, other) if one and other else 0.0


def score(one: Person, other: Person) -> float:
    """How much two people have in common, from 0 to 1; a mistyped number agrees, another sound one does not."""
    found = NAME * name_likeness(one.name, other.name)
    if one.birthday is not None and one.birthday == other.birthday:
        found += BIRTHDAY
    if one.village and one.village == other.village:
        found += VILLAGE
    if one.id_no and other.id_no:
        if OSA.distance(one.id_no, other.id_no, score_cutoff=MISTYPED) <= MISTYPED:
            found += NUMBER
        elif not doubts(one.id_no) and not doubts(other.id_no):
            found -= NUMBER
    return max(0.0, min(1.0, found))


def _by_number(
    ones: Sequence[Person], numbered: Mapping[str, list[Person]], decided: Mapping[tuple[str, str], bool]
) -> Iterator[Pair]:
    used: set[str] = set()
    for one in ones:
        found = [
            person
            for person in (numbered.get(one.id_no, ()) if one.id_no else ())
            if person.key not in used and decided.get((one.key, person.key)) is not False
        ]
        if found:
            other = max(found, key=lambda person: name_likeness(one.name, person.name))
            said = decided.get((one.key, other.key))
            used.add(other.key)
            yield Pair(one, other, 1.0, said is True or name_likeness(one.name, other.name) >= RELATED_NAMES)


def _twice(numbered: Mapping[str, list[Person]], paired: Collection[str]) -> Iterator[tuple[Person, ...]]:
    for same in numbered.values():
        first, *others = sorted(same, key=lambda person: person.key not in paired)
        if spare := [person for person in others if person.key not in paired]:
            yield first, *spare


def _left(people: Sequence[Person], pairs: Iterable[Pair], side: str) -> list[Person]:
    used = {getattr(pair, side).key for pair in pairs}
    return [person for person in people if person.key not in used]


def _by_likeness(
    ones: Sequence[Person], others: Sequence[Person], decided: Mapping[tuple[str, str], bool]
) -> Iterator[Pair]:
    """The best pairs first, each person once; where two fit equally well nobody is sure."""
    found: list[tuple[float, Person, Person]] = []
    for one, other in _candidates(ones, others):
        said = decided.get((one.key, other.key))
        worth = 1.0 if said else score(one, other)
        if said is not False and worth >= UNSURE:
            found.append((worth, one, other))
    rivals = _rivals(found)
    found.sort(key=lambda each: (not decided.get((each[1].key, each[2].key)), -each[0], each[1].key, each[2].key))
    used: set[tuple[str, str]] = set()
    for worth, one, other in found:
        if ("one", one.key) in used or ("other", other.key) in used:
            continue
        used |= {("one", one.key), ("other", other.key)}
        is_sure = bool(decided.get((one.key, other.key))) or (worth >= SURE and not rivals[one.key, other.key])
        yield Pair(one, other, worth, is_sure)


def _rivals(found: Sequence[tuple[float, Person, Person]]) -> dict[tuple[str, str], bool]:
    """For each pair whether one of its two fits somebody else as well."""
    best: dict[tuple[str, str], list[float]] = defaultdict(list)
    for worth, one, other in found:
        best["one", one.key].append(worth)
        best["other", other.key].append(worth)
    return {
        (one.key, other.key): max(
            sum(each >= worth for each in best["one", one.key]), sum(each >= worth for each in best["other", other.key])
        )
        > 1
        for worth, one, other in found
    }


def _candidates(ones: Sequence[Person], others: Sequence[Person]) -> Iterator[tuple[Person, Person]]:
    """Pairs that share a block, each once."""
    blocks: dict[Hashable, list[Person]] = defaultdict(list)
    for other in others:
        for key in _blocks(other):
            blocks[key].append(other)
    for one in ones:
        seen: set[str] = set()
        for key in _blocks(one):
            sharing = blocks.get(key, ())
            for other in sharing if len(sharing) <= LARGEST_BLOCK else ():
                if other.key not in seen:
                    seen.add(other.key)
                    yield one, other


def _blocks(person: Person) -> Iterator[Hashable]:
    born = person.birthday
    if born is not None:
        yield "name born", person.name, born
        if person.village:
            yield "born village", born, person.village
    if person.village:
        yield "name village", person.name, person.village
    if len(person.id_no) >= BEGINNING:
        yield "number", person.id_no[:BEGINNING]
        yield "ending", person.id_no[-BEGINNING:]

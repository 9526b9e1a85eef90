"""Finding cases by what somebody types: numbers, parts of people's names, their initials, places."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select

from db.reading import CASES, MEMBERS, PERSONS, REGIONS, Reading, table
from db.registering import id_tail
from db.tables import CaseGramRow
from db.tables.cases import LONGEST_GRAM
from db.writing import case_number

GRAMS = table(CaseGramRow)
LEAST_DIGITS = 3
PAIR = 2
MANY = 2000
"""Hits that are worth sorting; where there are more, a list that is not kept in its order is gone through in it."""
LAST = "\U0010ffff"
"""Sorts behind every character of a name."""


def is_of_people(text: str) -> bool:
    """Whether a text may be a part of a name, or its initials, or of a place's: it is neither number nor nothing."""
    return bool(_of_name(text)) and not _is_case(text) and not _is_id(text)


def matches(text: str) -> Any:
    """A case number, last digits of an ID number, pinyin initials, a part of a name, or a place's name."""
    digits = text.upper().removeprefix("C-")
    if _is_case(text):
        return _starts(CASES.c.id, f"C-{digits}") if digits[:1] == "0" else _number(digits)
    if _is_id(text):
        return or_(_number(digits), CASES.c.household_id.in_(_owners(digits)))
    return or_(CASES.c.id.in_(_people(text)), CASES.c.village.in_(_places(text)))


def called(part: str) -> Any:
    """Asked of each case: whether one of its people is called so, by one part of a name."""
    grams = GRAMS.alias()
    return select(grams.c.gram).where(grams.c.case_id == CASES.c.id, grams.c.gram == part).exists()


def asked_of_each(text: str) -> Any:
    """What `matches` asks of a part of a name, asked of each case: soon answered where many are called so."""
    return or_(and_(*map(called, parts_of(text))), CASES.c.village.in_(_places(text)))


def is_common(read: Reading, text: str) -> bool:
    """Whether a text that is one part of a name stands in more names than are worth sorting."""
    first, *others = parts_of(text)
    return not others and _hits(read, first) == MANY


def rarest_first(read: Reading, text: str) -> list[str]:
    """The parts of a name, the one that stands in the fewest names before the others."""
    parts = parts_of(text)
    return sorted(parts, key=lambda part: _hits(read, part)) if len(parts) > 1 else parts


def parts_of(text: str) -> list[str]:
    """The pairs of characters that a name must hold; initials, and a pair or less, are one part."""
    of_name = _of_name(text)
    if of_name.isascii() or len(of_name) <= PAIR:
        return [of_name[:LONGEST_GRAM]]
    return list(dict.fromkeys(of_name[i : i + PAIR] for i in range(len(of_name) - 1)))


def places_called(read: Reading, text: str) -> Sequence[str]:
    """Villages whose name, or whose township's, holds a text."""
    return read.connection.execute(_places(text)).scalars().all()


def _hits(read: Reading, part: str) -> int:
    """In how many cases a part of a name stands, counted up to `MANY`."""
    some = select(GRAMS.c.gram).where(GRAMS.c.gram == part).limit(MANY).subquery()
    return int(read.connection.execute(select(func.count()).select_from(some)).scalar_one())


def _people(text: str) -> Any:
    """Cases of people whose name holds a text, or has such initials."""
    wanted = parts_of(text)
    found = select(GRAMS.c.case_id).where(GRAMS.c.gram.in_(wanted))
    return found if len(wanted) == 1 else found.group_by(GRAMS.c.case_id).having(func.count() == len(wanted))


def _is_case(text: str) -> bool:
    return text.upper().startswith("C-")


def _is_id(text: str) -> bool:
    return text[:-1].isdecimal() and (text[-1].isdecimal() or text[-1] in "xX")


def _of_name(text: str) -> str:
    return text.replace(" ", "").replace("　", "").lower()


def _starts(column: Any, text: str) -> Any:
    """Begins with a text, as a range that an index serves."""
    return and_(column >= text, column < text + LAST)


def _number(digits: str) -> Any:
    """The case of a number."""
    return CASES.c.id == (case_number(int(digits)) if digits.isascii() and digits.isdecimal() else f"C-{digits}")


def _owners(digits: str) -> Any:
    """Households of people whose ID number ends so; one digit or two would be everybody's."""
    tail = id_tail(digits)
    if len(digits) < LEAST_DIGITS:
        return ()
    return (
        select(MEMBERS.c.household_id)
        .join(PERSONS, PERSONS.c.id == MEMBERS.c.person_id)
        .where(_starts(PERSONS.c.id_tail, tail), PERSONS.c.id_no.endswith(digits))
    )


def _places(text: str) -> Any:
    """Villages whose name, or whose township's, holds a text."""
    named = (
        select(REGIONS.c.code)
        .where(
            REGIONS.c.level.in_(("village", "township")),
            or_(*(column.icontains(text, autoescape=True) for column in (REGIONS.c.name, REGIONS.c.name_en))),
        )
        .cte()
    )
    codes = select(named.c.code)
    return select(REGIONS.c.code).where(
        REGIONS.c.level == "village", or_(REGIONS.c.code.in_(codes), REGIONS.c.parent.in_(codes))
    )

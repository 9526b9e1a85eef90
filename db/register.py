"""How a case's household is registered, in one digest: events carry it after each change, and it is made anew.

It covers the household, who lives there and the persons that they are. When somebody died stands beside it: a person
may live in several households, and what is reported in one is told by that one's case alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from orjson import Fragment
from sqlalchemy import JSON, Column, Connection, Enum, Row, String, bindparam, select, type_coerce
from sqlalchemy.types import TypeDecorator

from db.documents import digest
from db.reading import CASES, EVENTS, HOUSEHOLDS, MEMBERS, PERSONS, Reading

HOUSEHOLD_KEYS = ("id", "village", "phone", "address", "bank_account", "facts")
MEMBER_KEYS = (
    "household_id", "id", "person_id", "member_key", "position", "joined_on", "left_on", "counts", "counted_in_paid",
    "facts",
)  # fmt: skip
PERSON_KEYS = ("name", "id_no", "id_tail", "born")
REGISTER = "register"
"""Where an event's body says how its case's household is registered."""


class AsWritten(TypeDecorator[Any]):
    """A document as the text that a file keeps, to be hashed within another one unread; a server gives it read.

    The text is canonical where the program wrote it; it may be another in a file that was copied from a server.
    """

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        """What makes a value of what the driver gives."""
        if dialect.name == "sqlite":
            return lambda text: None if text is None else Fragment(text)
        return super().result_processor(dialect, coltype)


def read_out(column: Column[Any]) -> Any:
    """A column as it is hashed: of a code its text."""
    return type_coerce(column, String).label(column.name) if isinstance(column.type, Enum) else column


def as_written(column: Column[Any]) -> Any:
    """The same, with a document as the text that it is."""
    return type_coerce(column, AsWritten).label(column.name) if isinstance(column.type, JSON) else read_out(column)


@dataclass(frozen=True, slots=True)
class Register:
    """A household's number and village, the digest of how it is registered, who of it died when by person's number."""

    household: int
    village: str
    digest: str
    died: Mapping[str, str]

    @property
    def document(self) -> dict[str, Any]:
        """As an event's body says it."""
        return {"household": self.household, "digest": self.digest, "died": self.died}


def register_of_rows(household: Mapping[str, Any], members: Iterable[tuple[Mapping[str, Any], ...]]) -> Register:
    """The same of a household's row and of its members' in their order, each with the person that it is."""
    values, died = [], {}
    for member, person in members:
        values.append([*(member[name] for name in MEMBER_KEYS), *(person[name] for name in PERSON_KEYS)])
        if person["died_on"] is not None:
            died[str(person["id"])] = person["died_on"].isoformat()
    own = [household[name] for name in HOUSEHOLD_KEYS]
    return Register(household["id"], household["village"], digest([own, values]), died)


class Registers:
    """How households are read to be hashed: columns one way or the other."""

    def __init__(self, column: Any) -> None:
        wanted: Any = bindparam("households", expanding=True)
        own = [column(HOUSEHOLDS.c[name]) for name in HOUSEHOLD_KEYS]
        theirs = [column(MEMBERS.c[name]) for name in MEMBER_KEYS] + [PERSONS.c[name] for name in PERSON_KEYS]
        self._households = select(*own).where(HOUSEHOLDS.c.id.in_(wanted))
        self._members = (
            select(*theirs, PERSONS.c.died_on)
            .join(PERSONS, PERSONS.c.id == MEMBERS.c.person_id)
            .where(MEMBERS.c.household_id.in_(wanted))
            .order_by(MEMBERS.c.household_id, MEMBERS.c.id)
        )

    def read(self, connection: Connection, households: Iterable[int]) -> dict[int, Register]:
        """How some households are registered, by number."""
        wanted = {"households": list(households)}
        members: dict[int, list[Any]] = defaultdict(list)
        for row in connection.execute(self._members, wanted):
            members[row[0]].append(row)
        return {
            row.id: Register(
                row.id,
                row.village,
                digest([list(row), [list(each[:-1]) for each in members[row.id]]]),
                {str(each.person_id): each[-1].isoformat() for each in members[row.id] if each[-1] is not None},
            )
            for row in connection.execute(self._households, wanted).all()
        }


READ, WRITTEN = Registers(read_out), Registers(as_written)
"""With documents read, as what is told is made of; and as the text that they are, which is faster."""


def is_as_told(read: Reading, case: Row[Any], said: Mapping[str, Any], found: Register | None) -> bool:
    """Whether a case's household is registered as the newest event that tells of it says."""
    if found is None or (found.household, found.village) != (said["household"], case.village):
        return False
    if found.digest != said["digest"] and not _has_newer_case(read, case):
        return False
    return found.died == said["died"] or all(
        found.died.get(person) == said["died"].get(person) or found.died.get(person) in _said_elsewhere(read, person)
        for person in found.died.keys() | said["died"].keys()
    )


def _has_newer_case(read: Reading, case: Row[Any]) -> bool:
    """Whether the household has a case that was opened later: that one's events tell of it now."""
    newer = select(CASES.c.id).where(CASES.c.household_id == case.household_id, CASES.c.id > case.id)
    return read.connection.execute(newer).first() is not None


def _said_elsewhere(read: Reading, person: str) -> set[str | None]:
    """The days on which cases of a person's households say that they died; None: that they live."""
    cases = select(CASES.c.id).join(MEMBERS, MEMBERS.c.household_id == CASES.c.household_id)
    bodies = select(EVENTS.c.body).order_by(EVENTS.c.seq.desc())
    found: set[str | None] = set()
    for case in read.connection.execute(cases.where(MEMBERS.c.person_id == int(person))).scalars().all():
        told = read.connection.execute(bodies.where(EVENTS.c.case_id == case)).scalars()
        found.update(next(([body[REGISTER]["died"].get(person)] for body in told if REGISTER in body), ()))
    return found

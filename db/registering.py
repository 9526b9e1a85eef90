"""Writing who lives where: households, their people, and who is counted in a paid case."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, exists, func, insert, select, update

from db.beyond import persons_numbered
from db.errors import UnknownCaseError
from db.journal import Entry
from db.reading import CASES, HOUSEHOLDS, MEMBERS, PERSONS, REGIONS, Reading
from db.register import READ, REGISTER
from states.facts import Household, Member
from states.household_file import household_document, member_document
from states.stages import Stage

OF_THE_WHOLE = ("members", "income", "medical", "property", "village", "phone", "address", "bank_account", "previous")
"""Keys of a household file that have columns of their own, or belong to a survey."""


TAIL = 6
"""Characters of an ID number's end that are kept for searching."""


def id_tail(id_no: str) -> str:
    """An ID number's last characters, the last one first."""
    return id_no[::-1][:TAIL]


class Registering(Reading):
    """The part of a transaction that writes the register of households and people; an event must tell of a change."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.untold: set[int] = set()
        """Households that were changed and no event has told of."""

    def add_household(self, household: Household) -> int:
        """Register a household and its people; who is known by ID number is found again."""
        household_id: int = self.connection.execute(
            insert(HOUSEHOLDS).returning(HOUSEHOLDS.c.id), [household_values(household)]
        ).scalar_one()
        for position, member in enumerate(household.members):
            self._add_member(household_id, member, position, None)
        self.untold.add(household_id)
        return household_id

    def find_household(self, household: Household) -> int | None:
        """The household that the head was last registered in as the head, found by ID number."""
        if not household.head.id_no:
            return None
        statement = (
            select(MEMBERS.c.household_id)
            .join(PERSONS, PERSONS.c.id == MEMBERS.c.person_id)
            .where(PERSONS.c.id_no == household.head.id_no, MEMBERS.c.left_on.is_(None), MEMBERS.c.position == 0)
            .order_by(MEMBERS.c.household_id.desc())
        )
        return self.connection.execute(statement).scalars().first()

    def household_of(self, case_id: str) -> int:
        """The household of a case; UnknownCaseError where there is none."""
        found = self.connection.execute(select(CASES.c.household_id).where(CASES.c.id == case_id)).scalar()
        if found is None:
            raise UnknownCaseError(case_id)
        return int(found)

    def live_case_of(self, household_id: int | None) -> str | None:
        """The live case of a household."""
        statement = select(CASES.c.id).where(
            CASES.c.household_id == household_id, CASES.c.stage != Stage.TERMINATED.value
        )
        return self.connection.execute(statement).scalar()

    def last_case_of(self, household_id: int | None) -> str | None:
        """The last case of a household, live or not."""
        statement = (
            select(CASES.c.id)
            .where(CASES.c.household_id == household_id)
            .order_by(CASES.c.opened_on.desc(), CASES.c.id.desc())
        )
        return self.connection.execute(statement).scalars().first()

    def add_member(self, case_id: str, member: Member, joined_on: date) -> None:
        """Somebody was born into a case's household, or joined it."""
        household_id = self._changed(case_id)
        last = self.connection.execute(
            select(func.max(MEMBERS.c.position)).where(MEMBERS.c.household_id == household_id)
        ).scalar()
        self._add_member(household_id, member, (last or 0) + 1, joined_on)

    def member_died(self, case_id: str, member: str, on: date) -> None:
        """Somebody died; they stay written in the household, and count in no paid case."""
        where = self._changed_member(case_id, member)
        person = self.connection.execute(select(MEMBERS.c.person_id).where(*where)).scalar_one()
        self.connection.execute(update(PERSONS).where(PERSONS.c.id == person).values(died_on=on))
        self.connection.execute(update(MEMBERS).where(*where).values(counted_in_paid=False))

    def member_left(self, case_id: str, member: str, on: date) -> None:
        """Somebody left the household."""
        self.connection.execute(
            update(MEMBERS).where(*self._changed_member(case_id, member)).values(left_on=on, counted_in_paid=False)
        )

    def member_lives(self, case_id: str, member: str) -> None:
        """Somebody was reported dead by mistake."""
        person = select(MEMBERS.c.person_id).where(*self._changed_member(case_id, member)).scalar_subquery()
        self.connection.execute(update(PERSONS).where(PERSONS.c.id == person).values(died_on=None))

    def member_stayed(self, case_id: str, member: str) -> None:
        """Somebody was reported gone by mistake."""
        self.connection.execute(update(MEMBERS).where(*self._changed_member(case_id, member)).values(left_on=None))

    def move_household(self, case_id: str, village: str) -> None:
        """The household lives in another village of the county; its case goes along."""
        self.connection.execute(
            update(HOUSEHOLDS).where(HOUSEHOLDS.c.id == self._changed(case_id)).values(village=village)
        )
        self.connection.execute(update(CASES).where(CASES.c.id == case_id).values(village=village))

    def change_account(self, case_id: str, account: str) -> None:
        """The household is paid to another account."""
        self.connection.execute(
            update(HOUSEHOLDS).where(HOUSEHOLDS.c.id == self._changed(case_id)).values(bank_account=account)
        )

    def change_head(self, case_id: str, member: str) -> None:
        """Another member is the head; the former one becomes a relative."""
        household_id = self._changed(case_id)
        for row in self.rows(select(MEMBERS).where(MEMBERS.c.household_id == household_id)):
            relation = row["facts"].get("relation", "")
            wanted = "head" if row["member_key"] == member else "relative" if relation == "head" else relation
            position = 0 if wanted == "head" else max(1, row["position"])
            if wanted != relation or position != row["position"]:
                self.connection.execute(
                    update(MEMBERS)
                    .where(MEMBERS.c.id == row["id"])
                    .values(facts={**row["facts"], "relation": wanted}, position=position)
                )

    def is_village(self, code: str) -> bool:
        """Whether a code is a village's."""
        return (
            self.connection.execute(
                select(REGIONS.c.code).where(REGIONS.c.code == code, REGIONS.c.level == "village")
            ).first()
            is not None
        )

    def free_member_key(self, case_id: str, wanted: str) -> str:
        """A member id that the case's household has never used: the one wanted, or the next after it."""
        used = set(
            self.connection.execute(
                select(MEMBERS.c.member_key).where(MEMBERS.c.household_id == self.household_of(case_id))
            ).scalars()
        )
        return (
            wanted
            if wanted not in used
            else next(key for n in range(2, len(used) + 3) if (key := f"{wanted}-{n}") not in used)
        )

    def count_in_paid_case(self, case_id: str, *, counted: bool) -> None:
        """Mark who counts in a case that begins, or ends, to be paid: nobody is marked twice."""
        household_id = self.household_of(case_id)
        here = [MEMBERS.c.household_id == household_id, MEMBERS.c.counted_in_paid.is_not(counted)]
        if counted:
            dead = exists().where(PERSONS.c.id == MEMBERS.c.person_id, PERSONS.c.died_on.is_not(None))
            here += [MEMBERS.c.left_on.is_(None), MEMBERS.c.counts.is_(True), ~dead]
        if self.connection.execute(update(MEMBERS).where(*here).values(counted_in_paid=counted)).rowcount:
            self.untold.add(household_id)

    def tell_register(self, case_id: str, entry: Entry) -> Entry:
        """An event of a case as it is to be written: after a change of its household it says how that is registered."""
        household_id = self.household_of(case_id) if self.untold else 0
        if household_id not in self.untold:
            return entry
        self.untold.remove(household_id)
        return replace(entry, body={**entry.body, REGISTER: self.register(household_id)})

    def register(self, household_id: int) -> dict[str, Any]:
        """How a household is registered, as an event says it."""
        return READ.read(self.connection, (household_id,))[household_id].document

    def _changed(self, case_id: str) -> int:
        """The household of a case, which is about to be changed."""
        household_id = self.household_of(case_id)
        self.untold.add(household_id)
        return household_id

    def _changed_member(self, case_id: str, member: str) -> tuple[Any, ...]:
        return (MEMBERS.c.household_id == self._changed(case_id), MEMBERS.c.member_key == member)

    def _add_member(self, household_id: int, member: Member, position: int, joined_on: date | None) -> None:
        person_id = persons_numbered(self.connection, [member.id_no]).get(member.id_no) if member.id_no else None
        if person_id is None:
            person_id = self.connection.execute(
                insert(PERSONS).returning(PERSONS.c.id), [person_values(member)]
            ).scalar_one()
        self.connection.execute(insert(MEMBERS), [member_values(household_id, person_id, member, position, joined_on)])


def household_values(household: Household) -> dict[str, Any]:
    """A household as a row; its people, and what belongs to a survey, apart."""
    document = household_document(replace(household, members=(), income=(), medical=()))
    return {
        "village": household.village,
        "phone": household.phone,
        "address": household.address,
        "bank_account": household.bank_account,
        "facts": {key: value for key, value in document.items() if key not in OF_THE_WHOLE},
    }


def person_values(member: Member) -> dict[str, Any]:
    """A member as the person that they are in every household, as a row."""
    return {"name": member.name, "id_no": member.id_no, "id_tail": id_tail(member.id_no), "born": member.born}


def member_values(
    household_id: int, person_id: int, member: Member, position: int, joined_on: date | None = None
) -> dict[str, Any]:
    """A member's place in a household as a row."""
    return {
        "household_id": household_id,
        "person_id": person_id,
        "member_key": member.id,
        "position": position,
        "joined_on": joined_on,
        "counts": member.counts,
        "counted_in_paid": False,
        "facts": member_document(member),
    }

"""Reducing what was kept of a household whose cases are over for long: the journal tells of it and stays verifiable.

An event `reduced` names each record that is changed, with the digest of what is left of it, and each event whose note
goes. Only after it do the tables' guards let these columns be changed, and `db.verify` accepts nothing else.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, null, select, update

from db.journal import REDUCED, Entry
from db.lists import region_range
from db.reading import CASES, EVENTS, EVIDENCE, HOUSEHOLDS, MEMBERS, PERSONS, SURVEYS, Reading
from db.registering import household_values
from db.writing import GRAMS, Writing, record_digest, record_values
from states.case import CaseFacts
from states.evidence import Record
from states.facts import Household
from states.household_file import member_document, stored_member
from states.reduced import reduced_member
from states.stages import Stage


def ended_before(read: Reading, village: str, day: date) -> dict[int, list[str]]:
    """The cases of a village's households that are all over since before a day, and not reduced yet, by household."""
    other = CASES.alias("other")
    still = select(other.c.id).where(
        other.c.household_id == CASES.c.household_id,
        (other.c.stage != Stage.TERMINATED) | (other.c.ended_on >= day),
    )
    reduced = select(EVENTS.c.seq).where(EVENTS.c.case_id == CASES.c.id, EVENTS.c.kind == REDUCED)
    statement = select(CASES.c.household_id, CASES.c.id).where(
        region_range(CASES.c.village, village), CASES.c.ended_on < day, ~still.exists(), ~reduced.exists()
    )
    found: dict[int, list[str]] = {}
    for household, case in read.connection.execute(statement.order_by(CASES.c.household_id, CASES.c.id)):
        found.setdefault(household, []).append(case)
    return found


def villages_with_ended(read: Reading) -> Sequence[str]:
    """Villages in which a case is over."""
    statement = select(CASES.c.village).where(CASES.c.ended_on.is_not(None)).distinct().order_by(CASES.c.village)
    return read.connection.execute(statement).scalars().all()


def reduce_case(uow: Writing, case: CaseFacts, left: Mapping[int, Record], entry: Entry) -> int:
    """Write what is left of each of a case's records in its place, and take away its notes; the event's number."""
    rows = {number: record_values(case.id, record) for number, record in left.items()}
    notes = [row["seq"] for row in uow.events(case.id) if row["personal"] is not None]
    body = {
        "records": [[number, record_digest(values, survey)] for number, (values, survey) in rows.items()],
        "notes": notes,
    }
    seq = uow.append(case.id, Entry(**{**_fields(entry), "body": body}))
    for number, (values, survey) in rows.items():
        kept = {name: values[name] for name in ("person", "document", "body")}
        uow.connection.execute(update(EVIDENCE).where(EVIDENCE.c.id == number).values(kept))
        if survey is not None:
            household = {"household": survey["household"]}
            uow.connection.execute(update(SURVEYS).where(SURVEYS.c.evidence_id == number).values(household))
    without = {"personal": null(), "salt": ""}
    uow.connection.execute(update(EVENTS).where(EVENTS.c.case_id == case.id, EVENTS.c.seq.in_(notes)).values(without))
    uow.connection.execute(update(CASES).where(CASES.c.id == case.id).values(head_name="", head_pinyin=""))
    uow.connection.execute(delete(GRAMS).where(GRAMS.c.case_id == case.id))
    return seq


def reduce_household(uow: Writing, household_id: int, left: Household) -> None:
    """Keep of a household and of its people what is left; who lives in another household too stays known there.

    The event that tells of it, of the household's newest case, is to follow.
    """
    uow.untold.add(household_id)
    values = {name: value for name, value in household_values(left).items() if name != "village"}
    uow.connection.execute(update(HOUSEHOLDS).where(HOUSEHOLDS.c.id == household_id).values(values))
    here = select(MEMBERS, PERSONS.c.born).join(PERSONS, PERSONS.c.id == MEMBERS.c.person_id)
    here = here.where(MEMBERS.c.household_id == household_id)
    for row in uow.rows(here):
        facts = member_document(reduced_member(stored_member(row["facts"])))
        uow.connection.execute(update(MEMBERS).where(MEMBERS.c.id == row["id"]).values(facts=facts))
        elsewhere = select(MEMBERS.c.id).where(
            MEMBERS.c.person_id == row["person_id"], MEMBERS.c.household_id != household_id
        )
        if uow.connection.execute(elsewhere).first() is None:
            born = row["born"].replace(month=1, day=1)
            nobody = {"name": "", "id_no": "", "id_tail": "", "born": born}
            uow.connection.execute(update(PERSONS).where(PERSONS.c.id == row["person_id"]).values(nobody))


def _fields(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}

"""Registered people found by name and the beginning of their ID numbers."""

from sqlalchemy import select

from db.reading import CASES, MEMBERS, PERSONS, Reading, Rows

MOST = 5


def people_called(read: Reading, name: str, digits: str) -> Rows:
    """Up to five people of a name whose ID numbers begin with some digits: `id_no`, and the `case` they are in."""
    case = select(CASES.c.id).where(CASES.c.household_id == MEMBERS.c.household_id).order_by(CASES.c.id.desc())
    statement = (
        select(PERSONS.c.id_no, case.limit(1).scalar_subquery().label("case"))
        .select_from(PERSONS.join(MEMBERS, MEMBERS.c.person_id == PERSONS.c.id))
        .where(PERSONS.c.name == name, PERSONS.c.id_no.startswith(digits, autoescape=True), PERSONS.c.id_no != "")
    )
    return read.rows(statement.order_by(PERSONS.c.id).limit(MOST))

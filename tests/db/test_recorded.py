"""Lists of what was recorded, on both databases: a region's are the county's that lie in it."""

from __future__ import annotations

from sqlalchemy import select, update

from db.reading import CASES, MEMBERS, Reading
from db.recorded import cases_with, live_cases_of_members
from states.case import Kinship
from states.evidence import Appeal, Declaration, EvidenceKind
from workflow.appeals import appeals
from workflow.declarations import declarations


def test_appeals_and_declarations_of_all_villages_are_the_countys(county):
    with county.reading() as read:
        every = read.load_cases(read.case_ids(after="", limit=1000))
        held = {case.id for case in every if any(case.evidence.of(Appeal))}
        assert set(cases_with(read, EvidenceKind.APPEAL)) == held
        declared = [case.id for case in every if any(case.evidence.of(Declaration))]
        touched = live_cases_of_members(read, declared)
    live = {case.id for case in every if case.is_live}
    assert {case for cases in touched.values() for case in cases} <= live
    assert all(case in cases for (case, _), cases in touched.items() if case in live)
    villages = county.village_names()
    for listed in (appeals, declarations):
        parts = [entry.case.id for village in villages for entry in listed(county, village)]
        assert sorted(parts) == sorted(entry.case.id for entry in listed(county))


def test_a_declared_relative_is_seen_in_the_other_case_where_they_live(county):
    """In a transaction that is taken back, the relative moves into the household of another case."""
    with county.reading() as read:
        ids = read.case_ids(after="", limit=1000)
        every = read.load_cases(ids)
    declared, row = next((case, row) for case in every for row in case.evidence.of(Declaration))
    other = next(case for case in every if case.is_live and case.id != declared.id)
    assert other.kin_elsewhere == ()
    household = select(CASES.c.household_id)
    relative = select(MEMBERS.c.person_id).where(
        MEMBERS.c.household_id == household.where(CASES.c.id == declared.id).scalar_subquery(),
        MEMBERS.c.member_key == row.relative,
    )
    member = other.household.head.id
    with county.store.writer.connect() as connection:
        connection.execute(
            update(MEMBERS)
            .where(
                MEMBERS.c.household_id == household.where(CASES.c.id == other.id).scalar_subquery(),
                MEMBERS.c.member_key == member,
            )
            .values(person_id=relative.scalar_subquery(), counted_in_paid=False)
        )
        found = Reading(connection).load_cases(ids)
        connection.rollback()
    said = tuple(each for each in declared.evidence.of(Declaration) if each.relative == row.relative)
    assert {case.id: case.kin_elsewhere for case in found if case.kin_elsewhere} == {
        other.id: tuple(Kinship(declared.id, member, each) for each in said)
    }
    assert found[ids.index(other.id)].kin_of_household(row.worker, county.today) != ()

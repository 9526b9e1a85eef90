"""Lists of what was recorded, on both databases: a region's are the county's that lie in it."""

from __future__ import annotations

from db.recorded import cases_with, live_cases_of_members
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

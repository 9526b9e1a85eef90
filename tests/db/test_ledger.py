"""The ledger of a region on both databases: read for itself, it is the part of the county's that lies there."""

from __future__ import annotations

from datetime import date

from states.evidence import Change, ChangeKind
from workflow import evidence
from workflow.due import quarter_of
from workflow.figures import added_up, figures_of
from workflow.ledger import Flow, ledger, movement, size


def test_the_ledgers_of_all_villages_are_the_countys_whoever_moved(office_at):
    office = office_at(households=60)
    day = date(2026, 11, 1)
    before = ledger(office, day)
    villages = sorted({entry.village for entry in before})
    moved = next(entry for entry in before if entry.village == villages[0])
    move = Change(on=office.today, person="village", change=ChangeKind.MOVED, detail=villages[-1])
    evidence.record(office, moved.case, move)
    assert ledger(office, day) == before
    assert tuple(entry for village in villages for entry in ledger(office, day, village)) == before
    assert size(office, day, villages[0]) < size(office, day)
    quarter = quarter_of(office.today)
    parts = {village: figures_of(movement(office, quarter, village)) for village in office.village_names()}
    flows = added_up(parts.values())["households"]
    whole = figures_of(movement(office, quarter))["households"]
    for batch, of in whole.items():
        for flow in (Flow.OPENING, Flow.ADDED, Flow.REMOVED, Flow.CLOSING):
            assert flows[batch][flow.value] == of[flow.value]
    assert sum(of[Flow.MOVED_OUT] for of in parts[villages[0]]["households"].values()) == 1

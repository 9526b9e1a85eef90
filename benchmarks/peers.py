"""The same work on the same data by what people use, in turn with the program: ratios, and how far they spread.

A step with what is kept of it: on the night of a new standard every case whose amount differs is adjusted; its stage
and amount are saved with a row of audit, and nothing that was saved may be lost. The others have a rule of one line
over one flat row. The program reads whole households with all their records, also of those that stay as they are, lets
every guard speak, works out amounts with their top-ups, and writes the event with its hash, the decision with what it
rests on, the work that is due and what lists show. Its own machine and journal under the others' rule are measured
beside it, to tell what the law costs from what keeping costs. All ways must arrive at the same bases.

A step alone: the same life in memory, nothing saved. Amounts: OpenFisca on the same households.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peer import amounts
from benchmarks.peer.dibao_way import NarrowWay, NightlyWay, adjusted, county_at
from benchmarks.peer.django_way import DjangoWay
from benchmarks.peer.rounds import Taken, compare, in_turn, timed
from benchmarks.peer.spiff_way import SpiffWay
from benchmarks.peer.sqlmodel_way import SqlModelWay
from benchmarks.peer.statemachine_way import StateMachineWay
from benchmarks.peer.work import LIFE, Case, Way

if TYPE_CHECKING:
    from collections.abc import Callable

HOUSEHOLDS, ROUNDS, LIVES = 3000, 5, 20
OURS, NARROW = NightlyWay(), NarrowWay()
SQLMODEL, DJANGO, SPIFF = SqlModelWay(), DjangoWay(), SpiffWay()
PEERS: tuple[Way, ...] = (SQLMODEL, DJANGO, SPIFF, StateMachineWay())
KEPT = {SQLMODEL.library: 25.0, DJANGO.library: 20.0, SPIFF.library: 50.0}
ALONE = {SPIFF.library: 10.0}
"""How many times as much as the program they take at least, as was promised."""


def kept(folder: Path, households: int, rounds: int) -> bool:
    """Print what a step takes with all that is kept of it; whether that is as promised."""
    eve, night = folder / "eve.db", folder / "night.db"
    county_at(eve, households)
    shutil.copy(eve, night)
    OURS.night(night)
    cases, wanted = adjusted(night)
    wanted = {case.id: wanted[case.id] for case in cases}
    begun = {way: _prepared(way, folder, eve, cases) for way in (OURS, NARROW, *PEERS)}
    gc.freeze()

    def of(way: Way) -> Callable[[], Taken]:
        def once() -> Taken:
            shutil.copy(begun[way], night)
            taken = timed(lambda: way.night(night))
            found = way.bases(night)
            assert {case: found[case] for case in wanted} == wanted, way.library
            return taken

        return once

    found = in_turn(rounds, {f"{way.library}: {way.how}": of(way) for way in (OURS, NARROW, *PEERS)})
    promised = {f"{way.library}: {way.how}": KEPT[way.library] for way in PEERS if way.library in KEPT}
    title = f"A step with what is kept of it: {len(cases):,} cases adjusted, {rounds} rounds in turn"
    held = compare(title, "a step", found, promised)
    del found[f"{OURS.library}: {OURS.how}"]
    compare("The same beside dibao's machine and journal under the same rule", "a step", found, {})
    return held


def _prepared(way: Way, folder: Path, eve: Path, cases: list[Case]) -> Path:
    path = folder / f"{type(way).__name__}.db"
    if isinstance(way, NightlyWay):
        shutil.copy(eve, path)
    way.prepare(path, cases)
    return path


def alone(rounds: int) -> bool:
    """Print what a step takes in memory; whether that is as promised."""

    def of(way: Way) -> Callable[[], Taken]:
        walk = way.walker()
        walk()

        def lives() -> int:
            for _ in range(LIVES):
                walk()
            return LIVES * len(LIFE)

        return lambda: timed(lives)

    found = in_turn(rounds, {way.library: of(way) for way in (OURS, *PEERS)})
    return compare(f"A step alone, in memory: lives of {len(LIFE)} steps", "a step", found, ALONE)


def main() -> int:
    """Print all tables; 1 where a ratio is less than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    said = parser.parse_args()
    gc.set_threshold(100_000, 20, 50)  # as the program does at its start
    with tempfile.TemporaryDirectory() as folder:
        held = kept(Path(folder), said.households, said.rounds)
    held &= alone(said.rounds)
    amounts.beside_openfisca(said.rounds)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

"""What a person waits for: a step that is safe on the disk, a search by a part of a name, due work, a workbook, a page.

Each stands beside what it cannot go below, or what people use, in the same run and in turn with it: a step beside the
disk's own fdatasync; a search and the due work over a million cases beside their own statements replayed on the driver
alone; a workbook beside openpyxl's write-only mode, without the program's widths. The county is that of
`benchmarks/key_speed.py`, kept in the folder that DIBAO_BENCH names; `--cases N` takes a smaller one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from sqlcipher3 import dbapi2

from benchmarks.batch_speed import NIGHTS, Tape, office_at
from benchmarks.key_speed import CASES, county_at, part
from benchmarks.peer.dibao_way import NightlyWay, adjusted
from benchmarks.peer.dibao_way import county_at as small_county_at
from benchmarks.peer.rounds import shown, told
from db.due import due_page
from db.engine import file_of
from workflow.cases import PAGE, ListFilter, case_page
from workflow.due import due_filter, due_list, quarter_of
from workflow.due_paper import due_pdf
from workflow.listing import Cell, Column, Kind, Listing, xlsx_of
from workflow.planner import Wanted, quarter_work
from workflow.stepping import Taken, take_step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workflow.office import Office

Line = tuple[str, str, str, str, str]
ROUNDS, HOUSEHOLDS, STEPS_AT_ONCE, SEARCHES, ROWS = 5, 600, 25, 60, 30_000
BLOCK = b"\0" * 4096
"""What a disk writes at once."""
MONEY = 6
"""The column of the workbook that holds money."""


def steps_and_disk(folder: Path) -> Iterator[Line]:
    """A step with its event, decision and lists, each on the disk before the next, beside as many fdatasyncs."""
    path, night = folder / "county.db", folder / "night.db"
    small_county_at(path, HOUSEHOLDS)
    shutil.copy(path, night)
    NightlyWay().night(night)
    ids = iter([case.id for case in adjusted(night)[0]])
    office = office_at(path).on(NIGHTS[-1][1])
    begun = process_time()
    with (folder / "synced").open("wb", buffering=0) as file:
        pairs = [
            (_each(lambda: _adjusted(office, ids)), _each(lambda: _synced(file.fileno()))) for _ in range(2 * ROUNDS)
        ]
    each = (process_time() - begun) / len(pairs) / STEPS_AT_ONCE
    office.store.close()
    ratios = sorted(disk / step for step, disk in pairs)
    step, disk = (statistics.median(column) for column in zip(*pairs, strict=True))
    yield (
        "a full step, its event on the disk",
        f"{1 / step:,.0f} a second ({each * 1e3:.1f} ms of processor time each)",
        f"fdatasync {1 / disk:,.0f} a second",
        f"{statistics.median(ratios):.2f} x ({ratios[0]:.2f} to {ratios[-1]:.2f})",
        told("0.5 x", kept=statistics.median(ratios) >= 0.5),
    )


def _each(work: Callable[[], None]) -> float:
    """Seconds on the clock of one of some pieces."""
    begun = perf_counter()
    for _ in range(STEPS_AT_ONCE):
        work()
    return (perf_counter() - begun) / STEPS_AT_ONCE


def _adjusted(office: Office, ids: Iterator[str]) -> None:
    assert isinstance(take_step(office, next(ids), "adjust"), Taken)


def _synced(file: int) -> None:
    os.write(file, BLOCK)
    os.fdatasync(file)


def searches(office: Office, beside: Beside) -> Iterator[Line]:
    """A page of the cases whose name holds the last two characters of somebody's, and those with one character."""
    random = Random(1)
    last = int(case_page(office, ListFilter(), order="case", size=1, descending=True).lines[0].case[2:])
    heads = []
    while len(heads) < SEARCHES:
        found = case_page(office, ListFilter(text=f"C-{random.randint(1, last):07}")).lines
        heads += [line.head for line in found if len(line.head) > 2]
    for what, texts in (
        ("search by the end of a name", [head[-2:] for head in heads]),
        ("search by one character of a name", [head[1] for head in heads]),
    ):
        wanted = [ListFilter(text=text) for text in texts]
        times, floors = zip(*(beside(lambda each=each: case_page(office, each)) for each in wanted), strict=True)
        at = part(list(times), 0.95)
        yield (
            f"{what}, a page",
            f"95 % in {at * 1e3:.1f} ms, middle {statistics.median(times) * 1e3:.1f}",
            f"driver {part(list(floors), 0.95) * 1e3:.1f}, {statistics.median(floors) * 1e3:.1f} ms",
            f"{statistics.median(times) / statistics.median(floors):.1f} x",
            told("5 ms", kept=at < 0.005),
        )


def due_work(office: Office, beside: Beside) -> Iterator[Line]:
    """The first page of the quarter's due list, and its counts by village."""
    quarter = quarter_of(office.today)

    def first_page() -> object:
        with office.reading() as read:
            return due_page(read, due_filter(office, quarter), None, PAGE)

    for what, work in (
        ("the due list's first page", first_page),
        ("the quarter's counts by village", lambda: quarter_work(office, Wanted(quarter))),
    ):
        times, floors = zip(*(beside(work) for _ in range(ROUNDS)), strict=True)
        yield (
            what,
            f"{statistics.median(times) * 1e3:,.1f} ms",
            f"driver {statistics.median(floors) * 1e3:,.1f} ms",
            f"{statistics.median(times) / statistics.median(floors):.1f} x",
            "",
        )


class Beside:
    """Reads of an office beside their own statements, replayed on the driver alone, both on what they read before."""

    def __init__(self, office: Office) -> None:
        path = file_of(office.store.url)
        self.tape, self.driver = Tape(office.store.reader), dbapi2.connect(str(path), isolation_level=None)

    def __call__(self, work: Callable[[], object]) -> tuple[float, float]:
        """Seconds of processor time of the one and the other, each done once before."""
        work()
        self.tape.statements.clear()
        taken = _processor(work)
        self.tape.replay_on(self.driver)
        return taken, self.tape.replay_on(self.driver)


def workbooks() -> Iterator[Line]:
    """Rows of a list as a workbook, by the program and by openpyxl as it writes fastest."""
    columns = (*(Column(f"列{n}") for n in range(6)), Column("元", Kind.MONEY), Column("人", Kind.COUNT))
    random = Random(2)
    rows = tuple(
        (f"C-{n:07}", random.choice("王李张刘") + "秀英", f"第{n % 40}村", "enrolled", "income", "2026-12-01",
         random.randint(1, 200_000), n % 5)
        for n in range(ROWS)
    )  # fmt: skip
    listing = Listing("名单", "名单", columns, rows)
    ways = {
        "rows alone": lambda: _by_openpyxl(listing, lambda _, cells: cells),
        "with the same formats": lambda: _by_openpyxl(listing, _formatted),
    }
    for what, theirs in ways.items():
        pairs = [(_processor(lambda: xlsx_of([listing])), _processor(theirs)) for _ in range(ROUNDS)]
        ratios = sorted(other / ours for ours, other in pairs)
        ours, other = (statistics.median(column) for column in zip(*pairs, strict=True))
        middle = statistics.median(ratios)
        yield (
            f"{ROWS:,} rows of {len(columns)} columns as a workbook", f"{ours:.2f} s",
            f"openpyxl, {what}, {other:.2f} s",
            f"{middle:.2f} x faster ({ratios[0]:.2f} to {ratios[-1]:.2f})", told("1.5 x faster", kept=middle >= 1.5),
        )  # fmt: skip


def _by_openpyxl(listing: Listing, cells_of: Callable[[Any, tuple[Cell, ...]], Iterable[Any]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(listing.name)
    sheet.append([column.heading for column in listing.columns])
    for row in listing.rows:
        sheet.append(cells_of(sheet, row))
    book.save(BytesIO())


def _formatted(sheet: Any, row: tuple[Cell, ...]) -> Iterator[Any]:
    """Cells as the program writes them: text as text, money and counts with separators."""
    for place, value in enumerate(row):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "@" if isinstance(value, str) else ("#,##0.00" if place == MONEY else "#,##0")
        yield cell


def paper(office: Office) -> Iterator[Line]:
    """A township's due list, found and set as PDF."""
    with office.reading() as read:
        township = max(row["code"] for row in read.regions("township"))
    items = len(due_list(office, village=township).items)

    def printed() -> bytes:
        return due_pdf(due_list(office, village=township), office.village_names(), office.region_name(township))

    times = [_processor(printed) for _ in range(ROUNDS)]
    middle = statistics.median(times)
    yield (
        f"a township's due list as PDF, {items:,} items", f"{middle:.2f} s", "",
        f"{min(times):.2f} to {max(times):.2f} s", told("2 s", kept=middle < 2),
    )  # fmt: skip


def _processor(work: Callable[[], object]) -> float:
    """Processor time of some work, all threads together."""
    begun = process_time()
    work()
    return process_time() - begun


def main() -> int:
    """Print the table; 1 where something is less than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    cases = parser.parse_args().cases
    office = county_at(Path(os.environ.get("DIBAO_BENCH", tempfile.gettempdir())), cases)
    beside = Beside(office)
    with tempfile.TemporaryDirectory() as folder:
        lines = [
            *steps_and_disk(Path(folder)),
            *searches(office, beside),
            *due_work(office, beside),
            *workbooks(),
            *paper(office),
        ]
    office.store.close()
    headings = ("", "measured", "beside", "ratio", "promised")
    shown(f"What a person waits for; {cases:,} cases where they are looked for", headings, lines)
    return 1 if any("not kept" in line[-1] for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())

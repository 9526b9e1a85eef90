"""A large ledger taken in: seconds for a number of rows (100,000 where none is given), and the memory at its most.

The rows are a made-up county's: two people to a household, incomes in their rows, every ID number in order.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from datetime import date
from pathlib import Path
from random import Random
from time import process_time
from typing import TYPE_CHECKING

import xlsxwriter

from db.bulk import insert_rows
from db.engine import open_store
from db.migrate import create
from states.facts import Sex
from states.sheets import shipped
from states.stages import Role
from workflow.demo.people import Numbering, born_at
from workflow.demo.people import name as invented_name
from workflow.demo.places import COUNTY_CODE
from workflow.exchange.importing import import_tables
from workflow.exchange.reading import read_tables
from workflow.office import Office, User

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = date(2026, 11, 24)
ROWS = 100_000
PER_VILLAGE = 40
PROMISED = 60
HEADINGS = ("户编号", "行政村", "姓名", "与户主关系", "身份证号", "工资性收入", "联系电话")
ADULTS = (20, 85)


def main() -> int:
    """Print the time and the memory; 1 where it took longer than promised for 100,000 rows."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        _write(path, rows)
        office = _office(f"sqlite:///{Path(folder) / 'county.db'}", rows)
        before = _memory()
        begun = process_time()
        tables = read_tables(path)
        read, read_memory = process_time() - begun, _memory()
        found = import_tables(office, tables)
        taken, taken_memory = process_time() - begun, _memory()
        again = process_time()
        unchanged = import_tables(office, read_tables(path)).unchanged
        again = process_time() - again
        office.store.close()
    promised = PROMISED * rows / ROWS
    print(
        f"{rows:,} rows, {len(found.opened):,} households taken in: {taken:.1f} s of processor time ({read:.1f} to "
        f"read the file), promised {promised:.1f} s; again, {unchanged:,} passed over: {again:.1f} s; memory "
        f"{before:.0f} MB before, {read_memory:.0f} when read, {taken_memory:.0f} when taken in"
    )
    return 0 if taken <= promised and not found.rejected else 1


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _office(url: str, rows: int) -> Office:
    create(url)
    office = Office(open_store(url), User("wang", "", Role.TOWNSHIP, COUNTY_CODE), TODAY, shipped())
    town = f"{COUNTY_CODE[:6]}001000"
    places = [(COUNTY_CODE, "county", None), (town, "township", COUNTY_CODE)]
    places += [(village, "village", town) for village in _villages(rows)]
    with office.writing() as uow:
        insert_rows(
            uow,
            {
                "regions": [
                    {"code": code, "name": code, "name_en": code, "level": level, "parent": parent}
                    for code, level, parent in places
                ],
                "users": [{"login": "wang", "name": "", "role": Role.TOWNSHIP, "region": COUNTY_CODE, "active": True}],
            },
        )
        uow.commit()
    return office


def _villages(rows: int) -> list[str]:
    return [f"{COUNTY_CODE[:6]}001{number:03}" for number in range(200, 201 + min(700, rows // 2 // PER_VILLAGE))]


def _write(path: Path, rows: int) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["低保台账"])
    sheet.write_row(1, 0, HEADINGS)
    for number, row in enumerate(_ledger(rows), start=2):
        sheet.write_row(number, 0, row)
    book.close()


def _ledger(rows: int) -> Iterator[tuple[str | float, ...]]:
    random, numbering, villages = Random(rows), Numbering(), _villages(rows)
    for number in range(rows):
        household, place = divmod(number, 2)
        born = born_at(random, ADULTS, TODAY)
        yield (
            f"H{household:06}",
            villages[household % len(villages)],
            invented_name(random),
            ("户主", "配偶")[place],
            numbering.id_number(born, random.choice(tuple(Sex))),
            random.randrange(0, 9000),
            f"139{household:08}",
        )


if __name__ == "__main__":
    sys.exit(main())

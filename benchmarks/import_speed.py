"""A large ledger taken in and written out again: processor time, and the memory at its most, for two sizes.

`python -m benchmarks.import_speed [--postgresql]`. The rows are a made-up county's: two people to a household, incomes
in their rows, every ID number in order. Each task runs in a process of its own, so that its memory is its own; the time
of a PostgreSQL server is not in it. Files that are made to burst a reader are held out to it too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from time import process_time
from typing import TYPE_CHECKING

import xlsxwriter

from db.bulk import insert_rows
from db.engine import open_store
from db.lists import ListFilter
from db.migrate import create
from states.facts import Sex
from states.sheets import shipped
from states.stages import Role
from tests.stores import new_database, postgresql_server
from workflow.demo.people import Numbering, born_at
from workflow.demo.people import name as invented_name
from workflow.demo.places import COUNTY_CODE
from workflow.errors import BadInput
from workflow.exchange.export import cases_of, exported, write_table, write_workbook
from workflow.exchange.importing import import_parts
from workflow.exchange.reading import read_tables
from workflow.office import Office, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TODAY = date(2026, 11, 24)
SIZES = (10_000, 100_000)
PER_VILLAGE = 40
PROMISED = 60
"""Seconds for the largest."""
REFUSED_SECONDS, REFUSED_MEGABYTES = 1, 150
HEADINGS = ("户编号", "行政村", "姓名", "与户主关系", "身份证号", "工资性收入", "联系电话")
ADULTS = (20, 85)


def main() -> int:
    """Print the times and the memory; 1 where it took longer than promised, or something harmful was read."""
    if len(sys.argv) > 1 and sys.argv[1] in TASKS:
        print(json.dumps(_measured(*sys.argv[1:])))
        return 0
    with tempfile.TemporaryDirectory() as name, _databases("--postgresql" in sys.argv, Path(name)) as database:
        folder = Path(name)
        found = {rows: _tasks(database(), folder, rows) for rows in SIZES}
        bombs = {path.name: _run("refuse", "", path, 0) for path in _bombs(folder)}
    small, large = SIZES
    for task in found[large]:
        few, many = found[small][task], found[large][task]
        slope = (many["peak"] - few["peak"]) * 1024 / (large - small)
        print(
            f"{task}: {few['seconds']:.1f} s for {small:,} rows, {many['seconds']:.1f} s for {large:,}; memory "
            f"{many['before']:.0f} MB before, {few['peak']:.0f} and {many['peak']:.0f} MB at most: "
            f"{slope:.2f} kB a row; {many['count']:,} households"
        )
    for bomb, told in bombs.items():
        print(f"{bomb}: refused in {told['seconds']:.3f} s with {told['peak']:.0f} MB")
    refused = all(
        told["count"] == 0 and told["seconds"] < REFUSED_SECONDS and told["peak"] < REFUSED_MEGABYTES
        for told in bombs.values()
    )
    return 0 if found[large]["import"]["seconds"] <= PROMISED and refused else 1


@contextmanager
def _databases(on_server: bool, folder: Path) -> Iterator[Callable[[], str]]:  # noqa: FBT001 - the command's option
    """What gives the URL of one more empty database."""
    if not on_server:
        yield lambda: f"sqlite:///{Path(tempfile.mkdtemp(dir=folder)) / 'county.db'}"
        return
    with postgresql_server() as server:
        yield lambda: new_database(server)


def _tasks(url: str, folder: Path, rows: int) -> dict[str, dict[str, float]]:
    """What each task on a number of rows took."""
    create(url)
    office = _office(url)
    _settle(office, rows)
    office.store.close()
    ledger = folder / f"{rows}.xlsx"
    _write(ledger, rows)
    plain = folder / f"{rows}.csv"
    files = {"read": ledger, "import": ledger, "again": ledger, "xlsx": folder / f"out{rows}.xlsx", "csv": plain}
    return {
        **{task: _run(task, url, path, rows) for task, path in files.items()},
        "again, as exported": _run("again", url, files["xlsx"], rows),
        "read, as CSV": _run("read", url, plain, rows),
    }


def _run(task: str, url: str, path: Path, rows: int) -> dict[str, float]:
    line = [sys.executable, "-m", "benchmarks.import_speed", task, url, str(path), str(rows)]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    print(f"{task} {path.name}: {done.stdout.strip()}", file=sys.stderr, flush=True)
    return found


def _measured(task: str, url: str, path: str, rows: str) -> dict[str, float]:
    """A task done here: seconds of processor time, memory before and at most in MB, and how many households it met."""
    office = _office(url) if url else None
    before, begun = _memory(), process_time()
    count = TASKS[task](office, Path(path))
    seconds = process_time() - begun
    if office is not None:
        office.store.close()
    return {"seconds": seconds, "before": before, "peak": _memory(), "count": count, "rows": int(rows)}


def _read(_: Office, path: Path) -> int:
    return sum(1 for _ in read_tables(path).drafts)


def _import(office: Office, path: Path) -> int:
    parts = import_parts(office, read_tables(path))
    return sum(len(part.opened) for part in parts)


def _again(office: Office, path: Path) -> int:
    return sum(part.unchanged for part in import_parts(office, read_tables(path)))


def _xlsx(office: Office, path: Path) -> int:
    return write_workbook(path, exported(office, cases_of(office, ListFilter()), "measured")) // 2


def _csv(office: Office, path: Path) -> int:
    return write_table(path, "people", exported(office, cases_of(office, ListFilter()), "measured")) // 2


def _refuse(_: Office, path: Path) -> int:
    try:
        return sum(1 for _ in read_tables(path).drafts)
    except BadInput:
        return 0


TASKS: dict[str, Callable[..., int]] = {
    "read": _read, "import": _import, "again": _again, "xlsx": _xlsx, "csv": _csv, "refuse": _refuse,
}  # fmt: skip


def _memory() -> float:
    """The most that was resident at once, in MB; what `getrusage` tells has the starting process's in it."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def _bombs(folder: Path) -> Iterator[Path]:
    """Workbooks that are made to burst a reader: gigabytes of nothing, a cell at the far end, a million parts."""
    cell = b'<c r="A1" t="inlineStr"><is><t>\xe5\xa7\x93\xe5\x90\x8d</t></is></c>'
    far = b'<row r="1">' + cell + b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    kinds: dict[str, tuple[Iterator[bytes], int]] = {
        "a sheet that unpacks to 2 GB": ((b" " * 10**7 for _ in range(200)), 0),
        "a cell at the far end of a sheet": (iter([b"<worksheet><sheetData>", far, b"</sheetData></worksheet>"]), 0),
        "a million parts": (iter([b"<worksheet/>"]), 10**6),
    }
    ledger = folder / f"{SIZES[0]}.xlsx"
    for name, (pieces, parts) in kinds.items():
        path = folder / f"{name}.xlsx"
        with zipfile.ZipFile(ledger) as sound, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for each in sound.namelist():
                if not each.startswith("xl/worksheets/"):
                    packed.writestr(each, sound.read(each))
            with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece)
            for number in range(parts):
                packed.writestr(str(number), b"")
        yield path


def _office(url: str) -> Office:
    return Office(open_store(url), User("wang", "", Role.TOWNSHIP, COUNTY_CODE), TODAY, shipped())


def _settle(office: Office, rows: int) -> None:
    """The county's regions, and who takes the households in."""
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

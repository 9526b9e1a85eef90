"""Every file that the program reads, made bad: each is taken in right or refused by a sentence, and nothing by halves.

A point is one file. It may take `SECONDS` of the processor and `BYTES` of memory, and where it is refused the database
is what it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import random as chances
import resource
import shutil
import signal
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from time import process_time
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import openpyxl
import sqlcipher3.dbapi2 as sqlite

from db.lists import ListFilter
from db.snapshot import snapshot, table_counts
from states.characters import is_clean
from states.household_file import household_document, parse_household
from states.stages import Role
from tests import random_households, random_sheets
from tests.faults.ground import compiled_once
from tests.faults.ground import folder as folder_of_harness
from tests.faults.lines import random_line, wrong_with
from tests.faults.mutating import HOSTILE, some_bytes, some_cells, some_members, some_parts, some_text, some_values
from tests.faults.tally import Harness, Tally, chance
from tests.faults.tampering import TODAY, sealed_office
from tests.oracle import sheets
from workflow import bank
from workflow.assessing import assess_file
from workflow.backups import encryption, restoring
from workflow.backups.soundness import unwatched
from workflow.backups.taking import take
from workflow.bank_returns import read_returns
from workflow.calendars import load_calendar, read_calendar
from workflow.choices import Choices
from workflow.cli.diagnostics import Exit, exit_code_of, explain
from workflow.drafts import drafts
from workflow.errors import BadInput
from workflow.exchange.export import cases_of, exported, write_workbook
from workflow.exchange.importing import import_parts
from workflow.exchange.reading import read_tables
from workflow.input_files import household_from, member_from
from workflow.journal import check
from workflow.matching.answers import match_register
from workflow.matching.flags import flag
from workflow.office import Office
from workflow.policy_choice import PolicyChoice
from workflow.region_file import load_regions
from workflow.seal_keys import read_key
from workflow.settings import database_url, read_settings
from workflow.stores import database_trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from random import Random

SECONDS, BYTES = 2.0, 150_000_000
PATIENCE = 20
"""Seconds after which a point that goes on is ended: it is lost."""
MONTH = date(2026, 11, 1)
REFUSALS = {Exit.REFUSED, Exit.USAGE, Exit.DATABASE, Exit.NOT_PERMITTED}
CALENDAR = "year = 2027\nholidays = [2027-01-01, 2027-02-08, 2027-02-09]\nworkdays = [2027-02-06]\n"
SETTINGS = 'db = "sqlite:///x.db"\nlang = "zh"\nregion = "371602"\n[keys]\nundo = "f7"\n'
REGIONS = [
    ["代码", "名称", "英文名称"], ["371602009000", "某某镇", "Mou"], ["371602009201", "某某村", ""],
    ["371602009202", "另一村", "Other"],
]  # fmt: skip
REGISTER = [
    ["县扶贫办登记表"], ["序号", "姓名", "身份证号码", "村", "户编号", "出生日期", "死亡日期", "人均纯收入"],
    ["1", "赵有福", "371602194803021234", "前进村", "7", "1948-03-02", "", "3,200.50"],
    ["2", "何桂香", "37160219520711002X", "前进村", "7", "1952年7月11日", "2026-01-05", "0"], ["合计", "", "", "", "2"],
]  # fmt: skip
URLS = (
    "sqlite:///{path}", "sqlite:///{path}?{text}", "sqlite://{text}", "sqlite:///{folder}/{text}", "{text}", "sqlite:///{folder}",
    "postgresql://{text}", "postgresql://u:{text}@127.0.0.1:1/d", "postgresql://127.0.0.1:{text}/d", "mysql://x/y",
    "postgresql://127.0.0.1:1/{text}?connect_timeout=1", "sqlite:///{path}#{text}", "SQLITE:///{path}", "sqlite:///",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder with a database to be copied and the good files that bad ones are made of."""

    folder: Path
    database: Path
    town: str
    county: str
    good: dict[str, bytes]

    @property
    def file(self) -> Path:
        """Where a bad file is put, without its ending."""
        return self.folder / "bad"

    def write(self, ending: str, data: bytes) -> Path:
        """A bad file."""
        path = self.file.with_suffix(ending)
        path.write_bytes(data)
        return path

    @contextmanager
    def office(self) -> Iterator[Office]:
        """The office on a copy of the database, held against it where the block is left by an exception."""
        copy = self.folder / "copy.db"
        shutil.copy(self.database, copy)
        office = Office.open(f"sqlite:///{copy}", self.town, TODAY)
        try:
            before = _counts(office)
            try:
                yield office
            except BaseException:
                if _counts(office) != before:
                    raise AssertionError("refused, and something was written") from None
                raise
            if check(office).problems:
                raise AssertionError("taken in, and the journal is not sound")
        finally:
            office.store.close()


def _counts(office: Office) -> dict[str, int]:
    with office.reading() as read:
        return table_counts(read.connection)


@contextmanager
def bench(seed: int) -> Iterator[Bench]:
    """The good files: those that the program writes itself, and those of other offices."""
    with folder_of_harness() as folder, compiled_once(), sealed_office(seed, 4) as office:
        name = str(folder)
        home = {
            "XDG_CONFIG_HOME": f"{name}/config",
            "XDG_STATE_HOME": f"{name}/state",
            "XDG_DATA_HOME": f"{name}/data",
            "HOME": name,
        }
        for own in ("config", "state"):
            (folder / own / "dibao").mkdir(parents=True)
        town = next(user for user in office.users() if user.role is Role.TOWNSHIP)
        here = office.as_user(town.login)
        write_workbook(folder / "out.xlsx", exported(here, cases_of(here, ListFilter()), "fuzz"))
        county = next(user for user in office.users() if user.role is Role.COUNTY)
        asked = bank.bank_file(office.as_user(county.login), MONTH, "csv", "fuzz")
        url = office.store.url
        take(url, folder / "backup", None, datetime(2026, 11, 24, tzinfo=UTC), unwatched)
        encryption.new_key(folder / "age.key")
        take(
            url,
            folder / "encrypted",
            encryption.read_key(folder / "age.key"),
            datetime(2026, 11, 24, tzinfo=UTC),
            unwatched,
        )
        snapshot(url, folder / "good.db")
        good = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        good["returns"] = asked.data
        with patch.dict(os.environ, home):
            yield Bench(folder, folder / "good.db", town.login, county.login, good)


def _household(random: Random) -> dict[str, Any]:
    return random_households.random_household(random, _policy(), TODAY)


@cache
def _policy() -> dict[str, Any]:
    """The values of a shipped sheet, as the oracle resolves them."""
    return sheets.resolve(random_households.KNOWN["cn-371602"], random_households.KNOWN, TODAY)


def household(random: Random, at: Bench) -> None:
    """One household as JSON; what is taken in is written and read again as itself."""
    path = at.write(".json", _document(random, _household(random)))
    found = household_from(str(path), on=TODAY, illnesses=frozenset())
    again = parse_household(json.dumps(household_document(found)), "json", on=TODAY, illnesses=frozenset())
    assert again == found


def member(random: Random, at: Bench) -> None:
    """One member as JSON."""
    member_from(
        str(at.write(".json", _document(random, _household(random)["members"][0]))), on=TODAY, illnesses=frozenset()
    )


def household_toml(random: Random, at: Bench) -> None:
    """One household as TOML."""
    text = "\n".join(_toml_lines(_household(random)))
    household_from(str(at.write(".toml", _text(random, text))), on=TODAY, illnesses=frozenset())


def households(random: Random, at: Bench) -> None:
    """Some households, one a line, assessed under a random sheet or the shipped ones."""
    lines = [json.dumps({**_household(random), "id": f"H{number}"}).encode() for number in range(3)]
    lines[random.randrange(3)] = random.choice(
        (_document(random, _household(random)), _document(random, _household(random)), lines[0])
    )
    path = at.write(".ndjson", b"\n".join(lines))
    for found in assess_file(str(path), PolicyChoice.of(None, random.choice(("371602", "371602", "")), TODAY)):
        assert found.assessment.total_monthly >= 0


def sheet(random: Random, at: Bench) -> None:
    """A policy sheet, used at once."""
    text = random_sheets.toml(random_sheets.random_sheet(random, TODAY))
    path = at.write(".toml", _text(random, text))
    choice = PolicyChoice.of(str(path), None, TODAY)
    choice.policy_for("")


def exchange(random: Random, at: Bench) -> None:
    """Households and people of a workbook or a CSV file, taken in."""
    book = at.good["out.xlsx"]
    data = some_parts(random, book) if random.random() < 0.5 else some_cells(random, _sheet_of(book))
    path = at.write(".xlsx", data)
    with at.office() as office:
        for part in import_parts(office, read_tables(path)):
            assert all(each.reasons for each in part.rejected)


def register(random: Random, at: Bench) -> None:
    """A register to match with, and what it says noted on the cases."""
    path = at.write(".csv", some_cells(random, REGISTER))
    with at.office() as office:
        flag(office, match_register(office, path))


def returns(random: Random, at: Bench) -> None:
    """What a bank returns."""
    rows = [line.split(",") for line in at.good["returns"].decode("utf-8-sig").splitlines()]
    rows = [[*row, "处理结果" if number == 0 else "成功"] for number, row in enumerate(rows)]
    path = at.write(".csv", some_cells(random, rows))
    with at.office() as office:
        bank.take_returns(office.as_user(at.county), MONTH, read_returns(path))


def regions(random: Random, at: Bench) -> None:
    """A county's regions."""
    path = at.write(".csv", some_cells(random, REGIONS))
    with at.office() as office:
        load_regions(office.as_user(at.county), path)


def calendar(random: Random, at: Bench) -> None:
    """A year's calendar."""
    path = at.write(".toml", _text(random, CALENDAR))
    with at.office() as office:
        load_calendar(office.as_user(at.county), read_calendar(str(path)))
        assert replace(office).calendar


def settings(random: Random, at: Bench) -> None:
    """A user's settings, and the database that they name."""
    (at.folder / "config" / "dibao" / "settings.toml").write_bytes(_text(random, SETTINGS))
    read_settings()
    database_url(None)


def choices(random: Random, at: Bench) -> None:
    """What the desk remembers: whatever cannot be read is forgotten."""
    path = at.folder / "state" / "dibao" / "desk.json"
    path.write_bytes(_document(random, {"theme": "nord", "lang": "zh"}))
    Choices.of_user()


def keys(random: Random, at: Bench) -> None:
    """The keys of the backups and of the seals."""
    encryption.read_key(at.write(".key", some_bytes(random, at.good["age.key"])))
    read_key(at.write(".seal", some_bytes(random, b"f" * 64)))


def backup(random: Random, at: Bench) -> None:
    """A backup in the place of the database, which stays as it was where the backup is refused."""
    name = random.choice(("backup", "backup", "encrypted"))
    mutate = some_members if name == "backup" else some_bytes
    path = at.write(".tar.gz", mutate(random, at.good[name]))
    target = at.folder / "restored.db"
    shutil.copy(at.database, target)
    before = hashlib.sha256(target.read_bytes()).digest()
    key = encryption.read_key(at.folder / "age.key")
    try:
        restoring.restore(f"sqlite:///{target}", path, key, datetime(2026, 12, 1, tzinfo=UTC), unwatched)
    except Exception:
        assert hashlib.sha256(target.read_bytes()).digest() == before, "refused, and the database is another"
        raise
    finally:
        for left in at.folder.glob("restored.db*"):
            left.unlink()


def database(random: Random, at: Bench) -> None:
    """A database with some of its bytes others: read whole, or said to be damaged."""
    data = bytearray(at.database.read_bytes())
    for _ in range(random.choice((1, 3, 200))):
        data[random.choice((random.randrange(200), random.randrange(len(data))))] = random.randrange(256)
    path = at.write(".db", bytes(data))
    office = Office.open(f"sqlite:///{path}", at.town, TODAY)
    with closing(office.store):
        check(office)
        with office.reading() as read:
            read.load_cases(read.case_ids(after="", limit=9))


def url(random: Random, at: Bench) -> None:
    """What names a database."""
    text = random.choice(HOSTILE)[:200].replace("\x00", random.choice(("", "\x00")))
    named = random.choice(URLS).format(path=at.database, folder=at.folder, text=text)
    with database_trouble(), closing(Office.open(database_url(named), at.town, TODAY).store):
        pass


def command_line(random: Random, at: Bench) -> None:
    """A command line, run on a copy of the database: it ends as it is documented to."""
    copy = at.folder / "line.db"
    shutil.copy(at.database, copy)
    refused, wrong = wrong_with(
        random_line(random), at.folder, f"sqlite:///{copy}", random.choice((at.town, at.county))
    )
    for left in at.folder.glob("line.db*"):
        left.unlink()
    assert not wrong, wrong
    if refused:
        raise BadInput("stores.no_case", case="")


def draft(random: Random, at: Bench) -> None:
    """What somebody typed into a form and did not save, as it stands in the database."""
    copy = at.folder / "draft.db"
    shutil.copy(at.database, copy)
    body = _document(random, {"values": {"person": "x", "on": "2026-11-24"}, "rows": [["1", "2"]]})
    row = (at.town, "here", body.decode("utf-8", "replace"), random.choice(("2026-11-24 00:00:00", "", "x")))
    with closing(sqlite.connect(copy, isolation_level=None)) as connection:
        connection.execute("INSERT INTO drafts (login, place, body, saved_at) VALUES (?, ?, ?, ?)", row)
    office = Office.open(f"sqlite:///{copy}", at.town, TODAY)
    with closing(office.store):
        assert drafts(office)


READERS: tuple[tuple[Callable[[Random, Bench], None], int], ...] = (
    (household, 30), (member, 10), (household_toml, 10), (households, 10), (sheet, 10), (exchange, 4), (register, 3),
    (returns, 2), (regions, 2), (calendar, 2), (settings, 5), (choices, 2), (keys, 4), (backup, 2), (database, 2),
    (url, 2), (command_line, 6), (draft, 2),
)  # fmt: skip
"""Every reader of files, and how often it has its turn."""


def fuzzed(seed: int, points: range) -> Tally:
    """A bad file a point: what is neither taken in nor refused by a sentence, or takes too long, is lost."""
    tally = Tally("fuzz", seed)
    readers, weights = zip(*READERS, strict=True)
    chances.seed(seed)
    with bench(seed) as at:
        for point in points:
            random = chance(seed, point)
            reader = random.choices(readers, weights)[0]
            refused, wrong = outcome(lambda: reader(random, at))  # noqa: B023 - called at once
            tally.count(point, f"{reader.__name__} {'refused' if refused else 'taken in'}", wrong)
    return tally


def outcome(act: Callable[[], object]) -> tuple[bool, str]:
    """Whether an act was refused, and what was wrong with how: a traceback, too long, too much memory."""
    begun, before = process_time(), _most_bytes()
    refused, wrong = False, ""
    try:
        with ended_after(PATIENCE):
            act()
    except Exception as error:  # noqa: BLE001 - what is wrong with it is the question
        refused, wrong = True, unsaid(error)
    if process_time() - begun > SECONDS:
        wrong = wrong or f"{process_time() - begun:.1f} s"
    if _most_bytes() - before > BYTES:
        wrong = wrong or f"{(_most_bytes() - before) >> 20} MB"
    return refused, wrong


def unsaid(error: Exception) -> str:
    """What is wrong with how something was refused: "" where it was by a sentence of one line or more."""
    if exit_code_of(error) not in REFUSALS or not isinstance(error, Exception):
        return f"{type(error).__name__}: {error}"[:300]
    if type(error).__module__.split(".", 1)[0] in {"sqlalchemy", "sqlcipher3"}:
        return f"{type(error).__name__} of a library: {error}"[:300]
    said = explain(error)
    if not said.strip() or not is_clean(said.replace("\n", "")):
        return f"told with control characters: {said!r}"[:300]
    return ""


@contextmanager
def ended_after(seconds: int) -> Iterator[None]:
    """End what goes on for too long."""

    def end(*_: object) -> None:
        raise AssertionError(f"it went on for {seconds} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _most_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _document(random: Random, document: Any) -> bytes:
    if random.random() < 0.25:
        return some_bytes(random, json.dumps(document, ensure_ascii=False).encode())
    return some_values(random, document).encode("utf-8", "surrogatepass")


def _text(random: Random, text: str) -> bytes:
    if random.random() < 0.25:
        return some_bytes(random, text.encode())
    return some_text(random, text).encode("utf-8", "surrogatepass")


def _toml_lines(household: dict[str, Any]) -> Iterator[str]:
    return (f"{key} = {random_sheets.toml_value(value)}" for key, value in household.items())


@cache
def _cells_of(book: bytes) -> tuple[tuple[str, ...], ...]:
    sheet = openpyxl.load_workbook(BytesIO(book)).worksheets[0]
    return tuple(tuple("" if c is None else str(c) for c in row) for row in sheet.iter_rows(values_only=True))


def _sheet_of(book: bytes) -> list[list[str]]:
    return [list(row) for row in _cells_of(book)]


HARNESSES = (Harness("fuzz", "files made bad, for every reader of files", 500_000, fuzzed),)

"""A database that is not as it should be: a sentence in the reader's language, and nothing typed is lost."""

from __future__ import annotations

import resource
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, event, make_url, text
from sqlcipher3 import dbapi2

from db.engine import open_store
from db.migrate import create
from states.evidence import Doubt, EvidenceKind
from states.sheets import shipped
from states.stages import Role
from tests.stores import new_database, postgresql_server
from tests.tui import county
from tests.tui.driver import desk
from tui.screens.many_steps import ManySteps
from tui.screens.record import RecordForm
from tui.screens.step import StepDialog
from workflow import cases
from workflow.cases import ListFilter
from workflow.cli.main import run_line
from workflow.demo.county import fill
from workflow.office import Office, User
from workflow.wording import use_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.tui.driver import Driver

TYPED = "a car [/] of his"
CASE = "C-0000006"


# Before the desk opens


def version(path: Path, number: str) -> None:
    with closing(dbapi2.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (number,))
        connection.commit()


def damaged(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xff" * 4096)


BEFORE = {
    "missing": (lambda path: path.unlink(), "there is no database", "没有数据库"),
    "empty": (lambda path: path.write_bytes(b""), "there is no database", "没有数据库"),
    "damaged": (damaged, "or it is damaged", "已损坏"),
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:5000]), "or it is damaged", "已损坏"),
    "newer": (lambda path: version(path, "9999"), "a newer version", "更新版本"),
    "older": (lambda path: version(path, "0001"), "an older version", "版本较旧"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("trouble", BEFORE)
def test_a_database_that_cannot_be_used_is_named_before_the_screen_is_taken(own_county, capsys, trouble, lang):
    spoil, english, chinese = BEFORE[trouble]
    spoil(own_county)
    assert run_line(["--lang", lang, "--db", f"sqlite:///{own_county}", "desk", "--as", "wang"]) == 3
    shown = capsys.readouterr()
    assert (english if lang == "en" else chinese) in shown.err
    assert str(own_county) in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


# While it is open: each trouble is made, and can be undone


def gone(path: Path, _: Office) -> Callable[[], object]:
    aside = path.rename(path.with_name("aside.db"))
    return lambda: aside.rename(path)


def replaced(path: Path, _: Office) -> Callable[[], object]:
    aside = path.rename(path.with_name("aside.db"))
    shutil.copy(aside, path)
    return lambda: aside.rename(path)


def read_only(_: Path, office: Office) -> Callable[[], object]:
    """SQLite refuses as it does where a file may not be written: whoever runs the tests may be able to write any."""
    writer = office.store.writer

    @event.listens_for(writer, "begin")
    def _spoil(connection) -> None:
        connection.connection.driver_connection.execute("PRAGMA query_only = ON")

    def undo() -> None:
        event.remove(writer, "begin", _spoil)
        writer.dispose()

    return undo


def full(_: Path, __: Office) -> Callable[[], object]:
    """No file may grow."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)


def locked(path: Path, office: Office) -> Callable[[], object]:
    """Somebody holds it longer than one waits; here one waits for a moment only."""

    @event.listens_for(office.store.writer, "connect")
    def _hurry(connection, _) -> None:
        connection.execute("PRAGMA busy_timeout = 50")

    office.store.writer.dispose()
    holder = dbapi2.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    return holder.close


WHILE = {
    "gone": (gone, "moved, deleted or replaced", "移动、删除或替换"),
    "replaced": (replaced, "moved, deleted or replaced", "移动、删除或替换"),
    "read_only": (read_only, "cannot be written", "不可写"),
    "full": (full, "is full or failing", "磁盘已满"),
    "locked": (locked, "is busy", "正被占用"),
}


def told(at: Driver) -> str:
    return at.told()[-1]


def times_told(at: Driver, sentence: str) -> int:
    return sum(sentence in each for each in at.told())


async def fill_in_a_doubt(at: Driver, case: str = CASE) -> RecordForm:
    """A form with something typed, not saved."""
    at.app.open_case(case)
    await at.settle()
    shown = at.app.screen.shown
    form = RecordForm(shown, EvidenceKind.DOUBT, values={"about": TYPED[:-1]})
    at.app.push_screen(form)
    await at.settle()
    form.form.cell("about").editor.focus()
    await at.press("end", TYPED[-1])
    return form


async def assert_kept_until_it_can_be_saved(at: Driver, undo: Callable[[], object], sentence: str) -> None:
    """The form says what is wrong and keeps what was typed; afterwards it is saved, once."""
    form = at.app.screen
    await at.press("ctrl+s")
    assert times_told(at, sentence) == 1
    assert "Traceback" not in told(at)
    assert at.app.screen is form
    assert form.form.cell("about").raw == TYPED
    undo()
    await at.save()
    written = [row.about for row in cases.case_view(at.app.calls.office, CASE).facts.evidence.of(Doubt)]
    assert written == [TYPED]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("trouble", WHILE)
async def test_what_cannot_be_written_stays_typed(own_county, trouble, lang):
    make, english, chinese = WHILE[trouble]
    use_language(lang)
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await fill_in_a_doubt(at)
            undo = make(own_county, office)
            await assert_kept_until_it_can_be_saved(at, undo, english if lang == "en" else chinese)


async def test_a_step_that_could_not_be_written_can_be_confirmed_again(own_county):
    with county.opened(own_county, "chen") as office:
        async with desk(office) as at:
            await at.open("C-0000004")
            dialog = await at.step("renew")
            await at.type("as agreed")
            await at.pause_of_typing()
            undo = gone(own_county, office)
            await at.press("ctrl+s")
            assert at.app.screen is dialog
            assert isinstance(dialog, StepDialog)
            assert times_told(at, "moved, deleted or replaced") == 1
            assert "as agreed" in at.text()
            undo()
            await at.confirm(dialog)
            assert at.stage == "enrolled"


async def test_a_step_on_many_cases_that_could_not_be_written_can_be_left_and_confirmed_again(own_county):
    with county.opened(own_county, "chen") as office:
        async with desk(office) as at:
            at.app.push_screen(ManySteps(("C-0000004",), "renew", lambda _: None))
            await at.settle()
            undo = gone(own_county, office)
            await at.press("ctrl+s")
            assert times_told(at, "moved, deleted or replaced") == 1
            undo()
            await at.press("ctrl+s")
            assert at.app.screen.taken is not None
            assert len(at.app.screen.taken.taken) == 1
            await at.press("escape")
            assert not isinstance(at.app.screen, ManySteps)


@pytest.mark.parametrize("keys", [("c",), ("d",), ("ctrl+u",), ("c", "enter"), ("f5",)])
async def test_no_screen_falls_over_a_database_that_is_gone(own_county, keys):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press(*keys[:-1]) if keys[:-1] else None
            undo = gone(own_county, office)
            await at.press(keys[-1])
            assert "moved, deleted or replaced" in told(at)
            assert at.app.is_running
            undo()
            await at.press("escape")
            assert at.app.is_running


# PostgreSQL


@pytest.fixture(scope="module")
def office_on_a_server() -> Iterator[tuple[Office, str]]:
    with postgresql_server() as server:
        url = new_database(server)
        create(url)
        office = Office(open_store(url), User("wang", "", Role.TOWNSHIP, "371602000000"), county.TODAY, shipped())
        fill(office, households=30)
        yield office, server
        office.store.close()


@pytest.mark.parametrize(("lang", "sentence"), [("en", "does not answer"), ("zh", "没有应答")])
async def test_a_server_that_goes_away_is_named_and_what_was_typed_is_saved_when_it_is_back(
    office_on_a_server, lang, sentence
):
    office, server = office_on_a_server
    use_language(lang)
    case = cases.case_page(office, ListFilter(live=True)).lines[0].case
    async with desk(office) as at:
        form = await fill_in_a_doubt(at, case)
        let_in(office, server, allowed=False)
        await at.press("ctrl+s")
        assert sentence in told(at)
        assert at.app.screen is form
        let_in(office, server, allowed=True)
        await at.save()
        written = [row.about for row in cases.case_view(office, case).facts.evidence.of(Doubt)]
        assert written.count(TYPED) == 1 + (lang == "zh")


def let_in(office: Office, server: str, *, allowed: bool) -> None:
    """Whether the server lets anybody into the office's database; those who are in are thrown out."""
    name = make_url(office.store.url).database
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {allowed}"))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n"), {"n": name}
        )
    engine.dispose()

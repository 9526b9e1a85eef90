"""The examination: each check sees its own thing broken, and every other check stays as it was."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text

from db.engine import open_store
from states.evidence import Declaration
from tests.life.people import household, person
from tests.life.story import Story, book_of, change_household, settle
from tests.workflow.cli.runs import answers
from workflow.backups.rotation import dated_name
from workflow.bookkeeping import write_record
from workflow.doctor.patient import Around, Patient, Terminal
from workflow.doctor.table import CHECKS, examine
from workflow.office import Office
from workflow.wording import in_language

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 3, 13)
LOCK = "typer==0.29.2 \\\n    --hash=sha256:00\ncolorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office's folder: two households in the database, a backup of today, settings, a lock file."""
    folder = tmp_path_factory.mktemp("office")
    url = f"sqlite:///{folder / 'office.db'}"
    settle(url)
    office = replace(Office.open(url, "wang", date(2026, 3, 2)), book=book_of())
    for member in ("head", "other"):
        Story(office).admits(household(person(member)))
    office.store.close()
    (folder / "backups").mkdir()
    (folder / "backups" / dated_name(datetime.now(UTC), encrypted=True)).write_bytes(b"backup")
    (folder / "settings.toml").write_text("")
    (folder / "office.key").write_text("")
    (folder / "lock.txt").write_text(LOCK.replace("0.29.2", installed("typer")))
    (folder / "mounts").write_text(f"/dev/sda1 / ext4 rw 0 0\nhost:/x {folder.parent}/elsewhere nfs rw 0 0\n")
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


def installed(name: str) -> str:
    from importlib.metadata import version

    return version(name)


def patient_in(folder: Path) -> Patient:
    around = Around(
        settings=folder / "settings.toml",
        keys=(folder / "office.key",),
        backups=folder / "backups",
        left_in=(folder,),
        mounts=folder / "mounts",
        lock=folder / "lock.txt",
        terminal=Terminal(140, 40, colours=True, encoding="utf-8"),
    )
    return Patient(f"sqlite:///{folder / 'office.db'}", TODAY, datetime.now(UTC), around)


def states(patient: Patient) -> dict[str, str]:
    try:
        return {outcome.check.name: outcome.state.value for outcome in examine(patient)}
    finally:
        patient.close()


@pytest.fixture(scope="module")
def as_it_is(healthy: Path) -> dict[str, str]:
    return states(patient_in(healthy))


def test_a_healthy_office_is_told_to_be_well(as_it_is):
    elsewhere = {"rights"}
    assert as_it_is == {check.name: "not_applicable" if check.name in elsewhere else "ok" for check in CHECKS}
    assert len(CHECKS) == 19


def behind(statement: str) -> Callable[[Patient], None]:
    """Somebody changes rows behind the program's back, and covers it up: the guards are on again afterwards."""

    def change(patient: Patient) -> None:
        with closing(open_store(patient.url)) as store, store.writer.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                guards = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
                for name, _ in guards:
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
                assert connection.exec_driver_sql(statement).rowcount
                for _, sql in guards:
                    connection.exec_driver_sql(sql)

    return change


def raw(statement: str) -> Callable[[Patient], None]:
    def run(patient: Patient) -> None:
        from sqlcipher3 import dbapi2

        with closing(dbapi2.connect(str(patient.file), isolation_level=None)) as connection:
            connection.execute(statement)

    return run


def unsafe_settings(patient: Patient) -> None:
    @event.listens_for(patient.store.writer, "connect")
    def _unsafe(connection: object, _: object) -> None:
        connection.execute("PRAGMA synchronous = NORMAL")


def on_a_network(patient: Patient) -> None:
    patient.around.mounts.write_text(f"host:/x {patient.file.parent} nfs4 rw 0 0\n")


def step_by_kin(patient: Patient) -> None:
    office, declared = Office.open(patient.url, "liu", TODAY), date(2026, 3, 3)
    said = Declaration(
        on=declared, person="chen", worker="chen", relative="head", recorded_by="liu", recorded_on=declared
    )
    with office.writing() as uow:  # what nobody can record: it stands in the file as if it had been known for long
        write_record(uow, office, uow.load_case("C-0000001"), said)
        uow.commit()
    office.store.close()


def counted_in_two_cases(patient: Patient) -> None:
    change_household(
        Office.open(patient.url, "wang", TODAY),
        "C-0000002",
        "UPDATE members SET counted_in_paid = 0, person_id = (SELECT min(person_id) FROM members) "
        "WHERE id = (SELECT max(id) FROM members)",
    )


def looked_into_the_future(patient: Patient) -> None:
    later = patient.now.timestamp() + 3 * 86400
    os.utime(patient.file, (later, later))


def old_backup(patient: Patient) -> None:
    (only,) = patient.around.backups.iterdir()
    only.rename(only.with_name(dated_name(patient.now - timedelta(days=9), encrypted=True)))


def small_terminal(patient: Patient) -> None:
    patient.around = replace(patient.around, terminal=Terminal(140, 40, colours=True, encoding="ISO-8859-1"))


def half_done_export(patient: Patient) -> None:
    left = patient.file.parent / ".dibao-x1"
    left.mkdir()
    os.utime(left, (0, 0))


BROKEN = {
    "versions": raw("PRAGMA journal_mode = DELETE"),
    "settings": unsafe_settings,
    "disk": on_a_network,
    "modes": lambda patient: patient.file.chmod(0o644),
    "schema": raw("DROP TRIGGER events_no_delete"),
    "integrity": behind("INSERT INTO drafts VALUES ('nobody', 'here', '2999-01-01 00:00:00.000000', '{}')"),
    "files_beside": lambda patient: (patient.file.parent / "office.db-journal").touch(mode=0o600),
    "chains": behind("UPDATE events SET actor = 'liu' WHERE case_id = 'C-0000001' AND seq = 2"),
    "sums": behind("UPDATE cases SET monthly = monthly + 100 WHERE id = 'C-0000002'"),
    "double_support": counted_in_two_cases,
    "kin": step_by_kin,
    "overdue": behind("UPDATE due_items SET due_on = '2025-01-01' WHERE case_id = 'C-0000001' AND NOT passing"),
    "clock": looked_into_the_future,
    "backups": old_backup,
    "users": behind("UPDATE users SET region = '999999999999' WHERE login = 'ma'"),
    "terminal": small_terminal,
    "leftovers": half_done_export,
    "dependencies": lambda patient: patient.around.lock.write_text(LOCK.replace("0.29.2", "0.1")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_seen_by_its_own_check_and_no_other(name, healthy, as_it_is, tmp_path):
    folder = Path(shutil.copytree(healthy, tmp_path / "office"))
    patient = patient_in(folder)
    patient.around.mounts.write_text("/dev/sda1 / ext4 rw 0 0\n")
    BROKEN[name](patient)
    assert states(patient) == {**as_it_is, name: "failed"}


def test_who_has_no_password_where_others_have_one_is_said_to_be_believed(healthy, as_it_is, tmp_path):
    patient = patient_in(Path(shutil.copytree(healthy, tmp_path / "office")))
    raw("INSERT INTO passwords VALUES ('wang', '$argon2id$', '2026-03-02 00:00:00.000000')")(patient)
    seen = {outcome.check.name: outcome for outcome in examine(patient)}
    patient.close()
    assert {name: outcome.state.value for name, outcome in seen.items()} == {**as_it_is, "users": "warning"}
    assert "7 people" in seen["users"].noted[0].seen
    assert "wang" not in seen["users"].noted[0].seen


def test_every_check_but_the_servers_is_broken_once():
    assert {check.name for check in CHECKS} - set(BROKEN) == {"rights"}


def test_what_is_seen_and_what_to_do_is_told_in_both_languages_and_by_the_exit_code(healthy, tmp_path, monkeypatch):
    folder = Path(shutil.copytree(healthy, tmp_path / "office"))
    url = f"sqlite:///{folder / 'office.db'}"
    behind("UPDATE cases SET monthly = monthly + 100 WHERE id = 'C-0000002'")(patient_in(folder))
    run = answers("--db", url, "--on", TODAY, "doctor", "--json")
    assert run.returncode == 1
    told = {check["name"]: check for check in json.loads(run.stdout)["checks"]}
    assert told["sums"]["state"] == "failed"
    assert "C-0000002" in told["sums"]["seen"][0]["text"]
    assert "The decision holds" in told["sums"]["seen"][0]["do"]
    with in_language("zh"):
        (wrong,) = [each for each in examine(patient_in(folder)) if each.check.name == "sums"]
        assert wrong.noted[0].seen == "1 件个案所列金额没有决定依据：C-0000002"
    monkeypatch.setattr("workflow.doctor.patient.around_here", lambda _: patient_in(folder).around)
    nowhere = answers("--db", f"sqlite:///{tmp_path}/none.db", "doctor")
    assert nowhere.returncode == 3
    assert "there is no database" in nowhere.stderr
    assert nowhere.stdout.count("not looked at") == 13

"""Backups: taken while others write, whole or not at all; restored without deleting anything, or refused untouched."""

from __future__ import annotations

import gc
import json
import shutil
import stat
import subprocess
import threading
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from db import snapshot
from db.engine import open_store
from db.migrate import _new_file, _run, status
from db.missing import missing_from
from db.schema import REVISIONS
from tests.stores import unguard
from tests.workflow.cli.runs import DIBAO, answers
from workflow import recheck
from workflow.backups.encryption import new_key, read_key
from workflow.backups.restoring import foretell
from workflow.backups.rotation import backups_in, dated_name, rotate
from workflow.backups.soundness import unwatched
from workflow.backups.taking import take
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.journal import check, check_in
from workflow.office import Office

FILLED_ON, NEW_STANDARD = date(2026, 11, 23), "2027-01-01"
AT = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("county") / "office.db"
    office = founded(f"sqlite:///{path}", FILLED_ON)
    fill(office, households=40)
    office.store.close()
    return path


@pytest.fixture(scope="module")
def backup(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A encrypted backup of the county; its key lies beside it as `office.key`."""
    folder = tmp_path_factory.mktemp("backups")
    new_key(folder / "office.key")
    return take(f"sqlite:///{county}", folder, read_key(folder / "office.key"), AT, unwatched).file


@pytest.fixture
def office_file(county: Path, tmp_path: Path) -> Path:
    """A copy of the county that a test may change."""
    return Path(shutil.copy(county, tmp_path / "office.db"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_restored_is_what_was_backed_up_and_what_it_lacks_is_told(office_file, tmp_path):
    def says(*line, code=0):
        run = answers("--db", f"sqlite:///{office_file}", "--on", NEW_STANDARD, *line)
        assert run.returncode == code, (line, run.stderr)
        return run

    folder, key = tmp_path / "backups", tmp_path / "office.key"
    folder.mkdir()
    says("backup", "--new-key", key)
    says("backup", "--new-key", key, code=2)
    assert "is not encrypted" in says("backup", tmp_path / "open.tar.gz").stderr
    says("backup", tmp_path / "open.tar.gz", code=1)
    made = json.loads(says("backup", folder, "--key-file", key, "--keep", "1", "--json").stdout)
    file = Path(made["file"])
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, key)] == [0o600, 0o600]
    assert (made["tables"]["cases"], made["problems"], made["encrypted"]) == (made["cases"], 0, True)
    assert made["fingerprint"] == says("journal", "head").stdout.strip()

    says("recheck", "--quiet")
    says("payroll", "draw-up", "2027-01", "--as", "chen")
    says("payroll", "release", "2027-01", "--as", "zhao")
    paid = json.loads(says("payroll", "2027-01", "--json").stdout)
    later = says("journal", "head").stdout
    events = int(says("journal", "verify").stdout.split(" cases, ")[1].split(" events")[0].replace(",", ""))
    tried = json.loads(says("restore", file, "--key-file", key, "--dry-run", "--json").stdout)
    assert says("journal", "head").stdout == later
    gc.collect()  # a command's connections end with its process, and here are left over
    told = says("restore", file, "--key-file", key).stdout
    (missing,) = tried["missing"]["payments"].values()
    assert missing == {"count": paid["households"], "amount": paid["to_pay"]}
    assert sum(tried["missing"]["events"].values()) == events - made["events"] > 0
    assert "not in the backup: " in told
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(("-wal", "-shm")) or path.name[0] == "."]
    assert says("journal", "verify", "--against", made["fingerprint"]).returncode == 0
    (apart,) = tmp_path.glob("office.db.before-*")
    assert says("--db", f"sqlite:///{apart}", "journal", "head").stdout == later


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


BAD = {
    "cut off": (lambda content: content[: len(content) * 2 // 3], "damaged or cut off"),
    "a bit flipped": (flipped, "damaged or cut off"),
    "its beginning cut off": (lambda content: content[100:], "damaged or cut off"),
    "empty": (lambda _: b"", "damaged or cut off"),
}


@pytest.mark.parametrize("harm", BAD.values(), ids=BAD)
@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "open"])
def test_a_damaged_file_touches_nothing(backup, county, office_file, tmp_path, harm, encrypted):
    file = tmp_path / "backup"
    whole = backup if encrypted else take(f"sqlite:///{county}", tmp_path / "open", None, AT, unwatched).file
    file.write_bytes(harm[0](whole.read_bytes()))
    before = contents(tmp_path)
    run = answers("--db", f"sqlite:///{office_file}", "restore", file, "--key-file", backup.parent / "office.key")
    assert (run.returncode, run.stdout) == (2, "")
    assert harm[1] in run.stderr
    assert contents(tmp_path) == before


def test_another_key_none_a_newer_schema_and_a_database_in_use_touch_nothing(
    backup, county, office_file, tmp_path, monkeypatch
):
    url, key = f"sqlite:///{office_file}", backup.parent / "office.key"
    new_key(tmp_path / "other.key")
    newer = Path(shutil.copy(county, tmp_path / "newer.db"))
    with closing(open_store(f"sqlite:///{newer}")) as store, store.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = contents(tmp_path)

    def refused(code, sentence, *line):
        run = answers("--db", url, *line)
        assert (run.returncode, run.stdout) == (code, "")
        assert sentence in run.stderr
        assert contents(tmp_path) == before

    refused(2, "encrypted with another key", "restore", backup, "--key-file", tmp_path / "other.key")
    refused(2, "name the file with its key", "restore", backup)
    refused(2, "holds no key", "restore", backup, "--key-file", newer)
    refused(3, "newer version", "--db", f"sqlite:///{newer}", "backup", tmp_path)
    monkeypatch.setattr("workflow.backups.soundness.REVISIONS", REVISIONS[:-1])
    refused(3, f"{backup} was made by a newer version", "restore", backup, "--key-file", key)
    monkeypatch.undo()
    with closing(open_store(url)) as store, store.reading():
        run = answers("--db", url, "restore", backup, "--key-file", key)
    assert run.returncode == 3
    assert "has the database" in run.stderr
    assert (tmp_path / "office.db").read_bytes() == before["office.db"]


def test_a_damaged_database_with_what_lies_beside_it_is_set_apart_and_not_replayed(backup, office_file, tmp_path):
    office_file.write_bytes(b"no database any more" * 500)
    beside = tmp_path / "office.db-wal"
    beside.write_bytes(b"stale")
    run = answers(
        "--db", f"sqlite:///{office_file}", "restore", backup, DIBAO_BACKUP_KEY_FILE=str(backup.parent / "office.key")
    )
    assert run.returncode == 0, run.stderr
    assert "what it holds beyond the backup is not known" in run.stdout
    assert [path.read_bytes()[:5] for path in sorted(tmp_path.glob("office.db.before-*"))] == [b"no da", b"stale"]
    assert not beside.exists()


def test_a_damaged_database_is_not_backed_up_and_says_which_it_is(office_file, tmp_path):
    with closing(open_store(f"sqlite:///{office_file}")) as store, store.writer.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            connection.execute(text("INSERT INTO drafts VALUES ('nobody', 'here', '2026-12-01 00:00:00.000000', '{}')"))
    run = answers("--db", f"sqlite:///{office_file}", "backup", tmp_path / "b")
    assert run.returncode == 3
    assert f"{office_file} is no database of this program, or it is damaged (foreign_key_check: drafts)" in run.stderr
    assert not (tmp_path / "b").exists()


def test_an_unsound_journal_is_backed_up_under_another_name_and_counts_for_nothing(office_file, tmp_path):
    url, folder = f"sqlite:///{office_file}", tmp_path / "backups"
    folder.mkdir()
    with closing(open_store(url)) as store, store.writer.begin() as connection:
        unguard(connection)
        connection.execute(text("UPDATE events SET actor = 'nobody' WHERE case_id = 'C-0000001' AND seq = 1"))
    run = answers("--db", url, "backup", folder, "--keep", "1")
    assert run.returncode == 1
    assert "1 things are wrong" in run.stderr
    assert backups_in(folder) == {}
    (file,) = folder.iterdir()
    assert file.name.endswith(".tar.gz.unsound")
    told = answers("--db", f"sqlite:///{tmp_path}/new.db", "restore", file)
    assert told.returncode == 0
    assert "had 1 problems" in told.stdout


def test_a_backup_before_an_upgrade_is_brought_up_to_date_when_it_is_restored(tmp_path):
    old, new = (f"sqlite:///{tmp_path}/{name}.db" for name in ("old", "its folder/new"))
    _new_file(tmp_path / "old.db", old)
    _run(old, REVISIONS[-2])
    made = take(old, tmp_path / "backup", None, AT, unwatched)
    assert made.manifest.schema == REVISIONS[-2]
    assert answers("--db", new, "restore", made.file).returncode == 0
    assert status(new).is_current
    assert status(old).version == REVISIONS[-2]


def test_what_was_acknowledged_before_a_backup_in_the_middle_of_a_night_is_in_it(office_file, tmp_path, monkeypatch):
    url = f"sqlite:///{office_file}"
    monkeypatch.setattr(recheck, "CHUNK", 2)
    monkeypatch.setattr(snapshot, "PAGES", 4)
    with closing(open_store(url)) as store:
        office = Office.open(url, "cron", date.fromisoformat(NEW_STANDARD))
        acknowledged = tmp_path / "acknowledged.db"
        taken = []
        backing_up = threading.Thread(target=lambda: taken.append(take(url, tmp_path / "b", None, AT, unwatched)))
        chunks = 0

        def after_a_chunk(_count: int) -> None:
            nonlocal chunks
            chunks += 1
            if chunks == 3:
                snapshot.snapshot(url, acknowledged)
                backing_up.start()

        recheck.run(office, progress=after_a_chunk)
        backing_up.join()
        whole = check(office)
        office.store.close()
        store.close()
    assert chunks > 6
    assert answers("--db", f"sqlite:///{tmp_path}/restored.db", "restore", taken[0].file).returncode == 0
    with (
        closing(open_store(f"sqlite:///{acknowledged}")) as before,
        closing(open_store(f"sqlite:///{tmp_path}/restored.db")) as restored,
        before.reading() as known,
        restored.reading() as found,
    ):
        assert not missing_from(found, known).events
    assert taken[0].manifest.problems == 0
    assert taken[0].manifest.events <= whole.events


@pytest.mark.long
def test_killed_at_any_moment_a_backup_is_whole_or_not_there_and_the_database_is_the_old_or_the_new_one(
    office_file, tmp_path
):
    url, folder = f"sqlite:///{office_file}", tmp_path / "backups"
    folder.mkdir()
    good = take(url, tmp_path / "good.tar.gz", None, AT, unwatched)
    moments = Random(8)
    for line in 6 * [("backup", folder), ("restore", good.file)]:
        with subprocess.Popen([str(DIBAO), "--db", url, *map(str, line)], stdout=subprocess.DEVNULL) as run:
            time.sleep(moments.uniform(0.8, 2.5))
            run.kill()
        with closing(open_store(url)) as store, store.reading() as read:
            assert check_in(read).fingerprint == good.manifest.fingerprint
    for file in backups_in(folder):
        assert foretell(url, file, None, unwatched).manifest.fingerprint == good.manifest.fingerprint
    for apart in tmp_path.glob("office.db.before-*Z"):
        with closing(open_store(f"sqlite:///{apart}")) as store, store.reading() as read:
            assert check_in(read).fingerprint == good.manifest.fingerprint


def test_the_newest_and_the_first_of_each_month_are_kept_and_nothing_else_is_touched(tmp_path):
    days = [AT - timedelta(days=days) for days in range(70)]
    for day in days:
        (tmp_path / dated_name(day, encrypted=day.day % 2 == 0)).write_bytes(b"backup")
    others = [tmp_path / name for name in ("notes.txt", "dibao-2020-01-01T000000Z.tar.gz.unsound", "dibao-old.tar.gz")]
    for other in others:
        other.touch()
    empty = tmp_path / dated_name(AT + timedelta(days=1), encrypted=False)
    empty.touch()
    removed = rotate(tmp_path, 3)
    assert [at.date().isoformat() for at in backups_in(tmp_path).values()] == [
        "2026-12-01", "2026-11-30", "2026-11-29", "2026-11-01", "2026-10-01", "2026-09-23",
    ]  # fmt: skip
    assert len(removed) == 64
    assert all(path.exists() for path in (*others, empty))

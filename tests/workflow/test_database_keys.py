"""An encrypted database: nothing of it is readable without its key, and no change of keys loses it."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from db.cipher import is_plain, key_id, with_key
from db.engine import open_store
from tests.workflow.cli.runs import answers
from workflow import database_keys
from workflow.backups.restoring import restore
from workflow.backups.soundness import unwatched
from workflow.database_keys import check_key, create_key, encrypt, key_ids, rotate_key
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workflow.database_keys import KeyState

ON, AT = date(2026, 11, 23), datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "office.db"
    office = founded(f"sqlite:///{path}", ON)
    fill(office, households=3)
    office.store.close()
    return path


@pytest.fixture
def office_file(plain: Path, tmp_path: Path) -> Path:
    """A plain database of one's own, and the key that is not used yet beside it."""
    path = tmp_path / "office.db"
    path.write_bytes(plain.read_bytes())
    create_key(tmp_path / "db.key")
    return path


def url_of(path: Path) -> str:
    return with_key(f"sqlite:///{path}", path.with_name("db.key"))


def numbers_in(url: str) -> set[str]:
    with closing(open_store(url)) as store, store.reading() as read:
        return {str(row) for row in read.connection.exec_driver_sql("SELECT id_no FROM persons").scalars()}


def test_what_is_encrypted_holds_the_same_reads_as_nothing_and_opens_with_its_key_alone(office_file, tmp_path):
    key, db, before = tmp_path / "db.key", f"sqlite:///{office_file}", numbers_in(f"sqlite:///{office_file}")
    refused = answers("case", "list", "--db", db, DIBAO_DB_KEY=str(key))
    assert (refused.returncode, "key encrypt" in refused.stderr) == (3, True)
    assert answers("key", "encrypt", "--db", db, DIBAO_DB_KEY=str(key)).stdout.split() == list(key_ids(key))
    assert numbers_in(url_of(office_file)) == before
    (kept,) = tmp_path.glob("office.db.before-key-*")
    assert is_plain(kept)
    assert numbers_in(f"sqlite:///{kept}") == before
    written = b"".join(file.read_bytes() for file in tmp_path.glob("office.db*") if file != kept)
    assert not [number for number in before if number.encode() in written]
    create_key(tmp_path / "other.key")
    for wrong in ({}, {"DIBAO_DB_KEY": str(tmp_path / "other.key")}, {"DIBAO_DB_KEY": str(tmp_path / "none.key")}):
        closed = answers("case", "list", "--db", db, **wrong)
        assert (closed.returncode, closed.stdout, closed.stderr.count("\n")) == (3, "", 1)
    key.chmod(0o640)
    assert "chmod 600" in answers("key", "check", "--db", db, DIBAO_DB_KEY=str(key)).stderr


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_change_of_keys_that_is_cut_off_anywhere_leaves_a_database_that_opens(office_file, monkeypatch):
    url, file = url_of(office_file), office_file.with_name("db.key")
    encrypt(url, AT, unwatched)
    before, first, write = numbers_in(url), key_ids(file)[0], database_keys.replace_keys

    def cut_off_where(patched: str, instead: Callable[..., object]) -> KeyState:
        monkeypatch.setattr(database_keys, patched, instead)
        with pytest.raises(KeyboardInterrupt):
            rotate_key(url, AT.replace(day=2), unwatched)
        monkeypatch.undo()
        return check_key(url)

    found = cut_off_where("place_file", killed)
    assert (found.opens, found.is_current, numbers_in(url)) == (first, True, before)
    found = cut_off_where("replace_keys", lambda at, keys: write(at, keys) if key_id(keys[0]) == first else killed())
    assert (found.opens == found.ids[1], found.is_current, numbers_in(url)) == (True, False, before)
    done = rotate_key(url, AT.replace(day=3), unwatched)
    assert (check_key(url).opens, check_key(url).is_current, numbers_in(url)) == (done.id, True, before)


def test_a_backup_of_an_encrypted_database_is_encrypted_within_and_names_its_key(office_file, tmp_path):
    key, db, made = {"DIBAO_DB_KEY": str(tmp_path / "db.key")}, f"sqlite:///{office_file}", tmp_path / "made.tar.gz"
    plain_one = tmp_path / "plain.tar.gz"
    answers("backup", plain_one, "--db", db)
    encrypt(url_of(office_file), AT, unwatched)
    told = json.loads(answers("backup", made, "--db", db, "--json", **key).stdout)
    rotate_key(url_of(office_file), AT.replace(day=2), unwatched)
    assert told["database_key"] == key_ids(tmp_path / "db.key")[1]
    for day, backup in ((3, made), (4, plain_one)):  # an older key opens it; what is plain is encrypted on its way in
        restore(url_of(office_file), backup, None, AT.replace(day=day), unwatched)
        assert not is_plain(office_file)
    refused = answers("restore", made, "--db", db)
    assert (refused.returncode, told["database_key"] in refused.stderr) == (2, True)


def test_a_servers_database_has_no_key_of_ours():
    with pytest.raises(BadInput):
        check_key("postgresql://nowhere/office")

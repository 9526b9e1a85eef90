"""A backup of a server goes back to a server and into a file, row for row, with what guards the rows on again."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from db.engine import open_store
from states.stages import SealKind
from tests.db.conftest import founded
from tests.life.story import USERS, settle
from tests.stores import new_database
from workflow.backups.restoring import restore
from workflow.backups.soundness import unwatched
from workflow.backups.taking import take
from workflow.errors import DatabaseTrouble
from workflow.sealing import seal

NOBODY = "INSERT INTO persons (name, id_no, id_tail, born) VALUES ('', '', '', '1960-01-01')"
AT = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


def rows(url: str) -> dict[str, list[str]]:
    """All rows of all tables, documents without the order of their keys, instants without the name of their zone."""
    with closing(open_store(url)) as store, store.reading() as read:
        return {
            name: sorted(repr([plain(value) for value in row]) for row in read.connection.execute(table.select()))
            for name, table in SQLModel.metadata.tables.items()
        }


def plain(value: object) -> object:
    if isinstance(value, dict):
        return sorted((key, plain(each)) for key, each in value.items())
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def test_a_servers_backup_is_restored_into_a_file_and_into_a_server(server, tmp_path):
    source, file, other = new_database(server), f"sqlite:///{tmp_path}/office.db", new_database(server)
    office = founded(source, 8)
    with office.store.writer.begin() as connection:
        connection.execute(text("ALTER TABLE events DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE events SET personal = NULL WHERE seq = 1"))
        connection.execute(text("ALTER TABLE events ENABLE TRIGGER USER"))
    seal(office, SealKind.DAY, None)
    office.store.close()
    made = take(source, tmp_path / "backup", None, AT, unwatched)
    assert made.manifest.source == "postgresql"

    settle(other)
    with closing(open_store(other)) as store, store.reading(), pytest.raises(DatabaseTrouble, match="has the database"):
        restore(other, made.file, None, AT, unwatched)
    done = restore(other, made.file, None, AT, unwatched)
    assert done.apart == "public_before_20261201t013000z"
    assert restore(file, made.file, None, AT, unwatched).apart == ""
    assert rows(source) == rows(file) == rows(other)

    for url in (file, other):
        with closing(open_store(url)) as store:
            with pytest.raises(DBAPIError), store.writer.begin() as connection:
                connection.execute(text("DELETE FROM events"))
            with store.writing() as uow:  # numbers go on after the highest
                uow.connection.execute(text(NOBODY))
    with closing(open_store(other)) as store, store.reading() as read:
        assert read.connection.execute(text(f"SELECT count(*) FROM {done.apart}.users")).scalar() == len(USERS)

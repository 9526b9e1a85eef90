"""Creating and migrating a database: alembic, run from code, revisions numbered by hand."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.cipher import OWNER_ONLY
from db.engine import file_of, make_engine, version_of
from db.errors import StoreError, StoreMissingError, StoreNewerError, StoreNotEmptyError
from db.schema import HEAD, REVISIONS

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Status:
    """A database's version beside the program's; `version` is None where there is no schema yet."""

    version: str | None
    head: str

    @property
    def is_current(self) -> bool:
        """Whether the program can work with it."""
        return self.version == self.head


def status(url: str) -> Status:
    """The version of a database; StoreMissingError where there is no file."""
    path = file_of(url)
    if path is not None and not path.exists():
        raise StoreMissingError(url)
    engine = make_engine(url, writes=False)
    try:
        return Status(version_of(engine, url), HEAD)
    finally:
        engine.dispose()


def create(url: str) -> None:
    """Create the schema in a database that has none; StoreNotEmptyError where there is one."""
    path = file_of(url)
    if path is not None and not path.exists():
        _new_file(path, url)
    if status(url).version is not None:
        raise StoreNotEmptyError(url)
    _run(url)


def upgrade(url: str) -> Status:
    """Bring a database to the program's version; StoreNewerError where a newer program made it."""
    found = status(url)
    if found.version is not None and found.version not in REVISIONS:
        raise StoreNewerError(url, found.version)
    _run(url)
    return status(url)


def make_schema(connection: "Connection") -> None:
    """Create the schema on a server where there is none yet, in the transaction that is open."""
    from alembic import command  # slow to import, and needed only here

    command.upgrade(_config(connection), HEAD)


def _new_file(path: Path, url: str) -> None:
    """An empty file that only its owner may read, in WAL mode: the mode is set once, and only asserted later."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=OWNER_ONLY)
    except OSError as error:
        raise StoreError(url, str(error)) from error
    engine = make_engine(url, writes=True)
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()
        engine.dispose()


def _run(url: str, version: str = HEAD) -> None:
    from alembic import command  # slow to import, and needed only here

    engine = make_engine(url, writes=True)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                # A rebuilt table would break its references: they are checked as a whole afterwards instead.
                connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
            with connection.begin():
                command.upgrade(_config(connection), version)
                _check_references(connection, url)
    finally:
        engine.dispose()


def _config(connection: "Connection") -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _check_references(connection: "Connection", url: str) -> None:
    if (
        connection.dialect.name == "sqlite"
        and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None
    ):
        raise StoreError(url, "foreign_key_check")

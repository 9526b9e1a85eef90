"""How a database's schema differs from what the migrations make: tables, columns, indexes, triggers, functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, text

from db.engine import Store, make_engine
from db.migrate import create, make_schema

Objects = Mapping[tuple[str, str], str]
"""What each thing of a schema is, by its kind and name."""

ASIDE = "dibao_schema_as_made"
"""A schema of a server in which the migrations run, in a transaction that is never kept."""

OF_FILE = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
OF_SERVER = text(
    """
    WITH here AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = :schema),
    named AS (
        SELECT 'column', c.relname || '.' || a.attname,
               format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN here ON here.oid = c.relnamespace
        WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT 'index', c.relname, pg_get_indexdef(c.oid)
        FROM pg_class c JOIN here ON here.oid = c.relnamespace WHERE c.relkind = 'i'
        UNION ALL SELECT 'constraint', x.conname, pg_get_constraintdef(x.oid)
        FROM pg_constraint x JOIN here ON here.oid = x.connamespace WHERE x.contype <> 'n'
        UNION ALL SELECT 'trigger', c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN here ON here.oid = c.relnamespace
        WHERE NOT t.tgisinternal
        UNION ALL SELECT 'function', p.proname, p.prosrc
        FROM pg_proc p JOIN here ON here.oid = p.pronamespace
    )
    SELECT * FROM named
    """
)


@dataclass(frozen=True, slots=True)
class Drift:
    """Things of a schema, as "kind name": missing, changed, or there though no migration makes them."""

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]


def drift_of(store: Store) -> Drift | None:
    """How a store's schema differs from what the migrations make; None where a server does not let us run them."""
    if store.is_sqlite:
        with store.reading() as read:
            return _between(_of_file(read.connection), _made_in_file())
    with store.writing() as uow:  # nothing of it is kept: there is no commit
        return _on_server(uow.connection)


def _of_file(connection: Connection) -> Objects:
    return {(kind, name): sql for kind, name, sql in connection.exec_driver_sql(OF_FILE)}


@cache
def _made_in_file() -> Objects:
    with TemporaryDirectory(prefix=".dibao-") as folder:
        url = f"sqlite:///{Path(folder) / 'made.db'}"
        create(url)
        engine = make_engine(url, writes=False)
        try:
            with engine.connect() as connection:
                return _of_file(connection)
        finally:
            engine.dispose()


def _on_server(connection: Connection) -> Drift | None:
    if not connection.exec_driver_sql("SELECT has_database_privilege(current_database(), 'CREATE')").scalar_one():
        return None
    schema = str(connection.exec_driver_sql("SELECT current_schema()").scalar_one())
    connection.exec_driver_sql(f"CREATE SCHEMA {ASIDE}")
    connection.exec_driver_sql(f"SET LOCAL search_path TO {ASIDE}")
    make_schema(connection)
    made = _of_server(connection, ASIDE)
    connection.exec_driver_sql(f'SET LOCAL search_path TO "{schema}"')
    return _between(_of_server(connection, schema), made)


def _of_server(connection: Connection, schema: str) -> Objects:
    rows = connection.execute(OF_SERVER, {"schema": schema})
    return {(kind, name): said.replace(f"{schema}.", "") for kind, name, said in rows}


def _between(found: Objects, made: Objects) -> Drift:
    def named(keys: set[tuple[str, str]]) -> tuple[str, ...]:
        return tuple(" ".join(key) for key in sorted(keys))

    changed = {key for key in found.keys() & made.keys() if found[key] != made[key]}
    return Drift(named(made.keys() - found.keys()), named(changed), named(found.keys() - made.keys()))

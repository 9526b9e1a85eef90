"""Roles of a server: an owner of the tables who only migrates, a role for each kind of people, and one for each person.

`statements` is all of it as SQL; applied again it changes nothing that is as it should be. Nobody's password is in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from db.engine import make_engine
from db.errors import RoleTakenError
from db.server_rights import KIND_OF, RIGHTS, ROWS, Kind, granted
from states.stages import Role

MOST_BYTES = 63
"""Of a role's name."""

PEOPLE = text("SELECT login, role, active FROM users ORDER BY login")
ROLES = text("SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole AS strong FROM pg_roles")
TABLES = text("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'")
FUNCTIONS = text(
    "SELECT oid::regprocedure::text, prorettype = 'trigger'::regtype FROM pg_proc "
    "WHERE pronamespace = current_schema()::regnamespace ORDER BY 1"
)
KEPT = text("SELECT relrowsecurity FROM pg_class WHERE oid = 'cases'::regclass")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's login, the kind of people they are of, and whether they may act."""

    login: str
    kind: Kind | None
    active: bool


def statements(url: str, owner: str) -> tuple[str, ...]:
    """What makes the roles of a database's people, in order. RoleTakenError: a login is the name of a mighty role."""
    engine = make_engine(url, writes=False)
    try:
        with engine.begin() as connection:
            return tuple(_statements(connection, owner))
    finally:
        engine.dispose()


def apply(url: str, said: Sequence[str]) -> None:
    """Run statements, all or none."""
    engine = make_engine(url, writes=True)
    try:
        with engine.begin() as connection:
            for each in said:
                connection.exec_driver_sql(each.replace("%", "%%"))
    finally:
        engine.dispose()


def amiss(connection: Connection) -> tuple[str, ...]:
    """What is not as `statements` makes it, by table or login; nothing where rows are not kept to regions at all."""
    if not connection.execute(KEPT).scalar_one():
        return ()
    return (*_tables_amiss(connection), *_people_amiss(connection))


def _statements(connection: Connection, owner: str) -> Iterator[str]:
    schema, database = connection.exec_driver_sql("SELECT current_schema(), current_database()").one()
    people = tuple(_people(connection))
    known = {row.rolname: row.strong for row in connection.execute(ROLES)}
    for person in people:
        if known.get(person.login) or person.login == owner or len(person.login.encode()) > MOST_BYTES:
            raise RoleTakenError(person.login)
    yield from _made([owner], known, "LOGIN")
    yield from _made([_group(kind) for kind in Kind], known, "NOLOGIN")
    yield from _owned(connection, owner, schema)
    yield from _closed(schema, database)
    yield from _opened(connection, schema)
    yield from _kept()
    for person in people:
        yield from _person(person, known)


def _people(connection: Connection) -> Iterator[Person]:
    for row in connection.execute(PEOPLE):
        yield Person(row.login, KIND_OF.get(Role(row.role)), row.active)


def _made(names: Sequence[str], known: dict[str, bool], how: str) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"CREATE ROLE {quoted(name)} {how}"


def _owned(connection: Connection, owner: str, schema: str) -> Iterator[str]:
    """Everything is the owner's, and what guards rows looks where it was meant to, whatever the path of a session."""
    yield f"ALTER SCHEMA {quoted(schema)} OWNER TO {quoted(owner)}"
    for name in sorted(connection.execute(TABLES).scalars()):
        yield f"ALTER TABLE {quoted(name)} OWNER TO {quoted(owner)}"
    for name, guards in connection.execute(FUNCTIONS):
        yield f"ALTER FUNCTION {name} OWNER TO {quoted(owner)}"
        if guards:
            yield f"ALTER FUNCTION {name} SET search_path = {quoted(schema)}, pg_temp"


def _closed(schema: str, database: str) -> Iterator[str]:
    """Nobody may anything, but use the schema; nobody puts a table or a function of their own before ours."""
    groups = ", ".join(map(_group, Kind))
    everybody = f"PUBLIC, {groups}"
    yield f"REVOKE ALL ON DATABASE {quoted(database)} FROM {everybody}"
    yield f"GRANT CONNECT ON DATABASE {quoted(database)} TO {groups}"
    yield f"GRANT CREATE ON DATABASE {quoted(database)} TO {_group(Kind.CRON)}"  # the queue of the workers has a schema
    yield f"REVOKE ALL ON SCHEMA {quoted(schema)} FROM {everybody}"
    yield f"GRANT USAGE ON SCHEMA {quoted(schema)} TO {groups}"
    for things in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        yield f"REVOKE ALL ON ALL {things} IN SCHEMA {quoted(schema)} FROM {everybody}"


def _opened(connection: Connection, schema: str) -> Iterator[str]:
    """What each kind of people may do to each table."""
    for table, rights in RIGHTS.items():
        for kind, right in zip(Kind, rights, strict=True):
            if right:
                yield f"GRANT {', '.join(granted(right))} ON {quoted(table)} TO {_group(kind)}"
    workers = ", ".join((_group(Kind.CASEWORK), _group(Kind.AUDITOR), _group(Kind.CRON), _group(Kind.ADMIN)))
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {quoted(schema)} TO {workers}"
    for name, guards in connection.execute(FUNCTIONS):
        if not guards:
            yield f"GRANT EXECUTE ON FUNCTION {name} TO {workers}"


def _kept() -> Iterator[str]:
    """Rows are kept to regions."""
    for table, rows in ROWS.items():
        yield f"ALTER TABLE {quoted(table)} ENABLE ROW LEVEL SECURITY"
        for name, what in rows.by_verb.items():
            yield f"DROP POLICY IF EXISTS {name} ON {quoted(table)}"
            yield f"CREATE POLICY {name} ON {quoted(table)} {what}"


def _person(person: Person, known: dict[str, bool]) -> Iterator[str]:
    """A person's own role: of one kind alone, and without a way in once they may not act any more."""
    may = person.active and person.kind is not None
    name = quoted(person.login)
    if may:
        yield from _made([person.login], known, "LOGIN")
    if may or person.login in known:
        yield f"ALTER ROLE {name} {'LOGIN' if may else 'NOLOGIN'}"
        yield f"REVOKE {', '.join(map(_group, Kind))} FROM {name}"
    if may and person.kind is not None:
        yield f"GRANT {_group(person.kind)} TO {name}"


def _tables_amiss(connection: Connection) -> Iterator[str]:
    found = connection.exec_driver_sql(
        "SELECT c.relname, c.relrowsecurity, count(p.polname) FROM pg_class c LEFT JOIN pg_policy p "
        "ON p.polrelid = c.oid WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' GROUP BY 1, 2"
    )
    for name, is_kept, policies in found.all():
        rows = ROWS.get(name)
        if name not in RIGHTS or is_kept != (rows is not None) or policies != len(rows.by_verb if rows else ()):
            yield name


def _people_amiss(connection: Connection) -> Iterator[str]:
    groups = {_group(kind): kind for kind in Kind}
    rows = connection.exec_driver_sql(
        "SELECT m.rolname, g.rolname FROM pg_auth_members x JOIN pg_roles m ON m.oid = x.member "
        "JOIN pg_roles g ON g.oid = x.roleid WHERE m.rolcanlogin"
    )
    found: dict[str, set[Kind]] = {}
    for member, group in rows.all():
        if group in groups:
            found.setdefault(member, set()).add(groups[group])
    for person in _people(connection):
        wanted = {person.kind} if person.active and person.kind is not None else set()
        if found.get(person.login, set()) != wanted:
            yield person.login


def _group(kind: Kind) -> str:
    return f"dibao_{kind.value}"


def quoted(name: str) -> str:
    """A name as SQL writes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'

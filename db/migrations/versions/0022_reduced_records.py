"""What names people may be taken away from a case's papers and notes, once an event says so, and never otherwise."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MAY_GO = {"events": ("personal", "salt"), "evidence": ("person", "document", "body"), "surveys": ("household",)}
"""Columns that an event `reduced` lets be changed."""
MAY_CHANGE = {"events": (), "evidence": ("voided_by",), "surveys": ()}
"""Columns that may change all the same: a notice made void."""
TOLD = "EXISTS (SELECT 1 FROM events told WHERE told.case_id = OLD.case_id AND told.kind = 'reduced')"
NOTE_GOES = "NEW.personal IS NULL AND NEW.salt = ''"


def _allowed(table: str) -> str:
    return f"{TOLD} AND {NOTE_GOES}" if table == "events" else TOLD


def _on_sqlite(table: str) -> None:
    columns = [row[1] for row in op.get_bind().exec_driver_sql(f"PRAGMA table_info({table})")]
    kept = ", ".join(column for column in columns if column not in (*MAY_GO[table], *MAY_CHANGE[table]))
    refused = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    op.execute(f"DROP TRIGGER {table}_no_update")
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {kept} ON {table} {refused}")
    op.execute(
        f"CREATE TRIGGER {table}_reduced_only BEFORE UPDATE OF {', '.join(MAY_GO[table])} ON {table} "
        f"WHEN NOT ({_allowed(table)}) {refused}"
    )


def _on_postgresql(table: str) -> None:
    def same_but(names: tuple[str, ...]) -> str:
        without = "".join(f" - '{name}'" for name in names)
        return f"to_jsonb(NEW){without} = to_jsonb(OLD){without}"

    always = f"IF TG_OP = 'UPDATE' AND {same_but(MAY_CHANGE[table])} THEN RETURN NEW; END IF; "
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{always if MAY_CHANGE[table] else ''}"
        f"IF TG_OP = 'UPDATE' THEN IF {same_but(MAY_GO[table])} AND {_allowed(table)} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{table} is append-only'; END $$"
    )


def upgrade() -> None:
    """Put other guards in the place of those that let no paper change, and every note."""
    change = _on_sqlite if op.get_bind().dialect.name == "sqlite" else _on_postgresql
    for table in MAY_GO:
        change(table)

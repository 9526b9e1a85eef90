"""What keeps the rows of a table as they were written, on both databases."""

from alembic import op


def append_only(table: str) -> None:
    """Refuse to change or delete a row of a table, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )


def refuse(name: str, event: str, when: str, refused: str, sentence: str) -> None:
    """Refuse an `event` ("INSERT ON events") `when` the row by itself is one that is meant and `refused` holds.

    On a server every refusal that looks at users waits for the one before, so that two do not overlook each other.
    """
    table = event.rpartition(" ")[2]
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} WHEN {when} AND {refused} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: {sentence}'); END"
        )
        return
    row = "OLD" if event.startswith("DELETE") else "NEW"
    wait = "PERFORM pg_advisory_xact_lock(hashtext('users')); " if table == "users" else ""
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {wait}"
        f"IF {refused} THEN RAISE EXCEPTION '{table}: {sentence}'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()")


def allow_again(name: str, table: str) -> None:
    """Take back what `refuse` made under a name."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")

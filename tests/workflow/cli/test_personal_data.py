"""Nobody's number is in what the program says unasked: not in lists, papers, errors, traces or names of files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import make_engine
from db.migrate import create
from states.evidence import Change, ChangeKind
from tui.widgets.timeline_view import record_detail
from workflow.cli import diagnostics

NUMBER, ACCOUNT = "210624195503150218", "6217000123456789012"


def test_neither_an_error_of_the_database_nor_its_trace_says_what_a_statement_was_given(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DIBAO_TRACEBACK", "1")
    url = f"sqlite:///{tmp_path / 'office.db'}"
    create(url)
    engine = make_engine(url, writes=True)
    row = {"id_no": NUMBER, "name": ACCOUNT}
    person = text("INSERT INTO persons (name, id_no, id_tail, born) VALUES (:name, :id_no, '', '1955-03-15')")
    with engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(person, [row, row])
    engine.dispose()
    failed = ValueError(NUMBER)
    failed.__cause__ = raised.value
    code = diagnostics.fail(failed)
    told = capsys.readouterr().err
    assert code == diagnostics.Exit.INTERNAL
    assert all(word in told for word in ("ValueError", "IntegrityError", Path(__file__).name))
    assert not any(number in said for number in (NUMBER, ACCOUNT) for said in (told, str(raised.value)))


def test_an_account_that_was_changed_is_masked_in_what_happened():
    shown = record_detail(Change(on=date(2026, 11, 1), change=ChangeKind.ACCOUNT, detail=ACCOUNT), {})
    assert ACCOUNT[-4:] in shown
    assert ACCOUNT not in shown

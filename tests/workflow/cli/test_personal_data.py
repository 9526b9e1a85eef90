"""Nobody's number is in what the program says unasked: not in lists, papers, errors, traces or names of files."""

from __future__ import annotations

import os

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import make_engine
from db.migrate import create
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
    try:
        raise ValueError(NUMBER) from raised.value
    except ValueError as error:
        code = diagnostics.fail(error)
    diagnostics.fail(raised.value)
    told = capsys.readouterr().err
    assert code == diagnostics.Exit.INTERNAL
    assert "ValueError" in told and "IntegrityError" in told and os.path.basename(__file__) in told
    assert NUMBER not in told and ACCOUNT not in told and NUMBER not in str(raised.value)

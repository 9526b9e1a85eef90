"""People, passwords and rights on the command line: an office's first day, and what each is refused."""

from __future__ import annotations

import io
import json
import sys
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.engine import open_store
from tests.workflow.cli.runs import answers
from tests.workflow.test_demo_county import TODAY, filled
from workflow import access, clock

SECRET = "right horse 9"  # noqa: S105 - of the test alone


@pytest.fixture
def said(databases, tmp_path, monkeypatch):
    """Commands on a small county; what is typed is given as standard input, sessions lie in the test's folder."""
    office = filled(databases.new(), households=12)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "secret").write_text(f"{SECRET}\n")

    def run(*words: str, typed: str = "", proof: str = ""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        environment = {"DIBAO_PASSWORD_FILE": str(tmp_path / proof)} if proof else {}
        return answers(*words, "--db", office.store.url, "--on", TODAY.isoformat(), **environment)

    run.office = office
    yield run
    office.store.close()


def test_an_office_begins_without_passwords_and_an_administrator_takes_over(said):
    assert said("user", "add", "gu", "--role", "administrator", "--region", "371602000000").returncode == 0
    county = ("--role", "county", "--region", "371602000000")
    assert said("user", "add", "ma", *county, "--as", "wang").returncode == 4
    assert said("user", "add", "ma", *county).returncode == 0  # the administrator acts, and has no password yet
    for refused, code in (
        (("user", "set", "gu", "--role", "county"), 4),
        (("user", "disable", "gu"), 4),
        (("user", "disable", "wang", "--as", "chen"), 4),
        (("case", "list", "--as", "gu"), 4),
        (("case", "show", "C-0000001", "--as", "gu"), 4),
        (("tasks", "give", "wang", "--from", "liu", "--as", "gu"), 4),
        (("desk", "--as", "gu"), 4),
        (("user", "password", "wang", "--stdin", "--as", "wang"), 4),
    ):
        found = said(*refused, typed=f"{SECRET}\n")
        assert (found.returncode, found.stdout) == (code, ""), refused
    assert said("user", "password", "wang", "--stdin", typed="short\n").returncode == 2
    assert said("user", "password", "wang", "--stdin", typed=f"{SECRET}\n").returncode == 0
    assert said("user", "add", "guo", "--role", "administrator", "--region", "371602000000").returncode == 0
    assert said("user", "disable", "gu", "--as", "guo").returncode == 0
    assert said("user", "disable", "guo", "--as", "gu").returncode == 4  # disabled, one acts no more
    with pytest.raises(DBAPIError), said.office.store.writer.begin() as connection:
        connection.execute(text("UPDATE users SET active = false WHERE login = 'guo'"))
    people = {each["login"]: each for each in json.loads(said("user", "list", "--json").stdout)}
    assert (people["gu"]["active"], people["wang"]["password"], people["ma"]["role"]) == (False, True, "county")
    told = said("user", "log").stdout
    assert SECRET not in told
    assert "right changed" in told
    assert "disabled" in told


def test_a_person_with_a_password_proves_it_by_file_or_session_and_failures_wait(said, monkeypatch, tmp_path):
    assert said("user", "password", "wang", "--stdin", "--as", "wang", typed=f"{SECRET}\n").returncode == 0
    assert said("case", "list", "--as", "liu").returncode == 0
    refused = said("case", "list", "--as", "wang")
    assert (refused.returncode, refused.stdout) == (4, "")
    assert "DIBAO_PASSWORD_FILE" in refused.stderr
    assert said("case", "list", "--as", "wang", proof="secret").returncode == 0
    assert said("recheck", "--dry-run").returncode == 0  # the schedule's own work asks nobody
    (tmp_path / "wrong").write_text("not that one\n")
    assert said("case", "list", "--as", "wang", proof="wrong").returncode == 4
    assert "2 seconds" in said("case", "list", "--as", "wang", proof="wrong").stderr
    assert "seconds" in said("case", "list", "--as", "wang", proof="secret").stderr  # another process waits too
    later = clock.now() + timedelta(seconds=70)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert said("login", "--as", "wang", proof="secret").returncode == 0
    assert said("case", "list").returncode == 0  # wang, who is logged in
    over = later + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: over)
    assert said("case", "list").returncode == 4
    assert said("login", "--as", "wang", proof="secret").returncode == 0
    assert said("logout").stderr == "wang is logged out.\n"
    assert said("case", "list", "--as", "wang").returncode == 4
    kinds = [each["kind"] for each in json.loads(said("user", "log", "wang", "--json", "--as", "liu").stdout)]
    assert kinds == [
        "logout", "login", "login", "failure", "failure", "login", "password_set",
    ]  # fmt: skip


def test_a_right_that_was_taken_holds_for_an_office_that_is_open(said):
    office = said.office.as_user("wang")
    store = open_store(said.office.store.url)
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE users SET role = 'auditor' WHERE login = 'wang'"))
    store.close()
    with pytest.raises(access.NotPermitted, match="wang may not act as township any more"), office.writing():
        pass
    with pytest.raises(access.NotPermitted), office.reading():
        pass

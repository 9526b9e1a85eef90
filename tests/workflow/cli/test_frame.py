from __future__ import annotations

import errno
import inspect
import os
import pty
import subprocess
import sys
from datetime import date

import pytest
import typer

from states.evidence import EvidenceKind
from tests.repo.tree import ROOT
from tests.workflow.cli.runs import DIBAO, dibao
from workflow import wording
from workflow.cli import diagnostics, main, options
from workflow.cli.case_record import record
from workflow.cli.commands import COMMANDS
from workflow.cli.output import table, width
from workflow.errors import BadInput, DatabaseTrouble, LostRace, NotPermitted, Refused
from workflow.recording import own_fields
from workflow.settings import data_directory, database_url, read_settings, settings_file

SAID_OTHERWISE = {"confirmed": "not_confirmed", "signed": ""}
"""Facts that are true unless an option says no; a wish that nobody signed is none."""


def test_every_fact_of_every_kind_of_evidence_can_be_given():
    options_of_record = inspect.signature(record).parameters
    facts = {fact for kind in EvidenceKind for fact in own_fields(kind)}
    assert [f for f in facts if SAID_OTHERWISE.get(f, f) and SAID_OTHERWISE.get(f, f) not in options_of_record] == []


@pytest.fixture(autouse=True)
def place_of_its_own(tmp_path, monkeypatch):
    """A user who has settled nothing, in English."""
    monkeypatch.setattr(wording._Chosen, "language", None)
    for name in ("DIBAO_DB", "DIBAO_LANG", "DIBAO_TRACEBACK", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def settle(text):
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(text, encoding="utf-8")


@pytest.fixture
def program(monkeypatch):
    """A program with one command, `probe`, whose behaviour a test sets; it answers with what it was asked."""
    seen = {}

    def install(behave=lambda: None):
        app = options.Commands()

        @app.command("probe", cls=options.Command)
        def probe(context: typer.Context, word: str = "") -> int | None:
            seen.update(asked=options.asked(context), word=word)
            return behave()

        @app.command("other", cls=options.Command)
        def other(_context: typer.Context) -> None:
            pass

        monkeypatch.setattr(main, "_program", lambda: typer.main.get_group(app))
        return seen

    return install


def test_without_a_terminal_the_program_alone_prints_its_help_to_standard_output():
    run = dibao()
    assert run.returncode == 0
    assert run.stdout.startswith("Usage: dibao")
    assert run.stderr == ""


def test_help_speaks_the_language_of_option_environment_settings_and_locale():
    assert "选项" in dibao("--lang", "zh", "--help").stdout
    assert "选项" in dibao("--help", "--lang=zh").stdout
    assert "选项" in dibao("--help", DIBAO_LANG="zh", LANG="en_US.UTF-8").stdout
    assert "选项" in dibao("--help", LANG="zh_CN.UTF-8").stdout
    settle('lang = "zh"')
    assert "选项" in dibao("--help").stdout
    assert "Options" in dibao("--help", DIBAO_LANG="en").stdout
    assert "Options" in dibao("--lang", "en", "--help", DIBAO_LANG="zh").stdout


def test_help_lists_each_command_that_exists_and_shows_examples():
    text = dibao("--help").stdout
    for entry in COMMANDS:
        assert (f"\n  {entry.name} " in text) == entry.exists
    assert "dibao assess household.json" in text


@pytest.mark.parametrize("entry", [e for e in COMMANDS if e.exists], ids=lambda e: e.name)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_teaches_by_example_in_both_languages(entry, language):
    run = dibao(entry.name, "--help", "--lang", language)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert "--json" in run.stdout
    if not entry.is_group:
        assert ("示例" if language == "zh" else "Examples") in run.stdout
        assert f"dibao {entry.name}" in run.stdout.split("\n", 1)[1]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["nope"], "no command “nope”"),
        (["--nope"], "no option --nope"),
        (["--on", "2026-02-30", "x"], "“2026-02-30” is not a day"),
        (["--on", "20261123"], "“20261123” is not a day"),
        (["--on", "2026-W48-1"], "is not a day"),
        (["--lang", "fr"], "--lang"),
        (["--db"], "--db"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_sentence_on_standard_error(line, told):
    run = dibao(*line)
    assert run.returncode == 2
    assert run.stdout == ""
    assert told in run.stderr
    assert "Traceback" not in run.stderr


def test_wrong_usage_is_told_in_chinese_too():
    assert "没有命令“nope”" in dibao("nope", DIBAO_LANG="zh").stderr


def test_the_nearest_command_is_offered():
    assert "did you mean “assess”?" in dibao("asses").stderr


def test_common_options_hold_before_and_after_the_command_and_the_later_wins(program):
    seen = program()
    assert main.run_line(["--db", "sqlite:///a.db", "--on", "2026-01-01", "--as", "wang", "probe"]) == 0
    assert seen["asked"] == options.Asked(db="sqlite:///a.db", on=date(2026, 1, 1), as_="wang")
    assert main.run_line(["--on", "2026-01-01", "--quiet", "probe", "--word", "w", "--on", "2026-11-23", "--json"]) == 0
    assert seen["asked"] == options.Asked(on=date(2026, 11, 23), json=True, quiet=True)
    assert seen["word"] == "w"
    assert seen["asked"].today == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("cli.internal", kind="x"), 1),
        (LostRace("wang", "12:00", "verify"), 1),
        (BadInput("cli.internal", kind="x"), 2),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "x.json"), 2),
        (DatabaseTrouble("cli.internal", kind="x"), 3),
        (NotPermitted("cli.internal", kind="x"), 4),
        (ZeroDivisionError("a name that nobody should read"), 70),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_its_exit_code(program, capsys, error, code):
    def fail():
        raise error

    program(fail)
    assert main.run_line(["probe"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("dibao: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert "a name that nobody should read" not in err


def test_an_error_of_a_database_library_ends_with_3(program, capsys):
    import sqlite3

    def fail():
        raise sqlite3.OperationalError("database is locked")

    program(fail)
    assert main.run_line(["probe"]) == 3
    assert "database is locked" in capsys.readouterr().err


def test_a_command_says_its_own_exit_code(program):
    program(lambda: 1)
    assert main.run_line(["probe"]) == 1


def test_an_interrupted_run_ends_with_130_and_says_nothing(program, capsys):
    def interrupt():
        raise KeyboardInterrupt

    program(interrupt)
    assert main.run_line(["probe"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_has_read_enough_is_no_error():
    run = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"'{DIBAO}' --help | true"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_a_full_disk_is_told_and_no_traceback():
    run = subprocess.run(["bash", "-c", f"'{DIBAO}' --help > /dev/full"], capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert run.stderr.startswith("dibao: ")
    assert "Traceback" not in run.stderr


def test_a_lost_race_is_told_with_who_when_and_what():
    with wording.in_language("en"):
        told = str(LostRace("wang", "2026-11-23 10:00", "verify"))
    assert all(part in told for part in ("wang", "2026-11-23 10:00", "verify"))


def test_the_database_is_the_one_asked_for_else_of_the_environment_else_of_the_settings_else_the_users_own(monkeypatch):
    assert database_url(None) == f"sqlite:///{data_directory() / 'dibao.db'}"
    settle('db = "sqlite:///settled.db"')
    assert database_url(None) == "sqlite:///settled.db"
    monkeypatch.setenv("DIBAO_DB", "postgresql://office/dibao")
    assert database_url(None) == "postgresql://office/dibao"
    assert database_url("sqlite:///asked.db") == "sqlite:///asked.db"


@pytest.mark.parametrize("url", ["county.db", "mysql://x", "sqlite://", "sqlite:x"])
def test_what_is_no_url_of_a_database_is_bad_input(url):
    with pytest.raises(BadInput, match=r"sqlite:///county\.db"):
        database_url(url)


@pytest.mark.parametrize(
    ("text", "told"), [("x = 1", "“x”"), ("db = 1", "“db”"), ("db =", "cannot be read"), ("db = '\xff'", "")]
)
def test_settings_that_make_no_sense_are_named_with_their_file(text, told):
    settle("")
    settings_file().write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput) as raised:
        read_settings()
    assert str(settings_file()) in str(raised.value)
    assert told in str(raised.value)


def test_help_is_shown_whatever_the_settings_say():
    settle("not toml")
    assert dibao("--help").returncode == 0


def test_progress_is_silent_outside_a_terminal(capsys):
    with diagnostics.progress("counting", 10) as done:
        done(5)
    assert capsys.readouterr().err == ""


def test_progress_shows_on_a_terminal_once_it_takes_longer_than_a_second(tmp_path):
    script = tmp_path / "count.py"
    script.write_text(
        "import time\nfrom workflow.cli import diagnostics\n"
        "diagnostics.PATIENCE_SECONDS = 0.0\n"
        "with diagnostics.progress('counting', 10) as done:\n    time.sleep(0.2); done(5)\n",
        encoding="utf-8",
    )
    ours, theirs = pty.openpty()
    subprocess.run(
        [sys.executable, script], stderr=theirs, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    os.close(theirs)
    shown = os.read(ours, 1000).decode()
    os.close(ours)
    assert "counting 5/10 50 %" in shown
    assert shown.endswith("\r\x1b[K")


def test_columns_line_up_with_chinese_in_them():
    lines = list(table([("李某", "1.00"), ("Wang", "1,000.00")], "lr"))
    assert [width(line) for line in lines] == [14, 14]

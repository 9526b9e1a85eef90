"""The desk in a real terminal: however it ends, the terminal is as it was, and nothing is said of anybody."""

from __future__ import annotations

import itertools
import sqlite3

import pytest

from tests.tui.terminal import PROGRAM, Terminal, desk_in_terminal

CTRL_Q, CTRL_S, ENTER, TAB = "\x11", "\x13", "\r", "\t"


@pytest.mark.parametrize("way", ["keys", "SIGTERM", "SIGHUP", "SIGINT"])
def test_the_terminal_is_left_as_it_was_found(small_county, way):
    with desk_in_terminal(small_county) as at:
        at.sees("The life of a case", "Next for me")
        at.send("/lxy")
        at.sees("李秀英")
        at.send(CTRL_Q) if way == "keys" else at.signal(way)
        assert at.ends() == 0
        at.assert_as_found()
        assert "Traceback" not in at.shown


KEEPS_THE_HANGUP = ("sh", "-c", 'trap "" HUP; "$@"; exit $?', "sh")
"""As make and other programs do that wait for what they started."""


@pytest.mark.parametrize("under", [(), KEEPS_THE_HANGUP], ids=["told", "not told"])
def test_a_closed_window_ends_the_desk(small_county, under):
    with desk_in_terminal(small_county, under=under) as at:
        at.sees("Next for me")
        at.send("/lxy")
        at.rests()
        at.close()
        assert at.ends() is not None


def test_a_failure_is_told_in_a_sentence_without_anybodys_data(small_county):
    """The county holds 李秀英; the failing handler has her in a variable and in its error."""
    script = (
        "import sys; from tui.screens.cases import Cases\n"
        "def boom(self, message):\n"
        "    secret = 'secret of ' + message.page.lines[0].head\n"
        "    raise ValueError(secret)\n"
        "from textual import on; from tui.messages import PageLoaded\n"
        "Cases.show_page = on(PageLoaded)(boom); Cases._decorated_handlers[PageLoaded] = [(Cases.show_page, {})]\n"
        "from workflow.cli.main import run; sys.argv[1:] = sys.argv[1:]; run()"
    )
    line = ("--lang", "en", "--db", f"sqlite:///{small_county}", "--on", "2027-03-10", "desk", "--as", "wang")
    with Terminal(PROGRAM[0], "-P", "-c", script, *line) as at:
        at.sees("Next for me")
        at.rests()
        at.send("c")
        assert at.ends() == 70
        at.assert_as_found()
        told = at.shown.rpartition("\x1b[?1049l")[2]
        assert "ValueError" in told
        assert "secret" not in told
        assert "李" not in told
        assert "Traceback" not in at.shown


def test_a_terminal_that_changes_its_size_all_the_time_loses_no_key(own_county):
    with desk_in_terminal(own_county) as at:
        at.sees("Next for me")
        at.send("/")
        at.rests()
        sizes = itertools.cycle([(20, 5), (80, 24), (1, 1), (200, 60), (40, 3), (3, 40), (120, 40)])
        for letter, size in zip("C-0000004", sizes, strict=False):
            at.resize(*size)
            at.read(0.02)
            at.send(letter)
        for size in itertools.islice(sizes, 30):
            at.resize(*size)
            at.read(0.01)
        at.resize(120, 40)
        at.rests()
        at.send(ENTER + ENTER)
        at.sees("What happened", "何桂香")
        at.send(CTRL_Q)
        assert at.ends() == 0
        at.assert_as_found()


def test_keys_that_are_typed_before_their_screen_is_there_reach_it(small_county):
    with desk_in_terminal(small_county) as at:
        at.sees("Next for me")
        at.send("/C-0000004" + ENTER + ENTER)  # d, c, n would be commands; a list that is going would open another case
        at.sees("What happened", "何桂香")


def test_a_database_that_somebody_else_holds_keeps_nobody_from_reading_and_loses_nothing_typed(
    own_county,
):
    holder = sqlite3.connect(own_county, isolation_level=None)
    with desk_in_terminal(own_county, lang="zh") as at:
        at.sees("我的近期事项")
        at.send("/C-0000006" + ENTER + ENTER)
        at.rests()
        at.send("edoubt" + ENTER)
        at.rests()
        holder.execute("BEGIN IMMEDIATE")
        at.send(TAB * 3 + "who-asked")
        at.rests()
        at.send(CTRL_S + CTRL_S)
        at.sees("正被占用")
        at.send(CTRL_S * 3)  # waits, and is let in before it gives up: pressed three times, recorded once
        at.rests()
        holder.execute("ROLLBACK")
        at.rests()
        at.rests()
        at.send(CTRL_Q)
        assert at.ends() == 0
        at.assert_as_found()
    rows = holder.execute("SELECT body FROM evidence WHERE case_id = 'C-0000006' AND kind = 'doubt'").fetchall()
    holder.close()
    assert len(rows) == 1
    assert "who-asked" in rows[0][0]

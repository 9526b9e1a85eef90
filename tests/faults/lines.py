"""Command lines made of the program's own commands and options, with any values: each ends as it is documented."""

from __future__ import annotations

import io
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import click

from states.characters import is_clean
from tests.faults.mutating import HOSTILE
from tests.workflow.cli.runs import answers
from workflow.cli.commands import COMMANDS
from workflow.cli.diagnostics import Exit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

NOT_HERE = {"desk", "worker", "cron", "demo", "init", "db"}
"""Commands that wait for somebody, change the machine's schedule, or make databases of any size anywhere."""
DOCUMENTED = {Exit.DONE, Exit.REFUSED, Exit.USAGE, Exit.DATABASE, Exit.NOT_PERMITTED}
PLAIN = (
    "C-0000001", "C-0000004", "2026-11", "2026-12-01", "2026Q4", "371602", "371602001000", "1", "3", "100.00", "csv",
    "xlsx", "json", "enroll", "renew", "survey", "wish", "income", "chen", "wang", "good.db", "out.xlsx", "returns",
    "zh",
)  # fmt: skip
"""Values that some option or other takes."""
WORDS = tuple(text for text in HOSTILE if "/" not in text and "\x00" not in text and "\ud800" not in text)
"""Values that none takes, of those that a command line can hold; nothing that leads out of the folder."""
LINE_BREAKS = {"\n", "\t", "\r"}


@cache
def commands() -> tuple[tuple[tuple[str, ...], tuple[Any, ...]], ...]:
    """Every command that is tried: its words, and its parameters."""
    return tuple(
        found for entry in COMMANDS if entry.name not in NOT_HERE for found in _leaves((entry.name,), entry.load())
    )


def _leaves(words: tuple[str, ...], command: Any) -> Iterator[tuple[tuple[str, ...], tuple[Any, ...]]]:
    if isinstance(command, click.Group) or hasattr(command, "commands"):
        for name, each in command.commands.items():
            yield from _leaves((*words, name), each)
    else:
        yield words, tuple(command.params)


def random_line(random: Random) -> list[str]:
    """A command with some of its arguments and options, right, wrong or of another one."""
    words, params = random.choice(commands())
    line = list(words)
    for param in params:
        if param.param_type_name == "argument":
            line += [_value(random)] if random.random() < 0.9 else []
        elif random.random() < 0.3:
            line.append(random.choice(param.opts))
            line += [] if getattr(param, "is_flag", False) else [_value(random)]
    if random.random() < 0.2:
        line.insert(random.randrange(len(line) + 1), random.choice((*WORDS, "--json", "--plain", "--", "-", "--on")))
    return line


def _value(random: Random) -> str:
    return random.choice(PLAIN) if random.random() < 0.6 else random.choice(WORDS)


def wrong_with(line: list[str], folder: Path, url: str, login: str) -> tuple[bool, str]:
    """Whether a line was refused, and what is wrong with how it ended: a traceback, a code or a sign that is none."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        with patch.object(sys, "stdin", io.StringIO("")):
            run = answers(*line, DIBAO_DB=url, DIBAO_USER=login, HOME=str(folder))
    finally:
        os.chdir(before)
    told = run.stdout + run.stderr
    wrong = ""
    if run.returncode not in DOCUMENTED:
        wrong = f"{line} ended with {run.returncode}: {run.stderr[-300:]}"
    elif "Traceback" in told:
        wrong = f"{line} tells a traceback"
    elif not is_clean("".join(sign for sign in told if sign not in LINE_BREAKS)):
        wrong = f"{line} tells what a terminal obeys"
    elif run.returncode and not told.strip():
        wrong = f"{line} ended with {run.returncode} without a word"
    return run.returncode != Exit.DONE, wrong

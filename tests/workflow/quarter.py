"""The commands of docs/a-quarter.md run one after the other, and their answers: `python -m tests.workflow.quarter`."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

from tests.workflow.cli.runs import answers

PAGE = Path(__file__).resolve().parents[2] / "docs" / "a-quarter.md"
SURVEYS = PAGE.parent / "surveys"
"""What the drive of the page finds, as household files."""
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
PROMPT = "$ dibao "
FINGERPRINT = re.compile(r"\b[0-9a-f]{64}\b")
"""Hashes that hold instants: another one at every run."""


def answered(page: str, folder: Path) -> str:
    """The page with the answers of its commands, run in a folder on a database of their own."""
    for survey in SURVEYS.iterdir():
        shutil.copy(survey, folder)
    with chdir(folder):
        return BLOCK.sub(lambda block: "".join(map(_answer, _commands(block[0]))), page)


def _commands(block: str) -> list[str]:
    return [line.removeprefix(PROMPT) for line in block.splitlines() if line.startswith(PROMPT)]


def _answer(command: str) -> str:
    run = answers(*shlex.split(command), DIBAO_DB=f"sqlite:///{Path.cwd() / 'county.db'}")
    told = [*(run.stdout + run.stderr).splitlines(), *([f"(exit {run.returncode})"] if run.returncode else [])]
    return "".join(FINGERPRINT.sub("…", line.rstrip()) + "\n" for line in (f"{PROMPT}{command}", *told))


def main() -> int:
    """Write the page with its answers; 0."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(answered(PAGE.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

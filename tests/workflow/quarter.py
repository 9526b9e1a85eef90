"""The commands of docs/a-quarter.md run one after the other, and their answers: `python -m tests.workflow.quarter`."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.cli.main import run_line

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "a-quarter.md"
SURVEYS = PAGE.parent / "surveys"
"""What the drive of the page finds, as household files."""
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
PROMPT = "$ dibao "
FINGERPRINT = re.compile(r"\b[0-9a-f]{64}\b")
"""Hashes that hold instants: another one at every run."""


def answered(page: str, folder: Path) -> str:
    """The page with the answers of its commands, run in a folder on a database of their own."""
    with _alone(folder):
        return BLOCK.sub(lambda block: "".join(map(_answer, _commands(block[0]))), page)


def _commands(block: str) -> list[str]:
    return [line.removeprefix(PROMPT) for line in block.splitlines() if line.startswith(PROMPT)]


def _answer(command: str) -> str:
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_line(shlex.split(command))
    told = out.buffer.getvalue().decode() + err.getvalue()  # type: ignore[attr-defined] # a BytesIO's
    lines = [f"{PROMPT}{command}", *told.splitlines(), *([f"(exit {code})"] if code else [])]
    return "".join(FINGERPRINT.sub("…", line.rstrip()) + "\n" for line in lines)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith(("DIBAO_", "LC_")):
            del os.environ[name]
    os.environ |= {"DIBAO_DB": f"sqlite:///{folder / 'county.db'}", "LANG": "en_US.UTF-8", "NO_COLOR": "1"}
    for survey in SURVEYS.iterdir():
        shutil.copy(survey, folder)
    try:
        with chdir(folder):
            yield
    finally:
        os.environ.clear()
        os.environ |= before


def main() -> int:
    """Write the page with its answers; 0."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(answered(PAGE.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs of the program: as a user starts it, in a process of its own, and here, where only the answers matter."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from workflow import wording
from workflow.cli import output
from workflow.cli.main import run_line

if TYPE_CHECKING:
    from collections.abc import Iterator

DIBAO = Path(sys.executable).parent / "dibao"
OWN = ("DIBAO_", "LC_")
"""What the environment says of the program, and is not to be heard in a test."""


def dibao(*line: object, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """One run with `given` on its standard input, in English unless the environment says otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    run = subprocess.run(
        [str(DIBAO), *map(str, line)],
        input=given, capture_output=True, check=False, env={**kept, "LANG": "en_US.UTF-8", **environment},
    )  # fmt: skip
    return subprocess.CompletedProcess(
        run.args, run.returncode, run.stdout.decode("utf-8"), run.stderr.decode("utf-8", "backslashreplace")
    )


def answers(*line: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same without a process of its own, a second sooner: for long stories of commands, without their help."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
    with _environment(environment), redirect_stdout(out), redirect_stderr(err):
        code = run_line([str(word) for word in line])
    told = out.buffer.getvalue().decode()  # type: ignore[attr-defined] # a BytesIO's
    return subprocess.CompletedProcess(["dibao", *map(str, line)], code, told, err.getvalue())


@contextmanager
def _environment(said: dict[str, str]) -> Iterator[None]:
    """The environment, the language and the plainness of a run, and those of before after it."""
    before, language, plain = dict(os.environ), wording._Chosen.language, output._Plain.on
    for name in [name for name in os.environ if name.startswith(OWN)]:
        del os.environ[name]
    os.environ |= {"LANG": "en_US.UTF-8", "NO_COLOR": "1", **said}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before
        wording._Chosen.language, output._Plain.on = language, plain

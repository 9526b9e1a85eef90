"""Runs of the console script, as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DIBAO = Path(sys.executable).parent / "dibao"


def dibao(*line: object, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """One run with `given` on its standard input, in English unless the environment says otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DIBAO_", "LC_"))}
    run = subprocess.run(
        [str(DIBAO), *map(str, line)],
        input=given, capture_output=True, check=False, env={**kept, "LANG": "en_US.UTF-8", **environment},
    )  # fmt: skip
    return subprocess.CompletedProcess(
        run.args, run.returncode, run.stdout.decode("utf-8"), run.stderr.decode("utf-8", "backslashreplace")
    )

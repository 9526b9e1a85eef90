"""Sending a file to a printer through `lp`, where there is one."""

from __future__ import annotations

import shutil
import subprocess

from workflow.errors import Refused

PATIENCE_SECONDS = 60


def print_pdf(pdf: bytes, title: str, printer: str = "") -> None:
    """Hand a PDF to `lp`. Refused: there is no `lp`, or it says why it cannot print."""
    command = shutil.which("lp")
    if command is None:
        raise Refused("printing.no_lp")
    line = [command, "-t", title, *(["-d", printer] if printer else []), "-"]
    done = subprocess.run(line, input=pdf, capture_output=True, check=False, timeout=PATIENCE_SECONDS)  # noqa: S603 - found on PATH, no shell
    if done.returncode != 0:
        raise Refused("printing.failed", why=done.stderr.decode(errors="replace").strip() or done.returncode)

"""The program in a real terminal: a pseudo-terminal that notes every byte, and what state it is left in."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Self

from tests.repo.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

PATIENCE = 30.0
ROOMY = (120, 40)
ESCAPES = re.compile(r"\x1b(\[[0-9;?<>=$]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>])|\r|\x0f")
MODE = re.compile(r"\x1b\[\?([\d;]+)([hl])")
AS_FOUND = {
    "1049": "l",
    "25": "h",
    "1000": "l",
    "1003": "l",
    "1006": "l",
    "1015": "l",
    "2004": "l",
    "1004": "l",
    "7": "h",
}
"""How a terminal is left: its own screen, a cursor, no reports of mouse, focus and pasting, long lines wrapped."""
PROGRAM = (sys.executable, "-P", "-m", "workflow.cli")


class Terminal:
    """A program in a terminal of its own; it is ended when the block ends."""

    def __init__(self, *line: str, size: tuple[int, int] = ROOMY, **environment: str) -> None:
        self.master, self.slave = pty.openpty()
        self.resize(*size)
        self.found = termios.tcgetattr(self.slave)
        self.shown = ""
        self.heard = 0
        other = ("DIBAO_", "LC_", "TEXTUAL", "COLUMNS", "LINES")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(other)}
        self.process = subprocess.Popen(
            line, stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one thread, and this alone
            env={**kept, "LANG": "en_US.UTF-8", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environment},
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for end in (self.master, self.slave):
            if end >= 0:
                os.close(end)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program is told."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def send(self, keys: str) -> None:
        """Press keys, written as a terminal sends them."""
        os.write(self.master, keys.encode())

    def read(self, seconds: float = 0.05) -> bool:
        """Note what has come within some seconds; whether anything has."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        self.shown += os.read(self.master, 65536).decode("utf-8", "replace")
        return True

    @property
    def text(self) -> str:
        """What has been written since the last look, without the terminal's commands."""
        return ESCAPES.sub("", self.shown[self.heard :])

    def sees(self, *texts: str) -> None:
        """Wait until these have been written since the last look."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read()
            if all(text in self.text for text in texts):
                self.heard = len(self.shown)
                return
        raise AssertionError(f"{texts} not in {self.text[-3000:]!r}")

    def rests(self) -> None:
        """Wait until nothing more is written."""
        while self.read(0.4):
            pass
        self.heard = len(self.shown)

    def close(self) -> None:
        """Close the window under the program."""
        for end in (self.master, self.slave):
            os.close(end)
        self.master = self.slave = -1

    def ends(self) -> int:
        """Wait for the end; the exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            if self.master >= 0:
                self.read()
            else:
                time.sleep(0.05)
        while self.master >= 0 and self.read():
            pass
        return self.process.wait(timeout=1)

    def signal(self, name: str) -> None:
        """Send the program a signal."""
        self.process.send_signal(signal.Signals[name])

    def assert_as_found(self) -> None:
        """The terminal is as it was: echo, lines, cursor, screen, mouse."""
        assert termios.tcgetattr(self.slave) == self.found
        left = {mode: state for modes, state in MODE.findall(self.shown) for mode in modes.split(";")}
        assert {mode: left.get(mode, state) for mode, state in AS_FOUND.items()} == AS_FOUND
        assert "1049" in left, "the desk was never open"


def desk_in_terminal(
    database: Path | str, *options: str, lang: str = "en", under: tuple[str, ...] = (), **terminal: object
) -> Terminal:
    """The desk open in a terminal on a database, started by the command line `under` where one is given."""
    url = str(database) if "://" in str(database) else f"sqlite:///{database}"
    line = (*under, *PROGRAM, "--lang", lang, "--db", url, "--on", "2027-03-10", "desk", "--as", "wang", *options)
    return Terminal(*line, **terminal)  # type: ignore[arg-type]

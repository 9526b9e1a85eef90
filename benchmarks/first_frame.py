"""How soon the desk is there: from the start of the process to its first frame, in a real terminal.

In turn, so that what the machine does beside it meets all alike: Textual with an empty application, Textual's own table
with a header and a footer, and the desk on a county; medians, and what of it is imports. At most 0.5 s is promised
between the imports and the first frame.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.tui import county
from tests.tui.terminal import Terminal, desk_in_terminal

ROUNDS = 7
PROMISED = 0.5
EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self): yield Static("first frame")
Empty().run()
"""
STOCK = """
from textual.app import App
from textual.widgets import DataTable, Footer, Header
class Stock(App):
    BINDINGS = [("q", "quit", "first frame")]
    def compose(self):
        yield Header(); yield DataTable(); yield Footer()
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("case", "head", "village")
        for n in range(40): table.add_row(f"C-{n:07}", "李", "前进村")
Stock().run()
"""
IMPORTS = (
    "import gc; gc.set_threshold(100_000, 20, 50); import workflow.cli.main, workflow.cli.commands, workflow.cli.desk; "
    "import workflow.office, tui.app, tui.calls, tui.screens.desk"
)
"""As the program imports them."""
TEXTUAL = "import textual.app"


def shown_in(terminal: Terminal, *texts: str) -> list[float]:
    """Seconds from the start to each text, one after the other."""
    begun = perf_counter()
    with terminal as at:
        seconds = []
        for text in texts:
            at.heard = 0
            at.sees(text)
            seconds.append(perf_counter() - begun)
    return seconds


def imported_in(modules: str) -> float:
    """Seconds of an interpreter that imports and ends."""
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", modules], check=True)
    return perf_counter() - begun


def main() -> int:
    """Print the medians and ratios; 1 where the first frame is later than promised."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "county.db"
        county.build(path)
        rounds = []
        for _ in range(ROUNDS + 1):
            frame, data = shown_in(desk_in_terminal(path), "F1 help", "Next for me")
            rounds.append((
                frame, data, imported_in(IMPORTS), imported_in(TEXTUAL),
                *shown_in(Terminal(sys.executable, "-c", EMPTY), "first frame"),
                *shown_in(Terminal(sys.executable, "-c", STOCK), "first frame"),
            ))  # fmt: skip
    frame, data, imports, textual, empty, stock = map(statistics.median, zip(*rounds[1:], strict=True))
    print(
        f"desk: first frame {frame * 1000:.0f} ms after the start, {(frame - imports) * 1000:.0f} ms after its imports "
        f"({imports * 1000:.0f} ms; promised {PROMISED * 1000:.0f}), the map with its counts {data * 1000:.0f} ms; "
        f"an empty Textual application {empty * 1000:.0f} ms (its import {textual * 1000:.0f}): {frame / empty:.1f} x; "
        f"a table, a header and a footer {stock * 1000:.0f} ms: {frame / stock:.1f} x"
    )
    return 0 if frame - imports <= PROMISED else 1


if __name__ == "__main__":
    sys.exit(main())

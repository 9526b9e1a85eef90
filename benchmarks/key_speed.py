"""How soon a key is answered at the desk over a million cases; beside it a stock DataTable and textual-fastdatatable.

The desk is driven headless by keys, as a caseworker drives it. A key is answered with the next frame that is drawn
after it, and done with when nothing is drawn any more and no thread is at work: a list may fill in between. At most
50 ms is promised for the answer to 95 of 100 keys; kinds of keys that open a whole screen are above it. The county is
made once and kept in the folder that DIBAO_BENCH names, else in the system's for temporary files; `--cases N` makes a
smaller one.
"""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import DataTable

from benchmarks.many_cases import TODAY, county_of
from db.engine import open_store
from db.schema import HEAD
from states.sheets import shipped
from states.stages import Role
from tui.app import DeskApp
from tui.calls import OfficeCalls
from workflow.cases import ListFilter, case_count, case_page
from workflow.office import Office, User

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = 1_000_000
PROMISED = 0.050
STOCK_ROWS, FAST_ROWS = 10_000, 100_000
COLUMNS = ("case", "head", "village", "stage", "monthly", "due")
QUIET = 0.12
SIZE = (120, 36)
NAMES = {"/": "slash", "[": "left_square_bracket", "]": "right_square_bracket", "-": "minus", " ": "space"}

STORY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("move on the map", ("down", "right", "up", "left") * 5),
    ("open the list", ("c", "escape") * 5),
    ("into the list", ("c",)),
    ("down, up", ("down", "down", "up") * 15),
    ("a page", ("pagedown",) * 40 + ("pageup",) * 10),
    ("end, home", ("end", "home") * 6),
    ("another order", ("o",) * 8 + ("O",) * 2),
    ("mark", (" ",) * 8),
    ("to the search", ("/",)),
    ("type a search", tuple("王秀英") + ("backspace",) * 3 + tuple("zwq") + ("backspace",) * 3 + tuple("C-0777777")),
    ("into the found", ("enter",)),
    ("clear it", ("x",)),
    ("filters", ("f", "escape") * 5),
    ("open a case", ("home", *("enter", "escape", "down") * 8)),
    ("in a case", ("enter", *("tab", "down", "pagedown") * 5, "e", "escape", "w", "escape", "escape")),
    ("the quarter's work", ("escape", "d")),
    ("another quarter", ("]", "[") * 5),
    ("open a village", ("home", *("enter", "down") * 10)),
    ("the other language", ("ctrl+l", "ctrl+l")),
)
"""Kinds of keys, and a piece of work made of them, in its order."""


def county_at(folder: Path, cases: int) -> Office:
    """The county of so many cases that is kept in a folder, made where it is not there yet."""
    path = folder / f"dibao-county-{cases}-{HEAD}.db"
    if not path.exists():
        print(f"making {path}, once …", file=sys.stderr, flush=True)
        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        office = county_of(f"sqlite:///{making}", cases)
        office.store.close()
        making.rename(path)
    user = User("wang", "", Role.TOWNSHIP, "371602000000")
    return Office(open_store(f"sqlite:///{path}"), user, TODAY, shipped())


class Stopwatch:
    """Presses keys in an application and times what is drawn."""

    def __init__(self, app: App[Any]) -> None:
        self.app, self.frames = app, [0.0]
        display = app._display  # noqa: SLF001 - the one place where a frame is drawn

        def drawn(*args: Any, **kwargs: Any) -> None:
            display(*args, **kwargs)
            self.frames.append(perf_counter())

        app._display = drawn  # type: ignore[method-assign]  # noqa: SLF001

    async def press(self, key: str) -> tuple[float, float] | None:
        """Seconds until a key is answered, and until all is quiet; nothing where nothing was drawn."""
        begun = perf_counter()
        character = key if len(key) == 1 else None
        event = Key(NAMES.get(key, key), character)
        event.set_sender(self.app)
        self.app._driver.send_message(event)  # type: ignore[union-attr]  # noqa: SLF001 - as a terminal sends it
        last = await self.quiet(begun)
        first = next((frame for frame in self.frames if frame > begun), None)
        self.frames = self.frames[-1:]
        return None if first is None else (first - begun, last - begun)

    async def quiet(self, begun: float) -> float:
        """Wait until nothing is drawn and nobody works; when the last frame was drawn."""
        while True:
            await asyncio.sleep(0.004)
            working = any(not worker.is_finished for worker in self.app.workers)
            if not working and perf_counter() - max(begun, self.frames[-1]) > QUIET:
                return self.frames[-1]


async def desk_times(office: Office) -> dict[str, list[tuple[float, float]]]:
    """For each kind of key the seconds until it was answered, and until all was done."""
    app = DeskApp(OfficeCalls(office))
    app.animation_level = "none"
    gc.set_threshold(100_000, 20, 50)  # as the program does at its start
    gc.freeze()
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        watch = Stopwatch(app)
        await watch.quiet(perf_counter())
        for kind, keys in STORY:
            for key in keys:
                if (found := await watch.press(key)) is not None:
                    times[kind].append(found)
    return times


class Table(App[None]):
    """A table over rows that are all there."""

    def __init__(self, make: Callable[[], Any], rows: list[tuple[str, ...]]) -> None:
        super().__init__()
        self.make, self.rows = make, rows

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield self.make()

    def on_mount(self) -> None:
        """Fill it, unless it was made with its rows."""
        table = self.query("DataTable").first()
        if isinstance(table, DataTable):
            table.add_columns(*COLUMNS)
            table.add_rows(self.rows)


async def table_times(make: Callable[[], Any], rows: list[tuple[str, ...]]) -> tuple[float, list[float]]:
    """Seconds until a table is there, and until each of its pages is."""
    begun = perf_counter()
    app = Table(make, rows)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        watch = Stopwatch(app)
        opened = perf_counter() - begun
        app.query("DataTable").first().focus()
        found = [await watch.press(key) for key in ("down",) * 20 + ("pagedown",) * 30]
    return opened, [times[0] for times in found if times]


def rows_of(office: Office, count: int) -> list[tuple[str, ...]]:
    """Rows as texts, the first ones over and over: a table does not care."""
    lines = case_page(office, ListFilter(), size=1000).lines
    texts = [(x.case, x.head, x.village_name, x.stage.value, str(x.monthly), str(x.next_due_on)) for x in lines]
    return [texts[n % len(texts)] for n in range(count)]


def fast_table(rows: list[tuple[str, ...]]) -> Callable[[], Any]:
    """textual-fastdatatable over the rows."""
    from textual_fastdatatable import ArrowBackend
    from textual_fastdatatable import DataTable as FastTable

    columns = {name: [row[n] for row in rows] for n, name in enumerate(COLUMNS)}
    return lambda: FastTable(backend=ArrowBackend.from_pydict(columns))


def part(seconds: list[float], share: float) -> float:
    """The seconds that a share of all do not exceed."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


def told(times: dict[str, list[tuple[float, float]]]) -> bool:
    """Print a line for each kind of key; whether keys are answered later than promised."""
    print(f"{'milliseconds until a key is answered':40} keys  median   95 %   most   all done, 95 %")
    every = [one for found in times.values() for one in found]
    for kind, found in [*times.items(), ("every key", every)]:
        first = [one for one, _ in found]
        figures = (statistics.median(first), part(first, 0.95), max(first))
        shown = " ".join(f"{seconds * 1000:6.0f}" for seconds in figures)
        print(f"{kind:40} {len(first):4} {shown} {part([last for _, last in found], 0.95) * 1000:10.0f}")
    return part([one for one, _ in every], 0.95) > PROMISED


def compared(
    name: str, rows: list[tuple[str, ...]], make: Callable[[], Callable[[], Any]], page: float, paging: float
) -> None:
    """Print how a table that holds its rows does, against the first page and a key in the desk's list."""
    begun = perf_counter()
    table = make()
    making = perf_counter() - begun
    opened, moved = asyncio.run(table_times(table, rows))
    print(
        f"{name} with {len(rows):,} of them is there in {making + opened:.2f} s ({(making + opened) / page:.0f} x the "
        f"first page) and answers a key in {statistics.median(moved) * 1000:.0f} ms "
        f"({statistics.median(moved) / paging:.1f} x)"
    )


def main() -> int:
    """Print each kind's times and the ratios; 1 where keys are answered later than promised."""
    cases = int(sys.argv[sys.argv.index("--cases") + 1]) if "--cases" in sys.argv else CASES
    office = county_at(Path(os.environ.get("DIBAO_BENCH", tempfile.gettempdir())), cases)
    begun = perf_counter()
    case_page(office, ListFilter())
    page = perf_counter() - begun
    case_count(office, ListFilter())
    counted = perf_counter() - begun
    times = asyncio.run(desk_times(office))
    print(
        f"{cases:,} cases: the first page of the list after {page * 1000:.0f} ms, their number {counted * 1000:.0f} ms"
    )
    late = told(times)
    paging = statistics.median([one for kind in ("down, up", "a page") for one, _ in times[kind]])
    stock, fast = rows_of(office, STOCK_ROWS), rows_of(office, FAST_ROWS)
    compared("a stock DataTable", stock, lambda: DataTable, page, paging)
    compared("textual-fastdatatable", fast, lambda: fast_table(fast), page, paging)
    office.store.close()
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())

"""The work that every way of keeping cases is given: the same rows, the same rule, the same table of steps."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Protocol

from states.stages import Stage
from states.steps import STEPS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

DAY = "2027-01-01"
CHUNK = 200
STAGES = tuple(stage.value for stage in Stage)
LIFE = (
    "verify", "enroll", "grant_key_support", "reverify", "renew", "reverify", "begin_taper", "reverify", "resume_taper",
    "complete_taper",
)  # fmt: skip
"""One life of ten steps, from the stage applied, without guards."""


@dataclass(slots=True)
class Case:
    """A case as all that the rule looks at, in one flat row: money in fen, `base` what is paid a month so far."""

    id: str
    village: str
    head: str
    stage: str
    counted: int
    income_annual: int
    standard_annual: int
    base: int

    @property
    def new_base(self) -> int:
        """What is to be paid a month (policy §2.6), rounded half-up to the fen."""
        return base_of(self.counted, self.income_annual, self.standard_annual)


def base_of(counted: int, income_annual: int, standard_annual: int) -> int:
    """The month's base of a household, in fen: a twelfth of what its income falls short of its standard."""
    return (max(0, standard_annual * counted - income_annual) + 6) // 12


class Way(Protocol):
    """A way of keeping cases: a night's work on a file, and a life in memory."""

    library: str
    how: str

    def prepare(self, path: Path, cases: Sequence[Case]) -> None:
        """Put the cases into a new file."""

    def night(self, path: Path) -> int:
        """Adjust every case whose amount differs, each with a row of audit; how many were."""

    def bases(self, path: Path) -> dict[str, int]:
        """What is paid on each case by the file."""

    def walker(self) -> Callable[[], None]:
        """What walks the life once in memory, saving nothing."""


def table() -> Iterator[tuple[str, str, str]]:
    """Each step with a stage that it is taken from and the one that it leads to; a renewal leads to key support."""
    for step in STEPS:
        for source in step.source:
            if source is not Stage.TERMINATED:
                dest = Stage.KEY_SUPPORTED if step.name == "renew" else step.dest or source
                yield step.name, source.value, dest.value


COLUMNS = tuple(field.name for field in fields(Case))
CASES = f"CREATE TABLE cases ({', '.join(COLUMNS)}, PRIMARY KEY (id))"
INSERT = f"INSERT INTO cases VALUES ({', '.join('?' for _ in COLUMNS)})"  # noqa: S608 - our own names
AUDIT = """CREATE TABLE audit (id INTEGER PRIMARY KEY, case_id TEXT, at TEXT, on_date TEXT, actor TEXT, step TEXT,
                               source TEXT, dest TEXT, base_before INTEGER, base_after INTEGER)"""
NOTE = """INSERT INTO audit (case_id, at, on_date, actor, step, source, dest, base_before, base_after)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def settle(connection: sqlite3.Connection) -> None:
    """What every way asks of its file: to lose nothing that was committed, as the program does."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def fill(connection: sqlite3.Connection, cases: Sequence[Case]) -> None:
    """Make the tables of a new file, and put the cases into them."""
    settle(connection)
    connection.execute(CASES)
    connection.execute(AUDIT)
    connection.executemany(INSERT, map(astuple, cases))
    connection.commit()

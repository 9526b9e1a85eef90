"""The link to the server is cut at a byte, on its way there or back: what was asked for is done once, and answered.

Everything between the program and the server goes through a socket of our own, which lets so many bytes through after
it was told to, and then closes both ends.
"""

from __future__ import annotations

import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, make_url, select

from db.reading import CASES, EVENTS
from states.evidence import Wish
from states.facts import Household, Member
from tests.faults.ground import TODAY
from tests.faults.tally import Harness, Tally, chance
from tests.life.people import incomes
from tests.life.story import VILLAGE, settle
from tests.stores import new_database, postgresql_server
from workflow import evidence, intake, stepping
from workflow.errors import Trouble
from workflow.journal import check
from workflow.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

THERE, BACK = "there", "back"
AT_MOST = 65536
NAME = ".s.PGSQL.5432"
"""How a server's socket is called in its folder."""


@dataclass
class Link:
    """A socket before a server's, which can be cut: counts the bytes each way, and how often it was cut."""

    folder: Path
    server: str
    passed: dict[str, int] = field(default_factory=lambda: {THERE: 0, BACK: 0})
    left: dict[str, int] = field(default_factory=dict)
    cuts: int = 0
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.folder / NAME))
        self._listening.listen()
        self._threads = [Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def cut_after(self, way: str, count: int) -> None:
        """Cut, once, after so many more bytes of a way."""
        with self._lock:
            self.left = {way: count}

    def mend(self) -> None:
        """Cut nothing any more, and begin to count anew."""
        with self._lock:
            self.left, self.passed = {}, {THERE: 0, BACK: 0}

    def close(self) -> None:
        """Take nobody any more, and wait until everybody has gone."""
        self._listening.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self._listening.accept()
            except OSError:
                return
            self._threads.append(Thread(target=self._serve, args=(here,), daemon=True))
            self._threads[-1].start()

    def _serve(self, here: socket.socket) -> None:
        with here, socket.socket(socket.AF_UNIX) as there:
            there.connect(self.server)
            back = Thread(target=self._carry, args=(BACK, there, here), daemon=True)
            back.start()
            self._carry(THERE, here, there)
            back.join()

    def _carry(self, way: str, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(AT_MOST):
                share, is_cut = self._share(way, len(data))
                target.sendall(data[:share])
                if is_cut:
                    break
        except OSError:
            pass  # the other direction was cut
        for each in (source, target):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def _share(self, way: str, size: int) -> tuple[int, bool]:
        """How many bytes go through, and whether the link is cut after them."""
        with self._lock:
            left = self.left.get(way)
            share = size if left is None else min(size, left)
            self.passed[way] += share
            if left is None:
                return share, False
            if left > size:
                self.left[way] = left - size
                return share, False
            self.left = {}
            self.cuts += 1
            return share, True


@dataclass
class Linked:
    """An office reached through a link, the same one reached directly, and the link."""

    office: Office
    direct: Office
    link: Link


@contextmanager
def linked(today: date = TODAY) -> Iterator[Linked]:
    """An office on a server behind a link."""
    with postgresql_server() as server, TemporaryDirectory(prefix="px", dir="/tmp") as folder:
        url = new_database(server)
        settle(url)
        link = Link(Path(folder), f"{make_url(url).query['host']}/{NAME}")
        behind = make_url(url).update_query_dict({"host": folder}).render_as_string(hide_password=False)
        found = Linked(Office.open(behind, "wang", today), Office.open(url, "wang", today), link)
        try:
            yield found
        finally:
            found.office.store.close()
            found.direct.store.close()
            link.close()


def cut_off(seed: int, points: range) -> Tally:
    """Cut the link once a point, while a case is opened, something is recorded or a step is taken, and look."""
    with linked() as here:
        return cut_off_from(here, seed, points)


def cut_off_from(here: Linked, seed: int, points: range) -> Tally:
    """The same with a server that is there already."""
    tally = Tally("link", seed)
    sizes = {kind: _size(here, ask, f"{seed} {kind[0]}") for kind, ask in ASKED.items()}
    for point in points:
        random = chance(seed, point)
        kind, way = random.choice(list(ASKED)), random.choice((THERE, BACK))
        asking = ASKED[kind](here, f"{seed} {point}")
        here.link.mend()
        here.link.cut_after(way, random.randrange(sizes[kind][way]))
        try:
            wrong = asking()
        except Trouble as error:
            wrong = f"not done once more: {error}"
        tally.count(point, f"{kind}, cut on the way {way}", wrong)
    here.link.mend()
    tally.wrong.extend(f"link --seed {seed}: {problem}" for problem in check(here.direct).problems)
    return tally


def _size(here: Linked, ask: Callable[[Linked, str], Callable[[], str]], name: str) -> dict[str, int]:
    """How many bytes go each way when nothing is cut."""
    ask(here, f"{name} before")()
    asking = ask(here, name)
    here.link.mend()
    asking()
    return dict(here.link.passed)


def _opening(here: Linked, name: str) -> Callable[[], str]:
    """A household applies."""
    home = _household(name)

    def asking() -> str:
        opened = intake.open_case(here.office, home)
        with here.direct.reading() as read:
            same = select(CASES.c.id).where(CASES.c.head_name == home.head.name)
            cases = list(read.connection.execute(same).scalars())
        return "" if isinstance(opened, intake.Opened) and cases == [opened.case] else f"{opened}, found {cases}"

    return asking


def _stepping(here: Linked, name: str) -> Callable[[], str]:
    """A household withdraws."""
    opened = intake.open_case(here.direct, _household(f"{name} s"))
    assert isinstance(opened, intake.Opened)
    evidence.record(here.direct, opened.case, Wish(on=TODAY, signed=True))
    with here.direct.reading() as read:
        version = read.load_case(opened.case).version

    def asking() -> str:
        taken = stepping.take_step(here.office, opened.case, "withdraw", expected_version=version)
        with here.direct.reading() as read:
            steps = (EVENTS.c.case_id == opened.case, EVENTS.c.step == "withdraw")
            count = read.connection.execute(select(func.count()).select_from(EVENTS).where(*steps)).scalar_one()
        return "" if isinstance(taken, stepping.Taken) and count == 1 else f"{taken}, {count} events"

    return asking


def _recording(here: Linked, name: str) -> Callable[[], str]:
    """A household's wish is recorded."""
    opened = intake.open_case(here.direct, _household(f"{name} r"))
    assert isinstance(opened, intake.Opened)
    with here.direct.reading() as read:
        version = read.load_case(opened.case).version

    def asking() -> str:
        recorded = evidence.record(here.office, opened.case, Wish(on=TODAY, signed=True))
        with here.direct.reading() as read:
            case = read.load_case(opened.case)
        found = [row.id for row in case.evidence.rows if isinstance(row, Wish)]
        return "" if found == [recorded] and case.version == version + 1 else f"{recorded}, found {found}"

    return asking


ASKED: dict[str, Callable[[Linked, str], Callable[[], str]]] = {
    "open": _opening, "record": _recording, "step": _stepping,
}  # fmt: skip


def _household(name: str) -> Household:
    """Somebody alone whom nobody knows."""
    head: Any = Member(id="head", relation="head", born=TODAY.replace(year=1960), name=f"人{name}")
    return Household(members=(head,), village=VILLAGE, income=incomes((head,), "0.00"))


HARNESSES = (Harness("link", "the link to the server cut at any byte of a transaction", 2_000, cut_off),)

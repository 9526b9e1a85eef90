"""What people typed and have not saved: kept at once in memory, soon after with the data, so no kill loses it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from workflow.errors import Trouble
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tui.app import DeskApp
    from workflow.office import Office

KEPT_AFTER = 0.4
"""Seconds after a key in which it is kept with the data."""
AGAIN_AFTER = 2.0
"""Seconds after which a draft that could not be kept is tried again."""
PATIENCE = 3
"""Failures in a row until a person is told: a database that somebody else holds for a moment is no news."""
BETWEEN = "|"

Place = tuple[str, str]
"""A case (or another thing that a form is about) and which form of it."""
Body = dict[str, Any]
Waiting = tuple["Office", Body | None]
"""Whose it is, and what they typed; None: it is to be forgotten."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that was kept with the data before the desk was opened, and when (UTC)."""

    place: Place
    saved_at: datetime


class Drafts:
    """The acting person's drafts by place."""

    def __init__(self, app: DeskApp) -> None:
        self.app = app
        self.kept: tuple[Kept, ...] = ()
        self._bodies: dict[Place, Body] = {}
        self._waiting: dict[tuple[str, Place], Waiting] = {}
        self._failures = 0

    def get(self, place: Place) -> Body | None:
        """What was typed into a form."""
        return self._bodies.get(place)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where there are drafts, the last begun first."""
        return tuple(reversed(self._bodies))

    def when(self, place: Place) -> datetime | None:
        """When a draft was kept that is older than this desk; None for one of today's typing."""
        return next((kept.saved_at for kept in self.kept if kept.place == place), None)

    def keep(self, place: Place, body: Body) -> None:
        """Keep what is typed."""
        self._bodies[place] = body
        self._soon(place, body)

    def drop(self, place: Place) -> None:
        """Forget what was typed: it was saved, or is not wanted."""
        known = self._bodies.pop(place, None) is not None
        self.kept = tuple(kept for kept in self.kept if kept.place != place)
        if known:
            self._soon(place, None)

    def load(self) -> None:
        """Read, in a thread, what the acting person left unfinished."""
        self._bodies, self.kept = {}, ()
        self.app.run_worker(self._read, thread=True, group="drafts-read", exclusive=True)

    def flush(self) -> None:
        """Keep with the data what waits; asked by a timer, and once more when the desk ends."""
        waiting, self._waiting = self._waiting, {}
        while waiting:
            key, (office, body) = next(iter(waiting.items()))
            try:
                self.app.calls.keep_draft(office, BETWEEN.join(key[1]), body)
            except Trouble as trouble:
                self._waiting = {**waiting, **self._waiting}
                self._failed(str(trouble))
                return
            del waiting[key]
        self._failures = 0

    def _soon(self, place: Place, body: Body | None) -> None:
        first = not self._waiting
        office = self.app.calls.office
        self._waiting[office.user.login, place] = (office, body)
        if first:
            self._flush_in(KEPT_AFTER)

    def _flush_in(self, seconds: float) -> None:
        self.app.set_timer(seconds, partial(self.app.run_worker, self.flush, thread=True, group="drafts-keep"))

    def _read(self) -> None:
        try:
            found = self.app.calls.drafts()
        except Trouble:
            return  # whatever is wrong with the database is said by what the screen itself asks
        self.app.call_from_thread(self._take, found)

    def _take(self, found: Mapping[str, tuple[Body, datetime]]) -> None:
        for name, (body, saved_at) in found.items():
            case, _, form = name.partition(BETWEEN)
            if (case, form) not in self._bodies:
                self._bodies[case, form] = body
                self.kept = (*self.kept, Kept((case, form), saved_at))
        if self.kept:
            self.app.notify(say("desk.drafts.left", count=len(self.kept)), timeout=8, markup=False)

    def _failed(self, why: str) -> None:
        """Try again later; say once that drafts cannot be kept with the data: what is typed stays on the screen."""
        self._failures += 1
        if not self.app.is_running:
            return
        self.app.call_later(self._flush_in, AGAIN_AFTER)
        if self._failures == PATIENCE:
            said = say("desk.drafts.not_kept", why=why)
            self.app.call_later(self.app.notify, said, severity="warning", timeout=12, markup=False)

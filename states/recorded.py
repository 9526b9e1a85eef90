"""All that was recorded on one case, with the last word on each record."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from states.evidence import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

T = TypeVar("T")
R = TypeVar("R", bound=Record)


class Dated(Protocol):
    """What has a day."""

    @property
    def on(self) -> date:
        """Its day."""
        ...


D = TypeVar("D", bound=Dated)


class Unread(Dated, Protocol):
    """A record of which only what places it among the others is known, until somebody asks for it."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def kind(self) -> str:
        """Its kind, or the word for it."""
        ...

    @property
    def amends(self) -> int | None:
        """The number of the record that it answers."""
        ...

    def read(self) -> Record:
        """The record itself, one and the same each time."""
        ...


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything recorded on one case, in the order it was recorded; `voided` are notices that a send-back ended."""

    entries: tuple[Record | Unread, ...] = ()
    voided: frozenset[int] = field(default_factory=frozenset)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Evidence) and (self.rows, self.voided) == (other.rows, other.voided)

    def __hash__(self) -> int:
        return hash((self.rows, self.voided))

    @cached_property
    def rows(self) -> tuple[Record, ...]:
        """Every record."""
        return tuple(map(_read, self.entries))

    def every(self, type_: type[R]) -> Iterator[R]:
        """Every record of one kind, oldest first, answered and voided ones too."""
        return cast("Iterator[R]", (_read(entry) for entry in self.entries if entry.kind == type_.kind))

    def of(self, type_: type[R]) -> Iterator[R]:
        """The last word on each record of one kind, oldest first, without voided ones."""
        found = self._last_words.get(type_.kind)
        if found is None:
            found = self._last_words[type_.kind] = tuple(map(_read, self._standing.get(type_.kind, ())))
        return iter(cast("tuple[R, ...]", found))

    @cached_property
    def _last_words(self) -> dict[str, tuple[Record, ...]]:
        """Those of the kinds that were asked for."""
        return {}

    @cached_property
    def _standing(self) -> dict[str, list[Record | Unread]]:
        amended = {entry.amends for entry in self.entries if entry.amends is not None}
        found: dict[str, list[Record | Unread]] = {}
        for entry in self.entries:
            if entry.id not in amended and entry.id not in self.voided:
                found.setdefault(entry.kind, []).append(entry)
        return found

    def once(self, make: Callable[[Evidence], T]) -> T:
        """What a pure function makes of all this, made once."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    @cached_property
    def _made(self) -> dict[Callable[[Evidence], object], object]:
        return {}

    def numbered(self, type_: type[R], number: int | None) -> R | None:
        """The record of a kind that has a number."""
        found = self._by_number.get(number)
        return cast("R", _read(found)) if found is not None and found.kind == type_.kind else None

    @cached_property
    def _by_number(self) -> dict[int | None, Record | Unread]:
        return {entry.id: entry for entry in self.entries}

    def with_rows(self, rows: Iterable[Record]) -> Evidence:
        """The same with records added."""
        return Evidence((*self.entries, *rows), self.voided)

    def first(self, row: Record) -> Record:
        """The record that a row answers, itself where it answers none: what was said first of the same thing."""
        earlier = {each.id: each for each in self.rows}
        while row.amends is not None:
            row = earlier[row.amends]
        return row

    def newest(self, type_: type[R]) -> R | None:
        """The one of a kind with the latest date, the last recorded among equals."""
        found = newest(self._standing.get(type_.kind, ()))
        return cast("R", _read(found)) if found is not None else None


def newest(rows: Iterable[D]) -> D | None:
    """What has the latest date, the last among equals; None of none."""
    best: D | None = None
    for row in rows:
        if best is None or row.on >= best.on:
            best = row
    return best


def _read(entry: Record | Unread) -> Record:
    return entry if isinstance(entry, Record) else entry.read()

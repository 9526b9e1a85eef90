"""All that was recorded on one case, with the last word on each record."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from states.evidence import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Evidence:
    """Everything recorded on one case, in the order it was recorded; `voided` are notices that a send-back ended."""

    rows: tuple[Record, ...] = ()
    voided: frozenset[int] = field(default_factory=frozenset)

    def of(self, type_: type[R]) -> Iterator[R]:
        """The last word on each record of one kind, oldest first, without voided ones."""
        return iter(cast("tuple[R, ...]", self._standing.get(type_, ())))

    @cached_property
    def _standing(self) -> dict[type[Record], tuple[Record, ...]]:
        amended = {row.amends for row in self.rows if row.amends is not None}
        found: dict[type[Record], list[Record]] = {}
        for row in self.rows:
            if row.id not in amended and row.id not in self.voided:
                found.setdefault(type(row), []).append(row)
        return {type_: tuple(rows) for type_, rows in found.items()}

    def first(self, row: Record) -> Record:
        """The record that a row answers, itself where it answers none: what was said first of the same thing."""
        earlier = {each.id: each for each in self.rows}
        while row.amends is not None:
            row = earlier[row.amends]
        return row

    def newest(self, type_: type[R]) -> R | None:
        """The one of a kind with the latest date, the last recorded among equals."""
        return newest(self.of(type_))


def newest(rows: Iterable[R]) -> R | None:
    """The record with the latest date, the last among equals; None of none."""
    best: R | None = None
    for row in rows:
        if best is None or row.on >= best.on:
            best = row
    return best

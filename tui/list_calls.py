"""What the list of cases asks of the office: pages, counts, and the same step on many cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from workflow import cases, many, responsibility

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from workflow.cases import CasePage, ListFilter, Order
    from workflow.many import GoOn, ManyLooked, ManyTaken
    from workflow.office import Office


@dataclass(frozen=True, slots=True)
class Sorting:
    """By what a list is sorted, and whether the largest comes first."""

    order: Order = "due"
    descending: bool = False


SORTINGS = (Sorting(), Sorting("monthly", descending=True), Sorting("stage"), Sorting("case"))
"""The sortings that a list offers, each in the direction that is looked for first."""


class _Calls(Protocol):
    """What the other calls have."""

    office: Office


class ListCalls:
    """The list's part of the office."""

    def page(
        self: _Calls, wanted: ListFilter, sorting: Sorting, which: str, key: Sequence[Any] | None, size: int
    ) -> CasePage:
        """The "first" or "last" page of a list, or the one "after" or "before" a key."""
        after = key if which == "after" else None
        before = key if which == "before" else () if which == "last" else None
        return cases.case_page(
            self.office,
            wanted,
            order=sorting.order,
            descending=sorting.descending,
            after=after,
            before=before,
            size=size,
        )

    def count(self: _Calls, wanted: ListFilter) -> int:
        """How many cases a list holds."""
        return cases.case_count(self.office, wanted)

    def every_id(self: _Calls, wanted: ListFilter) -> tuple[str, ...]:
        """The numbers of all cases of a list."""
        return many.ids_of(self.office, wanted)

    def give(self: _Calls, ids: Sequence[str], person: str) -> int:
        """Give cases to a person; how many were not theirs before."""
        return responsibility.give_cases(self.office, ids, person)

    def steps_for(self: _Calls, ids: Sequence[str]) -> dict[str, int]:
        """The steps that the table has for some cases, and for how many of them."""
        return many.steps_for(self.office, ids)

    def look_at_many(self: _Calls, ids: Sequence[str], step: str, said: Mapping[str, Any], go_on: GoOn) -> ManyLooked:
        """A step looked at on each of many cases."""
        return many.look_at_many(self.office, ids, step, dict(said), go_on)

    def take_on_many(
        self: _Calls, looked: ManyLooked, said: Mapping[str, Any], request_key: str, go_on: GoOn
    ) -> ManyTaken:
        """The step taken on those that qualify."""
        return many.take_on_many(self.office, looked, dict(said), request_key, go_on)

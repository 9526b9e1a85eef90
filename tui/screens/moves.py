"""Households that part, people who go from one case's household to another's, and households that become one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from textual import on
from textual.content import Content
from textual.message import Message

from tui.asking import asks
from tui.forms.fields import Field, FieldKind, choice_of
from tui.forms.remarks import Remark, finished
from tui.safe import plain
from tui.screens.form_screen import FormScreen
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from states.facts import Member
    from tui.calls import CaseShown
    from tui.forms.reading import FormRead
    from workflow.errors import Trouble


class Move(StrEnum):
    """What happens to the people of a household as one transaction (policy §3)."""

    SPLIT = "split"
    MEMBER = "member"
    MERGE = "merge"


ELSEWHERE = (Move.MEMBER.value, Move.MERGE.value)


def _fields(members: Sequence[Member]) -> tuple[Field, ...]:
    return (
        choice_of("move", Move, "move"),
        Field("on", FieldKind.DAY, required=True),
        Field("leaving", FieldKind.ROWS, fixed=True, columns=(Field("leaves", FieldKind.FLAG),),
              only_for=("move", (Move.SPLIT.value,))),
        Field("member", FieldKind.CHOICE, required=True, choices=tuple(m.id for m in members),
              default=members[-1].id, label="whom", only_for=("move", (Move.MEMBER.value,))),
        Field("into_case", required=True, only_for=("move", ELSEWHERE)),
        Field("effective_from", FieldKind.MONTH, required=True, only_for=("move", (Move.MERGE.value,))),
        Field("note", only_for=("move", (Move.MERGE.value,))),
    )  # fmt: skip


class MovesForm(FormScreen):
    """One form for the three: who leaves, or into which case they go."""

    @dataclass
    class Moved(Message):
        """It is done."""

        told: str

    def __init__(self, shown: CaseShown) -> None:
        facts = shown.view.facts
        self.shown = shown
        self.members = [m for m in facts.household.members if m.id not in facts.deaths()]
        super().__init__(
            (facts.id, "moves"),
            _fields(self.members),
            {"on": shown.today.isoformat(), "leaving": [{"title": m.name or m.id} for m in self.members]},
            {"member": shown.name_of},
        )

    def heading(self) -> Content:
        """What the form is for, and the case."""
        facts = self.shown.view.facts
        return Content.assemble(
            (f" {say('forms.moves')}", "bold $accent"),
            (f"   {plain(facts.id)} {plain(facts.household.head.name)}", "$muted"),
        )

    def remarks(self, read: FormRead) -> Iterator[Remark]:
        """Somebody leaves, and the head stays."""
        if read.values["move"] is Move.SPLIT:
            leaving = self._leaving(read.values)
            head = self.shown.view.facts.household.head
            if not leaving:
                yield Remark(read.at("leaving"), "forms.nobody_leaves")
            if head.id in leaving:
                row = next(n for n, member in enumerate(self.members) if member.id == head.id)
                yield Remark(read.at("leaving", row), "changes.head_stays", {"member": head.name or head.id})

    def _leaving(self, values: Any) -> tuple[str, ...]:
        return tuple(m.id for m, row in zip(self.members, values["leaving"], strict=True) if row["leaves"])

    def refusals(self, trouble: Trouble, read: FormRead) -> Iterator[Remark]:
        """A case that there is not stands at its own field."""
        if trouble.key == "stores.no_case":
            yield finished(read.at("into_case"), str(trouble))
        yield from super().refusals(trouble, read)

    def save(self, read: dict[str, Any]) -> None:
        """Do it."""
        self.move(read)

    @asks
    def move(self, read: dict[str, Any]) -> MovesForm.Moved:
        """Do it in one transaction; a merge closes this case."""
        case, dated = self.shown.view.facts.id, read["on"]
        match read["move"]:
            case Move.SPLIT:
                self.calls.split(case, self._leaving(read), dated)
                names = say("forms.between").join(self.shown.name_of(m) for m in self._leaving(read))
                return self.Moved(say("forms.parted", case=case, members=names))
            case Move.MEMBER:
                self.calls.move_member(read["member"], case, read["into_case"], dated)
                who = self.shown.name_of(read["member"])
                return self.Moved(say("forms.moved", case=case, member=who, into=read["into_case"]))
            case _:
                self.calls.merge(case, read["into_case"], dated, read["effective_from"], read["note"])
                return self.Moved(say("forms.merged", case=case, into=read["into_case"]))

    @on(Moved)
    def done(self, message: MovesForm.Moved) -> None:
        """Close."""
        self.saved(message.told)

"""The desk driven by keys alone, on a real database."""

from __future__ import annotations

from contextlib import asynccontextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual.widgets import Input, OptionList, Static

from tui.app import DeskApp
from tui.calls import OfficeCalls
from tui.forms.cells import Cell, Choice, Flag
from tui.screens.case import Case
from tui.screens.record import RecordForm
from tui.screens.step import StepDialog
from tui.screens.survey import SurveyForm
from tui.typing_ahead import PATIENCE_SECONDS
from tui.widgets.step_card import StepCard
from workflow.wording import word

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import date

    from textual.pilot import Pilot

    from workflow.office import Office

ROOMY = (140, 50)
PATIENCE = 20
"""How often it is waited until everything rests, for something that follows from a key."""


class Driver:
    """Somebody at the keyboard."""

    def __init__(self, app: DeskApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    # Keys

    async def settle(self) -> None:
        """Wait until nothing is under way: every key was handed on, and what it set going has come to rest."""
        until = monotonic() + 2 * PATIENCE_SECONDS
        while self.app._sent_at and monotonic() < until:
            await self.pilot.pause(0.01)
        for _ in range(3):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that follows from what was pressed; whoever asks asserts it."""
        for _ in range(PATIENCE):
            if holds():
                return
            await self.settle()

    async def press(self, *keys: str) -> None:
        """Press keys and wait for what follows."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.pilot.press(*(NAMES.get(character, character) for character in text))

    async def field(self, name: str, text: str | None = None) -> None:
        """Tab to the next field of a name and type into it; a mark is turned, a choice jumped to."""
        cell = await self._tab_to(name)
        cell.visited = True
        if text is not None:
            await self.type(text)
            if isinstance(self.app.focused, Choice):
                assert text in {cell.raw, cell.labels(cell.raw)} or cell.raw.startswith(text), f"{name}: {cell.raw}"

    async def _tab_to(self, name: str) -> Cell:
        """Tab to the next field of a name that has not been visited; the tabs are counted first and pressed at once."""
        chain = self.app.screen.focus_chain
        start = chain.index(self.app.focused) if self.app.focused in chain else -1
        for tabs in range(len(chain)):
            cell = chain[(start + tabs) % len(chain)].parent
            if isinstance(cell, Cell) and cell.field.name == name and not getattr(cell, "visited", False):
                await self.pilot.press(*("tab",) * tabs)
                break
        else:
            raise AssertionError(f"no field {name} on {self.app.screen}")
        assert self.app.focused is not None
        assert self.app.focused.parent is cell, f"{tabs} tabs do not lead to {name}"
        return cell

    async def mark(self, name: str) -> None:
        """Tab to a mark and turn it."""
        await self.field(name)
        assert isinstance(self.app.focused, Flag)
        await self.pilot.press("space")

    # Whole acts

    async def open(self, case: str) -> None:
        """Find a case by its number and open it."""
        await self.press("slash")
        field = self.app.screen.query_one("#search", Input)
        assert field.has_focus
        await self.type(case)
        await self.press("enter")
        await self.press("enter")
        assert isinstance(self.app.screen, Case), self.app.screen

    async def evidence(self, kind: str) -> None:
        """Open the form of a kind of evidence by its code."""
        await self.press("e")
        await self.type(kind)
        await self.settle()
        options = self.app.screen.query_one(OptionList)
        for _ in range(options.option_count):
            if options.get_option_at_index(options.highlighted).id == kind:
                break
            await self.pilot.press("down")
        assert options.get_option_at_index(options.highlighted).id == kind, f"{kind} is not offered"
        await self.press("enter")
        assert isinstance(self.app.screen, RecordForm | SurveyForm), self.app.screen

    async def save(self) -> None:
        """Save the form; it closes when nothing is wrong."""
        form = self.app.screen
        await self.press("ctrl+s")
        await self.until(lambda: self.app.screen is not form)
        wrong = [f"{c.field.name}: {c.remark.content}" for c in form.query(Cell) if c.has_class("-wrong")]
        assert self.app.screen is not form, f"{wrong} {self.told()}"

    async def step(self, name: str) -> StepDialog:
        """Open a step of the case by the number that its card shows."""
        assert isinstance(self.app.screen, Case), self.app.screen
        card = next(c for c in self.app.screen.query(StepCard) if c.preview.step == name)
        await self.press(str(card.number))
        dialog = self.app.screen
        assert isinstance(dialog, StepDialog)
        return dialog

    async def take(self, name: str, *, by: str = "") -> None:
        """Take a step that is allowed."""
        if by:
            await self.become(by)
        dialog = await self.step(name)
        await self.confirm(dialog)

    async def confirm(self, dialog: StepDialog) -> None:
        """Confirm a step; its window closes."""
        await self.pause_of_typing()
        await self.press("ctrl+s")
        await self.until(lambda: self.app.screen is not dialog)
        assert self.app.screen is not dialog, [f.code for f in dialog.preview.findings]

    async def pause_of_typing(self) -> None:
        """Wait until the desk has looked at what was typed."""
        await self.pilot.pause(0.35)
        await self.settle()

    async def become(self, login: str) -> None:
        """Let somebody else act."""
        await self.press("ctrl+u")
        await self.type(login)
        await self.press("enter")
        await self.until(lambda: self.app.calls.user.login == login)
        await self.settle()
        assert self.app.calls.user.login == login

    async def on(self, day: date) -> None:
        """Come back on another day: the desk is opened anew on the same case."""
        self.app.calls.office = self.app.calls.office.on(day)
        self.app.wrote()
        await self.press("f5")

    # What is seen

    def text(self) -> str:
        """Everything on the screen as text."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    def told(self) -> list[str]:
        """The notices that stand in the corner."""
        return [str(notice.message) for notice in self.app._notifications]

    def findings(self, step: str) -> set[str]:
        """The codes of all that stands in the way of a step, as its card shows them."""
        card = next(c for c in self.app.screen.query(StepCard) if c.preview.step == step)
        return {finding.code for finding in card.preview.findings if finding.bars}

    @property
    def stage(self) -> str:
        """The stage in the case's header."""
        shown = self.app.screen.shown
        header = str(self.app.screen.query_one("#case-header", Static).content)
        assert word("stage", shown.view.facts.stage.value) in header
        return str(shown.view.facts.stage.value)

    def options(self) -> list[str]:
        """The lines of the list that is open."""
        options = self.app.screen.query_one(OptionList)
        return [str(options.get_option_at_index(i).prompt) for i in range(options.option_count)]


NAMES: dict[str, Any] = {
    " ": "space", "-": "minus", ".": "full_stop", ",": "comma", "/": "slash", "[": "left_square_bracket",
    "]": "right_square_bracket", "%": "percent_sign", ":": "colon", "_": "underscore",
}  # fmt: skip


@asynccontextmanager
async def desk(
    office: Office, size: tuple[int, int] = ROOMY, *, choose_user: bool = False, is_proved: bool = True
) -> AsyncIterator[Driver]:
    """The desk open on an office."""
    app = DeskApp(OfficeCalls(office), choose_user=choose_user, is_proved=is_proved)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        yield driver

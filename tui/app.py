"""The desk's application: one office, a stack of screens, the language and the theme."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.command import CommandPalette
from textual.events import Key, MouseEvent, Paste

from tui.commands.keymap import commands_with
from tui.commands.palette import DeskCommands
from tui.commands.table import Place, bindings_of
from tui.drafts import Drafts
from tui.safe import plain
from tui.screens.lock import LOOKED_AT_EVERY, IdleWatch, Lock
from tui.theme import DARK, THEMES
from tui.typing_ahead import TypingAhead
from tui.widgets.top_line import TopLine
from workflow.choices import Choices
from workflow.settings import read_settings
from workflow.wording import language, say, use_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.app import SystemCommand
    from textual.binding import BindingType
    from textual.command import Provider
    from textual.events import Event
    from textual.screen import Screen

    from tui.calls import OfficeCalls
    from tui.messages import JournalChecked
    from workflow.cases import ListFilter
    from workflow.due import Quarter
    from workflow.office import Office

SIGNALS = ("SIGTERM", "SIGHUP")
PARENT_SECONDS, TERMINAL_SECONDS = 2.0, 1.0


def run_desk(office: Office, *, choose_user: bool, is_proved: bool, language_is_said: bool) -> None:
    """Open the desk on an office until the user leaves it; `choose_user`: ask first who works.

    `is_proved`: who acts proved it before, or has no password; else the desk opens locked.

    `language_is_said`: the language was named for this run, and the one chosen in the desk last time does not count.
    """
    from tui.calls import OfficeCalls

    choices = Choices.of_user()
    if choices.lang and not language_is_said:
        use_language(choices.lang)
    calls = OfficeCalls(office)
    app = DeskApp(calls, choose_user=choose_user, is_proved=is_proved, keys=read_settings().keys, choices=choices)
    app.has_password = calls.has_password(office.user.login)
    gc.freeze()  # what the program is made of is never rubbish: no key waits for a look through it
    app.run()
    app.raise_what_failed()


class DeskApp(TypingAhead):
    """The desk."""

    CSS_PATH = "desk.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Any]] = {DeskCommands}
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.EVERYWHERE)

    def __init__(
        self,
        calls: OfficeCalls,
        *,
        choose_user: bool = False,
        is_proved: bool = True,
        keys: Mapping[str, str] | None = None,
        choices: Choices | None = None,
    ) -> None:
        """`keys` are the user's own (BadInput where they cannot be); `choices` remember how they want the desk."""
        super().__init__()
        self.calls = calls
        self.commands = commands_with(keys or {})
        self.choices = choices or Choices(None)
        self.choose_user, self.is_proved = choose_user, is_proved
        self.has_password = not is_proved
        """Whether the person at work has a password to be asked for."""
        self.drafts = Drafts(self)
        self.idle = IdleWatch(self)
        self.levers: dict[str, str] = {}
        """What a simulation was last tried with, as it was typed."""
        self.checked: JournalChecked | None = None
        """What the last check of the journal found."""
        self.writes = 0
        """How often something was written from this desk: a list shown before is stale."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.choices.theme if self.choices.theme in self.available_themes else DARK.name
        self.set_keymap({command.name: command.keys for command in self.commands if command.name in (keys or {})})
        self.title = say("desk.name")

    def on_mount(self) -> None:
        """Open the first screen; leave with the terminal restored when the system ends us."""
        from tui.screens.desk import Desk
        from tui.screens.who import First, Who

        loop = asyncio.get_running_loop()
        for name in SIGNALS:
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(getattr(signal, name), self.exit)
        if self._driver is not None and self._driver.is_web:
            self.set_interval(PARENT_SECONDS, partial(self._end_with, os.getppid()))
        elif _has_terminal():
            self.set_interval(TERMINAL_SECONDS, self._end_without_terminal)
        self.set_interval(LOOKED_AT_EVERY, self._look_whether_idle)
        if not self.is_proved:
            self.push_screen(First() if self.choose_user else Lock(), self._begin)
            return
        self.push_screen(Desk())
        if self.choose_user:
            self.push_screen(Who())
        else:
            self.drafts.load()

    def _begin(self, _: str | None) -> None:
        """Show the first screen to somebody who proved who they are: nothing of a case was shown before."""
        from tui.screens.desk import Desk

        self.push_screen(Desk())
        self.drafts.load()

    def on_unmount(self) -> None:
        """Keep with the data what was typed in the last moment."""
        self.drafts.flush()

    def _look_whether_idle(self) -> None:
        """Lock where nobody has been at the desk for long."""
        self.idle.look()

    def _end_with(self, parent: int) -> None:
        """End when the server of the browser's tab has been killed: nobody can see this desk any more."""
        if os.getppid() != parent:
            self.exit()

    def _end_without_terminal(self) -> None:
        """End when the terminal is gone and nobody said so: what started the desk may keep that signal to itself."""
        if not _has_terminal():
            self.exit()

    async def on_event(self, event: Event) -> None:
        """Take what is pasted for text: a field draws what stands in it, control bytes too, and a terminal obeys."""
        if isinstance(event, Key | MouseEvent | Paste):
            self.idle.seen()
        if isinstance(event, Paste):
            event.text = "\n".join(map(plain, event.text.splitlines()))
        await super().on_event(event)

    def raise_what_failed(self) -> None:
        """Raise what ended the desk, if anything did: whoever opened it says so in a sentence."""
        if self._exception is not None:
            raise self._exception

    def _fatal_error(self) -> None:
        """End without Textual's own report: it shows the values of variables, people's data among them."""
        self._close_messages_no_wait()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002 - Textual's
        """None of Textual's own: one of them writes the screen, with people's data, to a file."""
        return ()

    def action_command_palette(self) -> None:
        """Show the palette, in the language of the moment."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=say("desk.palette_hint"), id="--command-palette"))

    def action_language(self) -> None:
        """Speak the other language, on every screen that is open."""
        from tui.screens.base import Speaking

        use_language("en" if language() == "zh" else "zh")
        self.choices.keep(lang=language())
        self.title = say("desk.name")
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Speaking):
                self.call_later(screen.retell)  # one after the other: keys are answered in between

    def action_theme(self) -> None:
        """Change to the next look: dark, light, high contrast; the choice is remembered."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else DARK.name
        self.choices.keep(theme=self.theme)
        self.notify(say("desk.theme.now", theme=say(f"desk.theme.{self.theme}")), timeout=3, markup=False)

    def action_help(self) -> None:
        """Show the keys of where one is."""
        from tui.screens.help import Help

        place = getattr(self.screen, "place", Place.EVERYWHERE)
        if not isinstance(self.screen, Help):
            self.push_screen(Help(place))

    def action_who(self) -> None:
        """Choose who works."""
        from tui.screens.who import Who

        if not isinstance(self.screen, Who):
            self.push_screen(Who())

    def action_lock(self) -> None:
        """Cover everything until the person who is at work proves who they are; nothing while nobody is at work."""
        from tui.screens.desk import Desk

        if not isinstance(self.screen, Lock) and any(isinstance(screen, Desk) for screen in self.screen_stack):
            self.clear_notifications()
            self.push_screen(Lock())

    def action_drafts(self) -> None:
        """Choose one of the forms that were left unfinished, and go on with it."""
        from tui.screens.unfinished import unfinished

        self.push_screen(unfinished(self.drafts), self._open_draft)

    def _open_draft(self, name: str | None) -> None:
        from tui.screens.unfinished import open_unfinished

        if name:
            open_unfinished(self, name)

    def action_due(self) -> None:
        """Open the quarter's due list."""
        from tui.screens.due import Due

        self.go_to(Due())

    def action_policy(self) -> None:
        """Open the policy sheet of one's region."""
        from tui.screens.policy import PolicyScreen

        self.go_to(PolicyScreen())

    def action_simulate(self) -> None:
        """Open the simulation of another policy."""
        from tui.screens.simulate import SimulateScreen

        self.go_to(SimulateScreen())

    def action_journal(self) -> None:
        """Open the journal."""
        from tui.screens.journal import JournalScreen

        self.go_to(JournalScreen())

    def action_lists(self) -> None:
        """Choose one of the office's lists, and open it."""
        from tui.screens.board import BoardScreen, board_options
        from tui.screens.pick import Pick

        def go_on(name: str | None) -> None:
            if name:
                self.go_to(BoardScreen(name))

        self.push_screen(Pick(board_options(), title="board.pick"), go_on)

    def action_matching(self) -> None:
        """Ask for a register, and match the caseload with it."""
        from tui.screens.matching import AskFile, MatchScreen

        def go_on(file: str | None) -> None:
            if file:
                self.go_to(MatchScreen(file))

        self.push_screen(AskFile(), go_on)

    def action_cases(self) -> None:
        """Open the list of cases."""
        from tui.screens.cases import Cases

        self.go_to(Cases())

    def action_search(self) -> None:
        """Open the list of cases with the cursor in the search field."""
        from tui.screens.cases import Cases

        if isinstance(self.screen, Cases):
            self.screen.search_field.focus()
        else:
            self.go_to(Cases(searching=True))

    def action_register(self) -> None:
        """Register a household that applies."""
        from tui.screens.register import Register

        self.push_screen(Register())

    def open_cases(self, filters: ListFilter) -> None:
        """Open the list of cases behind a box or a bar."""
        from tui.screens.cases import Cases

        self.go_to(Cases(filters))

    def open_reports(self, quarter: Quarter) -> None:
        """Open the list of the reports that are due in a quarter: those on the quarter before."""
        from tui.screens.board import BoardScreen

        self.go_to(BoardScreen("reports", quarter.shifted(-1).start))

    def open_case(self, case: str) -> None:
        """Open one case."""
        from tui.screens.case import Case

        self.push_screen(Case(case))

    def go_to(self, screen: Screen[Any]) -> None:
        """Open a screen; one of its kind that is open already is replaced, with what lies over it."""
        kinds = [type(s) for s in self.screen_stack]
        if type(screen) in kinds:
            for _ in range(len(kinds) - kinds.index(type(screen))):
                self.pop_screen()
        self.push_screen(screen)

    def wrote(self) -> None:
        """Take note that something was written, or that somebody else acts: what is shown may be stale."""
        self.writes += 1
        for screen in self.screen_stack:
            for line in screen.query(TopLine):
                line.refresh()


def _has_terminal() -> bool:
    """Whether there is a terminal to read from: one that was closed is none any more."""
    return sys.__stdin__ is not None and not sys.__stdin__.closed and sys.__stdin__.isatty()

"""Unsure matches with a register, side by side: a person says whether both are one, and it is remembered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from states.match_flag import MatchOutcome
from tui.asking import asks
from tui.cells import fit
from tui.commands.table import Place, bindings_of, dialog_bindings_of
from tui.messages import FlagsLookedAt, FlagsNoted, MatchDone, PairDecided
from tui.safe import plain
from tui.screens.base import DeskScreen, Dialog
from tui.widgets.laid_out import LaidOut
from tui.widgets.said import Panel, Said, ScrollPanel
from workflow.matching.answers import Answer
from workflow.matching.paper import side_by_side, what_next
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.messages import Troubled
    from workflow.matching.answers import Found, Matching
    from workflow.matching.flags import ToNote

TO_DECIDE = (Answer.UNSURE, Answer.NAME_DIFFERS, Answer.NUMBER_DIFFERS)
LABEL = 10


class AskFile(Dialog[str]):
    """Asks for a register's file."""

    def compose(self) -> ComposeResult:
        """A field."""
        with Vertical(classes="dialog"):
            yield Said("matching.ask", classes="dialog-title")
            yield Input(placeholder="~/register.xlsx", compact=True)
            yield Said("matching.ask_keys", classes="hint")

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Answer with what is written."""
        if event.value.strip():
            self.dismiss(event.value.strip())


class ConfirmFlags(Dialog[bool]):
    """What would be noted on the cases, by what matching found; Ctrl+S confirms it."""

    place = Place.FORM
    BINDINGS: ClassVar[list[BindingType]] = dialog_bindings_of(Place.FORM)

    def __init__(self, outlook: ToNote, matching: Matching) -> None:
        super().__init__()
        self.outlook, self.matching = outlook, matching

    def compose(self) -> ComposeResult:
        """Title, what would be noted, keys."""
        with Vertical(classes="dialog"):
            yield Said("matching.flag", classes="dialog-title")
            yield Static(self._told(), id="flag-outlook", markup=False)
            yield Said("matching.flag_keys", classes="hint")

    def _told(self) -> str:
        found, outcomes = self.outlook, Counter(self.matching.outcomes.values())
        counts = (f"  {say(f'match.answer.{answer}')}  {count:,}" for answer, count in sorted(found.by_answer.items()))
        will = say("match.will_flag", fresh=f"{found.fresh:,}", cases=f"{found.cases:,}", known=f"{found.known:,}")
        said = say("match.outcomes", **{each.value: f"{outcomes[each]:,}" for each in MatchOutcome})
        return "\n".join((will, *counts, "", said))

    def action_save(self) -> None:
        """Confirm."""
        self.dismiss(True)

    def action_add_row(self) -> None:
        """Nothing here has rows."""

    def action_remove_row(self) -> None:
        """Nothing here has rows."""

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self.query_one("#flag-outlook", Static).update(self._told())


class SideBySide(LaidOut):
    """A pair fact by fact."""

    def __init__(self, village_name: Callable[[str], str]) -> None:
        super().__init__()
        self.village_name = village_name
        self.found: Found | None = None

    def show(self, found: Found | None) -> None:
        """Show a pair, or that there is none."""
        self.found = found
        self.refresh(layout=True)

    def lines(self, width: int) -> Iterator[Content]:
        """Here, there; what differs is marked."""
        if self.found is None:
            yield Content.styled(say("desk.nothing"), "$muted")
            return
        found = self.found
        villages = {
            person.village: self.village_name(person.village)
            for person in (found.supported, found.entry.person if found.entry else None)
            if person is not None and person.village
        }
        room = max(8, (width - LABEL - 4) // 2)
        heads = (fit(say("match.here"), room), fit(say("match.there"), room))
        yield Content.styled(f"{' ' * (LABEL + 2)}{heads[0]}  {heads[1]}", "bold $accent")
        for name, here, there in side_by_side(found, villages):
            differs = here != there
            label = fit(f"{'≠ ' if differs else '  '}{name}", LABEL + 2)
            told = f"{fit(plain(here), room)}  {fit(plain(there), room)}"
            yield Content.assemble((label, "$muted"), (told, "bold" if differs else ""))
        yield Content("")
        yield Content.styled(plain(what_next(found)), "$warning")


class MatchScreen(DeskScreen):
    """What was found in figures, the pairs, and the chosen one side by side."""

    place = Place.MATCH
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.MATCH)
    AUTO_FOCUS = "#match-pairs"

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.matching: Matching | None = None
        self.left: list[Found] = []
        self.busy = False

    def compose_body(self) -> ComposeResult:
        """Title and figures, then list and pair."""
        yield Static("", id="match-title", markup=False)
        with Horizontal(id="match-body"):
            yield Panel("matching.pairs", OptionList(id="match-pairs", compact=True, markup=False), id="match-list")
            yield ScrollPanel("matching.pair", SideBySide(self.calls.village_name), id="match-pair")

    def on_mount(self) -> None:
        """Match."""
        self.action_reload()

    def action_reload(self) -> None:
        """Match again."""
        self.busy = True
        self._tell()
        self.load()

    @asks
    def load(self) -> MatchDone:
        """The file against the caseload."""
        self.calls.regions()
        return MatchDone(self.calls.match(self.file))

    @on(MatchDone)
    def show(self, message: MatchDone) -> None:
        """List the pairs that somebody has to decide about."""
        self.busy, self.matching = False, message.matching
        self.left = list(message.matching.of(*TO_DECIDE))
        self._list(0)

    def on_troubled(self, message: Troubled) -> None:  # noqa: ARG002 - told by every screen
        """Nothing more is under way; every screen says what could not be done."""
        self.busy = False
        self._tell()

    def _list(self, at: int) -> None:
        listed = self.query_one("#match-pairs", OptionList)
        listed.clear_options()
        listed.add_options(Option(Content(_told(found)), id=found.pair) for found in self.left)
        listed.highlighted = min(at, len(self.left) - 1) if self.left else None
        if not self.left:
            self.query_one(SideBySide).show(None)
        self._tell()

    @on(OptionList.OptionHighlighted, "#match-pairs")
    def choose(self, message: OptionList.OptionHighlighted) -> None:
        """Show the chosen pair."""
        self.query_one(SideBySide).show(self.left[message.option_index])

    def action_open(self) -> None:
        """Open the case of the chosen pair."""
        found = self._chosen()
        if found is not None and found.supported is not None:
            self.desk.open_case(found.supported.household)

    @on(OptionList.OptionSelected, "#match-pairs")
    def open_chosen(self) -> None:
        """Enter opens the case."""
        self.action_open()

    def action_same(self) -> None:
        """Both are one person."""
        self._decide(same=True)

    def action_different(self) -> None:
        """They are two."""
        self._decide(same=False)

    def _decide(self, *, same: bool) -> None:
        found = self._chosen()
        if found is not None and self.matching is not None:
            self.keep(self.matching, found.pair, same)

    def action_flag(self) -> None:
        """Note on the cases what is to be settled: look first at what would be noted."""
        if self.matching is not None and not self.busy:
            self.look_at_flags(self.matching)

    @asks
    def look_at_flags(self, matching: Matching) -> FlagsLookedAt:
        """What would be noted."""
        return FlagsLookedAt(self.calls.look_at_flags(matching))

    @on(FlagsLookedAt)
    def confirm_flags(self, message: FlagsLookedAt) -> None:
        """Show it, and note it once it is confirmed."""
        matching = self.matching

        def go_on(confirmed: bool | None) -> None:  # noqa: FBT001 - the dialog's answer
            if confirmed and matching is not None:
                self.note(matching)

        if matching is not None:
            self.desk.push_screen(ConfirmFlags(message.outlook, matching), go_on)

    @asks
    def note(self, matching: Matching) -> FlagsNoted:
        """Note it."""
        return FlagsNoted(self.calls.flag(matching))

    @on(FlagsNoted)
    def show_noted(self, message: FlagsNoted) -> None:
        """Say so; what is due has changed."""
        self.desk.wrote()
        self.desk.notify(say("desk.matching.flagged", fresh=f"{message.fresh:,}"), markup=False)

    @asks
    def keep(self, matching: Matching, pair: str, same: bool) -> PairDecided:  # noqa: FBT001 - asked in a thread by place
        """Note it."""
        self.calls.decide_pair(matching, pair, same=same)
        return PairDecided(pair, say("match.kept_same" if same else "match.kept_different", pair=pair, name=""))

    @on(PairDecided)
    def show_decided(self, message: PairDecided) -> None:
        """Take the pair off the list, and go on to the next."""
        at = next((n for n, found in enumerate(self.left) if found.pair == message.pair), 0)
        self.left = [found for found in self.left if found.pair != message.pair]
        self._list(at)

    def _chosen(self) -> Found | None:
        at = self.query_one("#match-pairs", OptionList).highlighted
        return self.left[at] if at is not None and at < len(self.left) else None

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._list(self.query_one("#match-pairs", OptionList).highlighted or 0)

    def _tell(self) -> None:
        parts = [Content.styled(f" {plain(self.file)}", "bold $accent")]
        if self.busy:
            parts.append(Content.styled(say("desk.loading"), "$muted"))
        elif self.matching is not None:
            for answer, count in self.matching.counts.items():
                if count:
                    parts.append(Content(f"{say(f'match.answer.{answer.value}')} {count:,}"))
        self.query_one("#match-title", Static).update(Content("  ·  ").join(parts))
        self.query_one("#match-list", Panel).tell(f"{len(self.left):,}")


def _told(found: Found) -> str:
    name = plain(found.supported.name) if found.supported is not None else ""
    case = plain(found.supported.household) if found.supported is not None else ""
    return f"{case}  {fit(name, LABEL)}  {say(f'match.answer.{found.answer.value}')}"

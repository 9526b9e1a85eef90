"""An act on one of the office's lists: what it will do or why it cannot, what it asks for, and a confirmation."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import ProgressBar, Static

from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.forms.cells import Cell
from tui.forms.fields import Field, FieldKind
from tui.forms.form import FormBody
from tui.forms.reading import At
from tui.forms.remarks import finished
from tui.messages import ActDone, ActLookedAt, CaseChosen
from tui.pausing import TypingPause
from tui.safe import plain
from tui.screens.lock import with_proof
from tui.screens.paper import PaperDialog
from tui.screens.slow import SlowWork
from tui.screens.unfinished import ACT
from tui.widgets.listing_view import ListingView
from workflow.board_acts.act import Aim
from workflow.board_acts.table import act_named
from workflow.errors import Stopped, Trouble
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.app import DeskApp
    from tui.messages import Troubled
    from workflow.board_acts.act import BoardAct, Outlook

TYPING_PAUSE = 0.25
MUTED = "$muted"
SIGNED = (Field("signed_by", required=True), Field("explanation"))
POSTED = (Field("place", required=True), Field("on", FieldKind.DAY, label="hangs_from"))
FIELDS: dict[str, tuple[Field, ...]] = {
    "post": POSTED,
    "post_shown": POSTED,
    "returns": (Field("path", required=True),),
    "submit_report": SIGNED,
    "submit_reports": SIGNED[:1],
    "correct_report": (Field("reason", required=True), *SIGNED),
    "begin_drive": (Field("due_on", FieldKind.DAY, label="last_day"),),
    "finish_drive": SIGNED,
}
"""What an act asks for."""
NEEDS_PROOF = frozenset({"release"})
"""Acts that pay."""
BETWEEN = ":"
"""A draft of an act is named by the act, the list's day and the region."""


class ActScreen(SlowWork):
    """Preview, fields, confirmation; what was typed stays through every refusal."""

    place = Place.ACT
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.ACT)
    AUTO_FOCUS = "Cell Choice, Cell Input, ListingView"

    def __init__(self, name: str, aim: Aim) -> None:
        super().__init__()
        self.name_of_act, self.aim = name, aim
        self.act: BoardAct = act_named(name)
        self.what = ""
        self.outlook: Outlook | None = None
        self.trouble: Trouble | None = None
        self.doing = False
        self.pause = TypingPause(self, TYPING_PAUSE, self._look_again)

    def compose_body(self) -> ComposeResult:
        """Title, what it will do, how far it is, fields, particulars."""
        draft = None if self.aim.marked else self.desk.drafts.get(self.draft_key)
        yield Static("", id="act-title", markup=False)
        yield Static("", id="act-summary", markup=False)
        yield ProgressBar(show_eta=False, id="act-progress")
        form = FormBody(FIELDS.get(self.name_of_act, ()), draft or {"on": self.calls.today.isoformat()})
        form.display = bool(form.fields)
        yield form
        yield ListingView(id="act-tables")

    @property
    def draft_key(self) -> tuple[str, str]:
        """The place of what is typed here among the drafts."""
        aim = self.aim
        return aim.about, ACT + BETWEEN.join((self.name_of_act, aim.day.isoformat(), aim.region))

    def on_mount(self) -> None:
        """Look at the act."""
        self._look_again()

    # Looking

    @on(Cell.Edited)
    def edited(self, event: Cell.Edited) -> None:
        """Keep what is typed; look again when the typing pauses, where it changes what would be done."""
        if not self.aim.marked:  # which villages were marked a draft does not say
            self.desk.drafts.keep(self.draft_key, self.query_one(FormBody).draft())
        if event.cell.field.name in self.act.shown_by:
            self.outlook = None
            self.tell_work()
            self.pause.again()

    def _look_again(self) -> None:
        if not self.doing:
            self.begin_work()
            self.look(_said(self.query_one(FormBody).look().values))

    @asks
    def look(self, said: dict[str, Any]) -> ActLookedAt:
        """What it would do now, or why it cannot be done."""
        try:
            return ActLookedAt(*self.calls.look_at_act(self.act, self.aim, said, self.go_on()))
        except Stopped:
            raise
        except Trouble as trouble:
            return ActLookedAt(self.what, None, trouble)

    @on(ActLookedAt)
    def show_looked(self, message: ActLookedAt) -> None:
        """Show it."""
        self.busy = False
        self.what, self.outlook, self.trouble = message.what, message.outlook, message.trouble
        self.query_one(ListingView).show(message.outlook.tables if message.outlook else ())
        self.tell_work()

    @on(CaseChosen)
    def open_case(self, message: CaseChosen) -> None:
        """Open the case of a line."""
        self.desk.open_case(message.case)

    # Doing

    def action_confirm(self) -> None:
        """Do it, once it was looked at."""
        read = self.query_one(FormBody).read()
        if read is None or self.outlook is None or self.doing:
            return
        go_on = partial(self._do, _said(read))
        if self.name_of_act in NEEDS_PROOF:
            with_proof(self.desk, go_on)
        else:
            go_on()

    def _do(self, said: dict[str, Any]) -> None:
        self.doing = True
        self.begin_work()
        self.do(said)

    @asks
    def do(self, said: dict[str, Any]) -> ActDone:
        """Do it."""
        return ActDone(self.calls.do_act(self.act, self.aim, said, self.go_on()))

    @on(ActDone)
    def show_done(self, message: ActDone) -> None:
        """Say what was done, and print the notices that are to be hung up."""
        if not self.aim.marked:
            self.desk.drafts.drop(self.draft_key)
        self.desk.wrote()
        self.desk.notify(message.done.told, markup=False)
        self.dismiss()
        if message.done.batches:
            print_notices(self.desk, message.done.batches)

    def on_troubled(self, message: Troubled) -> None:
        """Put what was refused under the field that it is about, with the cursor there; the act is looked at anew."""
        was_doing, self.doing, self.busy = self.doing, False, False
        form = self.query_one(FormBody)
        told = [finished(At(name), sentence) for name, sentence in message.trouble.by_field if form.has(At(name))]
        form.show(told)
        if told:
            message.stop().prevent_default()
            form.focus_at(told[0].at)
            self.desk.notify(say("desk.form.refused"), severity="warning", markup=False)
        if was_doing:
            self.desk.wrote()
            self.call_later(self._look_again)  # after every other handler has ended what was under way

    def action_back(self) -> None:
        """Go back at once while it is looked at; what is being done is done to its end."""
        if not self.doing:
            self.stopping = True
            self.dismiss()

    # Words

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._look_again()

    def tell_work(self) -> None:
        """Say what it is, what it will do, and what keeps one from it."""
        title = Content.assemble(
            (f" {say(f'board_acts.{self.name_of_act}')}", "bold $accent"), (f"   {plain(self.what)}", MUTED)
        )
        self.query_one("#act-title", Static).update(title)
        self.query_one("#act-summary", Static).update(self._summary())
        self.query_one(ProgressBar).display = self.busy

    def _summary(self) -> Content:
        if self.trouble is not None:
            return Content.styled(f"✗ {plain(str(self.trouble))}", "$error")
        if self.outlook is None:
            return Content.styled(f"{say('desk.act.looking')}", MUTED)
        keys = say("desk.act.busy" if self.doing else "desk.act.keys")
        return Content.assemble((f"✓ {plain(self.outlook.will)}", "bold"), "\n", (keys, MUTED))


def _said(values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def print_notices(desk: DeskApp, batches: Sequence[str]) -> None:
    """Ask where the lists for the villages' boards are to go."""
    stem = f"notice-{batches[0]}" if len(batches) == 1 else "notice"
    desk.push_screen(
        PaperDialog(
            "act.print_notice", stem, ("pdf", "txt", "printer"),
            lambda form, path: desk.calls.write_notices(batches, form, path),
        )
    )  # fmt: skip


def open_act(desk: DeskApp, about: str, form: str) -> None:
    """Open the act that a draft was typed for."""
    name, day, region = form.removeprefix(ACT).split(BETWEEN)
    desk.push_screen(ActScreen(name, Aim(date.fromisoformat(day), region, about)))

"""The forms that were left unfinished, to go on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.steps import STEP
from tui.drafts import BETWEEN
from tui.figures import moment
from tui.screens.pick import Pick
from workflow.wording import has_wording, say, word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.app import DeskApp
    from tui.drafts import Drafts

REGISTER, WHAT_IF, ACT = "register", "what-if", "act:"


def unfinished(drafts: Drafts) -> Pick:
    """A list of the acting person's drafts: which form, of which case, and when it was kept."""
    return Pick([(BETWEEN.join(place), _told(drafts, place)) for place in drafts.places], title="drafts.title")


def open_unfinished(app: DeskApp, name: str) -> None:
    """Open the form that a draft is of."""
    from tui.screens.act import open_act
    from tui.screens.case import Case

    case, _, form = name.partition(BETWEEN)
    if form.startswith(ACT):
        open_act(app, case, form)
    elif form == REGISTER:
        app.action_register()
    else:
        app.push_screen(Case(case, then=form))


def form_name(form: str) -> str:
    """A form by its name among drafts, in words: a step, a kind of evidence, a what-if, an act, a registration."""
    kind = form.removeprefix(ACT).partition(":")[0]
    keys: Iterable[str] = (f"desk.drafts.{kind}", f"codes.evidence.{kind}", f"board_acts.{kind}")
    if form in STEP:
        return word("step", form)
    return next((say(key) for key in keys if has_wording(key)), kind)


def _told(drafts: Drafts, place: tuple[str, str]) -> str:
    case, form = place
    saved_at = drafts.when(place)
    when = say("desk.drafts.now") if saved_at is None else moment(saved_at)
    return "  ".join(part for part in (case, form_name(form), when) if part)

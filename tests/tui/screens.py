"""The screens that are looked at: a name, and the keys that lead there from the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

if TYPE_CHECKING:
    from textual.pilot import Pilot

LI = ("slash", *"lxy", "enter", "enter")
ZHANG = ("slash", *"zft", "enter", "enter")
HE = ("slash", *"hgx", "enter", "enter")
ZHOU = ("slash", *"zqj", "enter", "enter")

SCREENS: dict[str, tuple[str, ...]] = {
    "desk": (),
    "cases": ("c",),
    "filters": ("c", "f"),
    "case-key-supported": LI,
    "case-tapering": ZHANG,
    "step-refused": (*HE, "1"),
    "evidence": (*ZHOU, "e"),
    "papers": (*ZHOU, "e", *"paper", "enter"),
    "survey": (*LI, "e", *"survey", "enter"),
    "register": ("n",),
    "what-if": (*ZHANG, "w"),
    "due": ("d",),
    "policy": ("y",),
    "journal": ("j",),
    "ledger": ("l", *"ledger", "enter"),
    "act": ("l", *"reports", "enter", "left_square_bracket", "down", "down", "a", "enter"),
    "simulate": ("i", *"4000", "enter"),
    "compare": (*ZHANG, "m"),
    "clauses": (*LI, "k"),
    "moves": (*LI, "h"),
    "help": (*LI, "f1"),
    "who": ("ctrl+u",),
    "lock": ("f12",),
}


async def go(pilot: Pilot[None], keys: tuple[str, ...]) -> None:
    """Press keys one after the other, each after what the last one asked for has come."""
    pilot.app.animation_level = "none"
    for key in ("", *keys):
        if key:
            await pilot.press(key)
        for _ in range(3):
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
        if len(key) == 1 and isinstance(pilot.app.focused, Input):
            await pilot.pause(0.15)
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    await pilot.pause()

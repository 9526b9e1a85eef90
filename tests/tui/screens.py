"""The screens that are looked at: a name, and the keys that lead there from the desk."""

from __future__ import annotations

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
    "help": (*LI, "f1"),
    "who": ("ctrl+u",),
}

"""Pictures of the desk, and the gallery that shows them, made by the program: `python -m tests.tui.pictures`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from states.stages import Stage
from tests.tui import county
from tests.tui.driver import NAMES
from tests.tui.screens import go
from tui.app import DeskApp
from tui.calls import OfficeCalls
from workflow.cases import ListFilter, case_page
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.office import Office
from workflow.wording import LANGUAGES, use_language

if TYPE_CHECKING:
    from workflow.wording import Language

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOLDER, PAGE = DOCS / "pictures", DOCS / "gallery.md"
TITLES = {
    "desk": "The desk", "cases": "The list of cases", "filters": "Filters", "marked": "The same step on many cases",
    "case": "A case", "taper": "A case in the taper", "event": "What was decided, and on what",
    "compare": "Two decisions side by side", "clauses": "The clauses behind a case",
    "step": "A step before it is taken",
    "what-if": "What if", "evidence": "Choosing evidence", "home-visit": "Recording a home visit", "survey": "A survey",
    "moves": "Households part and merge",
    "register": "Registering a household", "due": "The quarter's due work", "print": "Printing",
    "policy": "The policy sheet",
    "simulate": "Another policy, tried", "journal": "The journal of all cases, checked",
    "ledger": "The ledger", "movement": "A quarter's movement, with its checks", "palette": "The palette",
    "help": "Help", "who": "Who works", "light": "The light look", "contrast": "High contrast",
}  # fmt: skip
TODAY = date(2026, 11, 24)
HOUSEHOLDS = 900


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen of the demo county in a language and a size, and the keys that lead to it."""

    name: str
    language: Language
    size: tuple[int, int]
    keys: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of its file: screen, language, size."""
        return f"{self.name}-{self.language}-{self.size[0]}x{self.size[1]}.svg"


SIZE, WIDER = (120, 36), (140, 40)
IN_README = (
    Picture("desk", "en", WIDER, ()),
    Picture("desk", "zh", WIDER, ()),
    Picture("case", "en", WIDER, ("@key_supported",)),
    Picture("case", "zh", WIDER, ("@key_supported",)),
)
GALLERY: dict[str, tuple[str, ...]] = {
    "desk": (),
    "cases": ("c",),
    "filters": ("c", "f"),
    "marked": ("c", "a", "s"),
    "case": ("@key_supported",),
    "taper": ("@tapering",),
    "event": ("@tapering", "t", "enter"),
    "compare": ("@tapering", "m"),
    "clauses": ("@key_supported", "k"),
    "step": ("@re_verified", "1"),
    "what-if": ("@tapering", "w"),
    "evidence": ("@verified", "e"),
    "home-visit": ("@verified", "e", *"home", "enter"),
    "survey": ("@key_supported", "e", *"survey", "enter"),
    "moves": ("@key_supported", "h"),
    "register": ("n",),
    "due": ("d", "enter"),
    "print": ("d", "p"),
    "policy": ("y",),
    "simulate": ("i", *"5400", "enter"),
    "journal": ("j", "v"),
    "ledger": ("l", *"ledger", "enter"),
    "movement": ("l", *"movement", "enter"),
    "palette": ("ctrl+p",),
    "help": ("@key_supported", "f1"),
    "who": ("ctrl+u",),
    "light": ("ctrl+t",),
    "contrast": ("ctrl+t", "ctrl+t"),
}
"""Every screen by its name, and the keys that lead to it: `@stage` opens the first case of a stage."""
PICTURES = (
    *IN_README,
    *(Picture(name, language, SIZE, keys) for name, keys in GALLERY.items() for language in LANGUAGES),
)


def main() -> int:
    """Write every picture and the page that shows them, and name each; 0."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = Path(folder) / "demo.db"
        fill(founded(f"sqlite:///{demo}", TODAY), households=HOUSEHOLDS)
        for picture in PICTURES:
            asyncio.run(take(demo, picture))
            sys.stdout.write(f"{picture.file}\n")
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """The gallery: each screen in English and in Chinese."""
    parts = [
        "# The desk, screen by screen",
        "",
        "Made by `make pictures` from the demo county; everybody is invented.",
        "",
    ]
    for name in GALLERY:
        files = [Picture(name, language, SIZE, ()).file for language in LANGUAGES]
        parts += [f"## {TITLES[name]}", "", *(f"![{TITLES[name]}](pictures/{file})" for file in files), ""]
    return "\n".join(parts)


async def take(path: Path, picture: Picture) -> None:
    """Take one picture."""
    use_language(picture.language)
    office = Office.open(f"sqlite:///{path}", "wang", TODAY)
    keys = tuple(key for each in picture.keys for key in _keys(office, each))
    app = DeskApp(OfficeCalls(office))
    async with app.run_test(size=picture.size) as pilot:
        await go(pilot, keys)
        svg = app.export_screenshot(title=app.title)
    office.store.close()
    county.forget_drafts(path)
    (FOLDER / picture.file).write_text(svg, encoding="utf-8")


def _keys(office: Office, key: str) -> tuple[str, ...]:
    if not key.startswith("@"):
        return (key,)
    line = case_page(office, ListFilter(stage=Stage(key[1:])), order="case", size=1).lines[0]
    return ("slash", *(NAMES.get(character, character) for character in line.case), "enter", "enter")


if __name__ == "__main__":
    sys.exit(main())

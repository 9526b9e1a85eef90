"""Pictures of the desk for the README, made by the program: `python -m tests.tui.pictures`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tests.tui import county
from tests.tui.screens import HE, LI, ZHANG, go
from tui.app import DeskApp
from tui.calls import OfficeCalls
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.wording import use_language

if TYPE_CHECKING:
    from workflow.wording import Language

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
TODAY = date(2026, 11, 24)
HOUSEHOLDS = 900


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen in a language and a size, and the keys that lead to it; of the demo county or the small one."""

    name: str
    language: Language
    size: tuple[int, int]
    keys: tuple[str, ...]
    small: bool = False

    @property
    def file(self) -> str:
        """The name of its file: screen, language, size."""
        return f"{self.name}-{self.language}-{self.size[0]}x{self.size[1]}.svg"


WIDE, WIDER = (120, 36), (140, 40)
PICTURES = (
    Picture("desk", "en", WIDER, ()),
    Picture("desk", "zh", WIDER, ()),
    Picture("cases", "en", WIDE, ("c",)),
    Picture("case", "en", WIDER, LI, small=True),
    Picture("case", "zh", WIDER, LI, small=True),
    Picture("step", "en", WIDE, (*HE, "ctrl+u", *"chen", "enter", "1"), small=True),
    Picture("what-if", "zh", WIDE, (*ZHANG, "w"), small=True),
    Picture("due", "en", WIDE, ("d", "enter")),
)


def main() -> int:
    """Write every picture and name it; 0."""
    with tempfile.TemporaryDirectory() as folder:
        demo, small = Path(folder) / "demo.db", Path(folder) / "small.db"
        fill(founded(f"sqlite:///{demo}", TODAY), households=HOUSEHOLDS)
        county.build(small)
        FOLDER.mkdir(parents=True, exist_ok=True)
        for picture in PICTURES:
            asyncio.run(take(small if picture.small else demo, picture))
            sys.stdout.write(f"{picture.file}\n")
    return 0


async def take(path: Path, picture: Picture) -> None:
    """Take one picture."""
    use_language(picture.language)
    with county.opened(path, "wang", county.TODAY if picture.small else TODAY) as office:
        app = DeskApp(OfficeCalls(office))
        async with app.run_test(size=picture.size) as pilot:
            await go(pilot, picture.keys)
            svg = app.export_screenshot(title=app.title)
    (FOLDER / picture.file).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""Stories of one case on a real database, and the language of the tests."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import textual._wait
import textual.constants
from textual._compositor import Compositor

from tests.life.conftest import *  # noqa: F403 - its fixtures
from tests.tui import county
from workflow import wording

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def quick_keys() -> Iterator[None]:
    """After each key Textual looks twice whether the program rests, 20 ms apart; here 8 ms apart. Nothing glides.

    The clock on the wall shows the time of China.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        patch.setattr(textual._wait, "SLEEP_GRANULARITY", 0.008)
        patch.setattr(textual._wait, "SLEEP_IDLE", 0.0005)
        patch.setattr(textual.constants, "TEXTUAL_ANIMATIONS", "none")
        yield
    time.tzset()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames between two keys are not drawn: a third of what a long story costs. What is looked at is, as ever.

    Pictures and the loop's load are tested with every frame.
    """

    def nothing(compositor: Compositor, **_: object) -> None:
        compositor._dirty_regions.clear()

    monkeypatch.setattr(Compositor, "render_update", nothing)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The desk speaks English unless a test lets it speak Chinese."""
    before = wording._Chosen.language
    wording.use_language("en")
    yield
    wording._Chosen.language = before


@pytest.fixture(scope="session")
def built_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county with somebody in every stage."""
    path = tmp_path_factory.mktemp("county") / "county.db"
    county.build(path)
    return path


@pytest.fixture
def small_county(built_county: Path) -> Iterator[Path]:
    """The county to look at: nobody writes to it, and what was typed into forms is forgotten after the test."""
    yield built_county
    county.forget_drafts(built_county)


@pytest.fixture
def own_county(built_county: Path, tmp_path: Path) -> Path:
    """A copy of the same county, to write to."""
    return Path(shutil.copy(built_county, tmp_path / "county.db"))

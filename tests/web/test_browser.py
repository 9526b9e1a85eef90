"""The desk in a browser: the page, the keys, and who may ask."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession

from tests.repo.tree import ROOT
from tests.tui.county import TODAY
from tests.web.browser import CHROMIUM, CONTROL, chromium

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.web.browser import Page

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and "DIBAO_NEEDS_BROWSER" not in os.environ, reason="no Chromium is installed; `make test-web`"
)


@asynccontextmanager
async def served(
    database: Path, *options: str, lang: str = "en", ended_by: signal.Signals = signal.SIGTERM
) -> AsyncIterator[str]:
    """The address of a desk that is served; a signal ends it in order."""
    line = ["--lang", lang, "--db", f"sqlite:///{database}", "--on", TODAY.isoformat(), "desk", "--web", "--port", "0"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "workflow.cli", *line, *options,
        stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        told = (await process.stdout.readline()).decode()
        yield next(word for word in told.replace("，", " ").split() if word.startswith("http://"))
    finally:
        process.send_signal(ended_by)
        assert await asyncio.wait_for(process.wait(), 20) == (-ended_by if ended_by is signal.SIGKILL else 0)


def desks_of(database: Path) -> int:
    """How many desks are open on a database."""
    variable = f"DIBAO_DB=sqlite:///{database}".encode()
    found = 0
    for process in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            found += variable in process.read_bytes().split(b"\0")
    return found


async def no_more_than(desks: int, database: Path) -> None:
    """Wait until no more desks are open."""
    for _ in range(100):
        if desks_of(database) <= desks:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(desks_of(database))


@needs_chromium
async def test_somebody_signs_in_and_takes_a_step_by_keys_alone_in_a_browser(own_county, tmp_path):
    place = tmp_path / 'a county\'s "own" $HOME'
    place.mkdir()
    database = own_county.rename(place / "county.db")
    async with served(database) as url, chromium(tmp_path) as browser:
        page = await browser(url)
        await page.sees("chen")
        await page.type("chen")
        await page.until(lambda shown: "liu" not in shown)
        await page.press("Enter")
        await page.until(lambda shown: "Who is working?" not in shown)
        await page.type("/")
        await page.sees("Search")
        await page.type("C-0000004")
        await page.until(lambda shown: "何" in shown and "李" not in shown)
        await page.press("Enter")
        await page.press("Enter")
        await page.sees("1 ✓ renew")
        await page.type("1")
        await page.sees("Ctrl+S or F10 confirm")
        await page.press("s", CONTROL)
        await page.sees("The case is now")
        await page.until(lambda shown: "enrolled" in shown.splitlines()[1])
        (tmp_path / "browser.png").write_bytes(await page.picture())
        await assert_each_tab_is_a_desk_of_its_own(browser, page, url, database)
        assert page.said == []
        assert {address.split("/")[2] for address in page.asked if not address.startswith("data:")} == {
            url.split("/")[2]
        }
    await no_more_than(0, database)


async def assert_each_tab_is_a_desk_of_its_own(browser, page: Page, url: str, database: Path) -> None:
    """A second tab asks who works; closing it ends its desk and not the first."""
    second = await browser(url)
    await second.sees("liu")
    assert desks_of(database) == 2
    await second.press("Escape")
    await second.press("q", CONTROL)
    await no_more_than(1, database)
    await told_that_it_is_closed(second)
    await page.sees("enrolled")


async def told_that_it_is_closed(page: Page) -> None:
    """Wait until a tab says that its desk has ended: its process is gone a moment before."""
    for _ in range(100):
        if await page.value("document.body.classList.contains('-closed')"):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the tab does not say that it is closed")


@needs_chromium
async def test_a_browser_shows_the_language_and_the_person_that_were_asked_for(own_county, tmp_path):
    async with served(own_county, "--as", "liu", lang="zh") as url, chromium(tmp_path) as browser:
        page = await browser(url)
        await page.sees("本季到期")
        assert "刘志强" in (await page.text()).splitlines()[0]
        assert await page.value("document.documentElement.lang") == "zh"


async def test_only_the_page_itself_may_ask_the_desk(own_county):
    async with served(own_county) as url, ClientSession() as session:
        for headers, status in (
            ({}, 200),
            ({"Origin": url.rstrip("/")}, 200),
            ({"Origin": "http://evil.example"}, 403),
            ({"Origin": "http://localhost:1"}, 403),
            ({"Origin": "null"}, 403),
            ({"Host": "evil.example"}, 403),
            ({"Host": "localhost.evil.example"}, 403),
        ):
            async with session.get(url, headers=headers) as answer:
                assert (answer.status, headers) == (status, headers)
        async with session.get(f"{url}static/js/textual.js") as answer:
            assert answer.status == 200
        async with session.get(f"{url}static/") as answer:
            assert answer.status in {403, 404}


async def test_a_tab_whose_desk_cannot_open_is_told_that_it_is_closed(own_county):
    async with served(own_county) as url, ClientSession() as session:
        own_county.unlink()
        async with session.ws_connect(f"{url}ws") as channel:
            async for _ in channel:
                pass
            assert channel.closed


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP", "SIGKILL"])
async def test_no_desk_is_left_behind_when_the_server_ends(own_county, name):
    async with ClientSession() as session:
        async with served(own_county, "--as", "wang", ended_by=signal.Signals[name]) as url:
            channel = await session.ws_connect(f"{url}ws")
            with suppress(TimeoutError):
                while await channel.receive(timeout=1):  # until the desk has nothing more to draw
                    pass
            assert desks_of(own_county) == 1
        await no_more_than(0, own_county)
        await channel.close()

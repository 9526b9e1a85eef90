"""A headless Chromium, driven over its DevTools protocol by the client that the served desk brings along anyway."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from aiohttp import ClientWebSocketResponse

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--remote-debugging-port=0", "--window-size=1280,800",
)  # fmt: skip
PATIENCE = 60.0
TERMINAL = """
Object.defineProperty(Object.prototype, "canvasAddon", {configurable: true, set(addon) {
  window.desk = this;
  Object.defineProperty(this, "canvasAddon", {value: addon, writable: true, configurable: true});
}});
"""
"""The page keeps its terminal to itself: it is caught where it is given a part."""
SCREEN = """
window.desk ? Array.from({length: desk.terminal.rows}, (_, y) =>
  desk.terminal.buffer.active.getLine(y)?.translateToString() ?? "").join("\\n") : ""
"""
KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "F1": (112, ""), "s": (83, ""), "q": (81, "")}
CONTROL = 2


class Page:
    """One tab: what it shows, what it asked the network for, and a keyboard."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket, self.numbers = socket, count(1)
        self.answers: dict[int, asyncio.Future[Any]] = {}
        self.asked: list[str] = []
        self.said: list[str] = []

    async def hear(self) -> None:
        """Sort what the browser tells: answers, requests, what its console says."""
        async for message in self.socket:
            told = json.loads(message.data)
            if "id" in told:
                self.answers.pop(told["id"]).set_result(told)
            elif told["method"] in {"Network.requestWillBeSent", "Network.webSocketCreated"}:
                self.asked.append(told["params"].get("url") or told["params"]["request"]["url"])
            elif told["method"] == "Runtime.exceptionThrown":
                self.said.append(str(told["params"]["exceptionDetails"]))

    async def call(self, method: str, **params: Any) -> Any:
        """What the browser answers."""
        number = next(self.numbers)
        self.answers[number] = asyncio.get_running_loop().create_future()
        await self.socket.send_json({"id": number, "method": method, "params": params})
        answer = await asyncio.wait_for(self.answers[number], PATIENCE)
        assert "error" not in answer, answer
        return answer["result"]

    async def value(self, expression: str) -> Any:
        """What an expression comes to in the page."""
        return (await self.call("Runtime.evaluate", expression=expression))["result"].get("value")

    async def text(self) -> str:
        """What stands on the terminal's screen."""
        return str(await self.value(SCREEN))

    async def until(self, holds: Callable[[str], bool]) -> str:
        """The screen, once it shows what is waited for."""
        shown = ""
        for _ in range(int(PATIENCE * 10)):
            shown = await self.text()
            if holds(shown):
                return shown
            await asyncio.sleep(0.1)
        raise AssertionError(shown)

    async def sees(self, text: str) -> str:
        """The screen, once it holds a text."""
        return await self.until(lambda shown: text in shown)

    async def press(self, name: str, modifiers: int = 0) -> None:
        """Press a key that is no letter, or one with Control held."""
        code, text = KEYS[name]
        key = {"key": name, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        await self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **key)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    async def type(self, text: str) -> None:
        """Type a text."""
        for character in text:
            await self.call("Input.dispatchKeyEvent", type="char", text=character, key=character)

    async def picture(self) -> bytes:
        """A PNG of the page."""
        return base64.b64decode((await self.call("Page.captureScreenshot", format="png"))["data"])


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Callable[[str], Any]]:
    """A browser with a profile of its own; called with an address it opens a tab there."""
    log = (folder / "browser.log").open("wb")
    process = await asyncio.create_subprocess_exec(
        str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", stdout=log, stderr=log
    )
    hearing: list[asyncio.Task[None]] = []
    try:
        port = await _port_of(folder / "profile" / "DevToolsActivePort")
        async with ClientSession(f"http://127.0.0.1:{port}") as session:

            async def opened(url: str) -> Page:
                async with session.put("/json/new?about:blank") as answer:
                    target = await answer.json(content_type=None)
                page = Page(await session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0))
                hearing.append(asyncio.create_task(page.hear()))
                for domain in ("Page", "Runtime", "Network"):
                    await page.call(f"{domain}.enable")
                await page.call("Page.addScriptToEvaluateOnNewDocument", source=TERMINAL)
                await page.call("Page.navigate", url=url)
                return page

            yield opened
    finally:
        for task in hearing:
            task.cancel()
        process.terminate()
        await process.wait()
        log.close()


async def _port_of(file: Path) -> str:
    for _ in range(int(PATIENCE * 10)):
        if port := _first_line(file):
            return port
        await asyncio.sleep(0.1)
    raise AssertionError("the browser did not start")


def _first_line(file: Path) -> str:
    return file.read_text().partition("\n")[0] if file.exists() else ""

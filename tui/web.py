"""The desk in a browser: a page on this machine, and a desk of its own for every tab that opens it.

textual-serve brings the terminal for the page and speaks with the desk's process. Its own page fetches a font from
outside, its own server runs a shell, shows the command in the page's title and answers every web site that is open
beside it: page and server are ours.
"""

from __future__ import annotations

import asyncio
import html
import ipaddress
import os
import signal
import socket
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from workflow.errors import BadInput
from workflow.wording import language, say

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from aiohttp.typedefs import Handler

HERE = Path(__file__).parent
STATIC = Path(textual_serve.__file__).parent / "static"
PAGE = Template((HERE / "web.html").read_text(encoding="utf-8"))
CELLS = (80, 24)
GOODBYE_SECONDS = 3.0
"""How long the tabs that are open are waited for at the end."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self' ws://{host}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""What the page may load: its own, and nothing from elsewhere."""


def listen(host: str, port: int) -> socket.socket:
    """A socket on this machine alone. BadInput: the host is another machine's or everybody's, or the port is taken."""
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise BadInput("web.no_host", host=host) from error
    if not ipaddress.ip_address(address[4][0]).is_loopback:
        raise BadInput("web.not_here", host=host)
    try:
        return socket.create_server(address[4][:2], family=address[0])
    except OSError as error:
        raise BadInput("web.port_taken", port=port, why=os.strerror(error.errno or 0)) from error


def url_of(listening: socket.socket, host: str) -> str:
    """What is typed into the browser."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}/"


def serve(listening: socket.socket, line: Sequence[str], environment: Mapping[str, str]) -> None:
    """Serve the desk until the user or the system ends it; `line` and `environment` start a desk for one tab."""
    web.run_app(
        Server(line, environment).application(),
        sock=listening,
        print=lambda *_: None,
        access_log=None,
        shutdown_timeout=GOODBYE_SECONDS,
    )


class Desk(AppService):
    """The process of one tab's desk: started without a shell, missed when it ends."""

    def __init__(self, line: Sequence[str], environment: Mapping[str, str], **channels: Any) -> None:
        super().__init__("", **channels)
        self.line, self.environment = line, environment

    async def _open_app_process(self, width: int = CELLS[0], height: int = CELLS[1]) -> Process:
        """Start it; textual-serve tells it its size and how to speak by variables."""
        self._process = await asyncio.create_subprocess_exec(
            *self.line,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**self._build_environment(width, height), **self.environment},
        )
        self._stdin = self._process.stdin
        return self._process

    async def run(self) -> None:
        """Pass on what the desk writes; however it ends, the page is told."""
        await super().run()
        await self.remote_close()


class Server:
    """The page, its assets and the desks behind its tabs."""

    def __init__(self, line: Sequence[str], environment: Mapping[str, str]) -> None:
        self.line, self.environment = line, environment
        self.tabs: set[web.WebSocketResponse] = set()
        self.downloads = DownloadManager()

    def application(self) -> web.Application:
        """What is served."""
        application = web.Application(middlewares=[from_here_alone])
        application.add_routes(
            [
                web.get("/", self.page),
                web.get("/ws", self.tab),
                web.get("/desk.js", script),
                web.static("/static", STATIC),
            ]
        )
        application.on_startup.append(self.end_with_the_terminal)
        application.on_shutdown.append(self.close_tabs)
        return application

    async def page(self, request: web.Request) -> web.Response:
        """The page that a tab shows."""
        words = {"language": language(), "title": say("desk.name"), "socket": f"ws://{request.host}/ws"}
        words |= {name: say(f"web.{name}") for name in ("opening", "closed", "again")}
        filled = PAGE.substitute({name: html.escape(text) for name, text in words.items()})
        return web.Response(text=filled, content_type="text/html")

    async def tab(self, request: web.Request) -> web.WebSocketResponse:
        """One tab: a desk begins with it and ends with it."""
        channel = web.WebSocketResponse(heartbeat=15)
        await channel.prepare(request)
        self.tabs.add(channel)
        desk = Desk(
            self.line,
            self.environment,
            write_bytes=channel.send_bytes,
            write_str=channel.send_str,
            close=channel.close,
            download_manager=self.downloads,
        )
        try:
            await desk.start(
                *(_cells(request, name, most) for name, most in zip(("width", "height"), CELLS, strict=True))
            )
            async for message in channel:
                if message.type is WSMsgType.TEXT:
                    await _hear(desk, channel, message.json())
        finally:
            self.tabs.discard(channel)
            await desk.stop()
        return channel

    async def end_with_the_terminal(self, _: web.Application) -> None:
        """A closed terminal ends the server as Ctrl+C does."""

        def leave() -> None:
            raise web.GracefulExit

        if hasattr(signal, "SIGHUP"):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, leave)

    async def close_tabs(self, _: web.Application) -> None:
        """Tell every tab that it is over."""
        for channel in tuple(self.tabs):
            await channel.close()


async def script(_: web.Request) -> web.FileResponse:
    """What the page does beside showing the terminal."""
    return web.FileResponse(HERE / "web.js")


@web.middleware
async def from_here_alone(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer this machine's browser on our own page alone: not a name that only points here, not another web site."""
    origin = request.headers.get("Origin")
    if not _is_local(request.host) or (origin is not None and urlsplit(origin).netloc != request.host):
        raise web.HTTPForbidden(text=say("web.refused"))
    answer = await handler(request)
    if not answer.prepared:
        answer.headers["Content-Security-Policy"] = POLICY.format(host=request.host)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _is_local(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _cells(request: web.Request, name: str, otherwise: int) -> int:
    given = request.query.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and 0 < int(given) < 10_000 else otherwise  # noqa: PLR2004 - no screen is wider


async def _hear(desk: AppService, channel: web.WebSocketResponse, said: Any) -> None:
    """Hand on what the page says: keys, its size, whether it is looked at."""
    kinds: dict[str, Callable[[Any], Awaitable[object]]] = {
        "stdin": lambda text: desk.send_bytes(str(text).encode()),
        "resize": lambda size: desk.set_terminal_size(int(size["width"]), int(size["height"])),
        "focus": lambda _: desk.focus(),
        "blur": lambda _: desk.blur(),
        "ping": lambda sent: channel.send_json(["pong", sent]),
    }
    kind, *rest = said
    if kind in kinds:
        await kinds[kind](rest[0] if rest else None)

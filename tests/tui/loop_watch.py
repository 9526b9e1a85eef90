"""What the desk's own code does on the thread of the event loop: how long it computes there, and whether it waits.

Every function of a class of the desk's is watched where Textual enters it: a handler, an action, a watcher, `render`,
`compose`, a callback. What is counted is the thread's processor time, which a busy machine does not lengthen. Textual's
own work (layout, styles, drawing what was rendered) is outside, for it runs between our functions, not in them.
"""

from __future__ import annotations

import asyncio
import builtins
import functools
import importlib
import inspect
import io
import pkgutil
import threading
import time
import types
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textual.message_pump import MessagePump

import tui
from db.engine import Store
from tui.screens.base import Speaking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

MOST_SECONDS = 0.030
CATALOGUE = ".mo"
"""Sentences are read once for each language, as modules are."""
PASSING = {"tui.web", "tui.typing_ahead"}
"""Another process's; and what hands every key on to Textual, whose work it would seem to do."""
HANDING_ON = {"DeskApp.on_event"}
"""The same, of a class that does work of its own besides."""


@dataclass
class Watch:
    """What was seen: the longest stretch of each function, and where a thread that must not wait has waited."""

    longest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    waited: set[tuple[str, str]] = field(default_factory=set)
    thread: int = 0
    inside: list[str] = field(default_factory=list)

    @property
    def slow(self) -> dict[str, float]:
        """The functions that computed longer than a handler may, in milliseconds."""
        return {name: round(1000 * s, 1) for name, s in self.longest.items() if s > MOST_SECONDS}

    @property
    def ours(self) -> bool:
        """Whether the loop's thread is in code of the desk's."""
        return bool(self.inside) and threading.get_ident() == self.thread

    def call(self, name: str, work: Callable[[], Any]) -> Any:
        """Do a piece of work and count it, unless it is part of a piece that is being counted."""
        if threading.get_ident() != self.thread or self.inside:
            return work()
        self.inside.append(name)
        begun = time.thread_time()
        try:
            return work()
        finally:
            self.longest[name] = max(self.longest[name], time.thread_time() - begun)
            self.inside.pop()


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watch the classes of the desk on the thread that calls this."""
    watch = Watch(thread=threading.get_ident())
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if module.name not in PASSING:
            for cls in vars(importlib.import_module(module.name)).values():
                if _is_ours(cls, module.name):
                    watch_class(watch, cls, monkeypatch)
    _watch_waiting(watch, monkeypatch)
    with monkeypatch.context():
        yield watch


def watch_class(watch: Watch, cls: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """Count what the functions of a class do."""
    replaced: dict[Any, Any] = {}
    for name, function in list(vars(cls).items()):
        if inspect.isfunction(function) and function.__qualname__ not in HANDING_ON:
            replaced[function] = _counted(watch, function)
            monkeypatch.setattr(cls, name, replaced[function])
    handlers = vars(cls).get("_decorated_handlers", {})
    for message, listed in list(handlers.items()):
        monkeypatch.setitem(handlers, message, [(replaced.get(f, f), selectors) for f, selectors in listed])


def _is_ours(cls: object, module: str) -> bool:
    return inspect.isclass(cls) and cls.__module__ == module and issubclass(cls, MessagePump | Speaking)


def _counted(watch: Watch, function: Callable[..., Any]) -> Callable[..., Any]:
    name = function.__qualname__

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        result = watch.call(name, lambda: function(*args, **kwargs))
        if inspect.iscoroutine(result):
            return _stepped(watch, name, result)
        if inspect.isgenerator(result):
            return _yielded(watch, name, result)
        return result

    return called


def _yielded(watch: Watch, name: str, generator: types.GeneratorType[Any, Any, Any]) -> Iterator[Any]:
    """A generator, each stretch between two values counted."""
    end = object()
    while (value := watch.call(name, lambda: next(generator, end))) is not end:
        yield value


@types.coroutine
def _stepped(watch: Watch, name: str, coroutine: types.CoroutineType[Any, Any, Any]) -> Any:
    """A coroutine, each stretch between two pauses counted."""
    sent: Any = None
    step: Callable[[Any], Any] = coroutine.send
    while True:
        try:
            waits_for = watch.call(name, functools.partial(step, sent))
        except StopIteration as end:
            return end.value
        try:
            sent, step = (yield waits_for), coroutine.send
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - handed on
            sent, step = error, coroutine.throw


def _watch_waiting(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Note where the loop's thread asks the database, and where our code on it reads a file or sleeps."""

    def noted(owner: Any, name: str, *, everywhere: bool = False) -> None:
        real = getattr(owner, name)

        @functools.wraps(real)
        def call(*args: Any, **kwargs: Any) -> Any:
            if args and str(args[0]).endswith(CATALOGUE):
                return real(*args, **kwargs)
            if watch.ours or (everywhere and threading.get_ident() == watch.thread):
                watch.waited.add((watch.inside[-1] if watch.inside else "", name))
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, call)

    noted(Store, "reading", everywhere=True)
    noted(Store, "writing", everywhere=True)
    for owner, name in ((builtins, "open"), (io, "open"), (time, "sleep")):
        noted(owner, name)

"""Asking the office in a thread: the screen stays awake, the answer comes as a message."""

from __future__ import annotations

from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from textual.worker import Worker, get_current_worker

from tui.messages import Troubled
from workflow.errors import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message
    from textual.message_pump import MessagePump

P = ParamSpec("P")
W = TypeVar("W")


def asks(function: Callable[Concatenate[W, P], Message]) -> Callable[Concatenate[W, P], Worker[None]]:
    """Make a method of a widget run in a thread and post the message that it returns.

    What the office cannot do comes as `Troubled`. Asked again, the earlier question's answer is dropped.
    """

    @wraps(function)
    def ask(self: W, /, *args: P.args, **kwargs: P.kwargs) -> Worker[None]:
        widget: Any = self
        work = partial(_answer, widget, partial(function, self, *args, **kwargs))
        worker: Worker[None] = widget.run_worker(work, thread=True, exclusive=True, group=function.__name__)
        return worker

    return ask


def _answer(widget: MessagePump, question: Callable[[], Message]) -> None:
    worker = get_current_worker()
    try:
        message = question()
    except Trouble as trouble:
        message = Troubled(trouble)
    if not worker.is_cancelled:
        widget.post_message(message)

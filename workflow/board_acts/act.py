"""What an act on a list is: what it is aimed at, what it would do, what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from workflow.errors import Trouble
    from workflow.listing import Listing
    from workflow.office import Office

    Said = Mapping[str, Any]
    Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Aim:
    """What somebody looks at: a list's day and region, and what the chosen line is about.

    `about` is a code (a village's, a batch's, a drive's number), `case` a case's number; both "" where the line is
    about none. `marked` are codes of villages of the list that somebody marked, to act on them alone.
    """

    day: date
    region: str
    about: str = ""
    case: str = ""
    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """An act before it is done: what it will do, in a sentence, and the particulars as tables."""

    will: str
    tables: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was done: a sentence, and the batches of notices that are to be hung up now."""

    told: str
    batches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """Something that a list offers: an act, or a way to where it is done.

    `ask` gives what it would be done to, in words, or raises the trouble that keeps the acting person from it now.
    `form` names the form of the line's case that it leads to, as drafts are named; "" where it leads to none.
    """

    name: str
    ask: Callable[[Office, Aim], str]
    form: Callable[[Office, Aim], str] = lambda _office, _aim: ""


@dataclass(frozen=True, slots=True)
class BoardAct(Way):
    """Something that is done with what is typed: looked at first, then done.

    `size` says how many cases it looks at; `shown_by` names what is typed that changes what it would do.
    """

    look: Callable[[Office, Aim, Said, Progress], Outlook] = field(kw_only=True)
    do: Callable[[Office, Aim, Said, Progress], Done] = field(kw_only=True)
    size: Callable[[Office, Aim], int] = lambda _office, _aim: 0
    shown_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """An act or a way as a menu shows it: its name, what it would be done to, or why it cannot be done now.

    `form` is the form of the case that it leads to, if it leads to one.
    """

    name: str
    what: str = ""
    form: str = ""
    trouble: Trouble | None = None

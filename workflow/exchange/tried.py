"""What a try remembers of parts that it took in and let go again, so that it says what taking the file in would say."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from db.writing import case_number
from workflow.exchange.known import called
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow.exchange.importing import Imported, Ready
    from workflow.exchange.reading import Draft

DIGEST_BYTES = 16
NOBODY = "", b"", False


class Tried:
    """Digests alone of who was the head of a household and what was said of it, however many they are.

    Of what is taken in for good the database knows that by itself, and nothing is kept here.
    """

    def __init__(self) -> None:
        self._requests: set[bytes] = set()
        self._heads: dict[bytes, tuple[str, bytes, bool]] = {}
        self._namesakes: dict[bytes, tuple[str, bytes, bool]] = {}
        self._opened = 0

    def left(self, part: Iterable[tuple[Draft, Ready | None]], found: Imported) -> list[tuple[Draft, Ready | None]]:
        """The households of a part whose heads stood in no earlier one; the others are told of in `found`."""
        return [(draft, each) for draft, each in part if each is None or not self._is_known(draft, each, found)]

    def keep(self, opened: Iterable[Ready], found: Imported) -> None:
        """Remember those that were taken in; their cases are numbered on from those before."""
        for each in opened:
            self._requests.add(_digest(each.key))
            said = each.draft.told_key, _said(each), bool(each.number)
            if each.number:
                self._heads[_digest(each.number)] = said
            self._namesakes[_digest(repr(called(each)))] = said
        found.opened = [case_number(int(case.removeprefix("C-")) + self._opened) for case in found.opened]
        self._opened += len(found.opened)

    def _is_known(self, draft: Draft, ready: Ready, found: Imported) -> bool:
        head, said, _ = self._heads.get(_digest(ready.number), NOBODY)
        if not head and not ready.draft.is_another:
            head, said, numbered = self._namesakes.get(_digest(repr(called(ready))), NOBODY)
            head, said = ("", b"") if numbered and ready.number else (head, said)
        if said == _said(ready) or _digest(ready.key) in self._requests:
            found.unchanged += 1
        elif head:
            found.reject(draft, say("exchange.problem.HEAD_TWICE", text=head))
        else:
            return False
        return True


def _said(ready: Ready) -> bytes:
    """What is said of a household, the day of its application apart."""
    return _digest(repr(replace(ready.household, id="", applied_on=None)))


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=DIGEST_BYTES).digest()

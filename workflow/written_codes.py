"""Codes from what people write: a code itself, or the word that is printed for it, in either language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar
from unicodedata import normalize

from workflow.wording import LANGUAGES, in_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Code = TypeVar("Code", bound=str)
_BETWEEN = re.compile(r"[\s_-]+")


def code_written(text: str, codes: Iterable[Code], said: Callable[[Code], str]) -> Code | None:
    """The code that a text names; None where it names none of them.

    `said` gives the word for a code. Capitals, and what stands between the parts of a word, make no difference:
    key_supported, key-supported, Key supported and 重点保障 are one.
    """
    wanted = _plain(text)
    known = {_plain(code): code for code in codes}
    if wanted in known:
        return known[wanted]
    for language in LANGUAGES:
        with in_language(language):
            for code in known.values():
                if _plain(said(code)) == wanted:
                    return code
    return None


def _plain(text: str) -> str:
    return _BETWEEN.sub("", normalize("NFKC", text).casefold())

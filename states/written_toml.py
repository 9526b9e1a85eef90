"""TOML from outside, read only where reading it costs what its length is worth."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){50}""")
"""A key of so many parts that nobody writes it; the library's time and memory grow with their square."""


def toml_document(text: str, parse_float: Callable[[str], Any] = float) -> dict[str, Any]:
    """The document that a text is. ValueError: it is none, or a key of it goes on and on; RecursionError."""
    if _LONG_KEY.search(text):
        raise ValueError("a key of too many parts")
    return tomllib.loads(text, parse_float=parse_float)

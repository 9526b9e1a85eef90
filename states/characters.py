"""Characters that are no part of a text: they steer a terminal, turn the direction of reading, or are half of one."""

from __future__ import annotations

import re

FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def is_clean(text: str) -> bool:
    """Whether a text is free of control characters and bidi overrides."""
    return text.isprintable() or FORBIDDEN.search(text) is None


def cleaned(text: str) -> str:
    """A text with a mark in the place of each such character."""
    return text if text.isprintable() else FORBIDDEN.sub(REPLACEMENT, text)

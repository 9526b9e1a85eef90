"""Text that came from outside, made harmless: one way for names, notes and numbers onto the screen."""

from __future__ import annotations

import unicodedata

from textual.content import Content

from states import identity

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: object) -> str:
    """The text without control characters, surrogates and direction overrides; a line break becomes a blank."""
    return "".join(
        " " if character in "\n\t\r\u2028\u2029" else character
        for character in str(text)
        if character not in BIDI and (character in "\n\t\r" or unicodedata.category(character) not in {"Cc", "Cs"})
    )


def safe(text: object, style: str = "") -> Content:
    """What is shown of a text from outside: neither markup nor control bytes act in it."""
    return Content.styled(plain(text), style) if style else Content(plain(text))


def masked_id(id_no: str) -> str:
    """An ID number's first and last character (policy §5)."""
    return identity.masked_id(plain(id_no))


def masked_account(account: str) -> str:
    """A bank account's last four digits (policy §5)."""
    return identity.masked_account(plain(account))

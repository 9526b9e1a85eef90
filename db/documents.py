"""Documents as text: as they are kept in a column, and in the one form that is hashed."""

import hashlib
from typing import Any

import orjson

_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
"""Keys that are numbers or codes are sorted as the text that they become, so as when they are read again."""


def canonical(document: Any) -> bytes:
    """A document as JSON with sorted keys and no spaces, in UTF-8: equal documents give equal bytes."""
    return orjson.dumps(document, option=_CANONICAL)


def digest(document: Any) -> str:
    """SHA-256 of a document's canonical JSON."""
    return hashlib.sha256(canonical(document)).hexdigest()


def written(document: Any) -> str:
    """A document as a column keeps it: in the form that is hashed."""
    return canonical(document).decode()


def read(text: str | bytes) -> Any:
    """A document that a column kept."""
    return orjson.loads(text)

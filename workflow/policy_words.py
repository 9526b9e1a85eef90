"""A parameter in words: its value as a policy sheet writes it, and where it comes from."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from workflow.wording import say, word

if TYPE_CHECKING:
    from states.sheet_book import ParameterInForce


def source_of(row: ParameterInForce, region: str) -> str:
    """Where a parameter's value comes from and how long it holds; the sheet's region where it is not `region`'s own."""
    entry = row.entry
    known = [
        entry.unit,
        say("policy.since", day=entry.in_force),
        say("policy.until", day=row.next_change - timedelta(days=1)) if row.next_change else "",
        say("policy.from_sheet", region=row.region) if row.region != region else "",
        word("status", entry.status) if entry.status else "",
        entry.document,
        entry.link,
    ]
    return " · ".join(text for text in known if text)


def written(value: Any) -> list[str]:
    """A value as a sheet writes it, a list of tables over several lines."""
    if value is None:
        return [say("policy.nothing")]
    plain = plain_value(value)
    if isinstance(plain, list) and any(isinstance(item, dict) for item in plain):
        return [_inline(item) for item in plain]
    return [_inline(plain)]


def _inline(plain: Any) -> str:
    if isinstance(plain, dict):
        return "{" + ", ".join(f"{key} = {_inline(item)}" for key, item in plain.items()) + "}"
    if isinstance(plain, list):
        return "[" + ", ".join(_inline(item) for item in plain) + "]"
    return json.dumps(plain, ensure_ascii=False)


def plain_value(value: Any) -> Any:
    """A value as JSON can say it: a decimal number as text."""
    if isinstance(value, dict):
        return {key: plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)

"""The one place that reads the clock; everything else is given its day and its instant."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """The day on the office's wall."""
    return datetime.now().astimezone().date()


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)

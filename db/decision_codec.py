"""Decisions' schedules and tapers as documents and back; money in fen, months as their first days."""

from datetime import date
from typing import Any

from states.case import Span, Taper


def spans_document(spans: tuple[Span, ...]) -> list[list[Any]]:
    """Spans as [start, until, fen]."""
    return [[span.start.isoformat(), span.until.isoformat() if span.until else None, span.monthly] for span in spans]


def spans_of(document: list[list[Any]]) -> tuple[Span, ...]:
    """The spans of a document."""
    return tuple(
        Span(date.fromisoformat(start), date.fromisoformat(until) if until else None, monthly)
        for start, until, monthly in document
    )


def taper_document(taper: Taper | None) -> dict[str, Any] | None:
    """A taper as a document."""
    if taper is None:
        return None
    return {
        "track": taper.track,
        "entered": taper.entered.isoformat(),
        "frozen": taper.frozen,
        "ends": taper.ends.isoformat(),
        "spans": spans_document(taper.spans),
        "first_end_year": taper.first_end_year,
    }


def taper_of(document: dict[str, Any] | None) -> Taper | None:
    """The taper of a document."""
    if document is None:
        return None
    return Taper(
        document["track"],
        date.fromisoformat(document["entered"]),
        document["frozen"],
        date.fromisoformat(document["ends"]),
        spans_of(document["spans"]),
        document["first_end_year"],
    )

"""A batch of notices for the board, as text and as PDF, and the lists that the office keeps of batches.

The board shows the head's name, the village, the number of persons, the proposed amount, the dates and where to object,
and nothing else (policy §5): neither case numbers, nor on what grounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from states.evidence import Resolution
from states.money import yuan
from workflow.cell_text import cell_columns
from workflow.listing import Column, Kind, Listing
from workflow.paper import pdf_of
from workflow.regions import regions_of
from workflow.wording import day_text, finding_text, language, money, say, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflow.notices import Batch, NoticeLine, Waiting
    from workflow.office import Office

BOARD_COLUMNS = {"number": Kind.TEXT, "head": Kind.TEXT, "persons": Kind.COUNT, "monthly": Kind.MONEY}
WIDTH = 60
"""Columns of the text form."""


@dataclass(frozen=True, slots=True)
class Places:
    """Names that a notice needs: its village's, and those of the offices that take objections."""

    village: str
    township: str
    county: str

    @property
    def issuer(self) -> str:
        """Who signs: the township, or the village where its township is not known."""
        return self.township or self.village


def places_of(office: Office, batch: Batch) -> Places:
    """The names of a batch's village, its township and its county, in the language that is spoken."""
    regions = {region.code: region for region in regions_of(office)}
    village = regions.get(batch.village)
    township = regions.get(village.parent) if village is not None else None
    county = regions.get(township.parent) if township is not None else None
    return Places(
        village.shown if village is not None else batch.village,
        say("notice.board.township", name=township.shown) if township is not None else "",
        say("notice.board.county", name=county.shown) if county is not None else "",
    )


def board_lines(batch: Batch, places: Places, phone: str = "") -> tuple[str, ...]:
    """What stands above the list: the village, where and when it hangs; then what stands below it."""
    offices = [name for name in (places.township, places.county) if name]
    return (
        say("notice.board.village", village=places.village),
        say("notice.board.place", place=batch.place),
        _days(batch),
        say("notice.board.number", number=batch.number),
        say("notice.board.object", offices=say("notice.board.or").join(offices), last_day=day_text(batch.last_day)),
        *((say("notice.board.phone", phone=phone),) if phone else ()),
    )


ABOVE = 4
"""So many of the lines stand above the list."""


def board_rows(batch: Batch) -> list[tuple[str, ...]]:
    """The list: a running number, the head's name, persons and the amount a month."""
    return [
        (str(place), line.head, str(line.notice.persons), money(line.notice.monthly))
        for place, line in enumerate(batch.lines, start=1)
    ]


def board_text(batch: Batch, places: Places, phone: str = "") -> str:
    """A batch as text, for a board or a village's group chat."""
    heads = tuple(say(f"notice.column.{name}") for name in BOARD_COLUMNS)
    lines = board_lines(batch, places, phone)
    title = say("notice.board.title")
    return "\n".join(
        (
            *(each.rjust(len(each) + max(0, WIDTH - cell_columns(each)) // 2) for each in (places.issuer, title)),
            "",
            say("notice.board.about"),
            "",
            *lines[:ABOVE],
            "",
            *_table([heads, *board_rows(batch)], tuple(BOARD_COLUMNS.values())),
            "",
            *lines[ABOVE:],
            "",
            *_signed(batch, places),
            "",
        )
    )


def board_pdf(batch: Batch, places: Places, phone: str = "") -> bytes:
    """A batch as PDF, to hang up."""
    lines = board_lines(batch, places, phone)
    return pdf_of(
        "notice",
        {
            "lang": language(),
            "office": places.issuer,
            "title": say("notice.board.title"),
            "about": say("notice.board.about"),
            "above": list(lines[:ABOVE]),
            "below": list(lines[ABOVE:]),
            "heads": [say(f"notice.column.{name}") for name in BOARD_COLUMNS],
            "rows": board_rows(batch),
            "signed": [*_signed(batch, places)],
            "seal": say("notice.board.seal"),
            "page": say("due.page", page="{page}", pages="{pages}"),
        },
    )


def _signed(batch: Batch, places: Places) -> tuple[str, ...]:
    """Who posted the list, and when."""
    return (places.issuer, day_text(batch.start))


# What the office sees


def batches_listing(batches: Sequence[Batch], villages: Mapping[str, str]) -> Listing:
    """A row for each batch: where and how long it hangs, how many are on it, and what came of it."""
    return Listing(
        title=say("notice.title_list"),
        name=say("notice.batches"),
        columns=_columns(
            {
                "batch": Kind.TEXT, "village": Kind.TEXT, "place": Kind.TEXT, "start": Kind.DATE, "last_day": Kind.DATE,
                "state": Kind.TEXT, "households": Kind.COUNT, "persons": Kind.COUNT, "monthly": Kind.MONEY,
                "objections": Kind.TEXT,
            }
        ),
        rows=tuple(
            (
                batch.number, villages.get(batch.village, batch.village), batch.place, batch.start, batch.last_day,
                word("notice_state", batch.state), len(batch.lines), batch.persons, batch.monthly, _objections(batch),
            )
            for batch in batches
        ),
        about=tuple(batch.number for batch in batches),
    )  # fmt: skip


def batch_listing(batch: Batch, villages: Mapping[str, str]) -> Listing:
    """A batch for the office: each case, what became of its notice, and what was objected."""
    return Listing(
        title=say(
            "notice.title_batch",
            number=batch.number,
            village=villages.get(batch.village, batch.village),
            state=word("notice_state", batch.state),
        ),
        name=batch.number,
        columns=_columns(
            {
                "case": Kind.TEXT, "head": Kind.TEXT, "persons": Kind.COUNT, "monthly": Kind.MONEY,
                "standing": Kind.TEXT, "objections": Kind.TEXT,
            }
        ),
        rows=tuple(
            (
                line.case, line.head, line.notice.persons, line.notice.monthly,
                word("notice_standing", line.standing), _objected(line),
            )
            for line in batch.lines
        ),
        totals=(say("notice.sum"), "", batch.persons, batch.monthly, "", _objections(batch)),
        notes=(say("notice.board.place", place=batch.place), _days(batch)),
        about=(batch.number,) * len(batch.lines),
    )  # fmt: skip


def waiting_listing(found: Sequence[Waiting], villages: Mapping[str, str]) -> Listing:
    """The cases that wait for a notice, with the amount to be shown, or what must be mended first."""
    return Listing(
        title=say("notice.title_waiting"),
        name=say("notice.waiting_name"),
        columns=_columns(
            {
                "case": Kind.TEXT, "head": Kind.TEXT, "village": Kind.TEXT, "persons": Kind.COUNT,
                "monthly": Kind.MONEY, "held_back": Kind.TEXT,
            }
        ),
        rows=tuple(
            (
                each.case, each.head, villages.get(each.village, each.village), each.wanted.persons,
                each.wanted.monthly, " ".join(finding_text(finding) for finding in each.wanted.bars),
            )
            for each in found
        ),
        about=tuple(each.village for each in found),
    )  # fmt: skip


def batch_document(batch: Batch) -> dict[str, Any]:
    """A batch as a JSON object."""
    return {
        "batch": batch.number,
        "village": batch.village,
        "place": batch.place,
        "start": batch.start.isoformat(),
        "last_day": batch.last_day.isoformat(),
        "state": batch.state.value,
        "households": len(batch.lines),
        "persons": batch.persons,
        "monthly": yuan(batch.monthly),
        "objections": {outcome.value: batch.objections_with(outcome) for outcome in Resolution},
        "lines": [
            {
                "case": line.case,
                "head": line.head,
                "persons": line.notice.persons,
                "monthly": yuan(line.notice.monthly),
                "standing": line.standing.value,
                "objections": [
                    {
                        "record": row.id,
                        "on": row.on.isoformat(),
                        "about": row.about,
                        "outcome": row.outcome.value,
                        "reason": row.reason or None,
                        "decided_by": row.decider or None,
                        "answered_on": row.recorded_on.isoformat() if row.amends and row.recorded_on else None,
                    }
                    for row in line.objections
                ],
            }
            for line in batch.lines
        ],
    }


def waiting_document(each: Waiting) -> dict[str, Any]:
    """A case that waits for a notice as a JSON object."""
    return {
        "case": each.case,
        "head": each.head,
        "village": each.village,
        "persons": each.wanted.persons,
        "monthly": yuan(each.wanted.monthly),
        "held_back": [
            {"code": finding.code, "clause": finding.clause, "text": finding_text(finding)}
            for finding in each.wanted.bars
        ],
    }


def _days(batch: Batch) -> str:
    days = (batch.last_day - batch.start).days
    return say("notice.board.days", start=day_text(batch.start), last_day=day_text(batch.last_day), days=days)


def _objections(batch: Batch) -> str:
    counts = ((outcome, batch.objections_with(outcome)) for outcome in Resolution)
    return say("notice.comma").join(f"{word('resolution', outcome)} {count}" for outcome, count in counts if count)


def _objected(line: NoticeLine) -> str:
    return say("notice.semicolon").join(
        say(
            f"notice.objection{'_decided' if row.reason else ''}",
            record=row.id,
            on=row.on,
            about=row.about,
            outcome=word("resolution", row.outcome),
            who=row.decider,
            reason=row.reason,
        )
        for row in line.objections
    )


def _table(rows: Sequence[Sequence[str]], kinds: Sequence[Kind]) -> list[str]:
    widths = [max(cell_columns(row[i]) for row in rows) for i in range(len(kinds))]
    return ["  ".join(_cell(*each) for each in zip(row, widths, kinds, strict=True)).rstrip() for row in rows]


def _cell(text: str, width: int, kind: Kind) -> str:
    gap = " " * (width - cell_columns(text))
    return gap + text if kind in {Kind.COUNT, Kind.MONEY} else text + gap


def _columns(of: Mapping[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(say(f"notice.column.{name}"), kind) for name, kind in of.items())

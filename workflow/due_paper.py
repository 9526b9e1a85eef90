"""The due list on paper and as spreadsheets: for the caseworker's own use, with names and without ID numbers."""

from __future__ import annotations

import csv
import io
from itertools import groupby
from typing import TYPE_CHECKING, Any

from workflow.cell_text import cell_columns, safe_cell
from workflow.paper import pdf_of
from workflow.wording import language, say, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from states.due import DueItem
    from workflow.due import DueList

COLUMNS = ("village", "case", "head", "stage", "kind", "due_on", "overdue", "responsible", "provisional")


def due_rows(found: DueList, villages: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The list as rows of words, in its order; `villages` are names by code."""
    return [
        (
            villages.get(item.village, item.village),
            item.case,
            item.head,
            word("stage", item.stage.value),
            word("due", item.kind),
            item.due_on.isoformat(),
            say("due.yes") if item.overdue_on(found.on) else "",
            word("role", str(item.responsible)),
            say("due.yes") if item.provisional else "",
        )
        for item in found.items
    ]


def headings() -> tuple[str, ...]:
    """The columns' names."""
    return tuple(say(f"due.column.{name}") for name in COLUMNS)


def completeness(found: DueList) -> str:
    """The line by which the list proves that no case is left out."""
    return say(
        "due.completeness",
        live=f"{found.live:,}",
        due=f"{found.due:,}",
        not_due=f"{found.not_due:,}",
        overdue=f"{found.overdue:,}",
    )


def title(found: DueList) -> str:
    """What the list is."""
    return say("due.title", quarter=found.quarter.name, on=found.on)


def due_csv(found: DueList, villages: Mapping[str, str]) -> bytes:
    """The list as CSV in UTF-8 with a byte order mark, so that spreadsheets read it; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings())
    writer.writerows([safe_cell(cell) for cell in row] for row in due_rows(found, villages))
    return out.getvalue().encode("utf-8-sig")


def due_xlsx(found: DueList, villages: Mapping[str, str]) -> bytes:
    """The list as a workbook: header repeated on each page, A4 landscape, page x of y, widths by what stands there."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title(found)})
    sheet = book.add_worksheet(found.quarter.name)
    bold = book.add_format({"bold": True, "bottom": 1})
    rows = due_rows(found, villages)
    sheet.write_row(0, 0, headings(), bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    for column, name in enumerate(headings()):
        sheet.set_column(
            column, column, min(40, 2 + max(cell_columns(cell) for cell in (name, *(row[column] for row in rows))))
        )
    sheet.write_string(len(rows) + 2, 0, completeness(found))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(COLUMNS) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title(found)}&R{say('due.page', page='&P', pages='&N')}")
    book.close()
    return out.getvalue()


def due_pdf(found: DueList, villages: Mapping[str, str], office: str) -> bytes:
    """The list as a PDF, village by village, with a box to tick and a column to sign."""
    by_village = sorted(found.items, key=lambda item: (item.village, not item.overdue_on(found.on), item.order))
    return pdf_of(
        "due",
        {
            "lang": language(),
            "title": title(found),
            "office": office,
            "completeness": completeness(found),
            "words": {
                "page": say("due.page", page="{page}", pages="{pages}"),
                "done": say("due.column.done"),
                "signature": say("due.column.signature"),
                **{name: say(f"due.column.{name}") for name in COLUMNS},
            },
            "villages": [
                _village(code, villages, list(items), found)
                for code, items in groupby(by_village, key=lambda item: item.village)
            ],
        },
    )


def _village(code: str, villages: Mapping[str, str], items: list[DueItem], found: DueList) -> dict[str, Any]:
    return {
        "code": code,
        "name": villages.get(code, code),
        "count": say("due.count", count=len(items)),
        "items": [
            {
                "case": item.case,
                "head": item.head,
                "stage": word("stage", item.stage.value),
                "kind": word("due", item.kind),
                "due_on": item.due_on.isoformat() + (" *" if item.provisional else ""),
                "overdue": item.overdue_on(found.on),
                "responsible": word("role", str(item.responsible)),
            }
            for item in items
        ],
    }

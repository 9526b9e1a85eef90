"""An empty workbook to fill in: headings with what to write there, lists to choose from, cells of text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from workflow.exchange.cells import written_cell
from workflow.exchange.columns import INCOME_BY_KIND, TABLES, Sort
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.exchange.columns import Field

ROWS = 5000
"""Rows that are made ready."""
LONGEST_LIST = 255
"""Characters of a list to choose from, at most, in a workbook."""
WIDTH = 16


def template() -> bytes:
    """The workbook, in the language that is spoken."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": say("exchange.template")})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8F1EE"})
    text = book.add_format({"num_format": "@"})
    for name, fields in TABLES.items():
        sheet = book.add_worksheet(say(f"exchange.table.{name}"))
        sheet.set_column(0, len(fields) + len(INCOME_BY_KIND), WIDTH, text)
        sheet.freeze_panes(1, 0)
        for column, field in enumerate((*fields, *(INCOME_BY_KIND if name == "people" else ()))):
            _column(sheet, column, field, heading)
    book.close()
    return out.getvalue()


def _column(sheet: Any, column: int, field: Field, heading: Any) -> None:
    sheet.write_string(0, column, say(f"exchange.column.{field.name}"), heading)
    sheet.write_comment(0, column, hint(field), {"x_scale": 2, "y_scale": 1.5})
    choices = ["1", "0"] if field.sort is Sort.FLAG else _codes(field)
    if choices and len(",".join(choices)) <= LONGEST_LIST:
        rule = {"validate": "list", "source": choices, "error_type": "warning"}
        sheet.data_validation(1, column, ROWS, column, rule)


def _codes(field: Field) -> list[str]:
    return [written_cell(field, code) for code in field.codes] if field.sort is Sort.CODE else []


def hint(field: Field) -> str:
    """What a column holds, how it is written, and under which headings offices keep it."""
    parts = [say(f"exchange.sort.{field.sort.value}")]
    if codes := _codes(field):
        parts.append(say("exchange.one_of", codes="; ".join(codes)))
    if field.headings:
        parts.append(say("exchange.also", headings="; ".join(field.headings)))
    return "\n".join(parts)

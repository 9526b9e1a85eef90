"""The regions of an office from a file: a county, its townships, their villages, by their 12-digit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.regions import keep_regions
from workflow.errors import BadFile
from workflow.regions import CODE_DIGITS, digits_of, level_of, parent_of
from workflow.table_file import read_table
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workflow.office import Office
    from workflow.table_file import Row

COLUMNS = {
    "code": ("Code", "代码", "区划代码", "行政区划代码", "统计用区划代码", "村代码"),
    "name": ("Name", "名称", "区划名称", "单位名称", "村名"),
    "name_en": ("English name", "英文名称", "英文名"),
}


def load_regions(office: Office, path: Path) -> tuple[int, int]:
    """Read a file's regions; how many were added, how many renamed.

    BadFile names every row that is no region, stands twice, or lies in a region that neither file nor office has.
    Nothing is ever taken away: cases lie in regions. NotPermitted: neither the county nor an administrator asks.
    """
    office.assert_keeps_office()
    found = tuple(read_table(path, COLUMNS, required=("code", "name")).rows)
    with office.administering() as uow:
        known = {str(row["code"]) for row in uow.regions()}
        wrong = list(_wrong(found, known))
        if wrong:
            raise BadFile(wrong)
        codes = known | {row["code"] for row in found}
        rows = [
            {
                "code": row["code"],
                "name": row["name"],
                "name_en": row["name_en"],
                "level": level_of(row["code"]),
                "parent": parent if (parent := parent_of(row["code"])) in codes else None,
            }
            for row in sorted(found, key=lambda row: (len(digits_of(row["code"])), row["code"]))
        ]
        kept = keep_regions(uow, rows)
        uow.commit()
    return kept


def _wrong(rows: tuple[Row, ...], known: set[str]) -> Iterator[str]:
    """A sentence for each row that cannot be taken: only the highest region of all lies in none."""
    codes = known | {row["code"] for row in rows}
    highest = min((len(digits_of(code)) for code in codes), default=0)
    seen: set[str] = set()
    for row in rows:
        code = row["code"]
        if len(code) != CODE_DIGITS or not (code.isascii() and code.isdigit()) or not row["name"]:
            yield say("region.not_a_region", row=row.number, code=code or "-")
        elif code in seen:
            yield say("region.twice", row=row.number, code=code)
        elif len(digits_of(code)) > highest and parent_of(code) not in codes:
            yield say("region.no_parent", row=row.number, code=code, parent=parent_of(code))
        seen.add(code)

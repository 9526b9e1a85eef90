"""The regions of an office, written: new ones added, known ones named anew."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from db.reading import REGIONS
from db.writing import Writing


def keep_regions(uow: Writing, rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Add regions, those above before those below, and name known ones anew; how many were added, how many renamed."""
    known = {row["code"]: (row["name"], row["name_en"]) for row in uow.rows(select(REGIONS))}
    added = [row for row in rows if row["code"] not in known]
    renamed = [row for row in rows if known.get(row["code"], ("",)) not in {("",), (row["name"], row["name_en"])}]
    if added:
        uow.connection.execute(insert(REGIONS), [dict(row) for row in added])
    for row in renamed:
        names = {"name": row["name"], "name_en": row["name_en"]}
        uow.connection.execute(update(REGIONS).where(REGIONS.c.code == row["code"]).values(**names))
    return len(added), len(renamed)

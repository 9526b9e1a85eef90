"""The quarter's due lists as paper: a PDF for each township, saved, and printed where there is a printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow.due import due_list
from workflow.due_paper import due_pdf, title
from workflow.errors import Refused
from workflow.printing import print_pdf
from workflow.regions import names_within
from workflow.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from workflow.office import Office


@dataclass(frozen=True, slots=True)
class QuarterLists:
    """The files that were written, and why they were not printed as well, "" when they were."""

    saved: tuple[Path, ...]
    why_not_printed: str


def quarter_lists(office: Office, folder: Path) -> QuarterLists:
    """Write and print the present quarter's list of every township."""
    folder.mkdir(parents=True, exist_ok=True)
    saved: list[Path] = []
    refused = ""
    with office.reading() as read:
        townships = [row["code"] for row in read.regions("township")]
    for code in townships:
        found = due_list(office, village=code)
        pdf = due_pdf(found, names_within(office, code), office.region_name(code))
        path = folder / f"{found.quarter.name}-{code}.pdf"
        path.write_bytes(pdf)
        saved.append(path)
        if not refused:
            refused = _printed(pdf, title(found))
    return QuarterLists(tuple(saved), refused)


def _printed(pdf: bytes, name: str) -> str:
    """Print one list; gives why it could not be, "" when it was."""
    try:
        print_pdf(pdf, name, read_settings().printer)
    except Refused as error:
        return str(error)
    return ""

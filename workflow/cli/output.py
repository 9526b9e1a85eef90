"""Standard output: data, and nothing else."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from unicodedata import combining, east_asian_width

from workflow.wording import say


def put(text: str = "") -> None:
    """Write a line of data."""
    sys.stdout.write(f"{text}\n")


def put_json(document: Any) -> None:
    """Write one JSON document on one line; money and dates are strings in it by then."""
    put(json_line(document))


def put_json_document(document: Any) -> None:
    """Write one JSON document for people and programs alike, indented."""
    put(json_document(document))


def json_document(document: Any) -> str:
    """One JSON document over several lines."""
    return json.dumps(document, ensure_ascii=False, indent=2)


def json_line(document: Any) -> str:
    """One JSON document without a line break."""
    return json.dumps(document, ensure_ascii=False)


def width(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters take two."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def left(text: str, columns: int) -> str:
    """A text at the left of so many columns."""
    return text + " " * (columns - width(text))


def right(text: str, columns: int) -> str:
    """A text at the right of so many columns."""
    return " " * (columns - width(text)) + text


class _Plain:
    """Whether tables are told in words; set once, for the whole run."""

    on = False


def speak_plainly() -> None:
    """From here on tables are told a line for each row, "label: value", and nothing is styled: for screen readers."""
    _Plain.on = True


def table(
    rows: Iterable[Sequence[str]], align: str, *, heads: Sequence[str] = (), labels: Sequence[str] = (), gap: str = "  "
) -> Iterator[str]:
    """Rows as aligned lines under their `heads`; `align` has "l" or "r" for each column.

    Told plainly, each row is one line of its columns' heads, or of `labels` where the table has none, and values.
    """
    cells = [tuple(row) for row in rows]
    if not cells:
        return
    if _Plain.on:
        yield from (_told(row, heads or labels) for row in cells)
        return
    cells = [tuple(heads), *cells] if heads else cells
    widths = [max(width(row[i]) for row in cells) for i in range(len(align))]
    place = {"l": left, "r": right}
    for row in cells:
        yield gap.join(place[align[i]](row[i], widths[i]) for i in range(len(align))).rstrip()


def _told(row: Sequence[str], labels: Sequence[str]) -> str:
    """A row in words, what is empty or only a rule between columns left out."""
    names = [*labels, *[""] * (len(row) - len(labels))]
    said = [(name.strip(), cell.strip()) for name, cell in zip(names, row, strict=True)]
    return say("cli.plain.between").join(
        say("cli.plain.pair", label=name, value=cell) if name else cell for name, cell in said if cell.strip("│ ")
    )


def struck(text: str) -> str:
    """A text struck out, where the terminal can; whoever shows it says in words, too, that it does not count."""
    return f"\x1b[9m{text}\x1b[29m" if _styled() else text


def bold(text: str) -> str:
    """A text in bold, where the terminal can."""
    return f"\x1b[1m{text}\x1b[22m" if _styled() else text


def _styled() -> bool:
    return not _Plain.on and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

"""Compile the catalogues: every workflow/locale/*/LC_MESSAGES/*.po to the .mo beside it, the same bytes each time."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIRECTORY = Path(__file__).parent.parent / "workflow" / "locale"
NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)


def compiled(catalogue: Path) -> bytes:
    """The bytes of the .mo for a .po; PoFileError where the .po is not well formed."""
    with catalogue.open("rb") as file:
        messages = read_po(file, domain=catalogue.stem, abort_invalid=True)
    messages.header_comment = ""
    messages.creation_date = messages.revision_date = NO_DAY
    out = io.BytesIO()
    write_mo(out, messages)
    return out.getvalue()


def main() -> int:
    """Write every .mo that is missing or stale and name it; 0."""
    for catalogue in sorted(LOCALE_DIRECTORY.glob("*/LC_MESSAGES/*.po")):
        target = catalogue.with_suffix(".mo")
        wanted = compiled(catalogue)
        if not target.exists() or target.read_bytes() != wanted:
            target.write_bytes(wanted)
            sys.stdout.write(f"{target.relative_to(LOCALE_DIRECTORY)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

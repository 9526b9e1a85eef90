"""Paper: typst templates beside this module, data handed over as JSON, one embedded font, the same bytes each time."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

FIXED_INSTANT = 0
"""The time stamped into a PDF: none, so that the same list is the same file."""


def pdf_of(template: str, data: dict[str, Any]) -> bytes:
    """A PDF from a template of this package and data; names are data, never markup."""
    import typst  # loads a compiler, needed only where something is printed

    with resources.as_file(resources.files(__package__).joinpath(f"{template}.typ")) as source:
        made: bytes = typst.compile(
            str(source),
            font_paths=[_fonts()],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            format="pdf",
            timestamp=FIXED_INSTANT,
            pdf_tags=False,
        )
    return made


@cache
def _fonts() -> str:
    """The folder of the font that comes as a package: complete for Chinese, rare characters included."""
    import noto_cjk_sans_otc

    return str(Path(noto_cjk_sans_otc.__file__).parent)

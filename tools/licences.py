"""The licences of the libraries: write docs/licences.md from what is installed, after comparing it with the lock.

`make audit` runs it. An audit of known weaknesses needs a list of them from the network, and is no part of it.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "licences.md"
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)(?: ; (.+?))? \\$", re.MULTILINE)
CLASS = "License :: "
OF_ITS_FILE = {"pyrage": "MIT", "sqlcipher3": "zlib"}
"""The licences of libraries that ship only the text, as it was read."""

SHORT = 60
"""Characters of a licence's name; what is longer is its text."""


def locked() -> dict[str, dict[str, bool]]:
    """The versions that the program's lock allows of each library, and whether each is for some machines alone."""
    found: dict[str, dict[str, bool]] = {}
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="ascii")
    for name, version, condition in LOCKED.findall(text):
        found.setdefault(name, {})[version] = bool(condition)
    return found


def licence_of(said: Message) -> str:
    """A library's licence as its maker says it: an SPDX expression, a name, a class, or the text that was read."""
    classes = [each.removeprefix(CLASS).rpartition(" :: ")[2] for each in said.get_all("Classifier", [])
               if each.startswith(CLASS)]  # fmt: skip
    text = (said.get("License") or "").strip().split("\n")[0]
    own_file = f"see its {said['License-File']}" if said["License-File"] else "?"
    told = said.get("License-Expression") or (text if 0 < len(text) <= SHORT else "") or ", ".join(classes)
    return str(told or OF_ITS_FILE.get(said["Name"], own_file))


def amiss() -> Iterator[str]:
    """Libraries that are not installed as they are locked, or that do not say their licence."""
    for name, versions in locked().items():
        try:
            said = metadata(name)
        except PackageNotFoundError:
            if not all(versions.values()):
                yield f"{name}: not installed"
            continue
        if said["Version"] not in versions:
            yield f"{name}: {said['Version']} is installed, {' '.join(versions)} is locked"
        if licence_of(said) == "?":
            yield f"{name}: no licence is said"


def page() -> str:
    """The page: every locked library with its version and licence."""
    rows = "\n".join(_rows())
    return f"""# Licences of the libraries

<!-- Written by `make audit` from the lock and what the libraries say of themselves. -->

What the program runs with, as it is locked with hashes in `requirements/run.txt`. A library that is for other machines
than the one this was written on is named without its licence.

| library | version | licence |
|---|---|---|
{rows}
"""


def _rows() -> Iterator[str]:
    for name, versions in sorted(locked().items()):
        try:
            licence = licence_of(metadata(name))
        except PackageNotFoundError:
            licence = ""
        yield f"| {name} | {' or '.join(sorted(versions))} | {licence} |"


def main() -> int:
    """Write the page; 1 where something is amiss, which is told."""
    TARGET.write_text(page(), encoding="utf-8")
    found = list(amiss())
    for line in found:
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(f"{len(locked())} libraries as locked: docs/{TARGET.name}\n" if not found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

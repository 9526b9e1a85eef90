"""The repository as its tests look at it."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("states", "db", "workflow", "tui")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)
    names = [name for name in listed.stdout.split("\0") if name]
    if listed.returncode != 0 or not names:  # an unpacked archive has no history
        return tuple(p for p in ROOT.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.parts))
    return tuple(path for path in (ROOT / name for name in names) if path.is_file())


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the four packages."""
    return tuple(sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py")))


@cache
def parsed(module: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(module.read_text(encoding="utf-8"))


def named(module: Path) -> str:
    """A file's name from the root of the repository."""
    return module.relative_to(ROOT).as_posix()

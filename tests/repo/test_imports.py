"""What a static contract cannot see: which libraries a run loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.repo.tree import ROOT

HEAVY = {"sqlalchemy", "sqlmodel", "alembic", "textual", "rich", "psycopg", "sqlcipher3", "typst", "pypinyin"}


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after running some code."""
    script = f"import sys\n{code}\nsys.stderr.write('\\n'.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stderr.split())


@pytest.mark.parametrize("line", [["--help"], ["--lang", "zh", "--help"], ["assess", "--help"], ["policy", "--help"]])
def test_help_loads_neither_storage_nor_screen(line):
    loaded = loaded_by(f"from workflow.cli.main import run_line\nassert run_line({line!r}) == 0")
    assert "typer" in loaded
    assert loaded & HEAVY == set()


def test_the_rules_load_the_standard_library_and_transitions_alone():
    every = (
        "import pkgutil, importlib, states\n"
        "for m in pkgutil.walk_packages(states.__path__, 'states.'): importlib.import_module(m.name)"
    )
    loaded = loaded_by(every)
    foreign = {name for name in loaded if name not in sys.stdlib_module_names and not name.startswith("_")}
    assert foreign - {"states", "transitions", "six", "sitecustomize", "usercustomize"} == set()


def test_the_use_cases_load_no_terminal_library():
    every = (
        "import pkgutil, importlib, workflow\n"
        "for m in pkgutil.iter_modules(workflow.__path__, 'workflow.'):\n"
        "    if m.name != 'workflow.cli': importlib.import_module(m.name)"
    )
    assert loaded_by(every) & {"typer", "rich", "textual"} == set()

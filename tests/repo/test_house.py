from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions

import pytest

from tests.repo.tree import PACKAGES, ROOT, modules, named, parsed, tracked

LONGEST_MODULE, LONGEST_FUNCTION = 300, 50
AS_LONG_AS_IT_TAKES = ("states/steps.py", "db/migrations/versions/", "workflow/cli/case_record.py:record")
"""The life of a case as a table; migrations, read top to bottom once; a command with an option for each fact."""
LOCKS = ("requirements/run.txt", "requirements/test.txt")
HOME_OF_SOMEBODY = re.compile(r"(?<![\w.~])/root/")
INDEX_HOSTS = re.compile(r"pypi\.org|pythonhosted|https?://\S*/simple\b|--(extra-)?index-url|--find-links")
NAMES_THEM = {"Makefile", "tests/repo/test_house.py"}
"""The lock target tells the resolver to leave addresses out; and this file looks for them."""


def text_of(path):
    return path.read_text(encoding="utf-8", errors="ignore")


def test_no_tracked_file_names_a_place_on_somebodys_machine():
    here = [str(place) + "/" for place in (ROOT, ROOT.parent) if len(place.parts) > 1]
    for path in tracked():
        if named(path) not in NAMES_THEM:
            assert not HOME_OF_SOMEBODY.search(text_of(path)), named(path)
            assert not any(place in text_of(path) for place in here), named(path)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_only(lock):
    line = re.compile(r"[A-Za-z0-9._-]+(\[[a-z0-9,-]+\])?==[\w.!+]+( ; [^#]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert len(lines) > 100
    assert [text for text in lines if not line.fullmatch(text)] == []


def test_no_tracked_file_names_a_package_index():
    assert [named(p) for p in tracked() if named(p) not in NAMES_THEM and INDEX_HOSTS.search(text_of(p))] == []


def test_every_dependency_of_the_project_is_locked():
    with (ROOT / "pyproject.toml").open("rb") as file:
        wanted = tomllib.load(file)["project"]["dependencies"]
    locked = set(
        re.findall(r"^([A-Za-z0-9._-]+)", (ROOT / "requirements/run.txt").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {re.split(r"[\[><=]", name)[0] for name in wanted} <= locked


def test_the_test_lock_holds_the_run_lock_at_the_same_versions():
    run, test = (
        dict(
            re.findall(
                r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE
            )
        )
        for lock in LOCKS
    )
    assert {name: test.get(name) for name in run} == run


def test_a_module_fits_three_hundred_lines():
    lengths = {named(m): sum(1 for line in text_of(m).splitlines() if line.strip()) for m in modules()}
    long = {name: n for name, n in lengths.items() if n > LONGEST_MODULE and not name.startswith(AS_LONG_AS_IT_TAKES)}
    assert long == {}


def test_a_function_fits_fifty_lines():
    lengths = {
        f"{named(module)}:{node.name}": node.end_lineno - node.lineno + 1
        for module in modules()
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None
    }
    long = {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION and not name.startswith(AS_LONG_AS_IT_TAKES)}
    assert long == {}


def test_the_wheel_holds_exactly_the_four_packages(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True, env={**os.environ, "PYTHONWARNINGS": "default"},
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == set(PACKAGES)
    assert "workflow/locale/zh/LC_MESSAGES/findings.mo" in names
    assert "states/policies/cn.toml" in names


def test_no_other_distribution_owns_the_names_of_the_packages():
    owners = packages_distributions()
    assert {package: set(owners.get(package, [])) - {"dibao"} for package in PACKAGES} == {
        name: set() for name in PACKAGES
    }


def test_the_gate_is_make_test():
    gate = ROOT / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    assert gate.read_text(encoding="utf-8").splitlines()[-1] == "make test"

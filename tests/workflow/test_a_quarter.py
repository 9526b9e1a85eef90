"""docs/a-quarter.md: a quarter of a county by commands alone; every answer on the page, and every total agreeing.

And in none of the answers of any command, in none of the files but those that are asked for with a reason, an ID number
or account; in no error, no name of a file and nothing of a notice a telephone or an illness.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING

import pypdf
import pytest

from db.engine import open_store
from tests.workflow.cli.runs import answers
from tests.workflow.quarter import PAGE, answered
from workflow.cli.commands import COMMANDS
from workflow.wording import word

if TYPE_CHECKING:
    from pathlib import Path

SUMS = re.compile(
    r"✓ to pay: roll (\S+)  lines (\S+)  villages (\S+)  payments (\S+)  paid, failed and on their way (\S+)\n"
    r"✓ households paid: .*\n"
    r"✓ bank file of attempt 1: payments (\S+)  bank file (\S+)"
)
PAID = re.compile(r"paid by the roll of (\S+) +(\S+)")


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder in which the page's commands were run, and the page with their answers."""
    folder = tmp_path_factory.mktemp("quarter")
    return folder, answered(PAGE.read_text(encoding="utf-8"), folder)


def test_the_page_says_what_the_program_answers_and_all_totals_agree(quarter):
    tmp_path, found = quarter
    page = PAGE.read_text(encoding="utf-8")
    assert found == page
    sums = [set(found) for found in SUMS.findall(page)]
    assert len(sums) == 3
    assert all(len(same) == 1 for same in sums)
    files = []
    for month in ("10", "11", "12"):
        with (tmp_path / f"bank-{month}.csv").open(encoding="utf-8-sig", newline="") as file:
            amounts = [Decimal(row["to pay"]) for row in csv.DictReader(file)]
        files.append({str(sum(amounts))})
    assert sums == files
    assert [{amount.replace(",", "")} for _, amount in PAID.findall(page)] == sums
    assert "✗" not in page
    assert (tmp_path / "board.pdf").read_bytes().startswith(b"%PDF")


WHOLE = ("bank-10.csv", "bank-11.csv", "bank-12.csv", "register.csv", "why.csv", "broken.csv")
"""Files that say numbers whole, and are named for it: bank files, exports that are noted, what a user wrote."""
ASKED = """
case list {tail}; case show C-0000008; case show C-0000008 --json; case history C-0000008 --json; case steps C-0000008
case compare C-0000008; case letter C-0000008 --out letter.pdf; case show {number}; case readers C-0000008
due 2026Q4 --round --out round.pdf; due 2026Q4 --out due.xlsx; payroll show 2026-12 --out roll.xlsx
payroll show 2026-12 --json; payroll line 2026-12 C-0000008; ledger show --json; ledger show --out ledger.csv
ledger show --out ledger.pdf; match show register.csv; match show register.csv --json; match review register.csv
import register.csv --dry-run; import broken.csv; assess broken.csv; export why.csv --reason audit
policy show {number}; init; db status; db upgrade; demo; keys; caseload; case open broken.csv
case step C-0000008 close; case record C-0000008 doubt; case what-if C-0000008 --income m1:wages={number}
case split C-0000008 {number} --on 2027-01-04; case merge C-0000008 {number}
case move-member C-0000008 {number} C-0000009; recheck --dry-run; tasks show; tasks list; tasks give {number}
tasks history C-0000008; drive begin {number}; drive show 1; drive list; drive finish 1 --signed-by {number}
payroll draw-up 2026-12; payroll discard 2026-12; payroll release 2026-12; payroll bank-file 2026-12 --out no.pdf
payroll returns 2026-12 broken.csv; payroll reissue 2026-12; payroll repaid C-0000008 {number}; payroll check 2026-12
notice waiting; notice post {number}; notice list; notice show {number}; notice print {number}; appeal list
declaration list; declaration changes; duties list; duties end 9; duties except --region {number}
ledger township 2026Q4; report show 2026Q4; report list 2026Q4; report submit 2026Q4 {number}
report correct 2026Q4 {number}; county-report; match decide {number}; match flag broken.csv
match settle C-0000008 --note seen; policy check broken.csv; policy compare {number} cn
simulate --set homes_max={number}; journal verify; journal head; journal seals; retention --dry-run
restore broken.csv; key show-id; key check; cron show; calendar load broken.csv; calendar show
region load broken.csv; region list; user list; user add {number}; user set {number}; user disable {number}
user enable {number}; user log
"""
"""What is asked of the county when the quarter is over, and much of it wrongly."""
NOT_ASKED = {
    "desk": "it opens the desk",
    "doctor": "slow, and a test of its own: tests/workflow/test_doctor.py",
    "worker": "a server's", "db roles": "a server's",
    "login": "it asks a person", "logout": "the same", "user password": "the same",
    "cron install": "it changes the account's own schedule", "cron remove": "the same",
    "cron quarter": "its lists are those of due", "backup": "a copy of everything, as it is",
    "journal seal": "it asks for the account's key", "journal new-key": "the same", "journal change-key": "the same",
    "key create": "the same", "key encrypt": "the same", "key rotate": "the same",
}  # fmt: skip
TRACED = {"DIBAO_TRACEBACK": "1"}


def test_no_answer_file_or_name_of_a_file_says_an_id_number_or_account_unasked(quarter, monkeypatch):
    folder, page = quarter
    monkeypatch.chdir(folder)
    db = f"sqlite:///{folder / 'county.db'}"
    secrets, told_nowhere, number = known_numbers(db)
    (folder / "broken.csv").write_text(f"ID number,name\n{number},\n{number}X,张三\n", encoding="utf-8")
    told, errors = {"page": page}, {}
    for line in asked_of(number):
        words = line.split()
        run = answers(*words, "--db", db, "--on", "2027-01-04", **TRACED)
        given = number if number in line else "\0"
        told[line], errors[line] = (said.replace(given, "") for said in (run.stdout + run.stderr, run.stderr))
    told |= {path.name: path.name + text_of(path) for path in folder.iterdir() if is_to_be_masked(path)}
    found = {(where, secret) for where, said in told.items() for secret in secrets if secret in said}
    assert not found
    quiet = errors | {line: said for line, said in told.items() if line.startswith("notice")}
    quiet |= {path.name: path.name for path in folder.iterdir()}
    assert not {(where, word) for where, said in quiet.items() for word in told_nowhere if word in said}
    unmasked = answers(*["case", "show", "C-0000008", "--unmask", "audit", "--json", "--on", "2027-01-04", "--db"], db)
    shown = json.loads(unmasked.stdout)
    assert number in shown["disclosed"]["id_numbers"].values()


def asked_of(number: str) -> list[str]:
    """The lines of what is asked, about a number."""
    lines = ASKED.format(tail=number[-5:], number=number).replace("\n", ";").split(";")
    return [line.strip() for line in lines if line.strip()]


def test_every_command_is_asked():
    every = {
        " ".join((entry.name, *verb))
        for entry in COMMANDS
        for verb in (_verbs(entry.load()) if entry.is_group else [()])
    }
    on_page = re.findall(r"^\$ dibao (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    lines = [*asked_of("1"), *on_page]
    assert every - {name for name in every for line in lines if f"{line} ".startswith(f"{name} ")} == set(NOT_ASKED)


def _verbs(group: object) -> list[tuple[str]]:
    return [(name,) for name in group.commands]  # type: ignore[attr-defined] # a group's


def is_to_be_masked(path: Path) -> bool:
    """Whether a file is neither the database nor one of those that are named for saying numbers whole."""
    return path.name not in WHOLE and not path.name.startswith(("county.db", "broken"))


def known_numbers(db: str) -> tuple[set[str], set[str], str]:
    """Every ID number and account of a county; telephones and illnesses; the number of somebody in C-0000008."""
    with closing(open_store(db)) as store, store.reading() as read:
        case = read.load_case("C-0000008")
        whole, phones, ill = (
            {value for value in read.connection.exec_driver_sql(asked).scalars() if value}
            for asked in (
                "SELECT id_no FROM persons UNION SELECT bank_account FROM households",
                "SELECT phone FROM households",
                "SELECT json_extract(facts, '$.illness') FROM members",
            )
        )
    assert phones
    assert ill
    return whole, phones | ill | {word("illness", code) for code in ill}, case.household.head.id_no


def text_of(path: Path) -> str:
    """What a file says: the text of a PDF, the sheets of a workbook."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return path.read_text(encoding="utf-8", errors="replace")

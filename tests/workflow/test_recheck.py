"""The nightly run on a small county: foretold by its dry run, done once, and whole again after it was killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from db.lists import counts_by_stage
from db.record_codec import CLASSES
from db.run_lock import alone
from states.automatic import plan
from states.entitlement import due_in
from states.evidence import Pause
from states.recorded import Evidence
from states.stages import PAID, Role
from tests.workflow.cli.runs import answers
from workflow import evidence, recheck
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.errors import BadInput, Refused
from workflow.journal import check
from workflow.night import newest_night, queue_night
from workflow.office import Office

FILLED_ON, NEW_STANDARD = date(2026, 11, 23), date(2027, 1, 1)
HOUSEHOLDS = 250
if TYPE_CHECKING:
    from tests.stores import Databases

FEW = 20
"""Cases in a chunk, so that there are many chunks."""

NOT_COMPARED = {"at", "finished_at", "hash", "previous_hash", "journal_hash", "salt", "personal_digest"}
"""Instants, salts and what is hashed over them differ from run to run."""


@pytest.fixture(scope="module")
def county(databases: Databases) -> str:
    url = databases.new()
    office = founded(url, FILLED_ON)
    fill(office, households=HOUSEHOLDS)
    office.store.close()
    return url


@pytest.fixture
def copy(county: str, databases: Databases):
    """`copy("a")` is the machine's office over a copy of the county, on the day of the new standard."""
    offices: list[Office] = []
    copies: dict[str, str] = {}

    def copied(name: str) -> Office:
        if name not in copies:
            copies[name] = databases.copy_of(county)
        offices.append(Office.open(copies[name], "cron", NEW_STANDARD))
        return offices[-1]

    yield copied
    for office in offices:
        office.store.close()


@pytest.fixture(autouse=True)
def _few_cases_in_a_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recheck, "CHUNK", FEW)
    monkeypatch.setattr(recheck, "READ_AT_ONCE", FEW)


def figures(report: recheck.RecheckReport) -> dict[str, object]:
    """A run's figures without the word of whether it was a dry one."""
    return {key: value for key, value in recheck.report_document(report).items() if key != "dry_run"}


def tables(office: Office) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables, without what differs from run to run."""
    with office.reading() as read:
        return {
            table.name: [
                {key: value for key, value in row.items() if key not in NOT_COMPARED}
                for row in read.rows(select(table).order_by(*table.primary_key.columns))
            ]
            for table in SQLModel.metadata.sorted_tables
        }


def monthly_of_the_caseload(office: Office) -> int:
    """The month's regular amounts of all paid cases, from their decisions, in fen."""
    with office.reading() as read:
        ids = [row["id"] for row in read.paid_cases(after="", limit=HOUSEHOLDS)]
        return sum(due_in(office.today, case.decisions) for case in read.load_cases(ids))


def test_the_county_has_much_to_do_on_the_day_of_a_new_standard(copy):
    report = recheck.run(copy("a"))
    assert report.stepped["adjust"] > HOUSEHOLDS / 4
    assert report.stepped["complete_taper"] > 0
    assert report.monthly_after > report.monthly_before


def test_a_dry_run_foretells_the_real_run_to_the_figure_and_writes_nothing(copy):
    office = copy("a")
    before = tables(office)
    with alone(office.store, "somebody"):
        foretold = recheck.run(office, dry_run=True)
        with pytest.raises(Refused):
            recheck.run(office)
    assert tables(office) == before
    assert figures(recheck.run(office)) == figures(foretold)
    assert tables(office) != before


def test_many_machines_do_not_share_a_file(copy):
    office = copy("a")
    if not office.store.is_sqlite:
        pytest.skip("a server is shared")
    for ask in (queue_night, newest_night):
        with pytest.raises(BadInput):
            ask(office)
    told = answers("worker", "--db", office.store.url)
    assert (told.returncode, told.stdout) == (2, "")
    assert "PostgreSQL" in told.stderr


def test_a_second_run_on_the_same_day_changes_nothing(copy):
    office = copy("a")
    first = recheck.run(office)
    after_first = tables(office)
    second = recheck.run(office)
    assert tables(office) == after_first
    assert (second.stepped, second.amount_changed, second.withheld) == ({}, 0, 0)
    assert second.monthly_before == second.monthly_after == first.monthly_after
    assert second.waiting == first.waiting


def test_the_amounts_that_lists_show_after_a_run_are_the_ones_that_are_due(copy):
    office = copy("a")
    report = recheck.run(office)
    with office.reading() as read:
        listed = sum(row["monthly"] for row in counts_by_stage(read, office.today) if row["stage"] in set(PAID))
    assert report.monthly_after == listed == monthly_of_the_caseload(office)


def test_the_size_of_a_chunk_makes_no_difference(copy, monkeypatch):
    few, all_at_once = copy("few"), copy("all")
    by_few = figures(recheck.run(few))
    monkeypatch.setattr(recheck, "CHUNK", HOUSEHOLDS)
    assert figures(recheck.run(all_at_once)) == by_few
    assert tables(few) == tables(all_at_once)


def test_while_a_case_rests_there_is_no_day_on_which_the_machine_would_have_something_to_do(copy):
    office = copy("a")
    recheck.run(office)
    chance = Random(19)
    resting = {row["id"]: row for row in tables(office)["cases"] if row["quiet_until"] is not None}
    assert len(resting) > HOUSEHOLDS / 2
    with office.reading() as read:
        cases = read.load_cases(list(resting))
    for case in cases:
        rules, monthly = office.rules_for(case.household.village), resting[case.id]["monthly"]
        last = min(resting[case.id]["quiet_until"], NEW_STANDARD + timedelta(days=1500)) - timedelta(days=1)
        nights = range((last - NEW_STANDARD).days)
        for day in {last, *(NEW_STANDARD + timedelta(days=1 + n) for n in chance.sample(nights, min(4, len(nights))))}:
            planned = plan(case, day, rules, monthly_known=monthly)
            assert (planned.taken, planned.withheld, planned.waiting, planned.monthly_after) == ((), None, (), monthly)


def test_records_that_are_read_when_they_are_asked_for_are_those_that_are_read_at_once(copy):
    with copy("a").reading() as read:
        ids = [row["id"] for row in read.paid_cases(after="", limit=2 * FEW)]
        for whole, (case, _) in zip(read.load_cases(ids), read.load_cases_with_monthly(ids), strict=True):
            asked, known = case.evidence, Evidence(whole.evidence.rows, whole.evidence.voided)
            for kind in CLASSES.values():
                assert asked.newest(kind) == known.newest(kind)
                assert list(asked.of(kind)) == list(known.of(kind))
                assert list(asked.every(kind)) == [row for row in known.rows if isinstance(row, kind)]
            assert [asked.numbered(type(row), row.id) for row in known.rows] == list(known.rows)
            assert case == whole


def test_an_event_ends_the_rest_of_its_case_alone(copy):
    office = copy("a")
    recheck.run(office)
    assert max(map(len, recheck._chunks(office))) <= 2 * FEW, "however many rest, few are held at once"
    before = {row["id"]: row["quiet_until"] for row in tables(office)["cases"]}
    case = next(case for case, until in before.items() if until is not None)
    person = next(user for user in office.users() if user.role is Role.TOWNSHIP)
    evidence.record(replace(office, user=person), case, Pause(on=office.today, reason="asked the hospital"))
    assert {row["id"]: row["quiet_until"] for row in tables(office)["cases"]} == {**before, case: None}


def test_what_is_gathered_of_a_chunk_is_what_would_be_written_case_by_case(copy, monkeypatch):
    gathered, singly = copy("gathered"), copy("singly")
    recheck.run(gathered)
    monkeypatch.setattr(Office, "gathering", Office.writing)
    recheck.run(singly)
    assert tables(gathered) == tables(singly)
    assert check(gathered).problems == ()


def test_a_run_that_broke_off_between_chunks_and_is_run_again_ends_like_an_uninterrupted_one(copy):
    whole, broken = copy("whole"), copy("broken")
    recheck.run(whole)

    class PowerCutError(Exception):
        pass

    chunks: list[int] = []

    def until_the_third(done: int) -> None:
        chunks.append(done)
        if len(chunks) == 3:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        recheck.run(broken, progress=until_the_third)
    assert tables(broken) != tables(whole)
    recheck.run(broken)
    assert tables(broken) == tables(whole)
    assert check(broken).problems == ()


DIES_IN_A_CHUNK = """
import sys, time
from datetime import date, timedelta
from workflow import recheck
from workflow.office import Office

recheck.CHUNK = int(sys.argv[2])
written, write_plan = [], recheck.write_plan

def write_and_stop(*args):
    write_plan(*args)
    written.append(1)
    if len(written) == 50:
        print("in the middle", flush=True)
        time.sleep(600)

recheck.write_plan = write_and_stop
recheck.run(Office.open(sys.argv[1], "cron", date.fromisoformat(sys.argv[3])))
"""


def test_a_run_killed_with_minus_nine_in_the_middle_of_a_chunk_loses_and_doubles_nothing(copy):
    whole, killed = copy("whole"), copy("killed")
    recheck.run(whole)
    url = killed.store.url
    killed.store.close()
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", DIES_IN_A_CHUNK, url, str(FEW), NEW_STANDARD.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "in the middle\n"
        run.send_signal(signal.SIGKILL)
        assert run.wait(timeout=30) == -signal.SIGKILL
    again = copy("killed")
    assert check(again).problems == ()
    done = sum(1 for row in tables(again)["events"] if row["on_date"] == NEW_STANDARD)
    assert 0 < done < sum(1 for row in tables(whole)["events"] if row["on_date"] == NEW_STANDARD)
    recheck.run(again)
    assert tables(again) == tables(whole)
    assert check(again).problems == ()


def test_a_run_that_was_missed_for_two_months_ends_in_the_same_amounts_as_one_that_was_not(copy):
    """What is due for a month does not depend on when the machine came, the renewals that waited for it apart."""
    nightly, late = copy("nightly"), copy("late")
    months = (NEW_STANDARD, date(2027, 2, 1), date(2027, 3, 1))
    for day in months:
        recheck.run(nightly.on(day))
    recheck.run(late.on(months[-1]))
    ids = [row["id"] for row in tables(nightly)["cases"] if row["stage"] in PAID]
    with nightly.reading() as here, late.reading() as there:
        both = list(zip(here.load_cases(ids), there.load_cases(ids), strict=True))
    differing = {
        (a.id, month) for a, b in both for month in months if due_in(month, a.decisions) != due_in(month, b.decisions)
    }
    waited = {a.id for a, b in both if any(d.step == "renew" and d.on in months for d in (*a.decisions, *b.decisions))}
    assert len(waited) < len(both) / 10
    assert {case for case, _ in differing} <= waited


def test_the_machine_leaves_paused_cases_alone(copy):
    office = copy("a")
    planned = recheck.run(office, dry_run=True)
    with office.reading() as read:
        ids = [row["id"] for row in read.paid_cases(after="", limit=2 * FEW)]
    person = next(user for user in office.users() if user.role is Role.TOWNSHIP)
    for case in ids:
        evidence.record(replace(office, user=person), case, Pause(on=office.today, reason="asked the hospital"))
    stepped = {row["case_id"] for row in tables(office)["events"] if row["on_date"] == NEW_STANDARD}
    report = recheck.run(office)
    assert stepped == set(ids)
    assert 0 < report.stepped.total() < planned.stepped.total()
    assert report.waiting["CASE_PAUSED"] > planned.waiting["CASE_PAUSED"]
    by_the_machine = [r for r in tables(office)["events"] if r["on_date"] == NEW_STANDARD and r["actor"] == "cron"]
    assert not stepped & {row["case_id"] for row in by_the_machine if row["kind"] == "step"}

"""Reading back what was written; racing for a case; asking twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from threading import Barrier
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import searching
from db.lists import NOBODY, ListFilter, key_of, marked_ids, page
from db.record_codec import CLASSES, body_of, record_of
from states.evidence import Record
from states.facts import Household, Member
from states.stages import Stage
from states.steps import STEP
from workflow import recheck
from workflow.cases import case_count, case_page
from workflow.errors import LostRace
from workflow.stepping import Refusal, Taken, take_step
from workflow.summary import initials

PEOPLE = (Member("m1", date(1956, 2, 29), name="甲"), Member("m2", date(2020, 1, 1)))
st.register_type_strategy(Household, st.just(Household(PEOPLE, id="C-1", village="371602001200")))
st.register_type_strategy(Member, st.sampled_from(PEOPLE))
COMMON = {field.name for field in fields(Record)}


@pytest.mark.parametrize("kind", CLASSES, ids=str)
def test_every_kind_of_evidence_reads_back_as_it_was_written(kind):
    own = {
        name: st.from_type(hint)
        for name, hint in get_type_hints(CLASSES[kind]).items()
        if name not in {*COMMON, "kind"}
    }

    @settings(suppress_health_check=[HealthCheck.too_slow])
    @given(st.builds(dict, **{name: _storable(strategy) for name, strategy in own.items()}))
    def reads_back(values):
        record = CLASSES[kind](on=date(2026, 3, 2), **values)
        assert record_of(kind, {"on": record.on}, body_of(record)) == record

    reads_back()


def _storable(strategy):
    return strategy.map(lambda value: tuple(value) if isinstance(value, list) else value)


def first_case(office, stage: Stage) -> str:
    return case_page(office, ListFilter(stage=stage), order="case", size=1).lines[0].case


def test_of_many_who_take_one_step_at_once_one_wins_and_the_others_are_told(office_at):
    office = office_at(110)
    waiting = case_page(office, ListFilter(stage=Stage.VERIFIED), order="case", size=20).lines
    told = 0
    for line in waiting:
        with office.reading() as read:
            case = read.load_case(line.case)
        if case.kinships_on(office.today):  # a near relative may not
            continue
        version, barrier = case.version, Barrier(2)

        def send_back(login, line=line, version=version, barrier=barrier):
            barrier.wait()
            try:
                return take_step(office.as_user(login), line.case, "send_back", note="mend", expected_version=version)
            except LostRace as error:
                return error

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(send_back, ("wang", "chen")))
        won = [answer for answer in answers if isinstance(answer, Taken)]
        lost = [answer for answer in answers if isinstance(answer, LostRace)]
        assert (len(won), len(lost)) == (1, 1)
        assert (lost[0].who in {"wang", "chen"}, lost[0].what) == (True, "send_back")
        told += 1
    assert told >= 3


def test_the_same_request_twice_steps_once(office_at):
    office = office_at(110)
    case = first_case(office, Stage.VERIFIED)
    first = take_step(office, case, "send_back", note="mend", request_key="k1")
    again = take_step(office, case, "send_back", note="mend", request_key="k1")
    assert isinstance(first, Taken)
    assert again == replace(first, decision=again.decision)


def test_a_refusal_is_recorded_and_changes_nothing_else(office_at):
    office = office_at(110)
    case = first_case(office, Stage.ENROLLED)
    with office.reading() as read:
        before = read.load_case(case)
    refused = take_step(office, case, "withdraw")
    assert isinstance(refused, Refusal)
    with office.reading() as read:
        after = read.load_case(case)
        newest = read.events(case)[-1]
    assert (newest["kind"], newest["step"]) == ("refused", "withdraw")
    assert replace(after, version=before.version) == before


@pytest.mark.parametrize("order", ["due", "case", "monthly", "stage"])
def test_pages_visit_each_case_once_forwards_and_backwards(county, order):
    forwards, shown = [], case_page(county, ListFilter(), order=order, size=37)
    while shown.lines:
        forwards.extend(line.case for line in shown.lines)
        shown = case_page(county, ListFilter(), order=order, size=37, after=shown.last)
    assert len(forwards) == len(set(forwards)) == case_count(county, ListFilter())
    last = case_page(county, ListFilter(), order=order, size=500)
    before = case_page(county, ListFilter(), order=order, size=37, before=last.last)
    assert [line.case for line in before.lines] == forwards[-38:-1]


FILTERS = (
    ListFilter(),
    ListFilter(live=True),
    ListFilter(stage=Stage.ENROLLED),
    ListFilter(village="371602100000"),
    ListFilter(responsible=NOBODY),
)


@pytest.mark.parametrize("order", ["due", "case", "monthly", "stage"])
def test_a_search_goes_through_what_it_finds_in_the_order_of_the_list(county, monkeypatch, order):
    monkeypatch.setattr(searching, "MANY", 20)
    with county.reading() as read:
        head = read.load_case("C-0000042").household.head.name
        village = read.regions("village")[0]["name"]
        for wanted in FILTERS:
            listed = [row["id"] for row in page(read, wanted, order, None, 1000)]
            for text in (head, head[-2:], head[0], initials(head)[0][:2], village):
                asked = replace(wanted, text=text)
                found = set(marked_ids(read, asked, 1000))
                walked, rows = [], page(read, asked, order, None, 90)
                while rows:
                    walked += [row["id"] for row in rows]
                    rows = page(read, asked, order, key_of(rows[-1], order), 90)
                assert walked == [case for case in listed if case in found], (wanted, text)
                last = page(read, asked, order, None, 1000, descending=True)
                assert [row["id"] for row in last] == walked[::-1]


def found_by(office, text):
    return {line.case for line in case_page(office, ListFilter(text=text), size=1000).lines}


def test_a_search_finds_everybody_of_a_household_by_name_initials_digits_number_and_place(county):
    with county.reading() as read:
        case = read.load_case("C-0000042")
        village = next(row for row in read.regions("village") if row["code"] == case.household.village)
    for member in case.household.members:
        for text in (
            member.name,
            member.name[-1],
            member.name[:2],
            *initials(member.name),
            member.id_no[-6:],
            member.id_no,
        ):
            assert case.id in found_by(county, text), text
    assert found_by(county, "C-42") == found_by(county, "C-0000042") == {"C-0000042"}
    assert "C-0000042" in found_by(county, "42")
    for text in (village["name"], village["name_en"].upper()):
        assert found_by(county, text) >= {
            line.case for line in case_page(county, ListFilter(village=village["code"]), size=1000).lines
        }
    for text in ("%", "_", "'", "C-%", "C-", "～", "12345678901234567890123", "\x00"):
        found_by(county, text)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("仇志强", {"qzq"}),
        ("单于海", {"cyh", "syh"}),
        ("曾小明", {"zxm"}),
        ("欧阳修", {"oyx"}),
        ("翟玉", {"zy", "dy"}),
        ("", set()),
    ],
)
def test_surnames_are_read_as_surnames(name, wanted):
    assert set(initials(name)) == wanted


def test_the_nightly_run_is_the_same_on_both_databases(tmp_path, server):
    from tests.db.conftest import founded
    from tests.stores import new_database

    reports = []
    for url in (f"sqlite:///{tmp_path}/office.db", new_database(server)):
        office = founded(url, 150)
        reports.append(recheck.run(office))
        office.store.close()
    assert reports[0] == reports[1]
    assert reports[0].stepped
    assert set(reports[0].stepped) <= set(STEP)

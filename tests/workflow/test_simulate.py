"""The demonstration county under other policies: every case in one class, and every sum agrees with every other."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from states.entitlement import due_in
from states.stages import PAID, Batch
from tests.workflow.cli.runs import dibao
from workflow import simulate as module
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.errors import Stopped
from workflow.journal import check
from workflow.other_policy import OtherPolicy, levers
from workflow.simulate import Effect, Group, Sums, simulate, size, summed
from workflow.simulate_paper import simulation_document, simulation_listings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.office import Office

TODAY = date(2026, 11, 24)
HOUSEHOLDS = 200
POLICIES = (
    ("standard_annual=9000",), ("standard_annual=4000",), ("standard_annual=15000",), ("homes_max=0",),
    ("top_ups.elderly.rate=0.5", "top_ups.minor.max_age=10"), ("minimum_monthly=200",), ("rounding=ceil_yuan",),
    ("taper_registered.income_multiple=1.2", "taper_unregistered.income_multiple=1.2"),
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    found = founded(f"sqlite:///{tmp_path_factory.mktemp('county') / 'county.db'}", TODAY)
    fill(found, households=HOUSEHOLDS)
    yield found
    found.store.close()


def added(sums: list[Sums]) -> tuple[int, ...]:
    return tuple(sum(getattr(each, name) for each in sums) for name in Sums.__slots__)


def of(sums: Sums) -> tuple[int, ...]:
    return tuple(getattr(sums, name) for name in Sums.__slots__)


@pytest.mark.parametrize("settings", POLICIES, ids=" ".join)
def test_every_case_is_in_one_class_and_classes_groups_villages_and_batches_add_up(office, settings):
    found = simulate(office, OtherPolicy.of(office, settings))
    whole = of(found.totals)
    for parts in (found.by_effect, found.by_group, found.by_village):
        assert added(list(parts.values())) == whole
    assert sorted(each.case for effect in Effect for each in found.of(effect=effect)) == [e.case for e in found.cases]
    for effect, sums in found.by_effect.items():
        assert of(summed(found.of(effect=effect))) == of(sums)
    for village, sums in found.by_village.items():
        assert of(summed(found.of(village=village))) == of(sums)
        assert found.effects_by_village[village].total() == sums.cases
    batches = found.by_batch()
    admitted = [batches[batch] for batch in Batch if batch is not Batch.KEY_SUPPORT]
    assert (sum(b.before for b in admitted), sum(b.after for b in admitted)) == (
        found.totals.households_before, found.totals.households_after,
    )  # fmt: skip
    assert (sum(b.monthly_before for b in admitted), sum(b.monthly_after for b in admitted)) == (
        found.totals.before, found.totals.after,
    )  # fmt: skip
    assert {effect for effect in Effect if effect not in {Effect.UNCHANGED, Effect.STAYS_OUT}} & {
        each.effect for each in found.cases
    }, "a policy that changes nothing shows nothing"


def test_the_paid_cases_are_all_there_and_their_decided_sum_is_what_is_due(office):
    found = simulate(office, OtherPolicy.of(office, ("standard_annual=9000",)))
    with office.reading() as read:
        ids = [row["id"] for row in read.paid_cases(after="", limit=HOUSEHOLDS)]
        cases = read.load_cases(ids)
    assert [each.case for each in found.cases if each.group is Group.PAID] == list(ids)
    assert {each.stage for each in found.cases if each.group is Group.PAID} == set(PAID)
    months = {case.id: max(TODAY.replace(day=1), case.decisions[0].effective_from) for case in cases}
    assert found.decided == sum(due_in(months[case.id], case.decisions) for case in cases)


def test_nothing_is_written_and_a_stop_stops(office, monkeypatch):
    before = check(office)
    monkeypatch.setattr(module, "CHUNK", 50)
    told = []

    def stop_after_two(done):
        told.append(done)
        return len(told) < 2

    other = OtherPolicy.of(office, ("standard_annual=9000",))
    with pytest.raises(Stopped):
        simulate(office, other, progress=stop_after_two)
    assert told == [50, 100]
    whole = simulate(office, other)
    monkeypatch.setattr(module, "CHUNK", 7)
    assert simulate(office, other) == whole
    assert size(office) >= len(whole.cases)
    assert check(office) == before


def test_a_region_is_its_villages_and_a_sheet_laid_over_another_says_only_what_is_otherwise(office, tmp_path):
    sheet = tmp_path / "draft.toml"
    sheet.write_text(
        'region = "draft"\nparent = "cn-371602"\n[[standard_annual]]\nin_force = 2026-01-01\nvalue = "9000.00"\n',
        encoding="utf-8",
    )
    by_sheet = simulate(office, OtherPolicy.of(office, (), str(sheet)))
    by_setting = simulate(office, OtherPolicy.of(office, ("standard_annual=9000.00",)))
    assert by_sheet.cases == by_setting.cases
    (one,), (other,) = by_sheet.changes["cn-371602"], by_setting.changes["cn-371602"]
    assert (one.parameter, str(one.b)) == (other.parameter, str(other.b))
    village = next(iter(by_setting.by_village))
    alone = simulate(office, OtherPolicy.of(office, ("standard_annual=9000.00",)), village)
    assert alone.cases == tuple(each for each in by_setting.cases if each.village == village)


def test_every_lever_moved_to_where_it_stands_changes_nobody(office):
    found = levers(office, office.user.region)
    assert {"standard_annual", "top_ups.elderly.rate", "taper_registered.income_multiple"} <= {e.name for e in found}
    same = simulate(office, OtherPolicy.of(office, [f"{lever.name}={lever.now}" for lever in found]))
    assert {each.effect for each in same.cases} <= {Effect.UNCHANGED, Effect.STAYS_OUT}
    assert all(not changed for changed in same.changes.values())


def test_the_command_says_in_every_form_what_the_use_case_found(office):
    said = ("simulate", "--db", office.store.url, "--on", TODAY.isoformat(), "--set", "standard_annual=9000")
    found = simulate(office, OtherPolicy.of(office, ("standard_annual=9000",)))
    document = simulation_document(found, cases=True)
    assert json.loads(dibao(*said, "--cases", "--json").stdout) == document
    villages = simulation_listings(found, {}, cases=False)[0]
    rows = list(csv.reader(io.StringIO(dibao(*said, "--format", "csv").stdout.lstrip("\ufeff"))))
    assert len(rows) == 1 + len(villages.rows)
    wrong = dibao(*said[:-1], "standrad_annual=1")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "standard_annual" in wrong.stderr

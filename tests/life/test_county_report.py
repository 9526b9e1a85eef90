"""The county's report: key support against the floor, causes and needs, referrals and their outcomes (policy §2.7)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pypdf
import pytest

from states.evidence import Aid, ChangeKind, Referral
from tests.life.people import household, person, with_bill
from tests.life.story import OTHER_TOWNSHIP_VILLAGE, VILLAGE
from workflow.county_report import county_report, period_named, township_of
from workflow.county_report_paper import about_county_report, county_document, county_listings
from workflow.due import quarter_named
from workflow.errors import BadInput
from workflow.figures import added_up, figures_of
from workflow.ledger import movement
from workflow.ledger_paper import movement_listings
from workflow.report_paper import paper

HERE, THERE = township_of(VILLAGE), township_of(OTHER_TOWNSHIP_VILLAGE)
FLOOR = '[[key_support_average_floor]]\nin_force = 2016-01-01\nvalue = "{}"'


def old_and_young():
    """80.00 for the head of 76 and 40.00 for the child: 20 % and 10 % of the 400.00 a month."""
    home = household(person("head", "1950-03-02"), person("son"), person("child", "2018-05-05"), income="4800.00")
    return replace(home, needs=("medical", "education"))


def admitted(tell, floor="0.10"):
    """In one township an old head and a child; in the other a child of 40.00, after a disaster, and one alone."""
    story = tell("2026-03-02", FLOOR.format(floor)).admits(old_and_young())
    young = household(person("head"), person("child", "2018-05-05"), cause="disaster", needs=("education",))
    moved = story.another().admits(young)
    alone = moved.another().admits(household(person("head"), cause=""))
    story.on(alone.today.isoformat()).wait(1).step("grant_key_support")
    for other in (moved, alone):
        other.on(story.today.isoformat())
        other.changed(ChangeKind.MOVED, story.today.isoformat(), detail=OTHER_TOWNSHIP_VILLAGE)
    moved.step("grant_key_support")
    story.moved, story.alone = moved, alone
    return story.on("2026-07-03")


def test_the_average_top_up_is_the_mean_share_of_the_standard_by_township_and_of_all(tell):
    """(20 % + 10 %) / 2 = 15 % here, 10 % there, 40 % / 3 = 13.33 % together; 160.00 / 3 = 53.33."""
    story = admitted(tell)
    found = county_report(story.office, period_named(story.office))
    assert (found.period.name, found.day) == ("2026Q2", date(2026, 6, 30))
    here, there, whole = (found.key_support(place) for place in (HERE, THERE, ""))
    assert (here.persons, here.monthly, here.average, here.average_share) == (2, 12000, 6000, Fraction(3, 20))
    assert (there.persons, there.monthly, there.average_share) == (1, 4000, Fraction(1, 10))
    assert (whole.persons, whole.monthly, whole.average, whole.average_share) == (3, 16000, 5333, Fraction(2, 15))
    assert all(each.reaches_floor for each in (here, there, whole))
    assert found.total["caseload"] == {"households": 3, "persons": 6, "monthly": 80000 + 12000 + 80000 + 4000 + 40000}
    assert added_up(found.places.values()) == found.total
    said = county_document(found, {})["total"]["key_support"]
    assert (said["average_monthly"], said["average_share"], said["floor"]) == ("53.33", "0.1333", "0.1000")


def test_an_average_below_the_floor_is_a_warning_and_equal_to_it_is_none(tell):
    story = admitted(tell, floor="0.15")
    found = county_report(story.office, period_named(story.office, "2026"))
    assert [found.key_support(place).reaches_floor for place in (HERE, THERE, "")] == [True, False, False]
    assert "13.33% of the standard, below the floor of 15.00%" in about_county_report(found)[1]
    rows = county_listings(found, {}, "county")[0].all_rows
    assert [row[-1] for row in rows] == ["✓", "! below", "! below"]


def test_a_top_up_of_a_flat_amount_counts_by_its_share_of_the_standard(tell):
    flat = '[[top_ups]]\nin_force = 2016-01-01\nvalue = [{category = "minor", max_age = 17, amount = "50.00"}]'
    story = tell("2026-03-02", flat).admits(old_and_young()).wait(1).step("grant_key_support").on("2026-04-10")
    found = county_report(story.office, period_named(story.office, "2026Q1"), HERE).key_support()
    assert (found.persons, found.monthly, found.average_share) == (1, 5000, Fraction(1, 8))


def test_causes_and_needs_are_counted_by_household_and_person(tell):
    story = admitted(tell)
    figures = county_report(story.office, period_named(story.office, "2026Q2")).total
    assert figures["causes"] == {
        "illness": {"households": 1, "persons": 3, "monthly": 92000},
        "disaster": {"households": 1, "persons": 2, "monthly": 84000},
        "": {"households": 1, "persons": 1, "monthly": 40000},
    }
    assert figures["needs"] == {
        "medical": {"households": 1, "persons": 3}, "education": {"households": 2, "persons": 5},
    }  # fmt: skip
    causes, needs = county_listings(county_report(story.office, period_named(story.office)), {}, "county")[1:3]
    assert ("Together", "illness", 1, Fraction(1, 3), 3, 92000) in causes.rows
    assert ("Together", "not said", 1, Fraction(1, 3), 1, 40000) in causes.rows
    assert needs.rows[0] == ("Together", "education aid", 2, Fraction(2, 3), 5)


def test_referrals_of_the_period_are_counted_with_what_was_known_of_them_at_its_end(tell):
    """Two in the second quarter, one of them answered in it, the other after it; a third in July."""
    story = tell("2026-03-02").admits(household(person("head"))).on("2026-04-07")
    gone = story.another().opens(household(person("other"), village=OTHER_TOWNSHIP_VILLAGE))
    gone.record(Referral(on=gone.today, aid=Aid.TEMPORARY, outcome="500.00 granted"))
    first = story.record(Referral(on=story.today, aid=Aid.MEDICAL))
    story.on("2026-06-30").answer(first, outcome="bill paid")
    second = story.record(Referral(on=story.today, aid=Aid.MEDICAL))
    story.on("2026-07-02").answer(second, outcome="refused")
    story.record(Referral(on=story.today, aid=Aid.HOUSING))
    story.on("2026-10-01")
    found = county_report(story.office, period_named(story.office, "2026Q2"))
    assert found.total["referrals"] == {
        "medical": {"made": 2, "answered": 1, "open": 1}, "temporary": {"made": 1, "answered": 1, "open": 0},
    }  # fmt: skip
    quarter = movement(story.office, quarter_named("2026Q2"), HERE)
    assert figures_of(quarter)["referrals"] == {"medical": {"made": 2, "answered": 1, "open": 1}}
    assert ("medical aid", 2, 1, 1) in movement_listings(quarter)[4].rows
    assert found.places[HERE]["outcomes"] == {"medical": {"bill paid": 1}}
    assert found.places[THERE]["outcomes"] == {"temporary": {"500.00 granted": 1}}
    year = county_report(story.office, period_named(story.office, "2026")).total
    assert year["outcomes"]["medical"] == {"bill paid": 1, "refused": 1}
    assert year["referrals"]["housing"] == {"made": 1, "answered": 0, "open": 1}
    assert county_report(story.office, period_named(story.office, "2026Q1")).total["referrals"] == {}


def test_what_was_found_later_changes_no_report_of_an_earlier_period(tell):
    """Surveyed anew in May 2027 with a bill: another cause and need, in that quarter's report and not before."""
    story = tell("2026-03-02").admits(household(person("head"), cause="disaster")).on("2027-05-04")
    ill = replace(with_bill(household(person("head")), "900.00", "2027-02-02"), cause="illness", needs=("medical",))
    before = county_report(story.office, period_named(story.office, "2027Q1"))
    story.renewed(replace(ill, members=story.case.household.members))
    story.on("2027-07-01")
    assert county_report(story.office, period_named(story.office, "2027Q1")) == before
    assert set(before.total["causes"]) == {"disaster"}
    after = county_report(story.office, period_named(story.office, "2027Q2")).total
    assert (set(after["causes"]), set(after["needs"])) == ({"illness"}, {"medical"})


def test_a_period_is_a_year_or_a_quarter_that_has_begun(tell):
    office = tell("2026-03-02").office
    for name in ("2026Q5", "26", "0000", "9999", "March"):
        with pytest.raises(BadInput):
            period_named(office, name)
    with pytest.raises(BadInput):
        county_report(office, period_named(office, "2027"))
    found = county_report(office, period_named(office, "2026"))
    assert (found.day, sorted(found.places)) == (date(2026, 3, 2), [HERE, THERE])
    assert about_county_report(found)[1] == "Nobody is key-supported"


def test_the_report_on_paper_says_the_floor_and_every_table(tell):
    story = admitted(tell, floor="0.15")
    story.record(Referral(on=story.today, aid=Aid.MEDICAL, outcome="bill paid"))
    found = county_report(story.office, period_named(story.office, "2026"))
    listings, about = county_listings(found, {}, "Dawan"), about_county_report(found)
    pdf = paper(listings, about, ("signed",))
    assert pdf == paper(listings, about, ("signed",))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    for shown in ("Dawan: Report 2026", "13.33%", "15.00%", "bill paid", *(listing.title for listing in listings)):
        assert shown in text

"""What would be: worked examples reckoned by hand, and what holds for every household.

The county of the stories pays 4,800.00 a year and person, 400.00 a month; see `tests.life.story`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from states.assessment import assess
from states.case import Act, Actor, CaseFacts
from states.decide import decide
from states.entitlement import roll_line
from states.evidence import ChangeKind, EarlyExitCause, Survey
from states.facts import Disability, DisabilityClass, Household, Income, IncomeKind, Member, Property
from states.months import add_months, months_from
from states.recorded import Evidence
from states.situation import Situation
from states.stages import Role, Stage
from states.verdict import Rules
from tests.life.conftest import *  # noqa: F403 - its fixtures
from tests.life.people import earning, household, person, with_bill, working
from tests.life.story import book_of
from tests.workflow.cli.runs import answers
from tests.workflow.test_demo_county import TODAY, filled
from workflow.cases import ListFilter, case_page
from workflow.errors import BadInput
from workflow.what_if import what_if
from workflow.what_if_household import joined_by, with_property, with_self_paid
from workflow.what_if_words import told
from workflow.what_if_written import Levers, other_rules, what_if_of, whole_sheets
from workflow.wording import in_language

JOB = "2026-10-01"
YUAN = 100


def family(income="7200.00"):
    """Three with 7,200: 14,400 - 7,200, 600.00 a month."""
    return household(person("head"), person("wife"), person("son", "2004-01-09"), income=income)


def climbing(tell):
    """The family in its taper from April 2027: 600.00, 450.00 in 2028, 300.00 in 2029."""
    rich = working(family(), "20000.00", JOB)
    return tell("2026-03-02").admits(family()).on("2027-03-10").renewed(rich, "begin_taper"), rich


def compared(story, home, **sheet):
    case = story.case
    return what_if(case, home, story.office.rules_for(case.household.village), story.today, **sheet)


def paid(found, side="as_it_is"):
    """Amounts in yuan with the months they are paid in, equal neighbours together."""
    runs = []
    for month in found.months:
        amount = getattr(month, side) / YUAN
        if runs and runs[-1][2] == amount:
            runs[-1] = (runs[-1][0], f"{month.month:%Y-%m}", amount)
        else:
            runs.append((f"{month.month:%Y-%m}", f"{month.month:%Y-%m}", amount))
    return runs


def said(found, language="en"):
    with in_language(language):
        return " ".join(sentence.text for sentence in told(found, found.names))


def codes(found):
    return {(f"{m.month:%Y-%m}", note.code, note.member, note.side) for m in found.months for note in m.notes}


# Tapers


def test_leaving_a_taper_is_worse_while_it_pays_more_and_better_once_it_has_fallen_below_the_gap(tell):
    """In September 2027 the earnings fall to 9,000: 14,400 - 9,000 = 5,400 a year, 450.00 a month.

    Staying: 3 x 600 + 12 x 450 + 9 x 300 = 9,900. Leaving: 24 x 450 = 10,800. So 3 x -150 = -450, then a year even,
    then 9 x 150 = +1,350; together +900. Whoever stays until the end of 2027 loses nothing: +1,350.
    """
    story, rich = climbing(tell)
    found = compared(story.on("2027-09-10"), earning(rich, "9000.00"))
    assert paid(found) == [
        ("2027-10", "2027-12", 600.0), ("2028-01", "2028-12", 450.0), ("2029-01", "2029-09", 300.0),
    ]  # fmt: skip
    assert paid(found, "as_it_would_be") == [("2027-10", "2029-09", 450.0)]
    assert [(s.sign, f"{s.first:%Y-%m}", f"{s.last:%Y-%m}", s.sum) for s in found.stretches] == [
        (-1, "2027-10", "2027-12", -45000), (0, "2028-01", "2028-12", 0), (1, "2029-01", "2029-09", 135000),
    ]  # fmt: skip
    assert (found.as_is.total, found.would_be.total, found.gain) == (990000, 1080000, 90000)
    assert found.months[-1].cumulated == 90000
    assert found.best_first_month == (date(2028, 1, 1), 135000)
    assert (found.leaving.cause, found.leaving.before, found.leaving.after) == (
        EarlyExitCause.EARNINGS_FELL, 2000000, 900000,
    )  # fmt: skip
    assert "Leaving is worse from 2027-10 to 2027-12 (-450.00); the same from 2028-01 to 2028-12; better from 2029-01 on (+1,350.00). Over the 24 months: +900.00." in said(found)  # fmt: skip  # noqa: E501
    assert "take the gap from 2028-01 on: +1,350.00" in said(found)
    assert "has to apply" in said(found)
    assert "2027-10 至 2027-12减少（-450.00）" in said(found, "zh")


def test_whoever_leaves_is_paid_what_the_comparison_said(tell):
    """The same household applies, is surveyed, leaves and is renewed: the roll shows the months that were promised."""
    story, rich = climbing(tell)
    poor = earning(rich, "9000.00")
    promised = compared(story.on("2027-09-10"), poor)
    from tests.life.test_tapers import asks_to_leave

    asks_to_leave(story, before=2000000, after=900000, cause=EarlyExitCause.EARNINGS_FELL)
    story.looked_at(poor).wait(1).step("exit_taper_early").wait(1).step("renew")
    case = story.case
    assert [roll_line(m.month, case).regular for m in promised.months[:12]] == [
        m.as_it_would_be for m in promised.months[:12]
    ]


def test_a_household_that_does_not_meet_the_conditions_goes_on_with_its_taper_unchanged(tell):
    """14,400 is equal to the standard of three, and equal is not below."""
    story, rich = climbing(tell)
    found = compared(story.on("2027-09-10"), earning(rich, "14400.00"))
    assert paid(found) == paid(found, "as_it_would_be")
    assert found.would_be.step == "resume_taper"
    assert [f.code for f in found.leaving.unmet] == ["INCOME_NOT_BELOW_STANDARD"]
    assert found.best_first_month is None
    assert "the taper goes on unchanged" in said(found)
    assert "不符合提前退出渐退的条件" in said(found, "zh")


def test_at_the_multiple_of_the_standard_the_taper_would_end(tell):
    """2 x 14,400 is 28,800: at it the household leaves; a fen below it stays."""
    story, rich = climbing(tell)
    ended = compared(story.on("2027-09-10"), earning(rich, "28800.00"))
    assert (ended.would_be.step, ended.would_be.total) == ("terminate", 0)
    assert "the taper would end" in said(ended)
    assert compared(story, earning(rich, "28799.99")).would_be.step == "resume_taper"


def test_illness_in_the_taper_names_the_cost_as_the_cause_and_the_gap_has_a_term(tell):
    """20,000 less 14,000 is 6,000: 8,400 a year, 700.00 a month, for twelve months from October 2027."""
    story, rich = climbing(tell)
    ill = with_self_paid(rich, {"head": 1400000}, date(2027, 2, 1))
    found = compared(story.on("2027-09-10"), ill)
    assert (found.leaving.cause, found.leaving.before, found.leaving.after) == (
        EarlyExitCause.ILLNESS_COST_ROSE, 0, 1400000,
    )  # fmt: skip
    assert found.would_be.term_end == date(2028, 10, 1)
    assert found.would_be.assumed == 12 * 70000
    assert ("2028-10", "term_ends", "", "as_it_would_be") in codes(found)


def test_without_any_cause_the_county_would_have_to_recognise_one(tell):
    """A standard that rises to 7,200 makes 21,600 of three: 20,000 is below it, 133.33 a month."""
    rich = working(family(), "20000.00", JOB)
    story = tell("2026-03-02", standard=(("2016-01-01", "4800.00"), ("2027-08-01", "7200.00"))).admits(family())
    found = compared(story.on("2027-03-10").renewed(rich, "begin_taper").on("2027-09-10"), rich)
    assert found.leaving.cause is EarlyExitCause.OTHER_RECOGNISED
    assert paid(found, "as_it_would_be") == [("2027-10", "2029-09", 133.33)]
    assert found.best_first_month is None
    assert "Staying in the taper pays more" in said(found)
    assert "recognise another cause" in said(found)


# Gaps


def test_a_birthday_and_a_new_standard_are_told_in_the_month_they_take_effect(tell):
    """Two with nothing: 800.00, and 40.00 for the child until it is 18 on 20 May 2027; 5,400 from July: 900.00.

    June is the first month whose first day finds it 18.
    """
    home = household(person("head"), person("kid", "2009-05-20"))
    story = tell("2026-03-02", standard=(("2016-01-01", "4800.00"), ("2027-07-01", "5400.00"))).admits(home)
    found = compared(story.on("2026-11-24"), story.case.survey.household)
    expected = [("2026-12", "2027-05", 840.0), ("2027-06", "2027-06", 800.0), ("2027-07", "2028-11", 900.0)]
    assert paid(found) == paid(found, "as_it_would_be") == expected
    assert codes(found) == {("2027-06", "birthday_ends", "kid", "both"), ("2027-07", "standard", "", "both")}
    with in_language("en"):
        texts = [note.text(found.names) for month in found.months for note in month.notes]
    assert texts[0].endswith("turns 18: minor 40.00 yuan ends.")


def test_unchanged_the_machine_pays_exactly_the_months_that_are_shown(tell):
    """Sixty-nine in March 2026, seventy on 10 January 2027; a child that is 18 in June; the standard rises in July."""
    home = household(person("head", "1957-01-10"), person("kid", "2009-05-20"), income="2000.00")
    story = tell("2026-03-02", standard=(("2016-01-01", "4800.00"), ("2027-07-01", "5400.00"))).admits(home)
    found = compared(story.on("2026-11-24"), story.case.survey.household)
    assert all(month.difference == 0 for month in found.months)
    story.nights("2027-09-30")
    case = story.case
    for month in found.months[:10]:
        assert roll_line(month.month, case).regular == month.as_it_is, month.month
    assert len({month.as_it_is for month in found.months[:10]}) == 4


def test_work_in_the_band_begins_a_taper_and_without_its_first_day_it_is_not_known(tell):
    """Two with 2,400 have 600.00. With 12,000, of 9,600 to 19,200, the taper freezes them: 600, 450, 300."""
    poor = household(person("head"), person("wife"), income="2400.00")
    story = tell("2026-03-02").admits(poor).on("2026-11-24")
    found = compared(story, working(poor, "12000.00", JOB))
    assert found.would_be.step == "begin_taper"
    assert paid(found, "as_it_would_be") == [
        ("2026-12", "2026-12", 600.0), ("2027-01", "2027-12", 450.0), ("2028-01", "2028-11", 300.0),
    ]  # fmt: skip
    assert found.gain == (12 * -15000) + 11 * -30000
    no_job = compared(story, earning(poor, "12000.00"))
    assert (no_job.would_be.step, no_job.would_be.total) == ("terminate", 0)
    jobs = working(poor, "12000.00", JOB)
    undated = replace(jobs, members=(replace(jobs.members[0], employment=replace(jobs.members[0].employment, since=None)), *jobs.members[1:]))  # fmt: skip  # noqa: E501
    assert [f.code for f in compared(story, undated).would_be.missing] == ["JOB_START_MISSING"]


def test_a_term_that_ends_is_told_with_what_is_assumed_after_it(tell):
    """20,000 less 14,000: 8,400 a year, 700.00 from April 2026 to March 2027. With 10,000: 366.67 to November 2027."""
    home = with_bill(family("20000.00"), "14000.00", "2026-01-20")
    story = tell("2026-03-02").admits(home).on("2026-11-24")
    found = compared(story, with_self_paid(home, {"head": 1000000}, date(2026, 2, 1)))
    assert (found.as_is.term_end, found.would_be.term_end) == (date(2027, 4, 1), date(2027, 12, 1))
    assert paid(found) == [("2026-12", "2028-11", 700.0)]
    assert paid(found, "as_it_would_be") == [("2026-12", "2028-11", 366.67)]
    assert (found.as_is.assumed, found.would_be.assumed) == (20 * 70000, 12 * 36667)
    assert {("2027-04", "term_ends", "", "as_it_is"), ("2027-12", "term_ends", "", "as_it_would_be")} <= codes(found)
    assert "As it is: the term by expenditure ends with 2027-04-01" in said(found)
    assert "支出型保障期限于 2027-12-01 届满" in said(found, "zh")


def test_property_above_a_limit_ends_the_gap(tell):
    """Two persons may own 2 x 4,800 each: 19,200.00; a fen more is above."""
    home = household(person("head"), person("wife"))
    story = tell("2026-03-02").admits(home).on("2026-11-24")
    assert compared(story, with_property(home, {"financial_assets": 1920000})).gain == 0
    above = compared(story, with_property(home, {"financial_assets": 1920001}))
    assert (above.would_be.step, above.would_be.total) == ("terminate", 0)
    assert [f.code for f in above.then.findings] == ["ASSETS_ABOVE_LIMIT"]


def test_somebody_more_is_paid_from_next_month_with_their_own_top_up(tell):
    """One with nothing has 400.00; with a child of three 800.00 and 40.00."""
    home = household(person("head"))
    story = tell("2026-03-02").admits(home).on("2026-11-24")
    found = compared(story, joined_by(home, Member("new", date(2023, 11, 1))))
    assert paid(found, "as_it_would_be") == [("2026-12", "2028-11", 840.0)]
    assert codes(found) == {("2026-12", "top_up_begins", "new", "as_it_would_be")}


def test_another_days_sheet_holds_in_every_month(tell):
    home = household(person("head"))
    story = tell("2026-03-02", standard=(("2016-01-01", "4800.00"), ("2027-07-01", "5400.00"))).admits(home)
    story.on("2026-11-24")
    village = story.case.household.village
    found = compared(story, home, sheet=other_rules(story.office, village, "", date(2027, 7, 1)))
    assert paid(found, "as_it_would_be") == [("2026-12", "2028-11", 450.0)]
    with pytest.raises(BadInput):
        other_rules(story.office, village, "nowhere", None)


def test_only_sheets_that_say_everything_are_offered(tell):
    office = tell("2026-11-24").office
    offered = whole_sheets(office)
    assert "cn-371602" in offered
    assert "cn" not in offered
    for region in offered:
        assert other_rules(office, "", region, None) is not None


def test_a_newer_survey_that_nobody_decided_on_is_told(tell):
    story = tell("2026-03-02").admits(family()).on("2027-03-10").looked_at(family("9600.00"))
    found = compared(story, story.case.survey.household)
    assert found.survey_undecided == date(2027, 3, 10)
    assert (found.months[0].as_it_is, found.months[0].as_it_would_be) == (60000, 40000)


def test_before_any_decision_the_survey_stands_for_it(tell):
    story = tell("2026-03-02").opens(family()).papers().wait(1).looked_at(family())
    found = compared(story, story.case.survey.household)
    assert paid(found) == paid(found, "as_it_would_be") == [("2026-04", "2028-03", 600.0)]
    rejected = compared(story, earning(family(), "14400.00"))
    assert (rejected.would_be.step, rejected.would_be.total) == ("reject", 0)


def test_a_reported_death_holds_on_both_sides(tell):
    """Three less one from January: 9,600 - 7,200 = 2,400, 200.00 a month."""
    story = tell("2026-03-02").admits(family()).on("2026-12-24").changed(ChangeKind.DEATH, "2026-12-20", "son")
    found = compared(story, story.case.survey.household)
    assert paid(found) == paid(found, "as_it_would_be") == [("2027-01", "2028-12", 200.0)]


def test_a_case_without_a_survey_is_told_so(tell):
    story = tell("2026-03-02").opens(family())
    with pytest.raises(BadInput, match="no survey"):
        compared(story, family())


# What holds for every household

RULES = Rules(lambda day: BOOK.policy_on("cn-371602", day), None)
BOOK = book_of(standard=(("2016-01-01", "4800.00"), ("2027-07-01", "5400.00")))
ON = date(2026, 11, 24)

members = st.builds(
    Member,
    id=st.just("m"),
    born=st.dates(date(1940, 1, 1), date(2026, 10, 1)),
    disabilities=st.sampled_from([(), (Disability(DisabilityClass.VISUAL, 1),)]),
    illness=st.sampled_from([None, "uraemia"]),
    major_spending=st.booleans(),
)


@st.composite
def homes(draw, highest=4_000_000):
    people = [replace(m, id=f"m{i}") for i, m in enumerate(draw(st.lists(members, min_size=1, max_size=4)))]
    incomes = [Income(m.id, draw(st.sampled_from(IncomeKind)), draw(st.integers(0, highest))) for m in people]
    return Household(tuple(people), income=tuple(incomes), holdings=Property(homes=1), cause="illness")


def decided(home, *, stage=Stage.ENROLLED):
    """A case that was admitted on this household in October, or None where it is not eligible."""
    survey = Survey(on=date(2026, 10, 5), id=1, household=home, surveyors=(), window_end=date(2026, 10, 1))
    case = CaseFacts(id="C", household=home, stage=stage, opened_on=date(2026, 10, 1), evidence=Evidence((survey,)))
    act = Act(actor=Actor("chen", Role.COUNTY), on=date(2026, 10, 20))
    situation = Situation(case, act, "enroll", RULES)
    return replace(case, decisions=(decide(situation, 1),)) if situation.assessment.eligible else None


def tapering(home, rich):
    """The case that entered a taper in November; None where it could not."""
    case = decided(home)
    if case is None or not assess(rich, RULES.policies(ON), date(2026, 11, 1), date(2026, 10, 1)).taper_band:
        return None
    survey = Survey(on=date(2026, 10, 25), id=2, household=rich, surveyors=(), window_end=date(2026, 10, 1))
    case = replace(case, stage=Stage.RE_VERIFIED, evidence=Evidence((*case.evidence.rows, survey)))
    act = Act(actor=Actor("chen", Role.COUNTY), on=date(2026, 10, 28))
    decision = decide(Situation(case, act, "begin_taper", RULES), 2)
    return replace(case, stage=Stage.TAPERING, decisions=(*case.decisions, decision))


OFTEN = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


@OFTEN
@given(homes(1_500_000))
def test_without_a_change_both_sides_are_the_months_own_entitlement(home):
    case = decided(home)
    if case is None:
        return
    found = what_if(case, home, RULES, ON)
    for month in found.months:
        alone = assess(home, RULES.policies(month.month), month.month, date(2026, 10, 1))
        assert month.as_it_is == month.as_it_would_be == alone.total_monthly
    assert found.stretches == (found.stretches[0],)
    assert found.gain == found.worse_by == 0


@OFTEN
@given(homes(1_500_000), homes())
def test_the_months_agree_with_the_sums_and_the_stretches_with_the_months(home, other):
    case = decided(home)
    if case is None:
        return
    found = what_if(case, other, RULES, ON)
    assert [m.month for m in found.months] == list(months_from(date(2026, 12, 1), date(2028, 12, 1)))
    assert sum(m.as_it_is for m in found.months) == found.as_is.total
    assert sum(m.as_it_would_be for m in found.months) == found.would_be.total
    assert found.months[-1].cumulated == sum(m.difference for m in found.months) == found.gain
    assert sum(s.sum for s in found.stretches) == found.gain
    signs = {m: s.sign for s in found.stretches for m in months_from(s.first, add_months(s.last, 1))}
    assert signs == {m.month: (m.difference > 0) - (m.difference < 0) for m in found.months}
    assert ("worse" in said(found).split("Over the")[0]) == any(m.difference < 0 for m in found.months)


@OFTEN
@given(homes(300_000), st.integers(0, 60), st.integers(0, 60))
def test_leaving_a_taper_pays_the_gap_where_eligible_and_else_what_staying_pays(home, risen, fallen):
    """`risen` and `fallen` are twentieths of the standard of all who count."""
    first = home.members[0].id
    ceiling = 480000 * len(home.members)

    def with_total(twentieths):
        total = int(Fraction(ceiling * twentieths, 20))
        return replace(home, income=(Income(first, IncomeKind.WAGES, total),))

    case = tapering(home, with_total(20 + risen % 20))
    if case is None:
        return
    tried = with_total(fallen)
    found = what_if(case, tried, RULES, ON)
    stays = [next(s.monthly for s in case.taper.spans if s.covers(m.month)) for m in found.months if m.month < case.taper.ends]  # fmt: skip  # noqa: E501
    assert [m.as_it_is for m in found.months][: len(stays)] == stays
    entitled = [assess(tried, RULES.policies(m.month), m.month, date(2026, 10, 1)) for m in found.months]
    if entitled[0].eligible:
        assert found.leaving.possible
        assert [m.as_it_would_be for m in found.months] == [each.total_monthly for each in entitled]
        gains = [sum(m.difference for m in found.months[k:]) for k in range(24)]
        assert found.best_first_month == (
            (found.months[gains.index(max(gains))].month, max(gains)) if max(gains) > 0 else None
        )
    elif fallen < 40:
        assert [m.difference for m in found.months] == [0] * 24
    else:
        assert found.would_be.total == 0


# The command line


@pytest.fixture(scope="module")
def demo(databases):
    office = filled(databases.new(), households=120)
    yield office
    office.store.close()


def a_case(office):
    """A household of two or more that is paid its gap, and would be renewed as it is."""
    lines = case_page(office, ListFilter(stage=Stage.ENROLLED), order="case", size=50).lines
    found = ((line.case, what_if_of(office, line.case, Levers())) for line in lines)
    return next(case for case, each in found if each.gain == 0 and each.now.counted > 1)


def run(office, *words):
    return answers("case", "what-if", a_case(office), *words, "--db", office.store.url, "--on", TODAY.isoformat())


def test_the_command_prints_the_months_and_what_they_come_to(demo):
    lines = run(demo, "--income", "m1:wages=0", "--lang", "en").stdout.splitlines()
    assert len([line for line in lines if line[:2] == "20"]) == 24
    assert lines[0].split()[:1] == ["month"]
    assert any(line.startswith("total") for line in lines)
    assert "月份" in run(demo, "--lang", "zh").stdout


def test_every_lever_of_the_command_moves_the_amount(demo):
    before = json.loads(run(demo, "--json").stdout)
    for lever in (
        ("--income", "m1:transfer=900000"),
        ("--property", "financial_assets=9000000"),
        ("--property", "motor_vehicles=1"),
        ("--property", "homes=9"),
        ("--add", "0"),
        ("--add", "1950-01-01,disability=visual:1,illness=uraemia,wages=10"),
        ("--not-counted", "m1=imprisoned"),
        ("--without", "m1"),
        ("--sheet-on", "2027-06-01"),
    ):
        after = json.loads(run(demo, *lever, "--json").stdout)
        assert after["months"] != before["months"], lever
        assert sum(round(float(m["difference"]) * 100) for m in after["months"]) == round(float(after["gain"]) * 100)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--income", "m1=5"), ("--income", "m1:wages=-5"), ("--medical", "m1"), ("--property", "boats=1"),
        ("--property", "homes=-1"), ("--add", "200"), ("--add", "3,colour=red"), ("--illness", "m1=cough"),
        ("--disability", "m1=visual:9"), ("--job", "m1=soon"), ("--not-counted", "m1=away"), ("--without", "m99"),
        ("--region", "nowhere"), ("--sheet-on", "1900-01-01"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_nothing_is_printed(demo, wrong):
    done = run(demo, *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("dibao: ")


def test_written_levers_say_the_same_as_the_household_that_they_make(tell):
    """Three with 7,200 and 600.00; the son left, a grandmother of 72 came: still three, and 80.00 for her."""
    story = tell("2026-03-02").admits(family()).on("2026-11-24")
    found = what_if_of(story.office, story.id, Levers(without=("son",), add=("72",), income=("head:wages=9600",)))
    assert paid(found, "as_it_would_be") == [("2026-12", "2028-11", 480.0)]

"""Letters tell a household what was decided: the sentence, the lines by hand, why, and nobody's numbers."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdf
import pytest

from states.evidence import Wish
from states.money import fen_of
from states.steps import STEPS
from tests.life.people import BLIND, earning, household, person, with_bill, working
from workflow.errors import BadInput
from workflow.letter_paper import letter_pdf, letter_text
from workflow.letters import TOLD, decision_letter, letter_document
from workflow.wording import LANGUAGES, has_wording, in_language


def couple(income: str = "7200.00"):
    return household(person("head"), person("wife"), person("son", "2004-01-09"), income=income)


def letter_of(story, seq=None):
    return decision_letter(story.office, story.id, seq)


def lines_of(letter):
    return [(row.amount, row.clause, row.lost) for row in letter.rows]


@pytest.fixture(autouse=True)
def english():
    with in_language("en"):
        yield


def test_an_enrolment_is_told_with_every_line_and_the_top_up_that_lost(tell):
    """3 x 4,800 less 7,200 is 7,200: 600.00; the blind wife of 76: 80.00 once, the child 40.00."""
    home = household(
        person("head"),
        person("wife", "1950-01-01", disabilities=BLIND),
        person("child", "2015-05-05"),
        income="7200.00",
    )
    story = tell("2026-03-02").admits(home)
    letter = letter_of(story)
    assert letter.sentence == (
        "After review and public notice your household is admitted to rural Dibao: "
        "from April 2026 it is paid 720.00 yuan a month."
    )
    assert letter.number == f"{story.id}-{story.case.decisions[-1].seq}"
    sums = [fen_of(line["amount"]) for line in letter_document(letter)["lines"] if line["added"]]
    assert sums[-3:] == [60000, 8000, 4000]
    assert (8000, "§2.7", True) in lines_of(letter)
    text = letter_text(letter)
    assert "total, a month" in text
    assert re.search(r"not added", text)


def test_a_renewal_tells_the_amount_before_and_an_illness_the_end_of_its_term(tell):
    home = with_bill(household(person("head"), person("wife"), income="18000.00"), "12000.00", "2026-01-20")
    story = tell("2026-03-02").admits(home)
    assert "lasts until March 2027, that month included" in letter_of(story).notes[0]
    costlier = with_bill(replace(home, medical=()), "13200.00", "2026-11-05", voucher="V-2")
    story.on("2027-03-09").renewed(costlier)
    letter = letter_of(story)
    assert "paid 400.00 yuan a month; before it was 300.00" in letter.sentence
    assert lines_of(letter)[2] == (-1320000, "§2.3", False)
    earlier = letter_of(story, story.case.decisions[0].seq)
    assert "paid 300.00 yuan a month" in earlier.sentence


def test_a_taper_tells_every_year_and_its_end_when_it_comes(tell):
    rich = working(couple(), "20000.00", "2026-10-01")
    story = tell("2026-03-02").admits(couple()).on("2027-03-10").renewed(rich, "begin_taper")
    letter = letter_of(story)
    assert (
        "from April 2027 it is paid 600.00 yuan a month, falling, until December 2030, that month included"
        in letter.sentence
    )
    assert (
        "600.00 yuan from April 2027; 450.00 yuan from January 2028; 300.00 yuan from January 2029" in letter.notes[0]
    )
    assert letter.reasons == (
        "The income of the year, 20,000.00 yuan, is not below the standard for the household, 14,400.00 yuan.",
    )
    assert "total, a month" not in letter_text(letter)
    assert "§2.8" in letter_text(letter)


def test_a_refusal_tells_what_was_found_and_a_termination_that_nothing_more_is_paid(tell):
    alone = household(person("head"), income="4800.00")
    story = tell("2026-03-02").opens(alone).verified(alone).wait(1).step("reject", reason="not_eligible")
    letter = letter_of(story)
    assert letter.title == "Notification of a refusal of Dibao"
    assert letter.sentence == "Your household's application is not confirmed: not eligible."
    assert letter.reasons == (
        "The income of the year, 4,800.00 yuan, is not below the standard for the household, 4,800.00 yuan.",
    )
    assert [row.amount for row in letter.rows] == [480000, 480000]
    ended = tell("2026-03-02").admits(couple()).on("2027-03-10").renewed(earning(couple(), "40000.00"), "terminate")
    letter = letter_of(ended)
    assert letter.title == "Notification of the end of Dibao"
    assert "from April 2027 nothing more is paid; before it was 600.00 yuan a month" in letter.sentence
    assert letter.reasons


def test_an_ending_that_is_set_aside_tells_its_arrears_and_why_nothing_is_paid_any_more(tell):
    """300.00 until March 2027, where the term ends; ended in January by mistake, set aside in May."""
    home = with_bill(household(person("head"), person("wife"), income="18000.00"), "12000.00", "2026-01-20")
    story = tell("2026-03-02").admits(home).on("2027-01-12")
    story.record(Wish(on=story.today, person="head"))
    story.step("withdraw").on("2027-05-04").step("set_aside", login="zhao", reason="error_proved", document="minute")
    letter = letter_of(story)
    assert letter.sentence == (
        "The ending of your household's Dibao is set aside (error proved): "
        "what was decided before holds again from February 2027."
    )
    assert letter.notes[0] == "Nothing is paid for months after March 2027, when the term ended."
    assert letter.notes[1].startswith("For February 2027 to March 2027 more was due than was paid: 600.00 yuan of")


def test_an_application_that_is_withdrawn_is_told_without_money_and_nothing_decided_has_no_letter(tell):
    story = tell("2026-03-02").opens(couple())
    with pytest.raises(BadInput):
        letter_of(story)
    story.record(Wish(on=story.today, person="head", document="letter"))
    story.step("withdraw")
    letter = letter_of(story)
    assert letter.sentence == "At your household's signed wish the application is closed."
    beside = {"findings": [("VISIT_MISSING", "unknown", None, None, None)]}
    for step in ("withdraw", "close", "set_aside"):
        assert replace(letter, step=replace(letter.step, step=step), assessment=beside).reasons == ()
    with pytest.raises(BadInput):
        letter_of(story, 1)


def test_a_letter_is_the_same_on_paper_holds_no_number_of_anybody_and_speaks_both_languages(tell):
    home = replace(couple(), bank_account="6217000010001234567", phone="13900001111")
    story = tell("2026-03-02").admits(home)
    numbers = [member.id_no for member in story.case.household.members]
    for lang in LANGUAGES:
        with in_language(lang):
            letter = letter_of(story)
            pages = pypdf.PdfReader(io.BytesIO(letter_pdf(letter))).pages
            paper = "".join("".join(page.extract_text() for page in pages).split())
            said = letter_text(letter) + str(letter_document(letter))
            assert "".join(letter.sentence.split()) in paper
            assert paper.startswith("".join(letter.office.split()))
            assert {"en": "13March2026", "zh": "2026年3月13日"}[lang] in paper
            assert not re.search(r"2026-\d\d|struckout|划线", paper + "".join(letter_text(letter).split()))
            assert all(f"{row.amount / 100:,.2f}" in paper for row in letter.rows)
            for hidden in (*numbers, home.bank_account, home.phone):
                assert hidden not in paper
                assert hidden not in said


def test_every_step_that_a_letter_tells_has_its_sentences():
    assert {step.name for step in STEPS} >= TOLD
    for lang in LANGUAGES:
        with in_language(lang):
            assert all(has_wording(f"letter.step.{s}") or has_wording(f"letter.step.{s}.unpaid") for s in TOLD)

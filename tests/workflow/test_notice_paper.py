"""What hangs on the board: name, village, persons, amount, dates, where to object; nothing else."""

from __future__ import annotations

import io
import re
from dataclasses import astuple, replace
from datetime import date, timedelta
from random import Random

import pypdf
import pytest

from states.case import CaseFacts, StepTaken
from states.evidence import Notice
from states.facts import PLAN_A_ILLNESSES, Disability, DisabilityClass, Household
from states.policy import TopUpCategory
from states.recorded import Evidence
from states.sheets import shipped
from states.stages import Role, Route, Stage
from workflow import notice_paper, notices
from workflow.demo.people import Numbering, adult, child, elder
from workflow.notice_paper import Places
from workflow.office import Office, User
from workflow.wording import LANGUAGES, in_language, word

NOTICES, ON_A_LIST = 10_000, 4
TODAY = date(2026, 11, 28)
VILLAGE = "371602001203"
DATE = re.compile(r"2026-\d\d-\d\d|\d \w+ 2026|2026 ?年")
OF_A_NUMBER = re.compile(r"\d{4,}|\*")
"""Digits enough to be of an ID number or an account, or the mask of one; amounts are parted by commas."""
GENERAL = (
    "残疾", "重病", "疾病", "支出", "重点保障", "身份证", "账号", "disab", "illness", "expenditure", "key support",
)  # fmt: skip
PLACES = {
    "zh": Places("大湾镇东村", "大湾镇民政办", "滨河县民政局"),
    "en": Places("East Village", "Dawan Town", "Binhe County"),
}


@pytest.fixture(scope="module")
def office() -> Office:
    """An office without a database: a list for the board is made of facts."""
    return _Unstored(None, User("wang", "", Role.TOWNSHIP, "371602000000"), TODAY, shipped())  # type: ignore[arg-type]


class _Unstored(Office):
    calendar = None


def somebody(random: Random, numbering: Numbering, number: int) -> CaseFacts:
    """A verified case with a notice, in which somebody is ill, somebody disabled, and all have ID numbers."""
    head = elder(random, "head", TODAY, "head", numbering)
    others = (
        adult(random, "m2", TODAY, "spouse", numbering),
        child(random, "m3", TODAY, "child", numbering, head.name[0]),
    )
    members = tuple(
        replace(
            member,
            illness=random.choice(PLAN_A_ILLNESSES),
            major_spending=True,
            disabilities=(Disability(random.choice(tuple(DisabilityClass)), random.randint(1, 4)),),
        )
        for member in (head, *others)
    )
    account = f"62{random.randrange(10**17):017d}"
    home = Household(
        members=members,
        village=VILLAGE,
        bank_account=account,
        phone="13000000000",
        address="5 组 17 号",
        cause="illness",
    )
    notice = Notice(
        id=1, on=TODAY - timedelta(days=3), place="村务公开栏", batch="2026-11-25-1",
        monthly=random.randrange(10_00, 4000_00), persons=len(members),
    )  # fmt: skip
    opened = StepTaken(
        seq=1, step="verify", on=notice.on, actor="wang", role=Role.TOWNSHIP, source=None, dest=Stage.VERIFIED
    )
    return CaseFacts(
        id=f"C-{number:07d}", household=home, stage=Stage.VERIFIED, opened_on=notice.on,
        evidence=Evidence((notice,)), history=(opened,), version=1,
    )  # fmt: skip


def private_words(home: Household) -> set[str]:
    """What a list must not say about a household, in the language that is spoken."""
    words = set(GENERAL) | {word("route", Route.EXPENDITURE)}
    words |= {word("top_up", category) for category in TopUpCategory}
    for member in home.members:
        words |= {member.id_no, member.illness or "", word("illness", member.illness or "")}
        words |= {word("disability", each.class_) for each in member.disabilities}
        words |= {each.class_.value for each in member.disabilities}
    return words | {home.bank_account, home.phone, home.address} - {""}


def told_of(text: str, home: Household) -> list[str]:
    """The private words that a text says of a household."""
    return [each for each in private_words(home) if each.lower() in text.lower()]


def numbers_in(text: str) -> list[str]:
    """What may be of an ID number, an account or a case's number; the dates of the notice are none."""
    return OF_A_NUMBER.findall(DATE.sub("", text)) + ["C-"] * ("C-" in text)


def test_none_of_ten_thousand_notices_says_more_than_it_may(office):
    random, numbering = Random(5), Numbering()
    number = made = 0
    while number < NOTICES:
        cases = [somebody(random, numbering, number := number + 1) for _ in range(ON_A_LIST)]
        batch = notices.batch_from(office, "2026-11-25-1", cases)
        language = LANGUAGES[number // ON_A_LIST % len(LANGUAGES)]
        with in_language(language):
            text = notice_paper.board_text(batch, PLACES[language], "000-000")
            for case in cases:
                assert told_of(text, case.household) == []
        assert numbers_in(text) == []
        made += sum(case.household.head.name in text for case in cases)
    assert made == NOTICES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_says_what_the_text_says_and_no_more(office, language):
    random, numbering = Random(6), Numbering()
    cases = [somebody(random, numbering, number) for number in range(60)]
    batch = notices.batch_from(office, "2026-11-25-1", cases)
    with in_language(language):
        pdf = notice_paper.board_pdf(batch, PLACES[language])
        assert pdf == notice_paper.board_pdf(batch, PLACES[language])
        read = pypdf.PdfReader(io.BytesIO(pdf))
        text = "\n".join(page.extract_text() for page in read.pages)
        for case in cases:
            assert told_of(text, case.household) == []
            assert case.household.head.name in text
        for each in notice_paper.board_rows(batch):
            assert each[3] in text
    assert len(read.pages) > 1
    assert numbers_in(text) == []
    days = {"zh": ("2026年11月25日", "2026年12月2日"), "en": ("25November2026", "2December2026")}
    for shown in (*astuple(PLACES[language]), *days[language], "村务公开栏"):
        assert "".join(shown.split()) in "".join(text.split())


def test_a_name_that_looks_like_markup_is_printed_as_it_is(office):
    case = somebody(Random(7), Numbering(), 1)
    evil = "#[/] *a* $x$ \\n @b"
    head = replace(case.household.members[0], name=evil)
    home = replace(case.household, members=(head, *case.household.members[1:]))
    batch = notices.batch_from(office, "2026-11-25-1", [replace(case, household=home)])
    with in_language("zh"):
        text = pypdf.PdfReader(io.BytesIO(notice_paper.board_pdf(batch, PLACES["zh"]))).pages[0].extract_text()
    assert evil in text

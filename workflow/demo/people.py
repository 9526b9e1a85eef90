"""Invented people: names, ages, illnesses, work; ID numbers with a right check digit and nobody behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from states.facts import (
    Disability,
    DisabilityClass,
    Employment,
    EmploymentKind,
    Labour,
    Member,
    Sex,
)
from states.identity import check_digit
from workflow.demo.places import COUNTY

if TYPE_CHECKING:
    from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕仇单解查朴"
GIVEN = "秀英桂兰玉梅凤芳建国志强明华德福春生永贵淑珍长海金凤红霞文军小燕立平素云光辉雪松有才根宝翠莲"
ILLNESSES = (
    "malignant_tumour",
    "uraemia",
    "severe_cardio_cerebrovascular",
    "violent_psychosis",
    "acute_tuberculosis",
    "leukaemia",
)
ADULT_AGES = (22, 68)
ELDER_AGES = (70, 89)
CHILD_AGES = (1, 16)


@dataclass(slots=True)
class Numbering:
    """Gives everybody born on one day an order code of their own, so that no two ID numbers are the same."""

    born: dict[date, int] = field(default_factory=dict)

    def id_number(self, born: date, sex: Sex) -> str:
        """An 18-character number for an invented person: 500 a day and sex before the area code moves on."""
        order = self.born.get(born, 0)
        self.born[born] = order + 1
        area, within = divmod(order, 500)
        body = f"{COUNTY[:4]}{int(COUNTY[4:]) + area:02d}{born:%Y%m%d}{within * 2 + (sex is Sex.MALE):03d}"
        return body + check_digit(body)


def name(random: Random, surname: str | None = None) -> str:
    """A name of two or three characters."""
    family = surname or random.choice(SURNAMES)
    return family + "".join(random.choice(GIVEN) for _ in range(random.choice((1, 2, 2, 2))))


def born_at(random: Random, ages: tuple[int, int], today: date) -> date:
    """A birthday that makes a person of an age in `ages` (inclusive) today."""
    age = random.randint(*ages)
    day = today.replace(year=today.year - age, day=min(today.day, 28)) - timedelta(days=random.randint(0, 364))
    return day if (day.month, day.day) != (2, 29) or random.random() < 0.5 else day + timedelta(days=1)  # noqa: PLR2004


def adult(
    random: Random, key: str, today: date, relation: str, numbering: Numbering, surname: str | None = None
) -> Member:
    """Somebody of working age."""
    sex = random.choice(tuple(Sex))
    born = born_at(random, ADULT_AGES, today)
    kind = random.choice((EmploymentKind.EMPLOYED, EmploymentKind.SELF_EMPLOYED, EmploymentKind.NONE))
    return Member(
        id=key,
        born=born,
        name=name(random, surname),
        id_no=numbering.id_number(born, sex),
        sex=sex,
        relation=relation,
        employment=Employment(kind, born.replace(year=born.year + 20, day=min(born.day, 28))),
        labour=random.choice((Labour.ABLE, Labour.PARTLY)),
    )


def elder(random: Random, key: str, today: date, relation: str, numbering: Numbering) -> Member:
    """Somebody of seventy or more."""
    sex = random.choice(tuple(Sex))
    born = born_at(random, ELDER_AGES, today)
    return Member(
        id=key,
        born=born,
        name=name(random),
        id_no=numbering.id_number(born, sex),
        sex=sex,
        relation=relation,
        labour=Labour.NONE,
    )


def child(random: Random, key: str, today: date, relation: str, numbering: Numbering, surname: str) -> Member:
    """Somebody under seventeen."""
    sex = random.choice(tuple(Sex))
    born = born_at(random, CHILD_AGES, today)
    return Member(
        id=key,
        born=born,
        name=name(random, surname),
        id_no=numbering.id_number(born, sex),
        sex=sex,
        relation=relation,
        labour=Labour.NONE,
    )


def severe_disability(random: Random) -> Disability:
    """A certificate that gives key support."""
    return Disability(
        random.choice((DisabilityClass.VISUAL, DisabilityClass.PHYSICAL, DisabilityClass.MENTAL)), random.choice((1, 2))
    )


def light_disability(random: Random) -> Disability:
    """A certificate that gives none by itself."""
    return Disability(random.choice((DisabilityClass.HEARING, DisabilityClass.SPEECH)), random.choice((3, 4)))

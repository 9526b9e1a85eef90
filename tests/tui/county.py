"""A small county with somebody in every stage, the same on every run: for pictures and for text that means harm."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING
from unittest.mock import patch

from sqlalchemy import delete

from db.bulk import insert_rows
from db.drafts import DRAFTS
from db.engine import open_store
from db.migrate import create
from states.evidence import Wish
from states.facts import Household, Member, RegisteredPoor, Sex
from states.stages import Role
from tests.life import people
from tests.life.people import BLIND, household, with_bill, working
from tests.life.story import Story, book_of
from workflow.office import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = date(2027, 3, 10)
PLACES = (
    ("371602000000", "大湾县", "Dawan county", "county", None),
    ("371602001000", "大湾镇", "Dawan township", "township", "371602000000"),
    ("371602001203", "前进村", "Qianjin", "village", "371602001000"),
    ("371602001204", "新庄村", "Xinzhuang", "village", "371602001000"),
)
USERS = (
    ("wang", "王玉梅", Role.TOWNSHIP, "371602001000"),
    ("liu", "刘志强", Role.TOWNSHIP, "371602001000"),
    ("sun", "孙桂兰", Role.TOWNSHIP, "371602001000"),
    ("chen", "陈国华", Role.COUNTY, "371602000000"),
    ("zhao", "赵立平", Role.COUNTY, "371602000000"),
    ("cron", "cron", Role.CRON, "371602000000"),
)
XINZHUANG = "371602001204"
BEGAN = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""The first instant of its journal."""


def build(path: Path) -> None:
    """The county in a new database, as it stands on TODAY."""
    url = f"sqlite:///{path}"
    create(url)
    store = open_store(url)
    regions = [dict(zip(("code", "name", "name_en", "level", "parent"), row, strict=True)) for row in PLACES]
    users = [dict(zip(("login", "name", "role", "region"), row, strict=True), active=True) for row in USERS]
    with store.writing() as uow:
        insert_rows(uow, {"regions": regions, "users": users})
        uow.commit()
    store.close()
    with people_numbered_from_one(), opened(path, "wang", date(2026, 3, 2)) as office:
        instants = count()
        office.store.clock = lambda: BEGAN + next(instants) * timedelta(hours=7)
        _live(office)


def forget_drafts(path: Path) -> None:
    """Forget what was typed into forms."""
    store = open_store(f"sqlite:///{path}")
    with store.writing() as uow:
        uow.connection.execute(delete(DRAFTS))
        uow.commit()
    store.close()


@contextmanager
def people_numbered_from_one() -> Iterator[None]:
    """ID numbers that do not depend on who was invented before."""
    with patch.object(people, "SERIAL", people.count(1)):
        yield


@contextmanager
def opened(path: Path, login: str = "wang", on: date = TODAY) -> Iterator[Office]:
    """An office on the database of a path."""
    office = Office.open(f"sqlite:///{path}", login, on)
    try:
        yield replace(office, book=book_of())
    finally:
        office.store.close()


def person(id_: str, name: str, born: str, sex: Sex, relation: str, **facts: object) -> Member:
    """Somebody with a name."""
    return replace(people.person(id_, born, sex=sex, relation=relation, **facts), name=name)


def li() -> Household:
    """A widow of 76, ill and blind, her son who works, her grandson: three with a hospital bill."""
    home = household(
        person(
            "head",
            "李秀英",
            "1950-03-02",
            Sex.FEMALE,
            "head",
            disabilities=BLIND,
            illness="uraemia",
            major_spending=True,
        ),
        person("son", "李建国", "1978-06-15", Sex.MALE, "son"),
        person("grandson", "李小龙", "2018-05-05", Sex.MALE, "grandson"),
        income="20000.00",
    )
    home = with_bill(home, "14000.00", "2026-01-20")
    return replace(home, phone="13900001111", address="3组12号", bank_account="6217000010001234567")


def zhang() -> Household:
    """A couple that climbs out of poverty."""
    home = household(
        person("head", "张福田", "1969-01-09", Sex.MALE, "head"),
        person("wife", "陈巧云", "1971-12-02", Sex.FEMALE, "spouse"),
        income="2400.00",
    )
    return replace(home, village=XINZHUANG, registered_poor=RegisteredPoor("3716020017", date(2020, 11, 3)))


def single(name: str, born: str, sex: Sex, income: str = "1200.00", village: str = "") -> Household:
    """One person alone."""
    return replace(household(person("head", name, born, sex, "head"), income=income), village=village)


def _live(office: Office) -> None:
    """Everybody's life up to TODAY."""
    first = Story(office)
    first.admits(li())
    second = first.another().admits(zhang())
    lone = first.another().admits(single("赵有福", "1949-08-08", Sex.MALE, village=XINZHUANG))
    late = first.another().admits(single("何桂香", "1961-10-30", Sex.FEMALE))
    gone = first.another().admits(single("孙大山", "1955-04-01", Sex.MALE))
    first.on("2026-04-05").step("grant_key_support")
    lone.on("2026-04-06").step("grant_key_support")
    gone.on("2026-11-02").record(Wish(on=gone.today, person="孙大山", document="letter 3"))
    gone.step("withdraw")
    rich = working(zhang(), "12000.00", "2026-10-01")
    second.on("2027-03-03").looked_at(rich).wait(1).step("reverify").wait(1).step("begin_taper")
    late.on("2027-03-05").looked_at(single("何桂香", "1961-10-30", Sex.FEMALE)).wait(1).step("reverify")
    waits = late.another().opens(single("周秋菊", "1958-02-11", Sex.FEMALE, village=XINZHUANG))
    waits.papers(without="authorisation")
    shown = late.another().opens(single("钱守义", "1990-07-19", Sex.MALE))
    shown.verified(single("钱守义", "1990-07-19", Sex.MALE)).wait(1).published()

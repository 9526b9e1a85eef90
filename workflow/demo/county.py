"""The county: whose lives, how many of each, in which village; the same for the same seed, size and day."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from db.bulk import insert_rows, settle_numbers
from db.writing import case_number
from states.case import Actor
from states.facts import Sex
from states.stages import Role
from workflow.demo import lives, ready
from workflow.demo.counterparts import READY, SPOILT
from workflow.demo.life import Office as Workers
from workflow.demo.lives import Setting
from workflow.demo.people import Numbering
from workflow.demo.people import name as invented_name
from workflow.demo.places import COUNTY_CODE, places
from workflow.demo.rows import Counters, Newcomer, Placed, Rows, write_life
from workflow.errors import DatabaseTrouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.engine import Store
    from workflow.demo.life import Life
    from workflow.demo.places import Place
    from workflow.office import Office

HOUSEHOLDS = 3333
PERSONS = 5679
SEED = 20200101
CHUNK = 500
DISTINCT = 4000
"""Lives lived through the rules; a larger county lives them again under other names."""

MIX: tuple[tuple[Callable[[Setting], Life], int], ...] = (
    (lives.key_supported, 400),
    (lives.enrolled, 270),
    (lives.ill_and_enrolled, 90),
    (lives.tapering, 60),
    (lives.recheck_overdue, 25),
    (lives.papers_wait, 20),
    (lives.helped_elsewhere, 12),
    (lives.term_ended_undecided, 6),
    (lives.re_verified, 15),
    (lives.re_verified_risen, 6),
    (lives.re_verified_rich, 5),
    (lives.asks_to_leave_taper, 5),
    (lives.taper_over, 5),
    (lives.applied, 15),
    (lives.applied_late, 4),
    (lives.ready_to_verify, 8),
    (lives.notice_running, 12),
    (lives.ready_to_enroll, 6),
    (ready.adjustable, 4),
    (ready.recognised, 3),
    (lives.terminated, 15),
    (lives.rejected, 10),
    (lives.withdrawn, 5),
    (lives.died, 8),
    (lives.refused, 2),
    (lives.appeals, 2),
)
"""Lives and how many of a thousand live them."""

SIZES = (1, 2, 3, 4, 5)
SIZE_WEIGHTS = (52, 28, 12, 6, 2)

VISITORS = (("liu", "刘志强"), ("sun", "孙桂兰"), ("he", "何建国"), ("gao", "高秀英"))


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the demonstration."""

    login: str
    name: str
    role: Role
    region: str


ACCOUNTS = (
    Account("wang", "王玉梅", Role.TOWNSHIP, COUNTY_CODE),
    *(Account(login, name, Role.TOWNSHIP, COUNTY_CODE) for login, name in VISITORS),
    Account("cun", "罗长海", Role.VILLAGE, COUNTY_CODE),
    Account("chen", "陈国华", Role.COUNTY, COUNTY_CODE),
    Account("zhao", "赵立平", Role.COUNTY, COUNTY_CODE),
    Account("shen", "沈素珍", Role.AUDITOR, COUNTY_CODE),
    Account("cron", "cron", Role.CRON, COUNTY_CODE),
)


def fill(
    office: Office, *, households: int = HOUSEHOLDS, seed: int = SEED, progress: Callable[[int], None] | None = None
) -> None:
    """Fill an empty database with the county as it is on the office's day. DatabaseTrouble: it is not empty."""
    with office.reading() as read:
        if not read.is_empty():
            raise DatabaseTrouble("stores.not_empty", url="", detail="")
    found = places(households)
    _settle(office.store, found)
    rows, counters = Rows(), Counters()
    for number, (life, people) in enumerate(_lived(office, households, seed), start=1):
        placed = Placed(case_number(number), _village(found, number, households), office.today, people)
        write_life(life, placed, rows, counters)
        if number % CHUNK == 0 or number == households:
            _keep(office.store, rows)
            rows = Rows()
            if progress is not None:
                progress(min(CHUNK, number))
    with office.store.writing() as uow:
        settle_numbers(uow)
        uow.commit()


def _settle(store: Store, found: tuple[Place, ...]) -> None:
    with store.writing() as uow:
        insert_rows(
            uow,
            {
                "regions": [
                    {"code": p.code, "name": p.name, "name_en": p.name_en, "level": p.level, "parent": p.parent}
                    for p in found
                ],
                "users": [
                    {"login": a.login, "name": a.name, "role": a.role, "region": a.region, "active": True}
                    for a in ACCOUNTS
                ],
            },
        )
        uow.commit()


def _keep(store: Store, rows: Rows) -> None:
    with store.writing() as uow:
        insert_rows(uow, rows.tables)
        uow.commit()


def _village(found: tuple[Place, ...], number: int, households: int) -> str:
    """Households fill village after village."""
    villages = [place.code for place in found if place.level == "village"]
    return villages[(number - 1) * len(villages) // households]


def _lived(office: Office, households: int, seed: int) -> Iterator[tuple[Life, dict[str, Newcomer]]]:
    """A life for each household: lived through the rules, or lived again by other people."""
    random = Random(seed)  # noqa: S311  for repetition, not for secrets
    numbering = Numbering()
    scripts = _scripts(random, min(households, DISTINCT))
    sizes = _sizes(random, len(scripts))
    known: list[Life] = []
    for number, (script, persons) in enumerate(zip(scripts, sizes, strict=True), start=1):
        setting = Setting(
            random=Random(f"{seed}-{number}"),  # noqa: S311
            today=office.today,
            rules=office.rules_for(COUNTY_CODE),
            office=_workers(random),
            numbering=numbering,
            case_id=case_number(number),
            village=COUNTY_CODE,
            persons=persons,
        )
        known.append(script(setting))
        yield known[-1], {}
    for number in range(len(scripts), households):
        life = known[number % len(known)]
        yield life, _others(random, life, numbering)


def _scripts(random: Random, households: int) -> list[Callable[[Setting], Life]]:
    """One of each ready and spoilt life first, then the mix; shuffled, so that every village has some of each."""
    every = [*READY.values(), *SPOILT]
    scripts = every[:households]
    choices, weights = zip(*MIX, strict=True)
    scripts += random.choices(choices, weights, k=households - len(scripts))
    random.shuffle(scripts)
    return scripts


def _sizes(random: Random, households: int) -> list[int]:
    """Persons of each household: the published mean, met exactly."""
    wanted = round(households * PERSONS / HOUSEHOLDS)
    sizes = random.choices(SIZES, SIZE_WEIGHTS, k=households)
    while (difference := wanted - sum(sizes)) != 0:
        at = random.randrange(households)
        step = 1 if difference > 0 else -1
        if 1 <= sizes[at] + step <= SIZES[-1]:
            sizes[at] += step
    return sizes


def _workers(random: Random) -> Workers:
    first, second = random.sample([login for login, _ in VISITORS], 2)
    return Workers(
        (first, second), Actor("wang", Role.TOWNSHIP), Actor("chen", Role.COUNTY), Actor("zhao", Role.COUNTY)
    )


def _others(random: Random, life: Life, numbering: Numbering) -> dict[str, Newcomer]:
    return {
        member.id: Newcomer(invented_name(random), numbering.id_number(member.born, member.sex or Sex.FEMALE))
        for member in life.case.household.members
    }

"""The county: whose lives, how many of each, in which village; the same for the same seed, size and day."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from db.bulk import insert_rows, settle_numbers
from db.writing import case_number
from states.case import Actor
from states.evidence import Appeal
from states.facts import Sex
from states.stages import Role, Stage
from workflow.demo import lives, ready, spoilt
from workflow.demo.life import Office as Workers
from workflow.demo.lives import Setting
from workflow.demo.people import Numbering
from workflow.demo.people import name as invented_name
from workflow.demo.places import COUNTY_CODE, FIRST_VILLAGE, places
from workflow.demo.rows import Counters, Newcomer, Placed, Rows, write_life
from workflow.demo.showcase import COUNTED_TWICE, READY, SPOILT
from workflow.derived import derived_anew
from workflow.errors import DatabaseTrouble
from workflow.stores import shown_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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

OF_ONE_SIZE: Mapping[Callable[[Setting], Life], int] = {
    lives.died: 1,
    spoilt.poorer_by_a_death: 2,
    spoilt.grown_poorer_in_support: 2,
    spoilt.route_changed_by_a_death: 2,
    spoilt.route_changed_in_support: 2,
}
"""Lives that are about so many people."""

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
    Account("cun", "罗长海", Role.VILLAGE, FIRST_VILLAGE),
    Account("chen", "陈国华", Role.COUNTY, COUNTY_CODE),
    Account("zhao", "赵立平", Role.COUNTY, COUNTY_CODE),
    Account("shen", "沈素珍", Role.AUDITOR, COUNTY_CODE),
    Account("cron", "cron", Role.CRON, COUNTY_CODE),
)


def fill(
    office: Office, *, households: int = HOUSEHOLDS, seed: int = SEED, progress: Callable[[int], None] | None = None
) -> None:
    """Fill an empty database with the county as it is on the office's day. DatabaseTrouble: it is not empty."""
    with office.store.reading() as read:
        if not read.is_empty():
            raise DatabaseTrouble("stores.not_empty", url=shown_url(office.store.url), detail="")
    found = places(households)
    _settle(office.store, found)
    office = office.as_user(office.user.login)
    rows, counters = Rows(), Counters()
    lender: dict[str, int] = {}
    appealed: str | None = None
    for number, lived in enumerate(_lived(office, households, seed), start=1):
        first_person = counters.person
        placed = Placed(
            case_number(number),
            _village(found, number, households),
            office.today,
            lived.people,
            former_case=appealed if lived.applies_again else None,
            known=lender,
        )
        write_life(lived.life, placed, rows, counters)
        if number == 1:
            lender = {lived.life.case.household.members[0].id_no: first_person}
        if lived.life.case.stage is Stage.TERMINATED and lived.life.case.evidence.newest(Appeal) is not None:
            appealed = placed.case_id
        if number % CHUNK == 0 or number == households:
            _keep(office.store, rows)
            rows = Rows()
            if progress is not None:
                progress(min(CHUNK, number))
    with office.store.writing() as uow:
        settle_numbers(uow)
        uow.commit()
    derived_anew(office)


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


@dataclass(frozen=True, slots=True)
class Lived:
    """A life, the other people who live it again, and whether it is a household's second application."""

    life: Life
    people: Mapping[str, Newcomer] = field(default_factory=dict)
    applies_again: bool = False


def _lived(office: Office, households: int, seed: int) -> Iterator[Lived]:
    """A life for each household: lived through the rules, or lived again by other people.

    The first household lends its head to those who count a person twice; the last of those that are lived through the
    rules applies again after an ending.
    """
    random = Random(seed)  # noqa: S311  for repetition, not for secrets
    numbering = Numbering()
    scripts = _scripts(random, min(households, DISTINCT))
    sizes = _sizes(random, scripts)
    known: list[Life] = []
    for number, (script, persons) in enumerate(zip(scripts, sizes, strict=True), start=1):
        guest = known[0].case.household.members[0] if script.with_guest else None
        setting = Setting(
            random=Random(f"{seed}-{number}"),  # noqa: S311
            today=office.today,
            rules=office.rules_for(COUNTY_CODE),
            office=_workers(random),
            numbering=numbering,
            case_id=case_number(number),
            village=COUNTY_CODE,
            persons=persons,
            guest=guest,
        )
        known.append(script.live(setting))
        yield Lived(known[-1], applies_again=number == len(scripts) > len(READY) + len(SPOILT))
    alone = [life for life, script in zip(known, scripts, strict=True) if not script.with_guest]
    for number in range(len(scripts), households):
        life = alone[number % len(alone)]
        yield Lived(life, _others(random, life, numbering))


@dataclass(frozen=True, slots=True)
class Script:
    """A life to live, and whether somebody in it counts in another case too."""

    live: Callable[[Setting], Life]
    with_guest: bool = False


def _scripts(random: Random, households: int) -> list[Script]:
    """Each ready and spoilt life once, then the mix, shuffled; a supported household first, an applicant last."""
    every = [*(Script(live) for live in (*READY.values(), *SPOILT)), *(Script(live, True) for live in COUNTED_TWICE)]
    scripts = every[: max(0, households - 2)]
    choices, weights = zip(*MIX, strict=True)
    scripts += [Script(live) for live in random.choices(choices, weights, k=max(0, households - 2 - len(scripts)))]
    random.shuffle(scripts)
    return [Script(lives.key_supported), *scripts, Script(lives.applied)][:households]


def _sizes(random: Random, scripts: list[Script]) -> list[int]:
    """Persons of each household: the published mean, met exactly; some lives are about one person or two."""
    wanted = round(len(scripts) * PERSONS / HOUSEHOLDS)
    fixed = {at: OF_ONE_SIZE[script.live] for at, script in enumerate(scripts) if script.live in OF_ONE_SIZE}
    sizes = random.choices(SIZES, SIZE_WEIGHTS, k=len(scripts))
    sizes = [fixed.get(at, size) for at, size in enumerate(sizes)]
    free = [at for at in range(len(scripts)) if at not in fixed]
    while free and (difference := wanted - sum(sizes)) != 0:
        at = random.choice(free)
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

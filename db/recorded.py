"""Which cases hold evidence of a kind, and in which live cases somebody is a member."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import and_, select

from db.lists import region_range
from db.reading import CASES, EVIDENCE, MEMBERS, Reading
from states.evidence import EvidenceKind
from states.stages import Stage

CHUNK = 500


def cases_with(read: Reading, kind: EvidenceKind, region: str = "") -> Sequence[str]:
    """The numbers of a region's cases, ended ones too, that hold a record of a kind; in order."""
    statement = select(EVIDENCE.c.case_id).distinct().where(EVIDENCE.c.kind == kind.value)
    if region:
        statement = statement.join(CASES, CASES.c.id == EVIDENCE.c.case_id).where(region_range(CASES.c.village, region))
    return read.connection.execute(statement.order_by(EVIDENCE.c.case_id)).scalars().all()


def live_cases_of_members(read: Reading, cases: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """For each member, by case and member id: every live case of a household that the same person lives in."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    own, home, here, there = CASES.alias("own"), CASES.alias("home"), MEMBERS.alias("here"), MEMBERS.alias("there")
    statement = (
        select(own.c.id.label("case_id"), here.c.member_key, home.c.id.label("live"))
        .join(here, here.c.household_id == own.c.household_id)
        .join(there, and_(there.c.person_id == here.c.person_id, there.c.left_on.is_(None)))
        .join(home, and_(home.c.household_id == there.c.household_id, home.c.stage != Stage.TERMINATED.value))
        .distinct()
        .order_by(own.c.id, here.c.member_key, home.c.id)
    )
    for start in range(0, len(cases), CHUNK):
        for row in read.rows(statement.where(own.c.id.in_(cases[start : start + CHUNK]))):
            found[row["case_id"], row["member_key"]].append(row["live"])
    return {member: tuple(live) for member, live in found.items()}

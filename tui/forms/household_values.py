"""Between a household and its form: what is filled in from what is known, and what is made of what was typed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from states.facts import Employment, EmploymentKind, Household, Income, Member, Property, RegisteredPoor, Voucher
from states.household_shape import decimal_text
from states.identity import birthday, sex
from states.money import yuan
from workflow.wording import word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

OFFSETS = (
    "basic_insurance",
    "critical_illness_insurance",
    "commercial_insurance",
    "medical_aid",
    "charity",
    "other_aid",
)
PLAIN = ("major_spending", "bedridden", "labour")


def _money(fen: int) -> str:
    return yuan(fen) if fen else ""


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def circumstances(member: Member) -> dict[str, Any]:
    """What the form shows of a person's circumstances."""
    job = member.employment
    return {
        "title": member.name or member.id,
        "disabilities": ", ".join(f"{word('disability', d.class_.value)} {d.level}" for d in member.disabilities),
        "illness": member.illness or "",
        "employment": job.kind.value if job else "",
        "since": _day(job.since) if job else "",
        **{name: getattr(member, name) or "" for name in PLAIN},
    }


def survey_values(household: Household, today: date, login: str) -> dict[str, Any]:
    """The survey's form filled in from what was known last: an empty income line waits for everybody who has none."""
    earning = {row.member for row in household.income}
    income = [
        {"member": r.member, "kind": r.kind.value, "annual": yuan(r.annual), "excluded": r.excluded or ""}
        for r in household.income
    ]
    income += [{"member": m.id, "kind": "wages"} for m in household.counted if m.id not in earning]
    owned = household.holdings
    return {
        "on": today.isoformat(),
        "surveyors": login,
        "income": income,
        "medical": [voucher_values(row) for row in household.medical],
        "people": [circumstances(member) for member in household.members],
        **(_holdings(owned) if owned else {}),
        **_register(household.registered_poor),
    }


def voucher_values(row: Voucher) -> dict[str, Any]:
    """One voucher as its row of the form."""
    offsets = {name: _money(getattr(row, name)) for name in OFFSETS}
    return {
        "member": row.member,
        "on": _day(row.on),
        "voucher": row.voucher,
        "certified": yuan(row.certified),
        **offsets,
    }


def _holdings(owned: Property) -> dict[str, str]:
    return {
        "financial_assets": yuan(owned.financial_assets),
        "motor_vehicles": str(owned.motor_vehicles),
        "homes": str(owned.homes),
        "home_area_m2": decimal_text(owned.home_area_m2) if owned.home_area_m2 else "",
        "business_capital": _money(owned.business_capital),
    }


def _register(poor: RegisteredPoor | None) -> dict[str, str]:
    return {"card": poor.card, "lifted_on": _day(poor.lifted_on)} if poor else {}


def surveyed(household: Household, read: Mapping[str, Any]) -> Household:
    """The household as the survey's form says it stands."""
    people = tuple(with_circumstances(m, row) for m, row in zip(household.members, read["people"], strict=True))
    return replace(
        household,
        members=people,
        income=tuple(Income(r["member"], r["kind"], r["annual"], r["excluded"]) for r in read["income"]),
        medical=tuple(voucher_of(row) for row in read["medical"]),
        holdings=holdings_of(read),
        registered_poor=register_of(read),
        previous=None,
    )


def voucher_of(row: Mapping[str, Any]) -> Voucher:
    """A voucher from its row; an amount that was left empty is zero."""
    offsets = {name: row[name] or 0 for name in OFFSETS}
    return Voucher(row["member"], row["on"], row["certified"], row["voucher"], **offsets)


def holdings_of(read: Mapping[str, Any]) -> Property | None:
    """What the household owns; None, unknown, where nothing at all was written."""
    names = ("financial_assets", "motor_vehicles", "homes", "home_area_m2", "business_capital")
    if all(read[name] is None for name in names):
        return None
    return Property(
        read["financial_assets"] or 0,
        read["motor_vehicles"] or 0,
        read["homes"] or 0,
        read["home_area_m2"] or Fraction(0),
        read["business_capital"] or 0,
    )


def register_of(read: Mapping[str, Any]) -> RegisteredPoor | None:
    """The poverty register's card, where one was written."""
    return RegisteredPoor(read["card"], read["lifted_on"]) if read["card"] or read["lifted_on"] else None


def with_circumstances(member: Member, row: Mapping[str, Any]) -> Member:
    """A person with the circumstances of a row."""
    kind: EmploymentKind | None = row["employment"]
    return replace(
        member,
        disabilities=tuple(row["disabilities"]),
        illness=row["illness"] or None,
        employment=Employment(kind, row["since"]) if kind else None,
        **{name: row[name] for name in PLAIN},
    )


def member_of(row: Mapping[str, Any], member_id: str) -> Member:
    """A person from a row of the register."""
    person = Member(
        id=member_id,
        born=row["born"],
        name=row["name"],
        id_no=row["id_no"].upper(),
        sex=row["sex"],
        relation=row["relation"],
    )
    return replace(with_circumstances(person, row), not_counted=row["not_counted"])


def applying(read: Mapping[str, Any]) -> Household:
    """The household that applies."""
    rows: Sequence[Mapping[str, Any]] = read["members"]
    members = tuple(member_of(row, f"m{number}") for number, row in enumerate(rows, start=1))
    return Household(
        members=members,
        village=read["village"],
        phone=read["phone"],
        address=read["address"],
        bank_account=read["bank_account"],
        applied_on=read["applied_on"],
        special=read["special"],
        cause=read["cause"],
        needs=read["needs"],
        registered_poor=register_of(read),
        recheck_class=read["recheck_class"],
    )


def carried_by(id_no: str) -> dict[str, str]:
    """Birthday and sex as an ID number carries them, for filling in; nothing of a number that carries none."""
    born, as_sex = birthday(id_no.strip()), sex(id_no.strip())
    return {"born": born.isoformat(), "sex": as_sex.value} if born and as_sex else {}


def merged(registered: Household, last: Household | None) -> Household:
    """Who is registered today, with what was last found out about them; who counts is the register's to say."""
    if last is None:
        return registered
    found = {member.id: member for member in last.members}
    here = {member.id for member in registered.members}
    return replace(
        registered,
        members=tuple(
            replace(found.get(m.id, m), not_counted=m.not_counted, relation=m.relation) for m in registered.members
        ),
        income=tuple(row for row in last.income if row.member in here),
        medical=tuple(row for row in last.medical if row.member in here),
        holdings=last.holdings,
        registered_poor=last.registered_poor or registered.registered_poor,
        cause=last.cause,
    )

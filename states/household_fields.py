"""The fields of a household file, declared once: which keys there are, what each takes, what must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states.facts import (
    Disability,
    DisabilityClass,
    Employment,
    EmploymentKind,
    ExcludedKind,
    Household,
    Income,
    IncomeKind,
    Labour,
    Member,
    NotCounted,
    Previous,
    Property,
    RecheckClass,
    Recognition,
    RegisteredPoor,
    Sex,
    Voucher,
)
from states.reading import (
    Reader,
    Reading,
    Shape,
    any_money,
    area,
    born,
    code_of,
    count,
    day,
    entered,
    flag,
    id_number,
    illness,
    level,
    money,
    objects,
    one,
    share,
    some_text,
    text,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from states.reading import Path


def _previous(monthly: int | None = None, entered: tuple[int, int | None] | None = None) -> Previous:
    year, month = entered or (None, None)
    return Previous(monthly, year, month)


def _same(*names: str, **readers: Reader) -> dict[str, tuple[str, Reader]]:
    """Keys whose attribute has the same name; `names` are texts."""
    return {name: (name, text) for name in names} | {name: (name, reader) for name, reader in readers.items()}


DISABILITY = Shape(
    Disability, {"class": ("class_", code_of(DisabilityClass)), "level": ("level", level)}, ("class", "level")
)
EMPLOYMENT = Shape(Employment, _same(kind=code_of(EmploymentKind), since=day), ("kind",))
RECOGNITION = Shape(Recognition, {**_same("by", "document", rate=share, until=day), "from": ("from_", day)}, ("rate",))
MEMBER = Shape(
    Member,
    _same(
        "name",
        "relation",
        id=some_text,
        id_no=id_number,
        born=born,
        sex=code_of(Sex),
        disabilities=objects(DISABILITY),
        illness=illness,
        major_spending=flag,
        bedridden=flag,
        employment=one(EMPLOYMENT),
        labour=code_of(Labour),
        not_counted=code_of(NotCounted),
        recognised=one(RECOGNITION),
    ),
    ("id", "born"),
)


def _only_business_may_lose(values: Mapping[str, Any], path: Path, reading: Reading) -> None:
    annual, kind = values.get("annual"), values.get("kind")
    if annual is not None and annual < 0 and kind not in {None, IncomeKind.BUSINESS}:
        reading.wrong("NEGATIVE", (path, "annual"))


INCOME = Shape(
    Income,
    _same("member", kind=code_of(IncomeKind), annual=any_money, excluded=code_of(ExcludedKind)),
    ("member", "kind", "annual"),
    _only_business_may_lose,
)
VOUCHER = Shape(
    Voucher,
    _same(
        "member",
        "voucher",
        on=day,
        certified=money,
        basic_insurance=money,
        critical_illness_insurance=money,
        commercial_insurance=money,
        medical_aid=money,
        charity=money,
        other_aid=money,
    ),
    ("member", "on", "certified"),
)
PROPERTY = Shape(
    Property,
    _same(financial_assets=money, motor_vehicles=count, homes=count, home_area_m2=area, business_capital=money),
)
REGISTERED = Shape(RegisteredPoor, _same("card", lifted_on=day))
PREVIOUS = Shape(_previous, {"monthly": ("monthly", money), "taper_entered": ("entered", entered)})


def _members_are_who_is_named(values: Mapping[str, Any], path: Path, reading: Reading) -> None:
    """At least one member, each id and ID number once, and rows only about members."""
    members: tuple[Member | None, ...] | None = values.get("members")
    if members is None:
        return
    if not members:
        reading.wrong("NO_MEMBERS", (path, "members"))
    _each_once("id", [m.id if m else "" for m in members], (path, "members"), reading)
    _each_once("id_no", [m.id_no if m else "" for m in members], (path, "members"), reading)
    ids = {m.id for m in members if m}
    if None in members:
        return  # a row may mean the member that could not be read
    for rows in ("income", "medical"):
        for index, row in enumerate(values.get(rows) or ()):
            if row is not None and row.member not in ids:
                reading.wrong("UNKNOWN_MEMBER", (((path, rows), index), "member"), row.member)


def _each_once(key: str, found: list[str], path: Path, reading: Reading) -> None:
    """Each text once among the members; an ID number is not shown."""
    seen: set[str] = set()
    for index, value in enumerate(found):
        if value and value in seen:
            reading.wrong("TWICE", ((path, index), key), value if key == "id" else None)
        seen.add(value)


HOUSEHOLD = Shape(
    Household,
    {
        **_same(
            "id",
            "village",
            "phone",
            "address",
            "bank_account",
            "cause",
            applied_on=day,
            special=flag,
            needs=texts,
            registered_poor=one(REGISTERED),
            recheck_class=code_of(RecheckClass),
            members=objects(MEMBER),
            income=objects(INCOME),
            medical=objects(VOUCHER),
            previous=one(PREVIOUS),
        ),
        "property": ("holdings", one(PROPERTY)),
    },
    ("members",),
    _members_are_who_is_named,
)

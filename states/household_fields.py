"""The fields of a household file, declared once: which keys there are, what each takes, what must be there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from states.facts import (
    PLAN_A_ILLNESSES,
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
from states.money import NotMoneyError, fen_of

LONGEST_TEXT = 1000
LARGEST_COUNT = 10**6
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SHARE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file: a code, the field's path, what stood there, and the line where one is known."""

    code: str
    field: str
    datum: str | None = None
    line: int | None = None


@dataclass(slots=True)
class Reading:
    """What readers need besides the value, and the problems found so far."""

    on: date
    illnesses: frozenset[str]
    line: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, code: str, path: str, datum: object = None) -> None:
        """Note a problem and give None, so that a reader can return it."""
        shown = None if datum is None else _shown(datum)
        self.problems.append(Problem(code, path, shown, self.line))


Reader = Callable[[Any, str, Reading], Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object's keys: attribute and reader by key, which are required, and what is made of them."""

    make: Callable[..., Any]
    keys: Mapping[str, tuple[str, Reader]]
    required: tuple[str, ...] = ()
    check: Callable[[Mapping[str, Any], str, Reading], None] | None = None


def read_object(value: object, shape: Shape, path: str, reading: Reading) -> Any:
    """What a document says under a shape, or None with its problems noted; a null counts as left out."""
    if not isinstance(value, dict):
        return reading.wrong("NOT_AN_OBJECT", path, value)
    before = len(reading.problems)
    values: dict[str, Any] = {}
    for key, item in value.items():
        where = f"{path}.{key}" if path else key
        if key not in shape.keys:
            reading.wrong("UNKNOWN_KEY", _printable(where))
        elif item is not None:
            attribute, reader = shape.keys[key]
            values[attribute] = reader(item, where, reading)
    for key in shape.required:
        if shape.keys[key][0] not in values:
            reading.wrong("KEY_MISSING", f"{path}.{key}" if path else key)
    if len(reading.problems) > before:
        return None
    if shape.check is not None:
        shape.check(values, path, reading)
    return shape.make(**values) if len(reading.problems) == before else None


def text(value: object, path: str, reading: Reading) -> str | None:
    """A text without control characters and bidi overrides."""
    if not isinstance(value, str):
        return reading.wrong("NOT_A_TEXT", path, value)
    if not is_clean(value):
        return reading.wrong("CONTROL_CHARACTER", path, value)
    if len(value) > LONGEST_TEXT:
        return reading.wrong("TEXT_TOO_LONG", path, len(value))
    return value


def is_clean(value: str) -> bool:
    """Whether a text is free of control characters and bidi overrides."""
    return _FORBIDDEN.search(value) is None


def some_text(value: object, path: str, reading: Reading) -> str | None:
    """A text that is not empty."""
    found = text(value, path, reading)
    return reading.wrong("EMPTY", path) if found is not None and not found.strip() else found


def money(value: object, path: str, reading: Reading) -> int | None:
    """An amount in fen, not negative."""
    fen = any_money(value, path, reading)
    return reading.wrong("NEGATIVE", path, value) if fen is not None and fen < 0 else fen


def any_money(value: object, path: str, reading: Reading) -> int | None:
    """An amount in fen, from a plain decimal with at most two places, as a text or a number."""
    written = value if isinstance(value, str) else getattr(value, "text", None)
    if written is None:
        return reading.wrong("NOT_AN_AMOUNT", path, value)
    try:
        return fen_of(written)
    except NotMoneyError:
        return reading.wrong("NOT_AN_AMOUNT", path, written)


def count(value: object, path: str, reading: Reading) -> int | None:
    """A whole number from zero."""
    written = getattr(value, "text", None)
    if written is None or not written.isascii() or not written.isdigit() or len(written) > len(str(LARGEST_COUNT)):
        return reading.wrong("NOT_A_COUNT", path, value)
    return int(written)


def level(value: object, path: str, reading: Reading) -> int | None:
    """A disability's level, 1 to 4."""
    found = count(value, path, reading)
    return reading.wrong("NO_SUCH_LEVEL", path, value) if found is not None and not 1 <= found <= 4 else found  # noqa: PLR2004


def area(value: object, path: str, reading: Reading) -> Fraction | None:
    """Square metres with at most two places."""
    hundredths = money(value, path, reading)
    return None if hundredths is None else Fraction(hundredths, 100)


def share(value: object, path: str, reading: Reading) -> Fraction | None:
    """A share such as "0.15", above zero."""
    written = value if isinstance(value, str) else getattr(value, "text", None)
    if written is None or not _SHARE.fullmatch(written) or Fraction(written) <= 0:
        return reading.wrong("NOT_A_SHARE", path, value)
    return Fraction(written)


def flag(value: object, path: str, reading: Reading) -> bool | None:
    """True or false."""
    return value if isinstance(value, bool) else reading.wrong("NOT_A_FLAG", path, value)


def day(value: object, path: str, reading: Reading) -> date | None:
    """A date that exists, YYYY-MM-DD."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return reading.wrong("NO_SUCH_DATE", path, value)


def born(value: object, path: str, reading: Reading) -> date | None:
    """A birthday, not after the day that matters."""
    found = day(value, path, reading)
    return reading.wrong("BORN_LATER", path, found) if found is not None and found > reading.on else found


def code_of(vocabulary: type[StrEnum]) -> Reader:
    """A reader of codes of one vocabulary."""
    codes = {item.value: item for item in vocabulary}

    def read(value: object, path: str, reading: Reading) -> StrEnum | None:
        found = codes.get(value) if isinstance(value, str) else None
        return found if found is not None else reading.wrong("UNKNOWN_CODE", path, value)

    return read


def illness(value: object, path: str, reading: Reading) -> str | None:
    """A code of plan A's illnesses or of the sheet's list."""
    known = isinstance(value, str) and (value in PLAN_A_ILLNESSES or value in reading.illnesses)
    return str(value) if known else reading.wrong("UNKNOWN_CODE", path, value)


def objects(shape: Shape) -> Reader:
    """A reader of lists of objects."""

    def read(value: object, path: str, reading: Reading) -> tuple[Any, ...] | None:
        if not isinstance(value, list):
            return reading.wrong("NOT_A_LIST", path, value)
        found = [read_object(item, shape, f"{path}[{index}]", reading) for index, item in enumerate(value)]
        return tuple(found)

    return read


def one(shape: Shape) -> Reader:
    """A reader of one object."""
    return lambda value, path, reading: read_object(value, shape, path, reading)


def texts(value: object, path: str, reading: Reading) -> tuple[str | None, ...] | None:
    """A list of texts."""
    if not isinstance(value, list):
        return reading.wrong("NOT_A_LIST", path, value)
    return tuple(text(item, f"{path}[{index}]", reading) for index, item in enumerate(value))


def entered(value: object, path: str, reading: Reading) -> tuple[int, int | None] | None:
    """When a taper was entered: a year, or "YYYY-MM" in a sheet by months."""
    written = getattr(value, "text", None)
    if (
        written is not None
        and written.isdigit()
        and EARLIEST_YEAR <= int(written[:5]) <= LATEST_YEAR
        and len(written) == 4
    ):
        return int(written), None
    found = _MONTH.fullmatch(value) if isinstance(value, str) else None
    if found and EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR and 1 <= int(found[2]) <= 12:  # noqa: PLR2004
        return int(found[1]), int(found[2])
    return reading.wrong("NO_SUCH_ENTRY", path, value)


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
        "id_no",
        "relation",
        id=some_text,
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


def _only_business_may_lose(values: Mapping[str, Any], path: str, reading: Reading) -> None:
    if values["annual"] < 0 and values["kind"] is not IncomeKind.BUSINESS:
        reading.wrong("NEGATIVE", f"{path}.annual")


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


def _members_are_who_is_named(values: Mapping[str, Any], path: str, reading: Reading) -> None:
    """At least one member, each id and ID number once, and rows only about members."""
    members = values["members"]
    if not members:
        reading.wrong("NO_MEMBERS", "members")
    _each_once("members", "id", [m.id for m in members], reading)
    _each_once("members", "id_no", [m.id_no for m in members], reading)
    ids = {m.id for m in members}
    for rows in ("income", "medical"):
        for index, row in enumerate(values.get(rows, ())):
            if row.member not in ids:
                reading.wrong("UNKNOWN_MEMBER", f"{rows}[{index}].member", row.member)


def _each_once(rows: str, key: str, found: list[str], reading: Reading) -> None:
    seen: set[str] = set()
    for index, value in enumerate(found):
        if value and value in seen:
            reading.wrong("TWICE", f"{rows}[{index}].{key}", value if key == "id" else None)
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


def _shown(datum: object) -> str:
    """What stood there, short and without control characters."""
    written = getattr(datum, "text", datum)
    return _printable(str(written))[:60]


def _printable(value: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", value)[:120]

"""Another policy beside the one in force: a sheet of its own, values set on a command line or by a lever.

What is set is a sheet that is laid over the region's own for one day: it is read, merged and refused like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from states.parameters import ALTERNATIVES, PARAMETERS
from states.sheet_text import Entry, Sheet
from states.sheet_values import BadValueError, OddNumber, exact_number, shown
from states.sheets import MissingParameterError, SheetError, UnknownRegionError, differences
from states.verdict import Rules
from states.written_toml import toml_document
from workflow.errors import BadFile, BadInput
from workflow.input_files import sheet_sentences
from workflow.policy_choice import PolicyChoice
from workflow.policy_words import plain_value, written
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from states.policy import Policy
    from states.sheets import Difference, SheetBook
    from workflow.office import Office

LAID_OVER = "+"
"""What is added to a region's name for the sheet that is laid over its own."""

AMOUNT = frozenset(
    {
        "standard_annual", "standard_monthly", "rounding", "deduct_when_below", "major_spending_annual",
        "minimum_monthly", "income_excluded", "employment_disregard", "income_window_months",
        "assets_standard_multiple", "assets_standard_months", "motor_vehicles_max", "homes_max", "home_area_m2_max",
        "business_capital_max", "top_ups", "serious_illnesses", "taper_registered", "taper_unregistered",
        "taper_freezes",
    }
)  # fmt: skip
"""Parameters on which it rests who is supported, and with how much; all others are about how the office works."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One value that is set: the parameter, the way into its table or list, the value as a sheet writes it."""

    parameter: str
    path: tuple[str, ...]
    value: Any

    @property
    def name(self) -> str:
        """As it is written: `taper_registered.income_multiple`."""
        return ".".join((self.parameter, *self.path))


def setting_of(text: str) -> Setting:
    """The setting of "NAME=VALUE", the value as in a sheet, quotes left out where they can be.

    BadInput names the parameter and what it would accept.
    """
    name, sign, value = text.partition("=")
    parameter, *path = name.strip().split(".")
    if not sign:
        raise BadInput("simulate.no_value", written=shown(text))
    if parameter not in PARAMETERS:
        near = get_close_matches(parameter, PARAMETERS, n=1, cutoff=0.5)
        key = "simulate.no_parameter_near" if near else "simulate.no_parameter"
        raise BadInput(key, parameter=shown(parameter), near="".join(near))
    return Setting(parameter, tuple(path), _value(value.strip()))


def _value(text: str) -> Any:
    """A number, a flag, a list or a table as a sheet writes it; anything else is a text."""
    try:
        value = toml_document(f"value = {text}", exact_number)["value"]
    except (ValueError, RecursionError):
        return text
    return text if isinstance(value, OddNumber) else value


@dataclass(frozen=True)
class OtherPolicy:
    """The policies of a day, and the same with a sheet and settings laid over them, by village."""

    office: Office
    settings: tuple[Setting, ...] = ()
    choice: PolicyChoice | None = None
    """A sheet that holds for everybody in place of the region's own."""
    _pairs: dict[str, tuple[Rules, Rules]] = field(default_factory=dict)

    @classmethod
    def of(cls, office: Office, written: Sequence[str], sheet_file: str | None = None) -> OtherPolicy:
        """What a command line asks for; BadInput where nothing is, or where it cannot be."""
        if not written and sheet_file is None:
            raise BadInput("simulate.nothing_set")
        choice = PolicyChoice.of(sheet_file, None, office.today) if sheet_file is not None else None
        return cls(office, tuple(setting_of(text) for text in written), choice)

    @property
    def book(self) -> SheetBook:
        """The sheets at hand, the one that was brought among them."""
        return self.choice.book if self.choice is not None else self.office.book

    @property
    def without_effect(self) -> tuple[str, ...]:
        """What is set and touches neither who is supported nor how much."""
        return tuple(setting.parameter for setting in self.settings if setting.parameter not in AMOUNT)

    def rules_for(self, village: str) -> tuple[Rules, Rules]:
        """The rules of a village on the day, and the others; BadInput where they cannot be."""
        region = self.office.book.sheet_for_code(village)
        if region not in self._pairs:
            now = _policy(self.office.book, region, self.office.today)
            other = self._other(region)
            calendar = self.office.calendar
            self._pairs[region] = (Rules(lambda _: now, calendar), Rules(lambda _: other, calendar))
        return self._pairs[region]

    def changes(self, village: str) -> tuple[Difference, ...]:
        """The parameters that differ for a village, both values as written."""
        region, day = self.office.book.sheet_for_code(village), self.office.today
        name, book = self._laid_over(region)
        return differences(self.office.book.values_on(region, day), book.values_on(name, day))

    def _other(self, region: str) -> Policy:
        name, book = self._laid_over(region)
        return _policy(book, name, self.office.today)

    def _laid_over(self, region: str) -> tuple[str, SheetBook]:
        """The book with the settings laid over what holds for a region, and the name that they have there."""
        under = self.choice.region_of("") if self.choice is not None else region
        if not self.settings:
            return under, self.book
        sheet = overlay(self.book, under, self.settings, self.office.today)
        return sheet.region, self.book.with_sheet(sheet)


def _policy(book: SheetBook, region: str, day: date) -> Policy:
    return PolicyChoice(book, region, day).policy_for("")


def overlay(book: SheetBook, region: str, settings: Sequence[Setting], day: date) -> Sheet:
    """The sheet that says the settings from a day on, over a region's own; BadInput where one cannot stand."""
    try:
        values = dict(book.values_on(region, day))
    except (UnknownRegionError, MissingParameterError, SheetError):
        values = {}
    said: dict[str, Any] = {}
    for setting in settings:
        name = setting.parameter
        known = values.get(name)
        value = _within(setting, said.get(name, known), setting.path) if setting.path else setting.value
        _check(setting, value, known)
        said[name] = value
        for pair in ALTERNATIVES:
            if name in pair:
                said = {key: kept for key, kept in said.items() if key == name or key not in pair}
    entries = {name: (Entry(day, value),) for name, value in said.items()}
    sheet = Sheet(f"{region}{LAID_OVER}", region, entries, "--set")
    try:
        book.policy_of(sheet, day)
    except SheetError as error:
        raise BadFile(sheet_sentences(error.problems)) from None
    except LookupError:
        pass  # what the sheet beneath does not say is told by whoever asks for its policy
    return sheet


def _within(setting: Setting, known: Any, path: tuple[str, ...]) -> Any:
    """The table or list with one value in it set: a table by its keys, a list of rules by category and number."""
    if not path:
        return setting.value
    first, *rest = path
    if isinstance(known, list):
        return _in_rules(setting, known, path)
    if known in (None, "none"):
        known = {}
    if not isinstance(known, dict):
        raise BadInput("simulate.no_path", parameter=setting.parameter, name=setting.name)
    return {**known, first: _within(setting, known.get(first), tuple(rest)) if rest else setting.value}


def _in_rules(setting: Setting, rules: list[Any], path: tuple[str, ...]) -> list[Any]:
    """The list of rules with a value of one of them set: `elderly.rate`, or `elderly.2.rate` where there are two."""
    names = rule_names(rules)
    key = path[-1]
    name = ".".join(path[:-1])
    if name not in names:
        raise BadInput(
            "simulate.no_rule", name=setting.name, parameter=setting.parameter, known=", ".join(names),
        )  # fmt: skip
    at = names.index(name)
    gone = {"rate": "amount", "amount": "rate"}.get(key)
    changed = {**{k: v for k, v in rules[at].items() if k != gone}, key: setting.value}
    return [changed if number == at else rule for number, rule in enumerate(rules)]


def rule_names(rules: Sequence[Any]) -> list[str]:
    """The names of top-up rules: the category, with a number where it stands more than once."""
    categories = [str(rule.get("category", "")) for rule in rules if isinstance(rule, dict)]
    return [
        category if categories.count(category) == 1 else f"{category}.{categories[: at + 1].count(category)}"
        for at, category in enumerate(categories)
    ]


def _check(setting: Setting, value: Any, known: Any) -> None:
    """Refuse a value that cannot stand, saying what would."""
    try:
        PARAMETERS[setting.parameter].check(value)
    except BadValueError as error:
        said = say(f"sheets.{error.code}", datum=error.datum)
        key = "simulate.bad_value_of" if error.allowed else "simulate.bad_value"
        now = " ".join(written(_known(known, setting.path)))
        raise BadInput(key, name=setting.name, said=said, now=now, allowed=", ".join(error.allowed)) from None


def _known(known: Any, path: tuple[str, ...]) -> Any:
    """What holds now where a setting leads to."""
    for key in path:
        if isinstance(known, list):
            return next((_known(rule, path[-1:]) for rule, name in zip(known, rule_names(known), strict=False)
                         if name == ".".join(path[:-1])), None)  # fmt: skip
        known = known.get(key) if isinstance(known, dict) else None
    return known


@dataclass(frozen=True, slots=True)
class Lever:
    """A figure of a sheet that can be set by itself: its name, and what it says now."""

    name: str
    now: str

    @property
    def parameter(self) -> str:
        """The parameter that it belongs to."""
        return self.name.split(".", 1)[0]


FIGURES = (
    "standard_annual", "standard_monthly", "minimum_monthly", "assets_standard_multiple", "assets_standard_months",
    "motor_vehicles_max", "homes_max", "home_area_m2_max", "business_capital_max", "major_spending_annual",
)  # fmt: skip
TAPERS = ("taper_registered", "taper_unregistered")
RULE_FIGURES = ("rate", "amount", "min_age", "max_age")


def levers(office: Office, village: str) -> tuple[Lever, ...]:
    """The figures that can be set for a region, in the order in which they weigh; BadInput: no sheet is whole there."""
    region = office.book.sheet_for_code(village)
    _policy(office.book, region, office.today)
    return tuple(_levers(office.book.values_on(region, office.today)))


def _levers(values: Mapping[str, Any]) -> Iterator[Lever]:
    for name in FIGURES:
        alternative = next((pair for pair in ALTERNATIVES if name in pair), None)
        if name in values or (alternative is None and name not in values):
            yield Lever(name, str(plain_value(values.get(name, "none"))))
    rules = values["top_ups"]
    for rule, name in zip(rules, rule_names(rules), strict=True):
        for key in RULE_FIGURES:
            if key in rule:
                yield Lever(f"top_ups.{name}.{key}", str(plain_value(rule[key])))
    for name in TAPERS:
        multiple = values[name].get("income_multiple")
        if multiple is not None:
            yield Lever(f"{name}.income_multiple", str(plain_value(multiple)))

"""The regions that an office knows: its county, townships and villages, by their 12-digit codes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflow.errors import BadInput
from workflow.wording import language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow.office import Office

LEVEL_DIGITS = (2, 4, 6, 9)
CODE_DIGITS = 12
LEVELS = ("province", "city", "county", "township", "village")
"""The widest first."""


@dataclass(frozen=True, slots=True)
class Region:
    """A county, township or village; a code's leading digits name what it lies in."""

    code: str
    name: str
    name_en: str
    level: str

    @property
    def shown(self) -> str:
        """Its name in the language that is spoken."""
        return self.name_en if language() == "en" and self.name_en else self.name

    @property
    def short(self) -> str:
        """The same without the English word for its level."""
        return self.shown.removesuffix(f" {self.level}")

    @property
    def parent(self) -> str:
        """The code of the region that it lies in."""
        return parent_of(self.code)


def regions_of(office: Office, within: str = "") -> tuple[Region, ...]:
    """All regions, or those in the region of a code, itself included, in the order of their codes."""
    prefix = digits_of(within)
    with office.naming() as read:
        rows = sorted(read.regions(), key=lambda row: str(row["code"]))
    found = (Region(row["code"], row["name"], row["name_en"], row["level"]) for row in rows)
    return tuple(region for region in found if region.code.startswith(prefix))


def has_region(office: Office, code: str) -> bool:
    """Whether regions of the office begin with a code; False where the office has none loaded at all.

    BadInput: it has some, and none of them begins with the code: what it would show is empty for no reason.
    """
    return is_known(code, (region.code for region in regions_of(office)))


def is_known(code: str, codes: Iterable[str]) -> bool:
    """Whether some of an office's codes begin with a code; False where it has none. BadInput as of `has_region`."""
    known = tuple(codes)
    if known and not any(each.startswith(digits_of(code)) for each in known):
        raise BadInput("region.unknown", region=code)
    return bool(known)


def level_of(code: str) -> str:
    """What kind of region a code is of, by how many of its digits name it."""
    return LEVELS[(*LEVEL_DIGITS, CODE_DIGITS).index(len(digits_of(code)))]


def villages_by_name(office: Office, within: str = "") -> dict[str, list[str]]:
    """The codes of villages, or of those in a region, by code and by every name they go by."""
    names: dict[str, list[str]] = defaultdict(list)
    regions = regions_of(office)
    above = {region.code: region for region in regions}
    for region in regions:
        if region.level != "village" or not region.code.startswith(digits_of(within)):
            continue
        parent = above.get(region.parent)
        known = {region.code, region.name, region.name_en, region.name.removesuffix("村"), f"{region.name}委会"}
        known |= {f"{parent.name}{region.name}", f"{parent.name_en} {region.name_en}"} if parent is not None else set()
        for name in known - {""}:
            names[name].append(region.code)
    return names


def parent_of(code: str) -> str:
    """The code of the region that a region lies in, "" for a province."""
    digits = digits_of(code)
    return next((digits[:n].ljust(CODE_DIGITS, "0") for n in reversed(LEVEL_DIGITS) if n < len(digits)), "")


def digits_of(code: str) -> str:
    """The leading digits that name a region: 6 of a county's code, 9 of a township's, all 12 of a village's."""
    return next((code[:length] for length in LEVEL_DIGITS if len(code) > length and not code[length:].strip("0")), code)


def place_names(office: Office) -> dict[str, str]:
    """Names of villages by code, each after its township's: villages of two townships may be called the same."""
    regions = {region.code: region for region in regions_of(office)}
    between = "" if language() == "zh" else " · "
    return {
        code: f"{regions[region.parent].short}{between}{region.shown}" if region.parent in regions else region.shown
        for code, region in regions.items()
        if region.level == "village"
    }


def names_within(office: Office, code: str = "") -> dict[str, str]:
    """Names of regions by code; villages of a region that share their name with another there, after their township's.

    For what shows the villages of one region, or of all, in a column of its own.
    """
    names = office.region_names()
    shown = [village for village in office.village_names() if village.startswith(digits_of(code))]
    sharing = Counter(names[village] for village in shown)
    told_apart = place_names(office)
    return names | {village: told_apart[village] for village in shown if sharing[names[village]] > 1}

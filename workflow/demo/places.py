"""Dawan county: townships and villages of real sizes under a fictitious name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTY = "371602"
COUNTY_CODE = "371602000000"
FIRST_VILLAGE = "371602001200"

TOWNSHIPS = (
    ("大湾镇", "Dawan"),
    ("和平镇", "Heping"),
    ("水源乡", "Shuiyuan"),
    ("柳树镇", "Liushu"),
    ("青石镇", "Qingshi"),
    ("东岭乡", "Dongling"),
    ("白河镇", "Baihe"),
    ("松岗乡", "Songgang"),
    ("长坪镇", "Changping"),
    ("龙泉镇", "Longquan"),
    ("石桥乡", "Shiqiao"),
    ("红旗镇", "Hongqi"),
    ("北塘镇", "Beitang"),
    ("云台乡", "Yuntai"),
    ("西渡镇", "Xidu"),
    ("梅林乡", "Meilin"),
)

VILLAGES = (
    ("前进", "Qianjin"),
    ("新庄", "Xinzhuang"),
    ("上河", "Shanghe"),
    ("下河", "Xiahe"),
    ("李家", "Lijia"),
    ("王家", "Wangjia"),
    ("东沟", "Donggou"),
    ("西沟", "Xigou"),
    ("桃园", "Taoyuan"),
    ("马营", "Maying"),
    ("石塘", "Shitang"),
    ("杨树", "Yangshu"),
    ("后岭", "Houling"),
    ("双井", "Shuangjing"),
    ("小店", "Xiaodian"),
    ("高坡", "Gaopo"),
    ("南关", "Nanguan"),
    ("竹溪", "Zhuxi"),
)

HOUSEHOLDS_PER_VILLAGE = 16
"""Supported households of a village, about: 11 to 97 in the townships that publish theirs."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region with its 12-digit code."""

    code: str
    name: str
    name_en: str
    level: str
    parent: str | None


def places(households: int) -> tuple[Place, ...]:
    """The county, its townships and as many villages as the households fill."""
    county = Place(COUNTY_CODE, "大湾县", "Dawan county", "county", None)
    return (county, *_townships_and_villages(households))


def _townships_and_villages(households: int) -> Iterator[Place]:
    wanted = max(len(TOWNSHIPS), households // HOUSEHOLDS_PER_VILLAGE)
    per_township = min(900, -(-wanted // len(TOWNSHIPS)))
    for number, (name, name_en) in enumerate(TOWNSHIPS, start=1):
        township = Place(f"{COUNTY}{number:03d}000", name, f"{name_en} township", "township", COUNTY_CODE)
        yield township
        for index in range(per_township):
            round_, which = divmod(index, len(VILLAGES))
            village, village_en = VILLAGES[which]
            suffix, suffix_en = (f"{round_ + 1}村", f" {round_ + 1}") if round_ else ("村", "")
            code = f"{township.code[:9]}{200 + index if index < 700 else index - 700:03d}"  # noqa: PLR2004  village numbers
            yield Place(code, f"{village}{suffix}", f"{village_en}{suffix_en}", "village", township.code)

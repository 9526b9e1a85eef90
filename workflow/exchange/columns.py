"""The columns of the tables that are exchanged, declared once: key in a household file, sort, headings in use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from states.facts import (
    PLAN_A_ILLNESSES,
    DisabilityClass,
    EmploymentKind,
    ExcludedKind,
    IncomeKind,
    Labour,
    NotCounted,
    RecheckClass,
    Sex,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Sort(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    DAY = "day"
    MONEY = "money"
    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    CODE = "code"
    WORDS = "words"
    DISABILITIES = "disabilities"
    ID_NUMBER = "id_number"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its key in the household file ("registered_poor.card"), and its headings.

    `codes` are what a CODE may be, `vocabulary` names their words.
    """

    name: str
    key: str
    sort: Sort
    headings: tuple[str, ...]
    vocabulary: str = ""
    codes: tuple[str, ...] = ()


def _field(
    name: str,
    headings: str,
    sort: Sort = Sort.TEXT,
    *,
    key: str = "",
    vocabulary: str = "",
    codes: Iterable[str] = (),
) -> Field:
    return Field(name, key or name, sort, tuple(headings.split()), vocabulary, tuple(codes))


RELATIONS = (
    "head", "spouse", "son", "daughter", "child", "father", "mother", "parent", "grandson",
    "granddaughter", "grandchild", "grandparent", "brother", "sister", "sibling", "daughter_in_law", "son_in_law",
    "other",
)  # fmt: skip

HOUSEHOLD_FIELDS = (
    _field("village", "村 村代码 行政村 所在村 村名 村委会 居住村 行政村名称", Sort.PLACE),
    _field("phone", "联系电话 电话 手机号 手机 手机号码 联系方式"),
    _field("address", "住址 家庭住址 地址 详细地址 户籍地址 现住址"),
    _field("bank_account", "银行账号 账号 卡号 一卡通账号 银行卡号 开户账号 惠农一卡通账号"),
    _field("applied_on", "申请日期 申请时间", Sort.DAY),
    _field("special", "特别程序 绿色通道", Sort.FLAG),
    _field("cause", "致贫原因 主要致贫原因 困难原因"),
    _field("needs", "救助需求 需求 帮扶需求", Sort.WORDS),
    _field("card", "扶贫手册编号 建档立卡编号 贫困户编号 脱贫户编号", key="registered_poor.card"),
    _field("lifted_on", "脱贫日期 脱贫时间", Sort.DAY, key="registered_poor.lifted_on"),
    _field(
        "recheck_class", "复核类别 分类 管理类别 保障类别", Sort.CODE, vocabulary="recheck_class", codes=RecheckClass
    ),
    _field("financial_assets", "金融资产 存款", Sort.MONEY, key="property.financial_assets"),
    _field("motor_vehicles", "机动车 机动车辆 车辆数", Sort.COUNT, key="property.motor_vehicles"),
    _field("homes", "住房套数 房屋套数", Sort.COUNT, key="property.homes"),
    _field("home_area", "住房面积 房屋面积", Sort.NUMBER, key="property.home_area_m2"),
    _field("business_capital", "经营性资产 注册资本", Sort.MONEY, key="property.business_capital"),
)
"""What is said once of a household, on the row of any of its people."""

MEMBER_FIELDS = (
    _field("member", "成员编号 成员序号", key="id"),
    _field("name", "姓名 成员姓名 家庭成员姓名 家庭成员"),
    _field("id_no", "身份证号 身份证号码 公民身份号码 证件号码 成员身份证号 成员身份证号码", Sort.ID_NUMBER),
    _field("born", "出生日期 出生年月日", Sort.DAY),
    _field("sex", "性别", Sort.CODE, vocabulary="sex", codes=Sex),
    _field("relation", "与户主关系 关系 家庭关系", Sort.CODE, vocabulary="relation", codes=RELATIONS),
    _field("disabilities", "残疾 残疾类别 残疾类别及等级 残疾情况", Sort.DISABILITIES, codes=DisabilityClass),
    _field("illness", "重病 病种 患病情况", Sort.CODE, vocabulary="illness", codes=PLAN_A_ILLNESSES),
    _field("major_spending", "大额医疗支出 医疗支出较大", Sort.FLAG),
    _field("bedridden", "长期卧床 卧床", Sort.FLAG),
    _field(
        "employment", "就业 就业情况 就业状况", Sort.CODE, key="employment.kind", vocabulary="employment",
        codes=EmploymentKind,
    ),
    _field("employed_since", "就业时间 就业日期", Sort.DAY, key="employment.since"),
    _field("labour", "劳动能力 劳动力", Sort.CODE, vocabulary="labour", codes=Labour),
    _field("not_counted", "不计入原因", Sort.CODE, vocabulary="not_counted", codes=NotCounted),
    _field("recognised_rate", "认定比例", Sort.NUMBER, key="recognised.rate"),
    _field("recognised_by", "认定人", key="recognised.by"),
    _field("recognised_document", "认定文号", key="recognised.document"),
    _field("recognised_from", "认定开始日期", Sort.DAY, key="recognised.from"),
    _field("recognised_until", "认定截止日期", Sort.DAY, key="recognised.until"),
)  # fmt: skip
"""What is said of each person."""

GROUPING = (
    _field("household", "户编号 家庭编号 户号 家庭号 低保证号 个案编号"),
    _field("head_name", "户主姓名 户主 申请人 申请人姓名"),
    _field("head_id", "户主身份证号 户主身份证号码 户主证件号码 申请人身份证号"),
)
"""By what rows are known to be one household's."""

SURVEY_FIELDS = (
    _field("surveyed_on", "调查日期 入户日期 核查日期", Sort.DAY),
    _field("surveyors", "调查人 入户调查人", Sort.WORDS),
)
"""When a household's figures were surveyed, and by whom; without them they are what the household declared."""

INCOME_COLUMNS = {
    IncomeKind.WAGES: "工资性收入 务工收入 工资收入",
    IncomeKind.BUSINESS: "经营净收入 经营性收入 生产经营性收入 家庭经营净收入",
    IncomeKind.PROPERTY: "财产净收入 财产性收入",
    IncomeKind.TRANSFER: "转移净收入 转移性收入",
}
INCOME_BY_KIND = tuple(
    _field(f"income_{kind.value}", headings, Sort.MONEY, key=kind.value) for kind, headings in INCOME_COLUMNS.items()
)
"""A year's income of each kind on a person's own row, as most ledgers have it."""

ANOTHER_PERSON = _field("another_person", "非同一人 另有其人", Sort.FLAG)
"""What somebody decided of a head without an ID number whose name, birthday and village the office knows already."""

PEOPLE = (*GROUPING, *MEMBER_FIELDS, *HOUSEHOLD_FIELDS, *SURVEY_FIELDS, *INCOME_BY_KIND, ANOTHER_PERSON)
WRITTEN = (GROUPING[0], *MEMBER_FIELDS, *HOUSEHOLD_FIELDS, *SURVEY_FIELDS)
"""The columns of people as they are written: incomes stand in a sheet of their own."""

OF_A_MEMBER = (GROUPING[0], replace(MEMBER_FIELDS[0], key="member"))
INCOME = (
    *OF_A_MEMBER,
    _field("kind", "收入类别 收入类型", Sort.CODE, vocabulary="income", codes=IncomeKind),
    _field("annual", "年收入 全年收入 金额", Sort.MONEY),
    _field("excluded", "不计收入类别 不计入收入", Sort.CODE, vocabulary="excluded", codes=ExcludedKind),
)
VOUCHERS = (
    *OF_A_MEMBER,
    _field("on", "就医日期 结算日期 票据日期", Sort.DAY),
    _field("voucher", "票据号 票据号码 发票号"),
    _field("certified", "合规医疗费用 医疗费用 总费用 医疗总费用", Sort.MONEY),
    _field("basic_insurance", "基本医保报销 基本医保", Sort.MONEY),
    _field("critical_illness_insurance", "大病保险报销 大病保险", Sort.MONEY),
    _field("commercial_insurance", "商业保险报销 商业保险", Sort.MONEY),
    _field("medical_aid", "医疗救助", Sort.MONEY),
    _field("charity", "慈善援助 慈善救助", Sort.MONEY),
    _field("other_aid", "其他救助 其他减免", Sort.MONEY),
)
TABLES: Mapping[str, tuple[Field, ...]] = {"people": WRITTEN, "income": INCOME, "vouchers": VOUCHERS}
"""The sheets of a workbook, as they are written."""
REQUIRED = {"people": ("name",), "income": ("kind", "annual"), "vouchers": ("certified",)}
"""By what each table is known among the sheets of a file."""
READ = {"people": PEOPLE, "income": INCOME, "vouchers": VOUCHERS}

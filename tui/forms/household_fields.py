"""The declarations of a household's form: who lives there, what they earn, spend and own."""

from __future__ import annotations

from states.evidence import Aid
from states.facts import (
    PLAN_A_ILLNESSES,
    EmploymentKind,
    ExcludedKind,
    IncomeKind,
    Labour,
    NotCounted,
    RecheckClass,
    Sex,
)
from tui.forms.fields import Field, FieldKind, choice_of

K = FieldKind

RELATIONS = (
    "", "head", "spouse", "son", "daughter", "daughter_in_law", "son_in_law", "father", "mother", "grandson",
    "granddaughter", "grandparent", "brother", "sister", "other",
)  # fmt: skip

CIRCUMSTANCES = (
    Field("disabilities", K.DISABILITIES),
    Field("illness", K.CHOICE, choices=("", *PLAN_A_ILLNESSES), words="illness"),
    Field("major_spending", K.FLAG),
    Field("bedridden", K.FLAG),
    choice_of("employment", EmploymentKind, "employment", blank=True),
    Field("since", K.DAY),
    choice_of("labour", Labour, "labour", blank=True),
)
"""What a survey finds out about a person."""

PERSON = (
    Field("name", required=True, label="member_name"),
    Field("id_no"),
    Field("born", K.DAY, required=True),
    choice_of("sex", Sex, "sex", blank=True),
    Field("relation", K.CHOICE, choices=RELATIONS, words="relation"),
    *CIRCUMSTANCES,
    choice_of("not_counted", NotCounted, "not_counted", blank=True),
)

JOINING = Field("joins", K.ROWS, columns=PERSON)
"""The person who was born or joined."""

INCOME = Field("income", K.ROWS, table=True, columns=(
    Field("member", K.CHOICE), choice_of("kind", IncomeKind, "income", label="income_kind"),
    Field("annual", K.SIGNED_MONEY, required=True), choice_of("excluded", ExcludedKind, "excluded", blank=True),
))  # fmt: skip

VOUCHERS = Field("medical", K.ROWS, table=True, columns=(
    Field("member", K.CHOICE), Field("on", K.DAY, required=True, label="treated_on"), Field("voucher"),
    Field("certified", K.MONEY, required=True), Field("basic_insurance", K.MONEY),
    Field("critical_illness_insurance", K.MONEY), Field("commercial_insurance", K.MONEY), Field("medical_aid", K.MONEY),
    Field("charity", K.MONEY), Field("other_aid", K.MONEY),
))  # fmt: skip

HOLDINGS = (
    Field("financial_assets", K.MONEY),
    Field("motor_vehicles", K.WHOLE),
    Field("homes", K.WHOLE),
    Field("home_area_m2", K.AREA),
    Field("business_capital", K.MONEY),
)

REGISTER = (Field("card"), Field("lifted_on", K.DAY))

SURVEY = (
    Field("on", K.DAY, required=True, label="surveyed_on"),
    Field("surveyors", K.LIST, required=True),
    Field("document"),
    Field("file"),
    INCOME,
    VOUCHERS,
    *HOLDINGS,
    *REGISTER,
    Field("people", K.ROWS, fixed=True, columns=CIRCUMSTANCES),
)
"""A survey: where a file is named, it stands for all that follows it."""

APPLICATION = (
    Field("file"),
    Field("village", K.CHOICE, required=True),
    Field("applied_on", K.DAY, required=True),
    Field("address"),
    Field("phone"),
    Field("bank_account"),
    Field("special", K.FLAG),
    Field("cause"),
    Field("needs", K.LIST, choices=tuple(Aid), words="aid"),
    *REGISTER,
    choice_of("recheck_class", RecheckClass, "recheck_class", blank=True),
    Field("members", K.ROWS, columns=PERSON),
)
"""The registration of a household that applies."""

"""A household as frozen values: who lives there, what they earn, spend on medicine and own.

Money is integer fen throughout. Nothing here decides anything; `states.household_file` reads these from a file,
`states.assessment` looks at them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction


class DisabilityClass(StrEnum):
    """Classes of a disability certificate; any entry makes a person "certified disabled"."""

    VISUAL = "visual"
    HEARING = "hearing"
    SPEECH = "speech"
    PHYSICAL = "physical"
    INTELLECTUAL = "intellectual"
    MENTAL = "mental"
    MULTIPLE = "multiple"


class IncomeKind(StrEnum):
    """Kinds of countable income (policy §2.2)."""

    WAGES = "wages"
    BUSINESS = "business"
    PROPERTY = "property"
    TRANSFER = "transfer"


class ExcludedKind(StrEnum):
    """Kinds that a sheet may exclude from income."""

    BASIC_PENSION = "basic_pension"
    DISABILITY_SUBSIDY = "disability_subsidy"
    OLD_AGE_ALLOWANCE = "old_age_allowance"
    FAMILY_PLANNING_REWARD = "family_planning_reward"
    STUDENT_AID = "student_aid"
    SOCIAL_ASSISTANCE = "social_assistance"
    VETERANS_BENEFIT = "veterans_benefit"


class EmploymentKind(StrEnum):
    """How a member works."""

    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"
    NONE = "none"


class Labour(StrEnum):
    """How far a member can work (the county's monthly form)."""

    ABLE = "able"
    PARTLY = "partly"
    FULLY_LOST = "fully_lost"
    NONE = "none"


class NotCounted(StrEnum):
    """Why a member does not count (policy §2.1)."""

    RELIGIOUS_STAFF = "religious_staff"
    IMPRISONED = "imprisoned"
    COMPULSORY_TREATMENT = "compulsory_treatment"
    DECLARED_MISSING = "declared_missing"
    CONSCRIPT = "conscript"


class Sex(StrEnum):
    """As on the identity card."""

    FEMALE = "F"
    MALE = "M"


class RecheckClass(StrEnum):
    """Class of household that a sheet may give an interval of its own."""

    A = "A"
    B = "B"
    C = "C"


PLAN_A_ILLNESSES = (
    "leukaemia",
    "aplastic_anaemia",
    "malignant_tumour",
    "severe_hepatitis",
    "lupus_late",
    "violent_psychosis",
    "acute_tuberculosis",
    "notifiable_special",
    "severe_cardio_cerebrovascular",
    "nephrotic_syndrome",
    "uraemia",
    "acute_heart_failure",
    "myocardial_infarction",
    "rheumatic_heart_disease",
)
"""Plan A's twelve entries as fourteen codes; a sheet's list may name more."""


@dataclass(frozen=True, slots=True)
class Disability:
    """One entry of a disability certificate: class and level 1 (gravest) to 4."""

    class_: DisabilityClass
    level: int


@dataclass(frozen=True, slots=True)
class Employment:
    """How a member works, and since when."""

    kind: EmploymentKind
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Recognition:
    """The county's recognition of other special difficulty: a share of the standard, from and until (half-open)."""

    rate: Fraction
    by: str = ""
    document: str = ""
    from_: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether `day` lies within the recognition."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a household."""

    id: str
    born: date
    name: str = ""
    id_no: str = ""
    sex: Sex | None = None
    relation: str = ""
    disabilities: tuple[Disability, ...] = ()
    illness: str | None = None
    major_spending: bool = False
    bedridden: bool = False
    employment: Employment | None = None
    labour: Labour | None = None
    not_counted: NotCounted | None = None
    recognised: Recognition | None = None

    @property
    def counts(self) -> bool:
        """Whether the member is one of those who live together and count (policy §2.1)."""
        return self.not_counted is None


@dataclass(frozen=True, slots=True)
class Income:
    """A member's income of one kind over the income year, in fen; only business income may be negative."""

    member: str
    kind: IncomeKind
    annual: int
    excluded: ExcludedKind | None = None


@dataclass(frozen=True, slots=True)
class Voucher:
    """One certified medical bill and what insurances and aid took off it, all in fen."""

    member: str
    on: date
    certified: int
    voucher: str = ""
    basic_insurance: int = 0
    critical_illness_insurance: int = 0
    commercial_insurance: int = 0
    medical_aid: int = 0
    charity: int = 0
    other_aid: int = 0

    @property
    def offsets(self) -> int:
        """Everything that others paid of it, in fen."""
        return (
            self.basic_insurance
            + self.critical_illness_insurance
            + self.commercial_insurance
            + self.medical_aid
            + self.charity
            + self.other_aid
        )


@dataclass(frozen=True, slots=True)
class Property:
    """What the household owns; money in fen, area in square metres."""

    financial_assets: int = 0
    motor_vehicles: int = 0
    homes: int = 0
    home_area_m2: Fraction = Fraction(0)
    business_capital: int = 0


@dataclass(frozen=True, slots=True)
class RegisteredPoor:
    """The poverty register's card, and when the household was lifted out."""

    card: str = ""
    lifted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """What was last approved, in fen a month, and when the taper was entered: `month` is None in a sheet by years."""

    monthly: int | None = None
    taper_entered_year: int | None = None
    taper_entered_month: int | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """Everything an assessment looks at. `holdings` None means unknown (the file's key is "property")."""

    members: tuple[Member, ...]
    id: str = ""
    village: str = ""
    phone: str = ""
    address: str = ""
    bank_account: str = ""
    applied_on: date | None = None
    special: bool = False
    cause: str = ""
    needs: tuple[str, ...] = ()
    registered_poor: RegisteredPoor | None = None
    recheck_class: RecheckClass | None = None
    income: tuple[Income, ...] = ()
    medical: tuple[Voucher, ...] = ()
    holdings: Property | None = None
    previous: Previous | None = None

    @property
    def counted(self) -> tuple[Member, ...]:
        """The members who count, in file order."""
        return tuple(member for member in self.members if member.counts)

    @property
    def head(self) -> Member:
        """The member whose relation is "head", else the first."""
        return next((member for member in self.members if member.relation == "head"), self.members[0])

    def without(self, member_ids: frozenset[str]) -> Household:
        """The household less some members, their income and their vouchers."""
        return replace(
            self,
            members=tuple(m for m in self.members if m.id not in member_ids),
            income=tuple(i for i in self.income if i.member not in member_ids),
            medical=tuple(v for v in self.medical if v.member not in member_ids),
        )

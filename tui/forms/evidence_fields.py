"""One declaration for each kind of evidence: the fields that its form is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from states.evidence import (
    Aid,
    ChangeKind,
    DiscrepancyOutcome,
    EarlyExitCause,
    EvidenceKind,
    OrderOf,
    PaperStatus,
    Resolution,
)
from tui.forms.fields import Field, FieldKind, choice_of
from tui.forms.household_fields import JOINING

if TYPE_CHECKING:
    from collections.abc import Mapping

K = FieldKind

ON = Field("on", K.DAY, required=True)
PERSON = Field("person")
DOCUMENT = Field("document")
REASON = Field("reason", required=True)
ABOUT = Field("about", required=True)
MEMBER = Field("member", K.CHOICE)
OUTCOME = choice_of("outcome", Resolution, "resolution")

PAPERS = Field(
    "papers",
    K.ROWS,
    columns=(
        Field("name", K.CHOICE, words="paper"),
        choice_of("status", PaperStatus, "paper_status", blank=True),
        MEMBER,
        Field("valid_until", K.DAY),
    ),
)
CHECKED = Field(
    "checked",
    K.ROWS,
    fixed=True,
    columns=(
        Field("asked", K.FLAG, default=True),
        Field("discrepancy"),
        choice_of("outcome", DiscrepancyOutcome, "discrepancy", blank=True, label="discrepancy_outcome"),
    ),
)

FIELDS: dict[EvidenceKind, tuple[Field, ...]] = {
    EvidenceKind.APPLICATION: (
        Field("special", K.FLAG),
        Field("cause"),
        Field("needs", K.LIST, choices=tuple(Aid), words="aid"),
    ),
    EvidenceKind.PAPER: (PAPERS,),
    EvidenceKind.DECLARATION: (
        Field("worker", K.CHOICE, required=True),
        Field("relative", K.CHOICE, required=True),
        Field("relation", label="kinship"),
        Field("from_", K.DAY),
        Field("until", K.DAY),
    ),
    EvidenceKind.DELEGATION: (Field("to", K.CHOICE, required=True, label="delegate"), Field("reason")),
    EvidenceKind.INFORMATION_CHECK: (Field("sources", K.LIST, required=True), CHECKED),
    EvidenceKind.HOME_VISIT: (
        Field("visitors", K.LIST, required=True),
        Field("signed_by_visitors", K.FLAG),
        Field("signed_by_household", K.FLAG),
    ),
    EvidenceKind.APPRAISAL: (
        Field("present", K.WHOLE, required=True),
        Field("votes_for", K.WHOLE, required=True),
        Field("votes_against", K.WHOLE, required=True),
    ),
    EvidenceKind.DOUBT: (ABOUT,),
    EvidenceKind.NOTICE: (
        Field("place", required=True),
        Field("monthly", K.MONEY, required=True),
        Field("persons", K.WHOLE, required=True),
    ),
    EvidenceKind.OBJECTION: (ABOUT,),
    EvidenceKind.COUNTY_VISIT: (Field("visitors", K.LIST, required=True), Field("confirmed", K.FLAG, default=True)),
    EvidenceKind.ORDER: (
        choice_of("of", OrderOf, "order", label="order_of"),
        Field("reason"),
    ),
    EvidenceKind.CHANGE: (
        choice_of("change", ChangeKind, "change"),
        replace(MEMBER, label="whom"),
        Field("detail"),
        JOINING,
    ),
    EvidenceKind.EARLY_EXIT: (
        choice_of("cause", EarlyExitCause, "early_exit"),
        Field("before", K.MONEY, required=True),
        Field("after", K.MONEY, required=True),
        Field("recognised_by"),
    ),
    EvidenceKind.RECOGNITION: (
        MEMBER,
        Field("rate", K.SHARE, required=True),
        Field("from_", K.DAY, required=True),
        Field("until", K.DAY),
    ),
    EvidenceKind.REFERRAL: (choice_of("aid", Aid, "aid"), Field("outcome", label="result")),
    EvidenceKind.REFUSAL: (Field("reason"),),
    EvidenceKind.LETTER: (
        Field("about", K.CHOICE, required=True, words="step", label="about_step"),
        Field("delivered_to"),
    ),
    EvidenceKind.APPEAL: (Field("about", K.CHOICE, required=True, words="step", label="about_step"),),
    EvidenceKind.WISH: (Field("signed", K.FLAG, default=True),),
    EvidenceKind.PAUSE: (REASON,),
    EvidenceKind.WITHHOLD: (REASON, Field("from_", K.MONTH, required=True)),
}
"""Every kind but the survey, whose form is the household itself; day, person and document come first in each."""

ANSWERS: dict[EvidenceKind, tuple[Field, ...]] = {
    EvidenceKind.INFORMATION_CHECK: (
        choice_of("outcome", DiscrepancyOutcome, "discrepancy", label="discrepancy_outcome"),
    ),
    EvidenceKind.HOME_VISIT: (
        Field("signed_by_visitors", K.FLAG, default=True),
        Field("signed_by_household", K.FLAG, default=True),
    ),
    EvidenceKind.OBJECTION: (OUTCOME, REASON),
    EvidenceKind.CHANGE: (OUTCOME,),
    EvidenceKind.EARLY_EXIT: (OUTCOME, Field("recognised_by")),
    EvidenceKind.REFERRAL: (Field("outcome", required=True, label="result"),),
    EvidenceKind.APPEAL: (OUTCOME, Field("wrong"), Field("decided_by", K.CHOICE)),
    EvidenceKind.PAUSE: (Field("ended", K.FLAG, default=True),),
    EvidenceKind.WITHHOLD: (Field("ended", K.FLAG, default=True),),
}
"""What an earlier record may be answered with."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a case offers to choose from: members by id, logins, papers that the sheet or the rules name, steps."""

    members: Mapping[str, str]
    logins: tuple[str, ...]
    papers: tuple[str, ...]
    steps: tuple[str, ...]


def fields_of(kind: EvidenceKind, known: Known, *, answer: bool = False) -> tuple[Field, ...]:
    """The whole form of a kind for one case; `answer`: of the answer to an earlier record of that kind."""
    own = ANSWERS[kind] if answer else FIELDS[kind]
    return tuple(_offered(field, known) for field in ((ON, DOCUMENT, *own) if answer else (ON, PERSON, DOCUMENT, *own)))


def _offered(field: Field, known: Known) -> Field:
    offers: dict[str, tuple[str, ...]] = {
        "member": ("", *known.members),
        "relative": tuple(known.members),
        "worker": known.logins,
        "to": known.logins,
        "decided_by": ("", *known.logins),
        "name": known.papers,
    }
    if field.columns:
        return replace(field, columns=tuple(_offered(column, known) for column in field.columns))
    if field.kind is not K.CHOICE or field.choices:
        return field
    offered = known.steps if field.words == "step" else offers.get(field.name, ())
    return replace(field, choices=offered, default=field.default or (offered[0] if offered else ""))

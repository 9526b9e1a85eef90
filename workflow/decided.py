"""What was decided and on what, and two decisions of a case beside each other: only what differs.

The differences of the amount's parts add up to the difference of the monthly amount.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.decided import assessments
from states.household_file import household_document
from states.identity import masked_account, masked_id
from states.money import fen_of, yuan
from workflow.case_reads import note_read
from workflow.errors import BadInput
from workflow.wording import has_wording, money, say, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from states.case import CaseFacts, Decision
    from states.evidence import Survey
    from workflow.office import Office

VOCABULARIES = {
    "relation": "relation", "sex": "sex", "illness": "illness", "not_counted": "not_counted", "labour": "labour",
    "excluded": "excluded", "cause": "cause", "employment.kind": "employment", "recheck_class": "recheck_class",
}  # fmt: skip
"""Facts that are codes, and the vocabulary that has their words."""
GROUPS = ("decision", "amount", "household", "people", "income", "medical", "property", "policy")
MASKED = {"id_no": masked_id, "bank_account": masked_account}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what was decided a month: `key` is the same on both sides of a comparison; fen."""

    key: tuple[str, str, str]
    amount: int

    @property
    def label(self) -> str:
        """What it is, in words, without a name."""
        said = word("line", self.key[0])
        return f"{said} {word('top_up', self.key[2])}" if self.key[2] else said


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with what it was decided on; `assessment` is the stored document (see `answers.decided_on`)."""

    case: CaseFacts
    decision: Decision
    assessment: Mapping[str, Any] | None
    values: Mapping[str, Any] = field(default_factory=dict)
    """The sheet's parameters in force for it, as they are written."""

    @property
    def survey(self) -> Survey | None:
        """The survey that it rests on."""
        return self.case.survey_of(self.decision)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the monthly amount is made of; the parts add up to it."""
        monthly = self.decision.monthly
        lines = [line for line in (self.assessment or {}).get("lines", ()) if line["added"]]
        found = tuple(Part((line["label"], line["member"], line["category"]), fen_of(line["amount"])) for line in lines)
        if self.decision.taper is not None:
            return (Part(("taper", "", ""), monthly),) if monthly else ()
        if sum(part.amount for part in found) == monthly:
            return found
        return (Part(("as_decided", "", ""), monthly),) if monthly else ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on both sides, in words; `fen` is how much the amount differs by it, None where it is no amount."""

    group: str
    label: str
    before: str
    after: str
    fen: int | None = None

    @property
    def differs(self) -> bool:
        """Whether the two sides are not the same."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two decisions of a case beside each other, everything that was looked at; `differences` are what differs."""

    before: Decided
    after: Decided
    rows: tuple[Difference, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The rows that differ."""
        return tuple(row for row in self.rows if row.differs)

    @property
    def monthly(self) -> int:
        """By how much the monthly amount differs, in fen."""
        return self.after.decision.monthly - self.before.decision.monthly


def decided(office: Office, case_id: str, seq: int) -> Decided:
    """A decision of a case by its number. BadInput: the event of this number decided nothing."""
    with office.reading() as read:
        case = read.load_case(case_id)
        found = assessments(read, case_id)
    return _decided(office, case, seq, found)


def compare(office: Office, case_id: str, first: int | None = None, second: int | None = None) -> Comparison:
    """Two decisions of a case by their numbers, the last two where none are named. BadInput: there are no such two."""
    with office.reading() as read:
        case = read.load_case(case_id)
        found = assessments(read, case_id)
    note_read(office, case_id)
    numbers = [decision.seq for decision in case.decisions]
    if first is None and len(numbers) < 2:  # noqa: PLR2004  two to compare
        raise BadInput("compare.not_two", case=case_id)
    one = numbers[-2] if first is None else first
    other = numbers[-1] if second is None else second
    before, after = _decided(office, case, one, found), _decided(office, case, other, found)
    rows = sorted(_rows(before, after), key=lambda row: GROUPS.index(row.group))
    return Comparison(before, after, tuple(rows))


def comparison_document(found: Comparison, *, whole: bool) -> dict[str, Any]:
    """A comparison as a JSON object, everything (`whole`) or what differs."""
    return {
        "case": found.before.case.id,
        "before": {"seq": found.before.decision.seq, "monthly": yuan(found.before.decision.monthly)},
        "after": {"seq": found.after.decision.seq, "monthly": yuan(found.after.decision.monthly)},
        "difference": yuan(found.monthly),
        "rows": [
            {
                "group": row.group,
                "what": row.label,
                "before": row.before,
                "after": row.after,
                "difference": yuan(row.fen) if row.fen is not None else None,
            }
            for row in (found.rows if whole else found.differences)
        ],
    }


def decision_rows(found: Decided) -> Iterator[tuple[str, str]]:
    """What was decided, in words: label and value."""
    decision = found.decision
    yield say("compare.step"), word("step", decision.step)
    yield say("compare.on"), decision.on.isoformat()
    yield say("compare.by"), decision.decided_by
    yield say("compare.from"), f"{decision.effective_from:%Y-%m}"
    yield say("compare.route"), word("route", decision.route.value) if decision.route else ""
    yield say("compare.counted"), str(decision.counted)
    yield say("compare.term_end"), decision.term_last_day.isoformat() if decision.term_last_day else ""
    yield say("compare.taper_ends"), decision.taper.last_day.isoformat() if decision.taper else ""
    yield say("compare.surveyed"), found.survey.on.isoformat() if found.survey else ""


def _decided(office: Office, case: CaseFacts, seq: int, stored: Mapping[int, Mapping[str, Any]]) -> Decided:
    decision = next((each for each in case.decisions if each.seq == seq), None)
    if decision is None:
        raise BadInput("compare.none", case=case.id, seq=seq)
    region = office.book.sheet_for_code(case.household.village)
    return Decided(case, decision, stored.get(seq), office.book.values_on(region, decision.effective_from))


def _rows(before: Decided, after: Decided) -> Iterator[Difference]:
    names = {**_names(before), **_names(after)}
    for (label, left), (_, right) in zip(decision_rows(before), decision_rows(after), strict=True):
        yield Difference("decision", label, left, right)
    lefts = {part.key: part for part in before.parts}
    rights = {part.key: part for part in after.parts}
    for key in dict.fromkeys((*lefts, *rights)):
        part = lefts.get(key) or rights[key]
        one, other = (side[key].amount if key in side else 0 for side in (lefts, rights))
        name = names.get(key[1], key[1])
        yield Difference("amount", f"{name} {part.label}".strip(), money(one), money(other), other - one)
    yield Difference("amount", word("line", "total"), money(before.decision.monthly), money(after.decision.monthly))
    yield from _facts(before, after, names)
    for name in sorted({*before.values, *after.values}):
        left, right = (_value(side.values.get(name)) for side in (before, after))
        yield Difference("policy", name, left, right)


def _facts(before: Decided, after: Decided, names: Mapping[str, str]) -> Iterator[Difference]:
    lefts, rights = _flat(before.survey), _flat(after.survey)
    for key in dict.fromkeys((*lefts, *rights)):
        group, who, path = key
        yield Difference(
            group, f"{names.get(who, who)} {_label(path)}".strip(), _worded(path, lefts.get(key)),
            _worded(path, rights.get(key)),
        )  # fmt: skip


def _flat(survey: Survey | None) -> dict[tuple[str, str, str], Any]:
    """A survey's facts one by one: group, member or voucher, path within it."""
    found: dict[tuple[str, str, str], Any] = {}
    if survey is None:
        return found
    document = household_document(survey.household)
    for member in document.pop("members", ()):
        found |= _leaves("people", member["id"], {k: v for k, v in member.items() if k != "id"})
    for row in document.pop("income", ()):
        key = ("income", row["member"], f"{row['kind']}.{row.get('excluded', '')}".rstrip("."))
        found[key] = yuan(fen_of(found.get(key, "0.00")) + fen_of(row["annual"]))
    for row in document.pop("medical", ()):
        who = row["member"]
        rest = {k: v for k, v in row.items() if k not in {"member", "voucher", "on"}}
        name = f"{row.get('voucher', '')} {row['on']}".strip()
        found |= {(g, w, f"{name}/{path}"): v for (g, w, path), v in _leaves("medical", who, rest).items()}
    found |= _leaves("property", "", document.pop("property", {}))
    for name in ("id", "village"):
        document.pop(name, None)
    return found | _leaves("household", "", document)


def _leaves(group: str, who: str, value: Any, path: str = "") -> dict[tuple[str, str, str], Any]:
    if isinstance(value, dict):
        found: dict[tuple[str, str, str], Any] = {}
        for key, each in value.items():
            found |= _leaves(group, who, each, f"{path}.{key}".lstrip("."))
        return found
    if isinstance(value, list):
        return {(group, who, path): " ".join(_listed(each) for each in value)}
    return {(group, who, path): value}


def _listed(value: Any) -> str:
    """An entry of a list in words: a disability with its level."""
    if isinstance(value, dict) and "class" in value:
        return f"{word('disability', value['class'])} {value.get('level', '')}".strip()
    return " ".join(str(each) for each in value.values()) if isinstance(value, dict) else str(value)


def _label(path: str) -> str:
    before, _, last = path.rpartition("/")
    parts = [part for part in last.split(".") if part]
    words = [_field(part) for part in parts]
    return " ".join([*([before] if before else []), *words])


def _field(name: str) -> str:
    for key in (f"desk.field.{name}", f"codes.income.{name}", f"codes.excluded.{name}", f"compare.field.{name}"):
        if has_wording(key):
            return say(key)
    return name


def _worded(path: str, value: Any) -> str:
    name = path.rpartition("/")[2]
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("compare.yes") if value else ""
    mask = MASKED.get(name)
    if mask is not None:
        return mask(str(value))
    vocabulary = VOCABULARIES.get(name)
    return word(vocabulary, str(value)) if vocabulary else str(value)


def _value(value: Any) -> str:
    return "" if value is None else str(value)


def _names(found: Decided) -> dict[str, str]:
    members = found.survey.household.members if found.survey else found.case.household.members
    return {member.id: member.name or member.id for member in members}

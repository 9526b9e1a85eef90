"""What there is to say about single fields: what keeps a form from being saved, and what is only doubted."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from states.identity import birthday, disagreements, doubts, sex
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from states.findings import Finding
    from tui.forms.reading import At, FormRead


class Weight(StrEnum):
    """Whether something must be mended before saving, is doubted, or is only told."""

    BLOCKS = "blocks"
    DOUBTS = "doubts"
    TELLS = "tells"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say about a place in a form: a sentence's key and its values, or a finished sentence."""

    at: At
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    weight: Weight = Weight.BLOCKS
    finished: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it keeps the form from being saved."""
        return self.weight is Weight.BLOCKS

    @property
    def text(self) -> str:
        """The sentence, in the language of the moment."""
        return self.finished or say(self.key, **self.values)


def doubt(at: At, key: str, **values: Any) -> Remark:
    """A remark that does not keep anybody from saving."""
    return Remark(at, key, values, Weight.DOUBTS)


def finished(at: At, sentence: str) -> Remark:
    """What blocks, as a sentence that was finished elsewhere."""
    return Remark(at, "", finished=sentence)


def told_finding(at: At, finding: Finding, names: Mapping[str, str]) -> Remark:
    """A finding of the rules as a doubt about a field."""
    subject = names.get(finding.subject or "", finding.subject)
    return doubt(at, f"findings.{finding.code}", datum=finding.datum, limit=finding.limit, subject=subject)


def about_people(read: FormRead, rows: str) -> Iterator[Remark]:
    """What is irregular about ID numbers, and where they say otherwise than what stands beside them."""
    seen: dict[str, int] = {}
    for number, row in enumerate(read.values[rows]):
        id_no = str(row["id_no"] or "").upper()
        if not id_no:
            continue
        for code in doubts(id_no):
            yield doubt(read.at(rows, number, "id_no"), f"forms.{code}")
        carried = {"born": birthday(id_no), "sex": sex(id_no)}
        for name in disagreements(id_no, row["born"], row["sex"]):
            yield doubt(read.at(rows, number, name), f"forms.ID_SAYS_OTHER_{name.upper()}", said=carried[name])
        if id_no in seen:
            yield Remark(read.at(rows, number, "id_no"), "forms.ID_TWICE", {"row": seen[id_no] + 1})
        seen.setdefault(id_no, number)

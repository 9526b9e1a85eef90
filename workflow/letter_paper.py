"""A decision's letter on paper and as text: the same words in both."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from workflow.cell_text import cell_columns
from workflow.clauses import clauses_of
from workflow.paper import pdf_of
from workflow.wording import day_text, language, money, say, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.clauses import Clause
    from workflow.letters import AmountRow, DecisionLetter

TAPER = {"begin_taper": "§2.8", "resume_taper": "§2.8", "complete_taper": "§2.8", "exit_taper_early": "§2.9"}
"""Clauses of a taper's steps beside the step's own."""
RECEIPT = ("received", "relation", "delivered", "on")


def letter_text(letter: DecisionLetter) -> str:
    """The letter as lines of text."""
    return "\n".join(_lines(letter)) + "\n"


def letter_pdf(letter: DecisionLetter) -> bytes:
    """The letter as a PDF of A4 pages, a receipt to sign at its end."""
    total = _total(letter)
    return pdf_of(
        "letter",
        {
            "lang": language(),
            "office": letter.office,
            "title": letter.title,
            "number": say("letter.number", number=letter.number),
            "to": say("letter.to", head=letter.case.household.head.name, village=letter.village),
            "sentence": letter.sentence,
            "reasons": list(letter.reasons),
            "heads": [say(f"letter.column.{name}") for name in ("label", "amount", "clause")],
            "rows": [[_label(row), money(row.amount), row.clause, row.lost] for row in letter.rows],
            "total": [word("line", "total"), total] if total else [],
            "clauses": [[_cited(clause), clause.text] for clause in _clauses(letter)],
            "notes": list(letter.notes),
            "signed": [letter.office, day_text(letter.step.on)],
            "receipt": say("letter.receipt", number=letter.number),
            "blanks": [say(f"letter.receipt.{name}") for name in RECEIPT],
            "words": {name: say(f"letter.{name}") for name in ("why", "clauses", "next", "seal")}
            | {"lines": _heading(letter), "page": say("due.page", page="{page}", pages="{pages}")},
        },
    )


def _lines(letter: DecisionLetter) -> Iterator[str]:
    yield letter.office
    yield letter.title
    yield say("letter.number", number=letter.number)
    yield ""
    yield say("letter.to", head=letter.case.household.head.name, village=letter.village)
    yield letter.sentence
    if letter.reasons:
        yield from ("", say("letter.why"), *(f"  {reason}" for reason in letter.reasons))
    if letter.rows:
        yield from ("", _heading(letter), *_amounts(letter))
    if clauses := _clauses(letter):
        yield from ("", say("letter.clauses"), *(f"  {_cited(clause)}  {clause.text}" for clause in clauses))
    yield from ("", say("letter.next"), *(f"  {note}" for note in letter.notes))
    yield from ("", letter.office, day_text(letter.step.on))


def _amounts(letter: DecisionLetter) -> Iterator[str]:
    total = _total(letter)
    rows = [(_label(row), money(row.amount), row.clause) for row in letter.rows]
    rows += [(word("line", "total"), total, "")] if total else []
    labels, figures = (max(cell_columns(row[column]) for row in rows) for column in (0, 1))
    for label, figure, clause in rows:
        yield f"  {label}{' ' * (labels - cell_columns(label))}  {figure:>{figures}}  {clause}".rstrip()


def _label(row: AmountRow) -> str:
    return say("letter.lost", label=row.label) if row.lost else row.label


def _heading(letter: DecisionLetter) -> str:
    return say("letter.lines" if _total(letter) else "letter.lines_refused")


def _total(letter: DecisionLetter) -> str:
    """The monthly amount under the lines that make it; nothing under those that only show why there is none."""
    decision = letter.decision
    return money(decision.monthly) if decision is not None and decision.monthly and decision.taper is None else ""


def _cited(clause: Clause) -> str:
    """A clause as a household reads it: the step that it is about in words."""
    number, _, step = clause.cited.partition(" ")
    return f"{number} {word('step', step)}" if step else number


def _clauses(letter: DecisionLetter) -> tuple[Clause, ...]:
    """The clauses that the step and the amount's lines rest on, each once."""
    step = letter.step.step
    cited = dict.fromkeys((f"§3 {step}", TAPER.get(step, ""), *(row.clause for row in letter.rows)))
    return tuple(dict.fromkeys(chain.from_iterable(map(clauses_of, cited))))

"""Cases for people who read them in a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workflow.answers import names_of
from workflow.cli.assessment_page import amount_lines
from workflow.cli.output import bold, table
from workflow.what_if_words import signed, told
from workflow.wording import finding_text, money, say, word

if TYPE_CHECKING:
    from states.case import CaseFacts
    from workflow.cases import CaseLine, CaseView, TimelineEntry
    from workflow.disclosure import Disclosed
    from workflow.what_if import WhatIf


def line_row(line: "CaseLine") -> tuple[str, ...]:
    """A line of a list, as columns."""
    mark = ("!" if line.overdue else "") + ("P" if line.paused else "") + ("W" if line.withheld else "")
    due = line.next_due_on.isoformat() if line.next_due_on else ""
    return (
        line.case,
        line.head,
        line.village_name,
        word("stage", line.stage.value),
        f"{mark:<2}{due}",
        money(line.monthly),
        line.responsible,
    )


def line_labels() -> tuple[str, ...]:
    """What the columns of a list's line are."""
    return tuple(
        say(f"case.column.{name}") for name in ("case", "head", "village", "stage", "due", "monthly", "person")
    )


def entry_labels() -> tuple[str, ...]:
    """What the columns of an event are."""
    return tuple(say(f"case.column.{name}") for name in ("number", "on", "what", "monthly", "by", "note"))


def view_page(view: "CaseView") -> Iterator[str]:
    """One case, for a terminal."""
    case = view.facts
    yield bold(f"{case.id}  {case.household.head.name}  {word('stage', case.stage.value)}  {money(view.monthly)}")
    yield from (f"  {line}" for line in table(_member_rows(case), "llll", labels=_member_labels()))
    if view.assessment is not None:
        yield from (f"  {line}" for line in amount_lines(view.assessment, names_of(case.household)))
        yield from (f"  {finding_text(finding, names_of(case.household))}" for finding in view.assessment.findings)
    for item in view.due:
        yield f"  {item.due_on}  {word('due', item.kind)}"


def disclosed_lines(view: "CaseView", disclosed: "Disclosed") -> Iterator[str]:
    """What is masked elsewhere, whole."""
    names = names_of(view.facts.household)
    rows = [(names[member], number) for member, number in disclosed.id_numbers.items() if number]
    yield from (f"  {line}" for line in table([*rows, (say("case.account"), disclosed.bank_account)], "ll"))


def entry_row(entry: "TimelineEntry") -> tuple[str, ...]:
    """One event of a case, as columns."""
    what = (
        word("evidence" if entry.kind == "recorded" else "step", entry.what)
        if entry.what
        else say(f"case.entry.{entry.kind}")
    )
    if entry.kind == "refused":
        what = say("case.entry.refused", step=what)
    amount = money(entry.monthly) if entry.monthly is not None else ""
    return (
        str(entry.seq),
        entry.on.isoformat(),
        what,
        amount,
        f"{entry.actor} · {word('role', entry.role.value)}",
        " ".join(filter(None, (_exception(entry), entry.note))),
    )


def _exception(entry: "TimelineEntry") -> str:
    number = entry.detail.get("exception")
    return say("case.entry.exception", number=number) if number is not None else ""


def what_if_page(found: "WhatIf") -> Iterator[str]:
    """A case beside what it would be, month by month with what happens in a month, then what it comes to."""
    names = found.names
    headings = (
        say("case.month"),
        say("case.stay" if found.in_taper else "case.as_is"),
        say("case.leave" if found.in_taper else "case.would_be"),
        say("case.difference"),
        say("case.cumulated"),
        "",
    )
    rows = [
        (
            f"{m.month:%Y-%m}",
            money(m.as_it_is),
            money(m.as_it_would_be),
            signed(m.difference),
            signed(m.cumulated),
            " ".join(note.text(names) for note in m.notes),
        )
        for m in found.months
    ]
    sums = (say("case.sum"), money(found.as_is.total), money(found.would_be.total), signed(found.gain), "", "")
    yield from table([*rows, sums], "lrrrrl", heads=headings)
    for sentence in told(found, names):
        yield sentence.text


def _member_labels() -> tuple[str, ...]:
    return tuple(say(f"case.column.{name}") for name in ("name", "relation", "born", "marks"))


def _member_rows(case: "CaseFacts") -> Iterator[tuple[str, ...]]:
    """Who lives there, with what matters for key support."""
    deaths = case.deaths()
    for member in case.household.members:
        marks = [word("disability", entry.class_.value) for entry in member.disabilities]
        marks += [word("illness", member.illness)] if member.illness else []
        marks += [word("not_counted", member.not_counted.value)] if member.not_counted else []
        marks += [say("case.died", on=deaths[member.id])] if member.id in deaths else []
        yield (member.name or member.id, member.relation, member.born.isoformat(), " ".join(marks))

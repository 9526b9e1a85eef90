"""One line of a roll for reading: what it is made of, how it adds up, and each settled month by both decisions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.payroll import FIGURES
from states.money import yuan
from workflow.cli import output
from workflow.wording import money, say, word

if TYPE_CHECKING:
    from workflow.payroll_view import Check, Settled, Side

    Parts = list[tuple[str, str]]

SIGNS = {"due": "", "withheld": "-", "arrears": "+", "recovery": "-", "owed_before": "-", "repaid": "+", "to_pay": "="}


def line_page(line: Mapping[str, Any], settled: "Sequence[Settled]", names: Mapping[str, str]) -> Iterator[str]:
    """The page of one household's line; `names` are the members' by their ids."""
    from workflow.payroll_paper import unpaid_reasons

    yield output.bold(
        say("payroll.line_title", case=line["case_id"], head=line["head_name"], month=f"{line['month']:%Y-%m}")
    )
    yield from _indented(
        [("+", part_name(part, names), money(part["amount"]), part["clause"]) for part in line["parts"]]
    )
    rows = [
        (SIGNS[name], say(f"payroll.column.{name}"), money(line[name]), "")
        for name in FIGURES
        if name in SIGNS and (line[name] or name in {"due", "to_pay"})
    ]
    yield from _indented(rows)
    if line["owed_after"]:
        yield say("payroll.owes_on", amount=money(line["owed_after"]))
    for reason in unpaid_reasons(line):
        yield say("payroll.not_paid", reason=reason)
    for each in settled:
        yield ""
        yield say("payroll.settled", month=f"{each.month:%Y-%m}", difference=money(each.difference))
        yield from _side_by_side(_side(each.before, names), _side(each.after, names))
    rests = line["rests_on"]
    yield ""
    yield say("payroll.rests_on", decision=rests["decision"], survey=rests["survey"], event=rests["event"])
    yield say("payroll.hash", hash=line["hash"])


def check_lines(found: "Sequence[Check]") -> Iterator[str]:
    """Each figure that must be the same everywhere, with its value in each place."""
    for each in found:
        values = (
            f"{word('payroll_place', place)} {value if each.name == 'households' else yuan(value)}"
            for place, value in each.values.items()
        )
        said = say(f"payroll.check.{each.name}", attempt=each.attempt)
        yield f"{'✓' if each.holds else '✗'} {said}: {'  '.join(values)}"


def part_name(part: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What a part is: the base, the taper, or whose top-up of which category."""
    said = word("payroll_part", part["label"])
    if not part["category"]:
        return said
    return f"{said} {names.get(part['member'], part['member'])} {word('top_up', part['category'])}"


def _indented(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for row in output.table(rows, "llrl"):
        yield f"  {row}"


def _side_by_side(lefts: "Parts", rights: "Parts") -> Iterator[str]:
    height = max(len(lefts), len(rights))
    empty = ("", "")
    rows = [
        (*(lefts[n] if n < len(lefts) else empty), "│", *(rights[n] if n < len(rights) else empty))
        for n in range(height)
    ]
    for row in output.table(rows, "lrllr"):
        yield f"  {row}"


def _side(side: "Side", names: Mapping[str, str]) -> "Parts":
    decision = side.decision
    title = say("payroll.undecided")
    if decision is not None:
        title = say("payroll.decided", step=word("step", decision.step), on=decision.on, seq=decision.seq)
    parts = [(part_name(part, names), money(part["amount"])) for part in side.parts]
    return [(title, money(side.amount)), *((f"  {name}", amount) for name, amount in parts)]

"""`dibao policy`: show the parameters in force, check a sheet, compare two."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.cli import diagnostics, output
from workflow.cli.options import Commands, asked
from workflow.policy_words import plain_value, source_of, written
from workflow.settings import read_settings
from workflow.wording import say

if TYPE_CHECKING:
    from states.sheets import ParameterInForce, SheetProblem
    from workflow.policy_choice import PolicyChoice

app = Commands("policy")

NATION = "cn"
NOTED = "SOURCE_MISSING"


@app.verb("show", "policy.show")
def show(
    context: typer.Context,
    region: Annotated[str | None, typer.Argument(metavar="[REGION]", help=say("policy.show.option.region"))] = None,
) -> None:
    """Show every parameter in force in a region on a day."""
    options = asked(context)
    choice = _side(region or read_settings().region or NATION, options.today)
    name = choice.region_of("")
    rows = choice.book.explain(name, options.today)
    if options.json:
        parameters = {row.parameter: _parameter(row) for row in rows}
        output.put_json_document({"region": name, "on": options.today.isoformat(), "parameters": parameters})
        return
    output.put(output.bold(say("policy.title", region=name, on=options.today)))
    for row in rows:
        for line in _parameter_lines(row, name):
            output.put(line)


@app.verb("check", "policy.check")
def check(
    context: typer.Context,
    sheet: Annotated[str, typer.Argument(metavar="SHEET", help=say("policy.check.option.sheet"), show_default=False)],
) -> int:
    """Name everything that is wrong with a sheet."""
    from states.sheets import problems
    from workflow.input_files import bytes_of, sheet_sentences, text_of

    options = asked(context)
    found = problems(text_of(sheet, bytes_of(sheet)), sheet)
    wrong = [problem for problem in found if problem.code != NOTED]
    if options.json:
        output.put_json_document({"file": sheet, "problems": [_problem(problem) for problem in found]})
    for text in sheet_sentences(wrong):
        diagnostics.tell(text)
    if not options.quiet:
        for text in sheet_sentences(problem for problem in found if problem.code == NOTED):
            diagnostics.tell(say("policy.check.note", text=text))
        if not wrong:
            diagnostics.tell(say("policy.check.fine", file=sheet))
    return diagnostics.Exit.USAGE if wrong else diagnostics.Exit.DONE


@app.verb("compare", "policy.compare")
def compare(
    context: typer.Context,
    one: Annotated[str, typer.Argument(metavar="A", help=say("policy.compare.option.side"), show_default=False)],
    other: Annotated[str, typer.Argument(metavar="B", help=say("policy.compare.option.side"), show_default=False)],
) -> None:
    """Show the parameters that differ between two regions or sheets."""
    from states.sheets import differences

    options = asked(context)
    found = differences(_values(one, options.today), _values(other, options.today))
    if options.json:
        told = [{"parameter": each.parameter, "a": plain_value(each.a), "b": plain_value(each.b)} for each in found]
        output.put_json_document({"a": one, "b": other, "on": options.today.isoformat(), "differences": told})
        return
    if not found:
        output.put(say("policy.compare.same", a=one, b=other, on=options.today))
    for each in found:
        output.put(output.bold(each.parameter))
        for side, value in ((one, each.a), (other, each.b)):
            for line in output.table([(f"  {side}", text) for text in written(value)], "ll"):
                output.put(line)


def _side(side: str, on: date) -> "PolicyChoice":
    """The sheets for a region's name or code, or for the file of a sheet."""
    from workflow.policy_choice import PolicyChoice

    return PolicyChoice.of(side, None, on) if side.endswith(".toml") else PolicyChoice.of(None, side, on)


def _values(side: str, on: date) -> dict[str, Any]:
    choice = _side(side, on)
    return choice.book.values_on(choice.region_of(""), on)


def _parameter(row: "ParameterInForce") -> dict[str, Any]:
    entry = row.entry
    return {
        "value": plain_value(row.value),
        "in_force": entry.in_force.isoformat(),
        "next_change": row.next_change.isoformat() if row.next_change else None,
        "region": row.region,
        "unit": entry.unit,
        "document": entry.document,
        "link": entry.link,
        "status": entry.status,
    }


def _parameter_lines(row: "ParameterInForce", region: str) -> Iterator[str]:
    """The parameter with its value, and under it where it comes from and how long it holds."""
    values = written(row.value)
    yield f"{row.parameter} = {values[0]}" if len(values) == 1 else f"{row.parameter} ="
    if len(values) > 1:
        yield from (f"    {value}" for value in values)
    yield f"    {source_of(row, region)}"


def _problem(problem: "SheetProblem") -> dict[str, Any]:
    return {
        "parameter": problem.parameter,
        "in_force": problem.in_force.isoformat() if problem.in_force else None,
        "code": problem.code,
        "datum": problem.datum,
    }

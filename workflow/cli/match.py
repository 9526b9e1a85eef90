"""`dibao match`: the people of the caseload against a register, and what a person decides about unsure pairs."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, tell
from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Commands, GroupOf, asked
from workflow.errors import BadInput
from workflow.wording import say
from workflow.written_codes import code_written

if TYPE_CHECKING:
    from workflow.matching.answers import Matching

app = Commands("match", cls=GroupOf)

File = Annotated[Path, typer.Argument(metavar="FILE", help=say("match.option.file"), show_default=False)]
Region = Annotated[str, typer.Option("--village", metavar="CODE", help=say("tasks.option.village"))]


@app.verb("show", "match.show")
def show(
    context: typer.Context,
    file: File,
    village: Region = "",
    answer: Annotated[str, typer.Option("--answer", help=say("match.option.answer"))] = "",
    form: Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))] = None,
) -> None:
    """Match the people of the caseload with a register."""
    from workflow.listing import pdf_listing
    from workflow.matching.answers import Answer, match_register
    from workflow.matching.paper import counts_listing, found_listing, matching_document
    from workflow.regions import place_names

    options = asked(context)
    office = options.office(village)
    named = code_written(answer, Answer, lambda code: say(f"match.answer.{code.value}"))
    if answer and named is None:
        raise BadInput("match.no_answer", answer=answer, answers=" ".join(Answer))
    matching = match_register(office, file, village)
    chosen = [named] if named is not None else [each for each in Answer if each is not Answer.BOTH]
    wanted = matching.of(*chosen)
    listings = (counts_listing(matching), found_listing(wanted, place_names(office)))
    sheets = Sheets(
        listings if form is not Form.CSV and (out is None or out.suffix.lower() != ".csv") else listings[1:],
        document=lambda: matching_document(matching, wanted),
        pdf=lambda: pdf_listing(listings, office.region_name(village)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("review", "match.review")
def review(context: typer.Context, file: File, village: Region = "") -> int:
    """Lay the unsure pairs side by side."""
    from workflow.matching.answers import Answer, match_register
    from workflow.matching.paper import matching_document, side_by_side
    from workflow.regions import place_names

    options = asked(context)
    office = options.office(village)
    matching = match_register(office, file, village)
    unsure = matching.of(Answer.UNSURE, Answer.NAME_DIFFERS, Answer.NUMBER_DIFFERS)
    if options.json:
        output.put_json_document(matching_document(matching, unsure))
        return int(Exit.DONE)
    names = place_names(office)
    heads = ("", say("match.here"), say("match.there"))
    for found in unsure:
        output.put(output.bold(say("match.pair", pair=found.pair, answer=say(f"match.answer.{found.answer.value}"))))
        for line in output.table(side_by_side(found, names), "lll", heads=heads):
            output.put(f"  {line}")
    tell(say("match.unsure", count=f"{len(unsure):,}"))
    return int(Exit.DONE)


@app.verb("decide", "match.decide")
def decide(
    context: typer.Context,
    file: File,
    pair: Annotated[str, typer.Argument(metavar="PAIR", help=say("match.option.pair"), show_default=False)],
    same: Annotated[bool | None, typer.Option("--same/--different", help=say("match.option.same"))] = None,
    village: Region = "",
) -> None:
    """Say of a pair that it is one person, or is not; it is remembered."""
    from workflow.matching.answers import decide as keep
    from workflow.matching.answers import match_register

    if same is None:
        raise BadInput("match.say_which")
    options = asked(context)
    office = options.office(village)
    matching: Matching = match_register(office, file, village)
    found = keep(office, matching, pair, same=same)
    name = found.supported.name if found.supported is not None else ""
    tell(say("match.kept_same" if same else "match.kept_different", pair=pair, name=name))


@app.verb("flag", "match.flag")
def flag(context: typer.Context, file: File, village: Region = "") -> None:
    """Note of each household what the match said, and on the cases what is to be settled."""
    from states.match_flag import MatchOutcome
    from workflow.matching.answers import match_register
    from workflow.matching.flags import FLAGGED
    from workflow.matching.flags import flag as note

    options = asked(context)
    office = options.office(village)
    matching = match_register(office, file, village)
    fresh = note(office, matching)
    known = sum(found.answer in FLAGGED for found in matching.found) - fresh
    tell(say("match.flagged", count=f"{fresh:,}", known=f"{known:,}"))
    said = Counter(matching.outcomes.values())
    tell(say("match.outcomes", **{outcome.value: f"{said[outcome]:,}" for outcome in MatchOutcome}))


@app.verb("settle", "match.settle")
def settle(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help=say("case.option.id"), show_default=False)],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help=say("match.option.note"))] = "",
) -> None:
    """Say how what matching left open about a case was settled."""
    from workflow.matching.flags import settle as close

    options = asked(context)
    count = close(options.office(), case_id, note)
    tell(say("match.settled", count=f"{count:,}", case=case_id))

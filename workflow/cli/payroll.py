"""`dibao payroll`: the month's roll, drawn up, released, paid by the bank, settled."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.hand_over import Form, Sheets, hand_over, named_form
from workflow.cli.options import Commands, GroupOf, asked
from workflow.wording import money, say

app = Commands("payroll", cls=GroupOf)
MOST_ATTEMPTS = 1000

Month = Annotated[str, typer.Argument(metavar="MONTH", help=say("payroll.option.month"), show_default=False)]
Region = Annotated[str, typer.Option("--village", metavar="CODE", help=say("payroll.option.village"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("payroll.option.out"))]


@app.verb("show", "payroll.show")
def show(
    context: typer.Context,
    month: Month,
    village: Region = "",
    form: Annotated[Form | None, typer.Option("--format", help=say("payroll.option.format"))] = None,
    out: Out = None,
) -> None:
    """Show, or save, a month's roll with its totals."""
    from workflow.payroll import month_named
    from workflow.payroll_paper import roll_document, roll_listings, roll_pdf
    from workflow.payroll_view import roll
    from workflow.regions import names_within
    from workflow.sealing import seal_on_paper

    options = asked(context)
    office = options.office(village)
    found = roll(office, month_named(month), village)
    listings = roll_listings(found, names_within(office, village), office.region_name(village))
    sheets = Sheets(
        listings,
        document=lambda: roll_document(office, found),
        pdf=lambda: roll_pdf(found, listings, seal_on_paper(office)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("draw-up", "payroll.draw_up")
def draw_up(context: typer.Context, month: Month) -> None:
    """Draw up a month's roll."""
    from workflow import payroll
    from workflow.recheck import caseload_size

    options = asked(context)
    office = options.office()
    with progress(say("payroll.drawing"), caseload_size(office), quiet=bool(options.quiet)) as done:
        head = payroll.draw_up(office, payroll.month_named(month), done)
    tell(say("payroll.drew", month=month, households=f"{head['households']:,}", to_pay=money(head["to_pay"])))


@app.verb("discard", "payroll.discard")
def discard(context: typer.Context, month: Month) -> None:
    """Take back a roll that is not released."""
    from workflow import payroll

    options = asked(context)
    payroll.discard(options.office(), payroll.month_named(month))
    if not options.quiet:
        tell(say("payroll.discarded", month=month))


@app.verb("release", "payroll.release")
def release(context: typer.Context, month: Month) -> None:
    """Release a roll: it is frozen, and its payments are issued."""
    from workflow import payroll

    options = asked(context)
    head = payroll.release(options.office(), payroll.month_named(month))
    if not options.quiet:
        tell(say("payroll.drew", month=month, households=f"{head['households']:,}", to_pay=money(head["to_pay"])))
    output.put(head["digest"])


@app.verb("line", "payroll.line")
def line(
    context: typer.Context,
    month: Month,
    case_id: Annotated[str, typer.Argument(metavar="CASE", help=say("payroll.option.case"), show_default=False)],
) -> None:
    """Show one household's line, and the old and the new decision of each month that it settles."""
    from workflow.cli.payroll_page import line_page
    from workflow.payroll import month_named
    from workflow.payroll_paper import line_document, settled_document
    from workflow.payroll_view import line_of, member_names, settled_months

    options = asked(context)
    office = options.office()
    of = month_named(month)
    found, settled = line_of(office, of, case_id), settled_months(office, of, case_id)
    if options.json:
        output.put_json_document({**line_document(found), "settled": [settled_document(each) for each in settled]})
        return
    for each in line_page(found, settled, member_names(office, case_id)):
        output.put(each)


@app.verb("bank-file", "payroll.bank_file")
def bank_file(
    context: typer.Context,
    month: Month,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help=say("payroll.option.bank_out"), show_default=False)
    ],
    attempt: Annotated[
        int | None, typer.Option("--attempt", min=1, max=MOST_ATTEMPTS, help=say("payroll.option.attempt"))
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=say("payroll.option.reason"))] = "",
) -> None:
    """Write the file that asks the bank to pay."""
    from workflow.bank import bank_file as make
    from workflow.payroll import month_named

    options = asked(context)
    form = named_form(out, "csv", "xlsx")
    made = make(options.office(), month_named(month), form, reason, attempt)
    out.write_bytes(made.data)
    if not options.quiet:
        payments, total = f"{made.payments:,}", money(made.total)
        tell(say("payroll.bank_made", file=out, payments=payments, total=total, attempt=made.attempt))
        if made.asked_by:
            tell(say("payroll.bank_again", attempt=made.attempt, who=made.asked_by))
    output.put(made.sha256)


@app.verb("returns", "payroll.returns")
def returns(
    context: typer.Context,
    month: Month,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("payroll.option.returns"), show_default=False)],
) -> None:
    """Read what the bank returned."""
    from workflow.bank import take_returns
    from workflow.bank_returns import read_returns
    from workflow.payroll import month_named

    options = asked(context)
    counts = take_returns(options.office(), month_named(month), read_returns(file))
    if options.json:
        output.put_json_document(counts)
    else:
        output.put(say("payroll.returned", paid=f"{counts['paid']:,}", failed=f"{counts['failed']:,}"))


@app.verb("reissue", "payroll.reissue")
def reissue(context: typer.Context, month: Month) -> int:
    """Issue failed payments again, to the accounts that the households have today."""
    from workflow.bank import issue_again
    from workflow.payroll import month_named

    issued, without = issue_again(asked(context).office(), month_named(month))
    output.put(say("payroll.reissued", count=f"{issued:,}"))
    for case in without:
        tell(say("payroll.still_no_account", case=case))
    return int(Exit.REFUSED if without else Exit.DONE)


@app.verb("repaid", "payroll.repaid")
def repaid(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="CASE", help=say("payroll.option.case"), show_default=False)],
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=say("payroll.option.amount"), show_default=False)],
    document: Annotated[str, typer.Option("--document", help=say("payroll.option.document"))] = "",
) -> None:
    """Record what a household paid back; the next roll takes it in."""
    from workflow.bank import record_repayment

    record_repayment(asked(context).office(), case_id, amount, document)


@app.verb("check", "payroll.check")
def check(context: typer.Context, month: Month) -> int:
    """Check that roll, villages, payments and bank files agree, and that no released roll was changed."""
    from states.money import yuan
    from workflow.cli.payroll_page import check_lines
    from workflow.journal import problem_text, roll_problems
    from workflow.payroll import month_named
    from workflow.payroll_view import checks

    options = asked(context)
    office = options.office()
    found = checks(office, month_named(month))
    damaged = [problem_text(problem) for problem in roll_problems(office)]
    if options.json:
        shown = {
            each.code: {n: v if each.name == "households" else yuan(v) for n, v in each.values.items()}
            for each in found
        }
        output.put_json_document({"checks": shown, "hold": all(c.holds for c in found), "damaged": damaged})
    else:
        for line in check_lines(found):
            output.put(line)
        output.put(say("payroll.unchanged") if not damaged else "\n".join(damaged))
    return int(Exit.DONE if not damaged and all(c.holds for c in found) else Exit.REFUSED)

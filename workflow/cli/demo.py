"""`dibao demo`: fill an empty database with a fictitious county."""

from typing import Annotated

import typer

from workflow.cli.diagnostics import progress, tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands()

MOST = 2_000_000


@app.verb("demo", "demo")
def demo(
    context: typer.Context,
    households: Annotated[
        int | None, typer.Option("--households", min=1, max=MOST, metavar="N", help=say("demo.option.households"))
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help=say("demo.option.seed"))] = None,
) -> None:
    """Create the database where there is none, and fill it."""
    from workflow.demo.county import HOUSEHOLDS, SEED, fill
    from workflow.demo.founding import founded

    options = asked(context)
    wanted = households if households is not None else HOUSEHOLDS
    office = founded(options.database, options.today)
    with progress(say("demo.filling"), wanted, quiet=bool(options.quiet)) as done:
        count = 0

        def more(number: int) -> None:
            nonlocal count
            count += number
            done(count)

        fill(office, households=wanted, seed=seed if seed is not None else SEED, progress=more)
    if not options.quiet:
        tell(say("demo.done", households=f"{wanted:,}", day=options.today))

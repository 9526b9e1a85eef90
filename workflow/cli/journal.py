"""`dibao journal`: verify that nothing was changed, cut off or added behind the program's back."""

from typing import Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands("journal")


@app.verb("verify", "journal.verify")
def verify(
    context: typer.Context,
    against: Annotated[
        str | None, typer.Option("--against", metavar="FINGERPRINT", help=say("journal.option.against"))
    ] = None,
) -> int:
    """Verify every case's chain, and that stages and decisions are what the events say; 1 where something is wrong."""
    from workflow.journal import Checked, check

    options = asked(context)
    office = options.office()
    found: Checked
    with progress(say("journal.verifying"), 0, quiet=bool(options.quiet)) as done:
        found = check(office, done)
    differs = against is not None and against != found.fingerprint
    if options.json:
        problems = [{"case": p.case, "code": p.code, "event": p.seq} for p in found.problems]
        output.put_json_document(
            {
                "cases": found.cases,
                "events": found.events,
                "fingerprint": found.fingerprint,
                "problems": problems,
                "matches": None if against is None else not differs,
            }
        )
    else:
        for problem in found.problems:
            output.put(say(f"journal.{problem.code}", case=problem.case, seq=problem.seq))
        output.put(
            say(
                "journal.verified",
                cases=f"{found.cases:,}",
                events=f"{found.events:,}",
                problems=f"{len(found.problems):,}",
            )
        )
        output.put(say("journal.fingerprint", fingerprint=found.fingerprint))
    if differs:
        tell(say("journal.differs", fingerprint=against))
    return int(Exit.REFUSED if found.problems or differs else Exit.DONE)


@app.verb("head", "journal.head")
def head(context: typer.Context) -> None:
    """Print the fingerprint of the journal as it stands."""
    from workflow.journal import fingerprint

    output.put(fingerprint(asked(context).office()))

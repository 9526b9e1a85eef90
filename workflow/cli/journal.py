"""`dibao journal`: seal it, and verify that nothing was changed, cut off or added behind the program's back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Commands, asked
from workflow.wording import say

if TYPE_CHECKING:
    from db.verify import JournalProblem
    from workflow.sealing import Seal

app = Commands("journal")


@app.verb("verify", "journal.verify")
def verify(
    context: typer.Context,
    against: Annotated[
        str | None, typer.Option("--against", metavar="FINGERPRINT", help=say("journal.option.against"))
    ] = None,
    public_key: Annotated[str, typer.Option("--public-key", metavar="HEX", help=say("journal.option.public_key"))] = "",
) -> int:
    """Verify every case's chain, every frozen roll, report and drive, and every seal; 1 where something is wrong."""
    from workflow.journal import Checked, check, problem_text, rows_to_check
    from workflow.seal_keys import assert_public_key

    assert_public_key(public_key)

    options = asked(context)
    office = options.office()
    found: Checked
    with progress(say("journal.verifying"), rows_to_check(office), quiet=bool(options.quiet)) as done:
        found = check(office, done, public_key)
    differs = against is not None and not found.has(against)
    if options.json:
        output.put_json_document(
            {
                "cases": found.cases,
                "events": found.events,
                "papers": dict(found.papers),
                "fingerprint": found.fingerprint,
                "problems": [_document(problem) for problem in found.problems],
                "matches": None if against is None else not differs,
            }
        )
    else:
        for problem in found.problems:
            output.put(problem_text(problem))
        output.put(
            say(
                "journal.verified",
                cases=f"{found.cases:,}",
                events=f"{found.events:,}",
                problems=f"{len(found.problems):,}",
            )
        )
        output.put(say("journal.papers", **{kind: f"{count:,}" for kind, count in found.papers.items()}))
        output.put(say("journal.fingerprint", fingerprint=found.fingerprint))
    if differs:
        tell(say("journal.differs", fingerprint=against))
    return int(Exit.REFUSED if found.problems or differs else Exit.DONE)


def _document(problem: "JournalProblem") -> dict[str, Any]:
    paper = problem.frozen
    return {
        "case": problem.case or None,
        "code": problem.code,
        "event": problem.seq,
        "paper": {"kind": paper.kind, "name": paper.name} if paper is not None else None,
    }


@app.verb("head", "journal.head")
def head(context: typer.Context) -> None:
    """Print the fingerprint of the journal as it stands."""
    from workflow.journal import fingerprint

    output.put(fingerprint(asked(context).office()))


@app.verb("seal", "journal.seal")
def seal(context: typer.Context) -> None:
    """Seal what was written since the last seal, signed where this account may read the key."""
    from states.stages import SealKind
    from workflow.seal_keys import key_file, read_key
    from workflow.seal_paper import seal_document
    from workflow.sealing import seal as make

    options = asked(context)
    made = make(options.machine_office(), SealKind.DAY, read_key(key_file()))
    if options.json:
        output.put_json_document(seal_document(made) if made is not None else None)
    elif not options.quiet:
        output.put(_told(made) if made is not None else say("journal.nothing_to_seal"))


@app.verb("seals", "journal.seals")
def seals(
    context: typer.Context,
    form: Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))] = None,
) -> None:
    """List the seals."""
    from workflow.listing import pdf_listing
    from workflow.seal_paper import seal_document, seal_listing
    from workflow.sealing import seals as every

    options = asked(context)
    office = options.office()
    found = every(office)
    listings = (seal_listing(found),)
    sheets = Sheets(
        listings,
        document=lambda: [seal_document(each) for each in found],
        pdf=lambda: pdf_listing(listings, office.region_name("")),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("new-key", "journal.new_key")
def new_key(context: typer.Context) -> None:
    """Make the key that signs seals, in a file that this account alone may read."""
    from workflow.seal_keys import key_file
    from workflow.seal_keys import new_key as make

    path = key_file()
    made = make(path)
    output.put(made.public)
    if not asked(context).quiet:
        tell(say("journal.key_made", file=path, key=made.id))


@app.verb("change-key", "journal.change_key")
def change_key(context: typer.Context) -> None:
    """Let a new key sign from now on, endorsed by the one that signs now."""
    from workflow.seal_keys import key_file, needed_key, next_key, put_in_place
    from workflow.sealing import change_key as change

    options = asked(context)
    path = key_file()
    new = next_key(path)
    change(options.administration(), needed_key(path), new)
    old = put_in_place(path)
    output.put(new.public)
    if not options.quiet:
        tell(say("journal.key_changed", file=path, key=new.id, old=old))


def _told(made: "Seal") -> str:
    words = "journal.sealed" if made.is_signed else "journal.sealed_unsigned"
    return say(words, number=made.number, leaves=f"{made.leaves:,}", key=made.key, fingerprint=made.fingerprint)

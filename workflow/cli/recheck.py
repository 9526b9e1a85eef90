"""`dibao recheck`: the nightly run, here or queued for workers."""

from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import diagnostics, output
from workflow.cli.diagnostics import Exit
from workflow.cli.options import Asked, Commands, asked
from workflow.errors import BadInput, Refused
from workflow.wording import money, say, word

if TYPE_CHECKING:
    from workflow.night import Night, Part
    from workflow.office import Office
    from workflow.recheck import RecheckReport

app = Commands()


@app.verb("recheck", "recheck")
def recheck(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("recheck.option.dry_run"))] = False,
    strict: Annotated[bool, typer.Option("--strict", help=say("recheck.option.strict"))] = False,
    queue: Annotated[bool, typer.Option("--queue", help=say("recheck.option.queue"))] = False,
    progress: Annotated[bool, typer.Option("--progress", help=say("recheck.option.progress"))] = False,
) -> int:
    """Look at every paid case and do what the machine may do today; 1 with --strict where a person is waited for."""
    if dry_run + queue + progress > 1:
        raise BadInput("recheck.one_of")
    options = asked(context)
    if queue:
        return _queue(options)
    return _tell_night(options, strict=strict) if progress else _run(options, dry_run=dry_run, strict=strict)


def _run(options: Asked, *, dry_run: bool, strict: bool) -> int:
    from workflow.recheck import caseload_size, report_document, run

    office = options.machine_office()
    with diagnostics.progress(say("recheck.running"), caseload_size(office), quiet=bool(options.quiet)) as done:
        count = 0

        def more(number: int) -> None:
            nonlocal count
            count += number
            done(count)

        report = run(office, dry_run=dry_run, progress=more)
    if not dry_run:
        _sealed(office)
    if options.json:
        output.put_json_document(report_document(report))
    elif not options.quiet:
        for line in _page(report):
            output.put(line)
    return int(Exit.REFUSED if strict and report.waiting else Exit.DONE)


def _sealed(office: "Office") -> None:
    """Seal what the run wrote; where this account may not, that is left to the day's end and said."""
    from states.stages import SealKind
    from workflow.seal_keys import key_file, read_key
    from workflow.sealing import seal

    try:
        seal(office, SealKind.BATCH, read_key(key_file()))
    except Refused as refused:
        diagnostics.tell(say("seals.left_unsealed", why=refused))


def _queue(options: Asked) -> int:
    """Queue the day for workers and wake them up."""
    from workflow.night import State, queue_night
    from workflow.worker import wake_workers

    office = options.machine_office()
    night = queue_night(office)
    wake_workers(office)
    if options.json:
        _put_night(night)
    elif not options.quiet:
        left = len(night.parts) - night.count(State.DONE)
        output.put(say("recheck.queued", on=night.report.on, left=left, partitions=len(night.parts)))
    return int(Exit.DONE)


def _tell_night(options: Asked, *, strict: bool) -> int:
    """Tell how far the newest night is; 1 where something failed, with --strict while it is not over too."""
    from workflow.night import State, newest_night

    night = newest_night(options.machine_office())
    if options.json:
        _put_night(night)
    elif not options.quiet:
        for line in (*_page(night.report), *_parts(night)):
            output.put(line)
    waits = strict and (night.report.waiting or not night.is_over)
    return int(Exit.REFUSED if waits or night.count(State.FAILED) else Exit.DONE)


def _put_night(night: "Night") -> None:
    from workflow.night import night_document

    output.put_json_document(night_document(night))


def _parts(night: "Night") -> list[str]:
    """How many partitions are in which state, and those that somebody is at or that failed."""
    from workflow.night import State

    told = [part for part in night.parts if part.state in {State.UNDER_WAY, State.FAILED}]
    counts = [(say(f"recheck.partitions.{state.value}"), f"{night.count(state):,}") for state in State]
    lines = [say("recheck.partitions", count=len(night.parts)), *(f"  {line}" for line in output.table(counts, "lr"))]
    return lines + [f"  {line}" for line in output.table([_part(part) for part in told], "llrl")]


def _part(part: "Part") -> tuple[str, ...]:
    state = say(f"recheck.partitions.{part.state.value}")
    looked_at = say("recheck.partition.looked_at", looked_at=f"{part.looked_at:,}", cases=f"{part.cases:,}")
    return (part.region, f"{state} {part.failed}".rstrip(), looked_at, part.worker)


def _page(report: "RecheckReport") -> list[str]:
    title = "recheck.title_dry" if report.dry_run else "recheck.title"
    lines = [output.bold(say(title, on=report.on, looked_at=f"{report.looked_at:,}"))]
    rows = [(word("step", step), f"{count:,}") for step, count in sorted(report.stepped.items())]
    rows += [
        (say("recheck.amount_changed"), f"{report.amount_changed:,}"),
        (say("recheck.withheld"), f"{report.withheld:,}"),
    ]
    lines += [f"  {line}" for line in output.table(rows, "lr")]
    if report.waiting:
        lines.append(say("recheck.waiting", cases=f"{report.waiting_cases:,}"))
        waiting = [(code, f"{count:,}") for code, count in report.waiting.most_common()]
        lines += [f"  {line}" for line in output.table(waiting, "lr")]
    lines.append(say("recheck.money", before=money(report.monthly_before), after=money(report.monthly_after)))
    return lines

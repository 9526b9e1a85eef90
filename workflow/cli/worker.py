"""`dibao worker`: takes partitions of queued nights, on any number of machines."""

import asyncio
from typing import TYPE_CHECKING

import typer

from workflow.cli.diagnostics import Exit, explain, tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

if TYPE_CHECKING:
    from db.partitions import Partition

app = Commands()


@app.verb("worker", "worker")
def worker(context: typer.Context) -> int:
    """Work on queued nights until the process is asked to stop."""
    from workflow.worker import serve

    options = asked(context)

    def ended(partition: "Partition") -> None:
        if not options.quiet:
            looked_at = partition.figures.get("looked_at", 0)
            tell(say("worker.ended", on=partition.on, region=partition.region, looked_at=f"{looked_at:,}"))

    asyncio.run(serve(options.machine_office, ended, lambda trouble: tell(explain(trouble))))
    return int(Exit.DONE)

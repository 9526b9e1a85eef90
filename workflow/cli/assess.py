"""`dibao assess`: what a household is entitled to, and why; no database is touched."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from workflow.cli import output
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands()

IN_MEMORY_BYTES = 16 * 1024 * 1024
SINGLE = (".json", ".toml")


@app.verb("assess", "assess")
def assess(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=say("assess.option.file"), show_default=False)],
    policy: Annotated[str | None, typer.Option("--policy", metavar="SHEET", help=say("assess.option.policy"))] = None,
    region: Annotated[str | None, typer.Option("--region", metavar="CODE", help=say("assess.option.region"))] = None,
) -> None:
    """Assess the households of a file, or of standard input."""
    from workflow.assessing import Assessed, assess_file
    from workflow.policy_choice import PolicyChoice

    options = asked(context)
    choice = PolicyChoice.of(policy, region, options.today)

    def as_json(assessed: Assessed) -> str:
        from workflow.answers import assessment_object

        answer = assessment_object(assessed.household, assessed.assessment, assessed.policy, options.today)
        return output.json_document(answer) if Path(file).suffix.lower() in SINGLE else output.json_line(answer)

    def for_people(assessed: Assessed) -> str:
        from workflow.cli.assessment_page import page_of

        return page_of(assessed, options.today)

    _put_all(assess_file(file, choice), as_json if options.json else for_people)


def _put_all(answers: Iterator[object], shown: Callable[..., str]) -> None:
    """Write the answers once all of them are there; on a disk where memory would not hold them."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, mode="w+", encoding="utf-8", newline="\n") as waiting:
        for answer in answers:
            waiting.write(shown(answer))
            waiting.write("\n")
        waiting.seek(0)
        for line in waiting:
            output.put(line.removesuffix("\n"))

"""An assessment for reading: the lines that add up, each with its clause; what does not count, struck out; findings."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from workflow.answers import names_of, taper_object
from workflow.cli import output
from workflow.wording import finding_text, money, say, word

if TYPE_CHECKING:
    from states.assessment import Assessment, Line
    from workflow.assessing import Assessed

MARK = {"blocks": "✗", "warns": "!", "unknown": "?"}


def page_of(assessed: "Assessed", on: date) -> str:
    """The page of one household: who, what, the amount's lines, the taper, the findings."""
    household, policy = assessed.household, assessed.policy
    title = say(
        "assess.title", id=household.id or None, counted=assessed.assessment.counted, region=policy.region, on=on
    )
    parts = [
        [output.bold(title), _verdict(assessed)],
        list(amount_lines(assessed.assessment, names_of(household))),
        list(_taper(assessed, on)),
    ]
    names = names_of(household)
    found = [
        f"{MARK[finding.kind.value]} {finding_text(finding, names)} {finding.clause}"
        for finding in assessed.assessment.findings
    ]
    return "\n\n".join("\n".join(part) for part in [*parts, found] if part) + "\n"


def _verdict(assessed: "Assessed") -> str:
    assessment = assessed.assessment
    if assessment.route is None:
        return say("assess.not_eligible")
    said = say("assess.eligible", route=assessment.route.value, batch=str(assessment.batch))
    return said if assessment.term_months is None else f"{said} {say('assess.term', months=assessment.term_months)}"


def amount_lines(assessment: "Assessment", names: dict[str, str]) -> Iterator[str]:
    """The lines in columns: sign, what, yuan, clause; then the total of those that are added."""
    lines = assessment.lines
    rows = [("+" if line.added else "", _label(line, names), money(line.amount), line.clause) for line in lines]
    rows.append(("=", word("line", "total"), money(assessment.total_monthly), ""))
    struck = {index for index, line in enumerate(lines) if line.label == "top_up_lost"}
    for index, row in enumerate(output.table(rows, "llrl")):
        yield output.struck(row) if index in struck else row


def _label(line: "Line", names: dict[str, str]) -> str:
    said = word("line", line.label)
    if line.counted:
        return say("assess.for_persons", what=said, counted=line.counted)
    if not line.category:
        return said
    which = word("top_up", line.category)
    rate = f" {_percent(line.rate)}" if line.rate is not None else ""
    return say("assess.for_member", what=said, member=names.get(line.member, line.member), which=which + rate)


def _percent(share: Fraction) -> str:
    """3/10 as "30 %", 1/8 as "12.5 %"."""
    percent = share * 100
    return f"{percent.numerator if percent.denominator == 1 else float(percent):g} %"


def _taper(assessed: "Assessed", on: date) -> Iterator[str]:
    """The falling amounts of a taper, the present one marked; nothing where the file names none."""
    taper = taper_object(assessed.household, assessed.policy, on)
    if taper is None:
        return
    yield say("assess.taper", frozen=taper["frozen"], ends=taper["ends"], current=taper["current"])
    now = {"year": on.year, "month": f"{on:%Y-%m}"}
    rows = [
        (
            "→" if any(row.get(key) == value for key, value in now.items()) else "",
            str(row.get("year") or row["month"]),
            row["monthly"],
        )
        for row in taper["schedule"]
    ]
    yield from output.table(rows, "llr")

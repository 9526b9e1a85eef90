"""What follows from a household as it is typed: under its vouchers and income, and in one line."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from textual.content import Content

from states.findings import Kind
from states.money import half_up
from tui.figures import amount, day, month
from tui.forms.reading import At
from tui.forms.remarks import Remark, Weight, doubt, finished, told_finding
from tui.safe import plain
from workflow.answers import names_of
from workflow.wording import finding_sentence, say, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from states.findings import Finding
    from tui.forms.fields import Field
    from tui.forms.reading import FormRead
    from workflow.as_typed import AsTyped

PERSON = re.compile(r"members\[(\d+)\]\.(\w+)")
ROW = re.compile(r"(income|medical)\[(\d+)\]\.(\w+)")
MOST_NAMED = 3


def place_in_household(path: str, read: FormRead, people: str) -> At:
    """Where in a household's form stands what a household file calls by a path; `people`: the form's rows of them."""
    if found := PERSON.match(path):
        column = "since" if path.endswith(".employment.since") else found[2]
        return read.at(people, int(found[1]), column)
    if found := ROW.match(path):
        return read.at(found[1], int(found[2]), found[3])
    return At(path.rpartition(".")[2] if path.startswith(("property.", "registered_poor.")) else path)


def household_remarks(found: AsTyped, read: FormRead, people: str) -> Iterator[Remark]:
    """What would be refused, which vouchers count and which do not and why, and the sums."""
    for trouble in found.troubles:
        for path, sentence in trouble.by_field:
            yield finished(place_in_household(path, read, people), sentence)
    if "medical" in read.values:
        yield from _about_vouchers(found, read, names_of(found.household))
    if "income" in read.values:
        yield from _about_income(found, read, names_of(found.household))


def _about_vouchers(found: AsTyped, read: FormRead, names: Mapping[str, str]) -> Iterator[Remark]:
    for number, (voucher, against) in enumerate(zip(found.household.medical, found.self_paid.by_voucher, strict=True)):
        at = read.at("medical", number)
        if against is None:
            yield doubt(at, "forms.voucher_of_nobody", name=names.get(voucher.member, voucher.member))
        elif against:
            yield from (told_finding(at, finding, names) for finding in against)
        else:
            paid = amount(voucher.certified - voucher.offsets)
            yield Remark(at, "forms.voucher_counts", {"amount": paid}, Weight.TELLS)
    heading = At("medical")
    of_whom = [f"{names.get(m, m)} {amount(paid)}" for m, paid in found.self_paid.by_member.items() if paid]
    yield Remark(
        heading, "forms.self_paid",
        {"first": day(found.start), "last": day(found.end - timedelta(days=1)),
         "each": say("forms.between").join(of_whom), "total": amount(found.self_paid.total)},
        Weight.TELLS,
    )  # fmt: skip
    for finding in found.self_paid.findings:
        if finding.code == "OFFSETS_ABOVE_COST":
            yield told_finding(heading, finding, names)


def _about_income(found: AsTyped, read: FormRead, names: Mapping[str, str]) -> Iterator[Remark]:
    total = amount(half_up(found.assessment.income_annual))
    yield Remark(At("income"), "forms.income_counts", {"total": total}, Weight.TELLS)
    for finding in found.assessment.findings:
        if finding.code == "KIND_NOT_EXCLUDED_HERE":
            rows = enumerate(found.household.income)
            at = (n for n, row in rows if row.member == finding.subject and row.excluded == finding.datum)
            yield from (told_finding(read.at("income", n), finding, names) for n in at)


# The line


def unread_line(fields: Sequence[Field], read: FormRead) -> Content:
    """That nothing can be reckoned yet, and which fields it waits for."""
    labels = {field.name: field for field in fields}
    waits: list[str] = []
    for at in read.wrong:
        field = labels[at.field]
        column = next((each for each in field.columns if each.name == at.column), field)
        waits.append(say(f"desk.field.{column.label or column.name}"))
    named = list(dict.fromkeys(waits))[:MOST_NAMED]
    return Content.styled(say("forms.waits_for", fields=say("forms.between").join(named)), "$muted")


def survey_line(found: AsTyped) -> Content:
    """What the household would be paid as it is typed, as a sum that adds up; or why it would be paid nothing."""
    of = found.assessment
    if of.route is not None:
        said = {
            "route": word("route", of.route.value), "base": amount(of.base_monthly),
            "top_ups": amount(of.top_up_monthly), "total": amount(of.total_monthly), "month": month(found.month),
        }  # fmt: skip
        text = say("forms.entitled" if of.top_ups else "forms.entitled_to_base", **said)
        open_ = [f for f in of.findings if f.kind is Kind.UNKNOWN]
        return _with(Content.assemble(("✓ ", "$success"), (text, "bold")), open_, found)
    return _with(Content.styled(f"✗ {say('forms.not_entitled')}", "bold"), _against(found), found)


def application_line(found: AsTyped) -> Content:
    """Who counts, the income under which the household is entitled, and the top-ups that would be added."""
    of = found.assessment
    if not of.counted:
        return _with(Content.styled(f"✗ {say('forms.not_entitled')}", "bold"), _against(found), found)
    said = {
        "counted": of.counted, "people": len(found.household.members),
        "limit": amount(of.standard_annual * of.counted), "top_ups": amount(of.top_up_monthly),
    }  # fmt: skip
    return Content(say("forms.entitled_below", **said))


def _against(found: AsTyped) -> list[Finding]:
    return [finding for finding in found.assessment.findings if finding.kind is Kind.BLOCKS]


def _with(line: Content, findings: Sequence[Finding], found: AsTyped) -> Content:
    told = [plain(finding_sentence(finding, names_of(found.household))) for finding in findings]
    return Content("  ").join([line, *(Content.styled(text, "$muted") for text in told)])

"""A household as a tree of its people with their marks, and what they earn, spend and own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from states.findings import Kind
from states.months import first_of_month
from tui.cells import fit
from tui.figures import amount, day
from tui.safe import masked_account, masked_id, plain, safe
from tui.widgets.laid_out import LaidOut, hanging
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from states.assessment import Assessment
    from states.case import CaseFacts
    from states.facts import Household, Member
    from workflow.disclosure import Disclosed

MUTED = "$muted"
LABEL = 10


class HouseholdView(LaidOut):
    """The whole panel: people first, then money and property as last surveyed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.case: CaseFacts | None = None
        self.today: date | None = None
        self.assessment: Assessment | None = None
        self.disclosed: Disclosed | None = None

    def disclose(self, disclosed: Disclosed | None) -> None:
        """Show ID numbers and the account whole, or masked again."""
        self.disclosed = disclosed
        self.refresh(layout=True)

    def show(self, case: CaseFacts, assessment: Assessment | None, today: date) -> None:
        """Show a case's household, and whether an assessment finds what it owns within the limits."""
        self.case, self.assessment, self.today = case, assessment, today
        self.refresh(layout=True)

    def lines(self, width: int) -> Iterator[Content]:
        """People, then what they have."""
        if self.case is None or self.today is None:
            yield Content.styled(say("desk.loading"), MUTED)
            return
        survey = self.case.survey
        if self.disclosed is not None:
            yield from _disclosed_lines(self.disclosed, self.case.household, width)
            yield Content("")
        yield from _people(self.case, self.today, width)
        yield Content("")
        surveyed = survey.household if survey else None
        yield from _holding_lines(_holdings(surveyed, self.case.household, self.assessment), width)


def _disclosed_lines(disclosed: Disclosed, household: Household, width: int) -> Iterator[Content]:
    yield Content.styled(say("desk.unmask.shown"), "$warning")
    for member in household.members:
        number = disclosed.id_numbers.get(member.id, "")
        if number:
            yield from hanging(Content(f"{plain(member.name or member.id)}  "), plain(number), width, "bold")
    if disclosed.bank_account:
        label = Content.styled(fit(say("desk.household.account"), LABEL), MUTED)
        yield from hanging(label, plain(disclosed.bank_account), width, "bold")


def household_lines(household: Household, on: date, width: int) -> Iterator[Content]:
    """A household by itself, as a survey of a day found it."""
    yield from _tree(household.head, household.members, on, width, frozenset())
    yield from _holding_lines(_holdings(household, household), width)


def _holding_lines(rows: Iterable[tuple[str, str, str]], width: int) -> Iterator[Content]:
    for name, text, style in rows:
        label = Content.styled(fit(say(f"desk.household.{name}"), LABEL) if name else "", MUTED)
        yield from hanging(label, text, width, style)


def age_on(born: date, on: date) -> int:
    """Full years on the first day of the month (policy §2.10); born on 29 February: the birthday is 1 March."""
    month = first_of_month(on)
    return month.year - born.year - ((month.month, month.day) < (born.month, born.day))


def _people(case: CaseFacts, today: date, width: int) -> Iterator[Content]:
    """Who is registered today, with what the newest survey found out about them."""
    surveyed = {m.id: m for m in case.survey.household.members} if case.survey else {}
    head, *members = (surveyed.get(m.id, m) for m in (case.household.head, *case.household.members))
    yield from _tree(head, members, today, width, case.deaths().keys())


def _tree(head: Member, members: Sequence[Member], on: date, width: int, dead: Collection[str]) -> Iterator[Content]:
    """The head, and under it everybody else on a twig."""
    yield from _person("", "  ", head, on, width, dead=head.id in dead)
    others = [member for member in members if member.id != head.id]
    for position, member in enumerate(others, start=1):
        last = position == len(others)
        yield from _person("└ " if last else "├ ", "  " if last else "│ ", member, on, width, dead=member.id in dead)


def _person(twig: str, below: str, member: Member, today: date, width: int, *, dead: bool) -> Iterator[Content]:
    relation = word("relation", plain(member.relation)) if member.relation else ""
    sex = word("sex", member.sex.value) if member.sex else ""
    facts = " ".join(part for part in (relation, sex, say("desk.age", years=age_on(member.born, today))) if part)
    yield Content.assemble((twig, MUTED), safe(member.name or member.id, "bold"), "  ", (facts, MUTED))
    marks = list(_marks(member))
    if dead:
        marks.insert(0, say("desk.mark.dead"))
    if marks:
        told = say("desk.list_separator").join(plain(mark) for mark in marks)
        yield from hanging(Content.assemble((below, MUTED), ("◆ ", "$warning")), told, width, "$warning")
    if member.id_no:
        yield Content.assemble((below, MUTED), (masked_id(member.id_no), MUTED))


def _marks(member: Member) -> Iterator[str]:
    for disability in member.disabilities:
        yield say("desk.mark.disability", kind=word("disability", disability.class_.value), level=disability.level)
    if member.illness:
        yield word("illness", member.illness)
    if member.bedridden:
        yield word("top_up", "bedridden")
    if member.recognised is not None:
        yield word("top_up", "other")
    if member.employment is not None and member.employment.kind.value != "none":
        since = day(member.employment.since) if member.employment.since else ""
        yield " ".join(p for p in (word("employment", member.employment.kind.value), since) if p)
    if member.not_counted is not None:
        yield say("desk.mark.not_counted", why=word("not_counted", member.not_counted.value))


def _limits(found: Assessment | None) -> Iterator[tuple[str, str, str]]:
    """Whether what the household owns is within the limits (policy §2.5)."""
    if found is None:
        return
    limits = {finding.kind for finding in found.findings if finding.clause == "§2.5"}
    if Kind.BLOCKS in limits:
        yield "property", say("desk.household.above"), "$error"
    elif Kind.UNKNOWN not in limits:
        yield "property", say("desk.household.within"), ""


def _holdings(
    surveyed: Household | None, registered: Household, found: Assessment | None = None
) -> Iterator[tuple[str, str, str]]:
    """Label, text and style of what the household earns, spends and owns, and where it is to be found."""
    if surveyed is None:
        yield "", say("desk.household.not_surveyed"), "$warning"
    else:
        cost = sum(max(0, row.certified - row.offsets) for row in surveyed.medical)
        yield "income", amount(sum(row.annual for row in surveyed.income)), ""
        yield "vouchers", say("desk.household.voucher_line", count=len(surveyed.medical), amount=amount(cost)), ""
        owned = surveyed.holdings
        if owned is None:
            yield "property", say("desk.household.unknown"), "$warning"
        else:
            yield "assets", amount(owned.financial_assets), ""
            yield "vehicles", say("desk.household.vehicles_line", vehicles=owned.motor_vehicles, homes=owned.homes), ""
            yield from _limits(found)
    poor = registered.registered_poor or (surveyed.registered_poor if surveyed else None)
    if poor is not None:
        lifted = say("desk.household.lifted", day=day(poor.lifted_on)) if poor.lifted_on else ""
        yield "register", lifted or say("desk.household.on_register"), ""
    account = masked_account(registered.bank_account)
    for name, text in (
        ("phone", plain(registered.phone)),
        ("address", plain(registered.address)),
        ("account", account),
    ):
        if text:
            yield name, text, ""

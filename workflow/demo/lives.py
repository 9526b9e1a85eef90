"""The lives that the county's cases have lived: admitted, supported, climbing out, looked at again, ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from states.evidence import (
    Aid,
    Appeal,
    Change,
    ChangeKind,
    EarlyExit,
    EarlyExitCause,
    Objection,
    Paper,
    PaperStatus,
    Referral,
    Refusal,
    Resolution,
    Wish,
)
from states.facts import Voucher
from states.months import add_months, first_of_month, month_after
from states.situation import next_recheck_on
from workflow.demo.households import ill, lifted, members, poor, risen, with_income_share
from workflow.demo.life import Life, Office

if TYPE_CHECKING:
    from random import Random

    from states.facts import Household, Member
    from states.verdict import Rules
    from workflow.demo.people import Numbering

THRESHOLD_AGES = (18, 70)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a script needs: chance, the day that the demo ends on, the rules, and where the household lives."""

    random: Random
    today: date
    rules: Rules
    office: Office
    numbering: Numbering
    case_id: str
    village: str
    persons: int
    guest: Member | None = None
    """Somebody who counts in another, paid case; with them a household counts a person twice."""

    def days_ago(self, least: int, most: int) -> date:
        """A day between so many days ago."""
        return self.today - timedelta(days=self.random.randint(least, most))

    def standard_on(self, day: date) -> int:
        """The standard of a day, in fen a year."""
        return self.rules.policies(day).standard_annual

    def household(self, *, supported: bool, share: float | None = None) -> Household:
        """A household below the standard."""
        people = members(self.random, self.persons, self.today, self.numbering, supported=supported)
        if self.guest is not None:
            people = (*people, replace(self.guest, id=f"m{len(people) + 1}", relation="relative"))
        part = share if share is not None else self.random.uniform(0.05, 0.75)
        return replace(
            poor(self.random, people, self.standard_on(add_months(self.today, -36)), part),
            village=self.village,
            id=self.case_id,
        )

    def applying(self, household: Household, on: date) -> Life:
        """A case opened on a day."""
        return Life(self.case_id, replace(household, applied_on=on), on, self.office, self.rules)


def enrolled(setting: Setting) -> Life:
    """Admitted by income, nobody in key support, looked at each year."""
    return _kept(setting, setting.applying(setting.household(supported=False), setting.days_ago(40, 1200)))


def key_supported(setting: Setting) -> Life:
    """Admitted by income with somebody in key support."""
    return _kept(setting, setting.applying(setting.household(supported=True), setting.days_ago(40, 1200)))


def ill_and_enrolled(setting: Setting) -> Life:
    """Admitted because medical bills eat the income, for one term."""
    return _kept(setting, _ill_life(setting, setting.days_ago(40, 330)))


def term_ended_undecided(setting: Setting) -> Life:
    """A term that ended before anybody looked: payment waits, and the case is red."""
    return _ill_life(setting, setting.days_ago(420, 460)).admitted()


def recheck_overdue(setting: Setting) -> Life:
    """Due to be looked at, and nobody has."""
    life = setting.applying(setting.household(supported=setting.random.random() < 0.5), setting.days_ago(430, 520))  # noqa: PLR2004
    return _nights(life.admitted(), setting)


def papers_wait(setting: Setting) -> Life:
    """Re-check due, everything recorded: the machine can renew it tonight."""
    life = _nights(setting.applying(setting.household(supported=True), setting.days_ago(392, 402)).admitted(), setting)
    return life.wait_until(setting.today - timedelta(days=3)).looked_at()


def applied(setting: Setting) -> Life:
    """Just applied: some papers in, some not."""
    life = setting.applying(setting.household(supported=setting.random.random() < 0.5), setting.days_ago(1, 12))  # noqa: PLR2004
    if setting.random.random() < 0.5:  # noqa: PLR2004
        life.papers(without="authorisation")
    return life


def applied_late(setting: Setting) -> Life:
    """Applied long ago, never surveyed: two clocks have run out."""
    life = setting.applying(setting.household(supported=True), setting.days_ago(60, 90)).papers()
    household = life.case.household
    life.record(
        Paper(on=life.today, person=household.head.name, name="income_property_statement", status=PaperStatus.REQUESTED)
    )
    return life


def ready_to_verify(setting: Setting) -> Life:
    """Everything seen, checked, visited and surveyed."""
    return (
        setting.applying(setting.household(supported=True), setting.days_ago(6, 10))
        .wait(1)
        .papers()
        .checks()
        .wait(1)
        .visit()
        .survey()
    )


def notice_running(setting: Setting) -> Life:
    """Verified, on the board, the seven days not over."""
    life = setting.applying(setting.household(supported=True), setting.days_ago(12, 18))
    life.wait(1).papers().checks().wait(1).visit().survey().wait(1).step("verify")
    return life.wait_until(setting.today - timedelta(days=setting.random.randint(0, 6))).publish()


def objected_in_vain(setting: Setting) -> Life:
    """On the board; a neighbour objected, and was not right."""
    life = notice_running(setting)
    objection = Objection(on=life.today, person="a neighbour", about="a shop in town")
    asked = life.record(objection)
    answer = replace(objection, outcome=Resolution.DISMISSED, reason="the shop is a cousin's")
    life.wait_until(setting.today).record(replace(answer, amends=asked.id))
    return life


def ready_to_enroll(setting: Setting) -> Life:
    """The notice has run; the county may confirm."""
    life = setting.applying(setting.household(supported=False), setting.days_ago(14, 20))
    life.wait(1).papers().checks().wait(1).visit().survey().wait(1).step("verify").wait(1)
    return life.publish(confirmed_on=setting.today).wait_until(setting.today)


def tapering(setting: Setting) -> Life:
    """Found work, climbing out: the frozen amount falls each year."""
    years = setting.random.randint(0, 3)
    entered = setting.today.replace(month=3, day=10, year=setting.today.year - years)
    if entered > setting.today - timedelta(days=40):
        entered = entered.replace(year=entered.year - 1)
    life = begun(setting, entered, registered=setting.random.random() < 0.5)  # noqa: PLR2004
    return _taper_kept(setting, life)


def asks_to_leave_taper(setting: Setting) -> Life:
    """In the taper, lost the job, has applied to be looked at anew, surveyed: ready to leave early."""
    life = begun(setting, setting.days_ago(150, 300), registered=False)
    fallen = with_income_share(setting.random, life.case.household, setting.standard_on(setting.today), 0.3)
    life.wait_until(setting.today - timedelta(days=6))
    life.record(
        EarlyExit(
            on=life.today,
            person=life.case.household.head.name,
            cause=EarlyExitCause.EARNINGS_FELL,
            before=2400000,
            after=480000,
        )
    )
    return life.wait(1).looked_at(fallen)


def taper_over(setting: Setting) -> Life:
    """The last month of the taper has been paid."""
    return _taper_kept(setting, begun(setting, date(setting.today.year - 4, 3, 10), registered=True))


def re_verified(setting: Setting) -> Life:
    """Looked at again; the county has not decided yet."""
    life = _nights(setting.applying(setting.household(supported=True), setting.days_ago(392, 402)).admitted(), setting)
    grown = with_income_share(setting.random, life.case.household, setting.standard_on(life.today), 0.2)
    return (
        life.wait_until(setting.today - timedelta(days=setting.random.randint(4, 12))).looked_at(grown).step("reverify")
    )


def re_verified_risen(setting: Setting) -> Life:
    """Looked at again and found in the band: the taper is open."""
    life = _nights(setting.applying(setting.household(supported=False), setting.days_ago(392, 402)).admitted(), setting)
    better = risen(
        setting.random, life.case.household, setting.standard_on(setting.today), 1.4, setting.today - timedelta(days=60)
    )
    return life.wait_until(setting.today - timedelta(days=5)).looked_at(_unregistered(better)).step("reverify")


def re_verified_rich(setting: Setting) -> Life:
    """Looked at again and found above the band: only ending is open."""
    life = _nights(setting.applying(setting.household(supported=False), setting.days_ago(392, 402)).admitted(), setting)
    rich = with_income_share(setting.random, life.case.household, setting.standard_on(setting.today), 2.5)
    return life.wait_until(setting.today - timedelta(days=5)).looked_at(rich).step("reverify")


def terminated(setting: Setting) -> Life:
    """Income found above every line, and ended."""
    life = re_verified_rich(replace(setting, today=setting.days_ago(20, 300)))
    return life.wait(3).step("terminate").wait(2).letter("terminate")


def appeals(setting: Setting) -> Life:
    """Ended, appealed, and the appeal upheld: the ending may be set aside."""
    life = re_verified_rich(replace(setting, today=setting.days_ago(20, 60)))
    life.wait(3).step("terminate").wait(10)
    life.record(
        Appeal(
            on=life.today,
            person=life.case.household.head.name,
            about="terminate",
            outcome=Resolution.UPHELD,
            decided_by=setting.office.county.login,
        )
    )
    return life


def rejected(setting: Setting) -> Life:
    """Never below the standard; the letter is still to be delivered for some."""
    life = setting.applying(setting.household(supported=False, share=1.6), setting.days_ago(10, 300))
    life.wait(2).papers().checks().wait(1).visit().survey().wait(1).step("reject", reason="not_eligible")
    if setting.random.random() < 0.7:  # noqa: PLR2004
        life.wait(2).letter("reject")
    return life


def withdrawn(setting: Setting) -> Life:
    """The household no longer wished it."""
    life = setting.applying(setting.household(supported=False), setting.days_ago(40, 300)).admitted()
    life.record(Wish(on=life.today, person=life.case.household.head.name))
    return life.wait(1).step("withdraw")


def died(setting: Setting) -> Life:
    """A single person who died; the case is closed from the month after."""
    life = _nights(
        setting.applying(replace(setting, persons=1).household(supported=True), setting.days_ago(60, 300)).admitted(),
        setting,
    )
    person = life.case.household.head
    life.wait_until(setting.today - timedelta(days=20))
    died_on = life.today
    life.record(
        Change(on=died_on, person="village", document="death certificate", change=ChangeKind.DEATH, member=person.id)
    )
    return life.wait(2).step("close", reason="last_member_died", effective_from=month_after(died_on))


def refused(setting: Setting) -> Life:
    """Two written notices, no re-check: the county may close it."""
    life = recheck_overdue(setting).wait_until(setting.today - timedelta(days=30))
    for _ in range(2):
        life.record(Refusal(on=life.today, person=life.case.household.head.name, document="written notice"))
        life.wait(12)
    return life


def helped_elsewhere(setting: Setting) -> Life:
    """Still in need after top-ups, referred to medical aid."""
    life = key_supported(setting)
    life.record(Referral(on=life.today, person=life.case.household.head.name, aid=Aid.MEDICAL))
    return life


def _ill_life(setting: Setting, opened_on: date) -> Life:
    household = ill(
        setting.random,
        setting.household(supported=True),
        setting.standard_on(opened_on),
        opened_on,
        setting.random.uniform(0.1, 0.7),
    )
    return setting.applying(household, opened_on)


def with_bill(household: Household, member: str, annual: int, applied_on: date) -> Household:
    """The household with one bill of a member, in fen, within the income year of an application."""
    on = add_months(applied_on.replace(day=12), -2)
    return replace(household, medical=(Voucher(member, on, annual, voucher="V0000000001"),))


def _unregistered(household: Household) -> Household:
    return replace(household, registered_poor=None)


def _kept(setting: Setting, life: Life) -> Life:
    """Admitted and looked at each year, in time."""
    _nights(life.admitted(), setting)
    while (due := next_recheck_on(life.case, setting.rules.policies)) is not None and due - timedelta(
        days=20
    ) < setting.today:
        life.wait_until(due - timedelta(days=20)).looked_at()
        if life.today >= setting.today - timedelta(days=8):
            break
        life.step("reverify").wait(3).step("renew").wait(2).letter("renew")
        _nights(life, setting)
    return life


def _nights(life: Life, setting: Setting) -> Life:
    """The machine's nights that matter: the first nights of a year and of the months after birthdays."""
    life.night()
    until = next_recheck_on(life.case, setting.rules.policies) or setting.today
    days = {date(year, 1, 1) for year in range(life.today.year + 1, setting.today.year + 1)}
    for member in life.case.household.counted:
        days |= {month_after(_birthday(member.born, age) - timedelta(days=1)) for age in THRESHOLD_AGES}
    for day in sorted(days):
        if life.today < day < min(setting.today, until - timedelta(days=31)):
            life.wait_until(day).night()
    return life


def _birthday(born: date, age: int) -> date:
    return add_months(born, 12 * age)


def begun(setting: Setting, around: date, *, registered: bool) -> Life:
    """A life that entered the taper about a day."""
    opened = around - timedelta(days=385)
    household = setting.household(supported=False)
    if not registered:
        household = _unregistered(household)
    life = _nights(setting.applying(household, opened).admitted(), replace(setting, today=around))
    better = risen(
        setting.random, life.case.household, setting.standard_on(around), 1.4, life.today + timedelta(days=100)
    )
    better = lifted(better, around - timedelta(days=90)) if registered else better
    due = next_recheck_on(life.case, setting.rules.policies) or around
    life.wait_until(due - timedelta(days=15)).looked_at(better).step("reverify").wait(3).step("begin_taper")
    return life.wait(2).letter("begin_taper")


def _taper_kept(setting: Setting, life: Life) -> Life:
    """Looked at each year of the taper, always below the multiple."""
    while (due := next_recheck_on(life.case, setting.rules.policies)) is not None and due < setting.today - timedelta(
        days=30
    ):
        taper = life.case.taper
        if taper is None or first_of_month(due) >= add_months(taper.ends, -1):
            break
        household = with_income_share(setting.random, life.case.survey.household, setting.standard_on(due), 1.5)  # type: ignore[union-attr]
        life.wait_until(due - timedelta(days=10)).looked_at(household).step("reverify").wait(2).step("resume_taper")
    return life

"""Whole pieces of work at the keyboard, as a caseworker does them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.tui.driver import Driver


async def checks(at: Driver) -> None:
    """Bank and housing were asked about everybody."""
    await at.evidence("information-check")
    await at.field("sources", "bank, housing")
    await at.save()


async def visits(at: Driver) -> None:
    """Two went there, both sides signed."""
    await at.evidence("home-visit")
    await at.field("visitors", "liu, sun")
    await at.mark("signed_by_visitors")
    await at.mark("signed_by_household")
    await at.save()


async def surveys(at: Driver, annual: str = "", *, job: str = "", bill: str = "") -> None:
    """The survey: what the first person earns, a job with its first day, a hospital bill; all else stays."""
    await at.evidence("survey")
    await at.field("surveyors", "liu, sun")
    if annual:
        await at.field("annual", annual)
    if bill:
        await at.press("ctrl+n")  # the cursor is in the income: a row of income that is taken away again
        await at.press("ctrl+d")
        rows = at.app.screen.query_one(".field-medical.rows")
        await rows.add()
        await at.settle()
        on, cost = bill.split(" ")
        await at.field("on", on)
        await at.field("voucher", "V-9")
        await at.field("certified", cost)
    if job:
        await at.field("employment", "employed")
        await at.field("since", job)
    await at.save()


async def looks_again(at: Driver, annual: str = "", *, job: str = "", bill: str = "") -> None:
    """All that a re-check rests on, recorded by the two who went there."""
    await at.become("liu")
    await checks(at)
    await visits(at)
    await surveys(at, annual, job=job, bill=bill)
    await at.become("wang")

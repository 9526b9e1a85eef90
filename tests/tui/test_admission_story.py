"""From the application to key support, by keys alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.life.story import VILLAGE
from tests.tui.driver import desk

pytestmark = pytest.mark.usefixtures("undrawn")


async def test_a_household_is_registered_surveyed_verified_published_enrolled_and_supported(tell):  # noqa: PLR0915 - one story
    story = tell("2026-03-02")
    async with desk(story.by("wang")) as at:
        await at.press("n")
        await at.field("village", VILLAGE)
        await at.field("name", "李秀英")
        await at.field("id_no", "371602195003074521")
        await at.field("disabilities", "visual 1")
        await at.save()
        assert at.stage == "applied"
        case = at.app.screen.case
        assert at.app.screen.shown.view.facts.household.head.born == date(1950, 3, 7)
        assert at.findings("verify") >= {"PAPER_NOT_SEEN", "SURVEY_MISSING", "NOT_VISITED"}

        await at.evidence("paper")
        for _ in range(4):
            await at.field("status", "seen")
        await at.save()
        assert "PAPER_NOT_SEEN" in at.findings("verify")
        await at.evidence("paper")
        await at.field("status", "seen")
        await at.field("status", "seen")
        await at.save()
        assert at.findings("verify") == {"SURVEY_MISSING", "NOT_VISITED"}

        await at.evidence("information-check")
        await at.field("sources", "bank, housing")
        await at.save()
        await at.evidence("home-visit")
        await at.field("visitors", "liu, sun")
        await at.mark("signed_by_visitors")
        await at.mark("signed_by_household")
        await at.save()
        await at.become("liu")
        await at.evidence("survey")
        await at.field("surveyors", "liu, sun")
        await at.field("annual", "1200")
        await at.field("homes", "1")
        await at.save()
        await at.become("wang")
        assert at.findings("verify") == set()
        await at.take("verify")
        assert at.stage == "verified"

        await at.evidence("notice")
        await at.field("place", "village board")
        await at.save()
        assert at.findings("enroll") == {"ROLE_MAY_NOT", "CONFIRMER_REVIEWED", "NOTICE_NOT_ELAPSED"}
        await at.on(date(2026, 3, 10))
        await at.take("enroll", by="chen")
        assert at.stage == "enrolled"
        await at.on(date(2026, 4, 2))
        await at.take("grant_key_support")
        assert at.stage == "key_supported"
    story.id = case
    story.on("2026-04-02").pays_from("2026-04", "2026-12", "380.00")  # 4,800 - 1,200: 300.00 a month; 20 %: 80.00

"""The life of a case as a table: what policy §3 says, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from states.findings import blocks
from states.guards.door import it_is_the_open_door
from states.guards.ending import (
    close_reason_holds,
    ending_was_wrong,
    household_has_no_other_live_case,
    household_wishes_to_withdraw,
    reject_reason_holds,
)
from states.guards.household import (
    a_member_qualifies,
    amount_differs,
    household_is_eligible,
    machine_renews_only_the_same,
    no_member_qualifies,
    no_report_is_open,
    nobody_is_counted_in_another_paid_case,
    route_is_as_before,
    survey_is_fresh,
    term_has_not_ended,
)
from states.guards.notice import (
    county_has_visited_where_flagged,
    no_objection_is_open,
    nothing_counted_changed_since_verify,
    notice_period_has_elapsed,
    notice_shows_this_decision,
    what_to_mend_is_recorded,
)
from states.guards.papers import (
    appraisal_has_passed,
    home_was_visited_by_two,
    home_was_visited_since,
    information_check_is_current,
    members_elsewhere_are_told,
    papers_are_complete,
    survey_is_complete,
)
from states.guards.people import (
    actor_is_no_near_relative,
    another_than_who_ended_it_acts,
    confirmer_did_not_review,
    confirmer_did_not_survey,
    delegate_acts,
    machine_may_act,
    role_may_act,
)
from states.guards.recheck import (
    machine_sees_no_early_exit_application,
    recheck_is_due,
    survey_is_newer_than_last_decision,
)
from states.guards.taper import (
    cause_is_recognised,
    household_applied_for_early_exit,
    machine_sees_no_papers_that_came_in,
    nothing_is_open,
    nothing_more_would_be_paid,
    survey_is_newer_than_application,
)
from states.stages import LIVE, PAID, Outcome, Role, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.findings import Finding
    from states.guards import Guard
    from states.policy import Policy
    from states.situation import Situation

APPLIED, VERIFIED, ENROLLED = Stage.APPLIED, Stage.VERIFIED, Stage.ENROLLED
KEY_SUPPORTED, TAPERING = Stage.KEY_SUPPORTED, Stage.TAPERING
RE_VERIFIED, TERMINATED = Stage.RE_VERIFIED, Stage.TERMINATED

CONFIRMER = "confirmer"
"""The county, or the township where the sheet delegates (policy §3)."""

By = Role | str

TOWNSHIP, COUNTY, CRON = Role.TOWNSHIP, Role.COUNTY, Role.CRON


@dataclass(frozen=True, slots=True)
class Step:
    """One row: from which stages, to which, who may take it, and what must hold.

    `dest` None keeps the stage (adjust) or returns to the one before (set_aside); a renewal goes to key_supported when a
    member qualifies. `outcome` is how an ending ends.
    """

    name: str
    source: tuple[Stage, ...]
    dest: Stage | None
    by: tuple[By, ...]
    needs: tuple[Guard, ...]
    outcome: Outcome | None = None

    @property
    def automatic(self) -> bool:
        """Whether the machine may take it where the sheet allows."""
        return CRON in self.by

    def roles(self, policy: Policy) -> frozenset[Role]:
        """The roles that may take it under a policy."""
        confirmer = Role(policy.confirmed_by)
        return frozenset(confirmer if by == CONFIRMER else Role(by) for by in self.by)

    def each_finding(self, situation: Situation) -> Iterator[Finding]:
        """What every guard has to say, in the order of the table; guards that nobody comes to are not asked."""
        if situation.case.stage not in self.source:
            yield blocks("STEP_NOT_FROM_HERE", "§3", datum=situation.case.stage.value, limit=" ".join(self.source))
            return
        yield from role_may_act(self.roles(situation.policy), situation)
        for guard in self.needs:
            yield from guard(situation)


STEPS = (
    Step(
        "verify", (APPLIED,), VERIFIED, by=(TOWNSHIP,),
        needs=(papers_are_complete, information_check_is_current, home_was_visited_by_two, survey_is_complete,
               appraisal_has_passed, actor_is_no_near_relative, delegate_acts, members_elsewhere_are_told),
    ),
    Step("send_back", (VERIFIED,), APPLIED, by=(TOWNSHIP, COUNTY),
         needs=(what_to_mend_is_recorded, actor_is_no_near_relative)),
    Step(
        "enroll", (VERIFIED,), ENROLLED, by=(CONFIRMER,),
        needs=(household_is_eligible, notice_period_has_elapsed, notice_shows_this_decision,
               nothing_counted_changed_since_verify, no_objection_is_open, county_has_visited_where_flagged,
               confirmer_did_not_survey, confirmer_did_not_review, actor_is_no_near_relative,
               nobody_is_counted_in_another_paid_case),
    ),
    Step("reject", (APPLIED, VERIFIED), TERMINATED, by=(TOWNSHIP, CONFIRMER), outcome=Outcome.REJECTED,
         needs=(reject_reason_holds, actor_is_no_near_relative)),
    Step(
        "grant_key_support", (ENROLLED,), KEY_SUPPORTED, by=(CONFIRMER, CRON),
        needs=(household_is_eligible, a_member_qualifies, term_has_not_ended, route_is_as_before, no_report_is_open,
               confirmer_did_not_survey, actor_is_no_near_relative, machine_may_act),
    ),
    Step(
        "end_key_support", (KEY_SUPPORTED,), ENROLLED, by=(CONFIRMER, CRON),
        needs=(household_is_eligible, no_member_qualifies, term_has_not_ended, route_is_as_before, no_report_is_open,
               confirmer_did_not_survey, actor_is_no_near_relative, machine_may_act),
    ),
    Step(
        "adjust", (ENROLLED, KEY_SUPPORTED), None, by=(CONFIRMER, CRON),
        needs=(household_is_eligible, amount_differs, term_has_not_ended, route_is_as_before, no_report_is_open,
               confirmer_did_not_survey, actor_is_no_near_relative, machine_may_act),
    ),
    Step(
        "reverify", (ENROLLED, KEY_SUPPORTED, TAPERING), RE_VERIFIED, by=(TOWNSHIP, CRON),
        needs=(recheck_is_due, survey_is_complete, survey_is_newer_than_last_decision, information_check_is_current,
               home_was_visited_since, actor_is_no_near_relative, delegate_acts, machine_sees_no_early_exit_application,
               machine_may_act),
    ),
    Step(
        "renew", (RE_VERIFIED,), ENROLLED, by=(CONFIRMER, CRON),
        needs=(it_is_the_open_door, survey_is_fresh, nobody_is_counted_in_another_paid_case, confirmer_did_not_survey,
               actor_is_no_near_relative, machine_renews_only_the_same, machine_may_act),
    ),
    Step("begin_taper", (RE_VERIFIED,), TAPERING, by=(CONFIRMER,),
         needs=(it_is_the_open_door, survey_is_fresh, confirmer_did_not_survey, actor_is_no_near_relative)),
    Step("resume_taper", (RE_VERIFIED,), TAPERING, by=(CONFIRMER, CRON),
         needs=(it_is_the_open_door, survey_is_fresh, confirmer_did_not_survey, actor_is_no_near_relative, machine_may_act)),
    Step(
        "exit_taper_early", (TAPERING,), RE_VERIFIED, by=(TOWNSHIP,),
        needs=(household_applied_for_early_exit, cause_is_recognised, survey_is_newer_than_application,
               survey_is_complete, household_is_eligible, actor_is_no_near_relative, delegate_acts),
    ),
    Step("complete_taper", (TAPERING,), TERMINATED, by=(CONFIRMER, CRON), outcome=Outcome.ENDED,
         needs=(nothing_more_would_be_paid, nothing_is_open, confirmer_did_not_survey, actor_is_no_near_relative,
                machine_sees_no_papers_that_came_in, machine_may_act)),
    Step("terminate", (RE_VERIFIED,), TERMINATED, by=(CONFIRMER,), outcome=Outcome.ENDED,
         needs=(it_is_the_open_door, confirmer_did_not_survey, actor_is_no_near_relative)),
    Step("withdraw", LIVE, TERMINATED, by=(TOWNSHIP,), outcome=Outcome.WITHDRAWN, needs=(household_wishes_to_withdraw,)),
    Step("close", PAID, TERMINATED, by=(COUNTY,), outcome=Outcome.ENDED,
         needs=(close_reason_holds, actor_is_no_near_relative)),
    Step("set_aside", (TERMINATED,), None, by=(COUNTY,),
         needs=(ending_was_wrong, another_than_who_ended_it_acts, actor_is_no_near_relative, household_has_no_other_live_case,
                nobody_is_counted_in_another_paid_case)),
)  # fmt: skip

STEP = {step.name: step for step in STEPS}


def steps_from(stage: Stage) -> tuple[Step, ...]:
    """The steps that the table has for a stage, in its order."""
    return tuple(step for step in STEPS if stage in step.source)

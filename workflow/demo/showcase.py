"""For each guard a life that it lets pass and one that it stops, so that every refusal can be seen in the county."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.demo import counterparts, lives, ready, spoilt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workflow.demo.life import Life
    from workflow.demo.lives import Setting

    Script = Callable[[Setting], Life]


READY: Mapping[str, Callable[[Setting], Life]] = {
    "verify": lives.ready_to_verify,
    "send_back": lives.objected_in_vain,
    "enroll": lives.ready_to_enroll,
    "reject": ready.rejectable,
    "grant_key_support": ready.grantable,
    "end_key_support": ready.recognised,
    "adjust": ready.adjustable,
    "reverify": lives.papers_wait,
    "renew": lives.re_verified,
    "begin_taper": lives.re_verified_risen,
    "resume_taper": ready.resumable,
    "exit_taper_early": lives.asks_to_leave_taper,
    "complete_taper": lives.taper_over,
    "terminate": lives.re_verified_rich,
    "withdraw": ready.wishes_to_leave,
    "close": lives.refused,
    "set_aside": lives.appeals,
}
"""A life before each step, with everything in order."""

TAKEN_BY_PEOPLE = (
    "enroll",
    "reverify",
    "renew",
    "begin_taper",
    "resume_taper",
    "exit_taper_early",
    "terminate",
    "close",
)
TAKEN_BY_THE_MACHINE = ("end_key_support", "adjust", "reverify", "renew", "resume_taper", "complete_taper")


SPOILT: tuple[Script, ...] = (
    counterparts.paper_missing,
    counterparts.check_expired,
    counterparts.one_visitor,
    counterparts.no_income_line,
    counterparts.vote_lost,
    counterparts.worker_is_kin,
    counterparts.handed_over,
    counterparts.above_the_standard,
    counterparts.notice_young,
    counterparts.notice_of_other_amount,
    counterparts.changed_after_verify,
    counterparts.objected,
    counterparts.county_has_not_been,
    counterparts.confirmer_worked_on_it,
    counterparts.report_open,
    counterparts.paused,
    counterparts.visited_before,
    counterparts.members_grown,
    counterparts.survey_stale,
    counterparts.did_not_ask_to_leave,
    counterparts.paper_came_in,
    counterparts.discrepancy_open,
    *(spoilt.with_kin(READY[step]) for step in (*TAKEN_BY_PEOPLE, "grant_key_support", "end_key_support", "adjust")),
    *(spoilt.with_pause(READY[step]) for step in TAKEN_BY_THE_MACHINE),
    *(spoilt.with_delegate(READY[step]) for step in ("reverify", "exit_taper_early")),
    *(spoilt.without_income_lines(READY[step]) for step in ("reverify", "exit_taper_early")),
    spoilt.with_report(ready.recognised),
    spoilt.poorer_by_a_death,
    spoilt.grown_poorer_in_support,
    spoilt.route_changed_by_a_death,
    spoilt.route_changed_in_support,
    spoilt.term_ended,
    lives.term_ended_undecided,
    spoilt.figures_do_not_show_it,
    spoilt.applied_after_the_survey,
    spoilt.check_forgotten,
)
"""Lives that a guard stops; beside each stands a ready one."""

COUNTED_TWICE: tuple[Script, ...] = (lives.ready_to_enroll, lives.re_verified, lives.appeals)
"""Lives lived with somebody who counts in another case as well."""

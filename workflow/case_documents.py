"""Cases as documents for programs: money in yuan as text, dates as YYYY-MM-DD, ID numbers and accounts masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states.identity import masked_account, masked_id
from states.money import yuan
from workflow.answers import finding_object, line_object, names_of
from workflow.due import item_document
from workflow.stepping import Taken

if TYPE_CHECKING:
    from states.entitlement import RollLine
    from workflow.cases import CaseLine, CaseView, TimelineEntry
    from workflow.stepping import Preview, Refusal
    from workflow.what_if import WhatIf


def line_document(line: CaseLine) -> dict[str, Any]:
    """A line of a list."""
    return {
        "case": line.case,
        "head": line.head,
        "village": line.village,
        "stage": line.stage.value,
        "route": line.route,
        "counted": line.counted,
        "monthly": yuan(line.monthly),
        "next_due_on": line.next_due_on.isoformat() if line.next_due_on else None,
        "overdue": line.overdue,
        "paused": line.paused,
        "withheld": line.withheld,
        "responsible": line.responsible,
    }


def view_document(view: CaseView) -> dict[str, Any]:
    """One case; ID numbers and accounts masked."""
    case = view.facts
    household = case.household
    return {
        "case": case.id,
        "stage": case.stage.value,
        "outcome": case.outcome.value if case.outcome else None,
        "opened_on": case.opened_on.isoformat(),
        "version": case.version,
        "village": household.village,
        "head": household.head.name,
        "bank_account": masked_account(household.bank_account),
        "monthly": yuan(view.monthly),
        "members": [
            {"id": m.id, "name": m.name, "id_no": masked_id(m.id_no), "born": m.born.isoformat(), "counted": m.counts}
            for m in household.members
        ],
        "lines": [line_object(line) for line in view.assessment.lines] if view.assessment is not None else [],
        "findings": [finding_object(f, names_of(household)) for f in view.assessment.findings]
        if view.assessment is not None
        else [],
        "taper": _taper_document(view),
        "due": [item_document(item, item.due_on) for item in view.due],
        "roll": [_roll_document(line) for line in view.roll],
        "paused": bool(case.pauses),
        "withheld": bool(case.withholdings),
    }


def preview_document(preview: Preview) -> dict[str, Any]:
    """A step looked at before it is taken."""
    names = names_of(preview.verdict.situation.case.household)
    return {
        "step": preview.step,
        "allowed": preview.allowed,
        "stage_before": preview.stage_before.value,
        "stage_after": preview.stage_after.value if preview.stage_after else None,
        "monthly_before": yuan(preview.monthly_before),
        "monthly_after": yuan(preview.monthly_after) if preview.monthly_after is not None else None,
        "effective_from": preview.effective_from.isoformat() if preview.effective_from else None,
        "settlements": [{"month": f"{s.month:%Y-%m}", "difference": yuan(s.difference)} for s in preview.settlements],
        "findings": [{**finding_object(f, names), "remedy": f.remedy, "subject": f.subject} for f in preview.findings],
    }


def taken_document(found: Taken | Refusal) -> dict[str, Any]:
    """What became of a step."""
    if isinstance(found, Taken):
        decision = found.decision
        return {
            "case": found.case,
            "step": found.step,
            "taken": True,
            "stage": found.stage.value,
            "event": found.event,
            "monthly": yuan(decision.monthly) if decision is not None else None,
            "effective_from": decision.effective_from.isoformat() if decision is not None else None,
        }
    return {
        "case": found.case,
        "step": found.step,
        "taken": False,
        "findings": [finding_object(f) for f in found.findings],
    }


def entry_document(entry: TimelineEntry) -> dict[str, Any]:
    """One event of a case."""
    return {
        "seq": entry.seq,
        "on": entry.on.isoformat(),
        "kind": entry.kind,
        "what": entry.what,
        "actor": entry.actor,
        "role": entry.role.value,
        "reason": entry.reason,
        "note": entry.note,
        "exception": entry.detail.get("exception"),
        "monthly": yuan(entry.monthly) if entry.monthly is not None else None,
        "effective_from": entry.effective_from.isoformat() if entry.effective_from else None,
    }


def what_if_document(found: WhatIf) -> dict[str, Any]:
    """A case beside what it would be."""
    return {
        "now": {"eligible": found.now.eligible, "total_monthly": yuan(found.now.total_monthly)},
        "then": {
            "eligible": found.then.eligible,
            "total_monthly": yuan(found.then.total_monthly),
            "findings": [finding_object(f, found.names) for f in found.then.findings],
        },
        "in_taper": found.in_taper,
        "step": found.would_be.step,
        "missing": [finding_object(f, found.names) for f in found.would_be.missing],
        "leaving": _leaving_document(found),
        "gain": yuan(found.gain),
        "worse_by": yuan(found.worse_by),
        "months": [
            {
                "month": f"{m.month:%Y-%m}",
                "as_it_is": yuan(m.as_it_is),
                "as_it_would_be": yuan(m.as_it_would_be),
                "difference": yuan(m.difference),
                "cumulated": yuan(m.cumulated),
                "assumed": now.assumed or then.assumed,
                "notes": [{"code": n.code, "member": n.member, "side": n.side} for n in m.notes],
            }
            for m, now, then in zip(found.months, found.as_is.months, found.would_be.months, strict=True)
        ],
    }


def _leaving_document(found: WhatIf) -> dict[str, Any] | None:
    """Leaving a taper early: the cause that the figures show, what is not met, the best first month out of it."""
    leaving, best = found.leaving, found.best_first_month
    if leaving is None:
        return None
    return {
        "possible": leaving.possible,
        "cause": leaving.cause.value,
        "before": yuan(leaving.before),
        "after": yuan(leaving.after),
        "applied": leaving.applied,
        "unmet": [finding_object(f, found.names) for f in leaving.unmet],
        "best_first_month": f"{best[0]:%Y-%m}" if best is not None else None,
    }


def _taper_document(view: CaseView) -> dict[str, Any] | None:
    taper = view.facts.taper
    if taper is None:
        return None
    return {
        "track": taper.track,
        "entered": taper.entered.isoformat(),
        "frozen": yuan(taper.frozen),
        "ends": taper.last_day.isoformat(),
        "schedule": [{"from": span.start.isoformat(), "monthly": yuan(span.monthly)} for span in taper.spans],
    }


def _roll_document(line: RollLine) -> dict[str, Any]:
    return {
        "month": f"{line.month:%Y-%m}",
        "regular": yuan(line.regular),
        "settlements": [{"month": f"{s.month:%Y-%m}", "difference": yuan(s.difference)} for s in line.settlements],
    }

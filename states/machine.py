"""One shared state machine, built from the table; it decides whether and where to, and does nothing else.

No case is registered as a model: a step is triggered on a `Token` that carries a stage and the verdict of the guards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transitions import Machine

from states.stages import LIVE, Stage
from states.steps import STEPS, Step

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Token:
    """What the machine moves: the stage, and what the guards and the facts said of this one attempt.

    `barred`: a finding stands in the way; `qualifies`: a member has key support; `returns_to`: the stage before the
    end.
    """

    stage: str
    barred: bool = False
    qualifies: bool = False
    returns_to: str = ""


def move(step: str, token: Token) -> Stage | None:
    """The stage that the step leads to, or None where the table or a finding refuses it; `token` is moved."""
    event = _MACHINE.events.get(step)
    if event is None or token.stage not in event.transitions:
        return None
    return Stage(token.stage) if event.trigger(token, token) else None


def nothing_bars(token: Token) -> bool:
    """Whether no finding stands in the way."""
    return not token.barred


def a_member_has_key_support(token: Token) -> bool:
    """Whether a renewal leads to key_supported."""
    return token.qualifies


def _returns_to(stage: Stage) -> Callable[[Token], bool]:
    return lambda token: token.returns_to == stage.value


def _transitions_of(step: Step) -> list[dict[str, Any]]:
    """The rows of the table as the library takes them; the first whose conditions hold is taken."""
    row: dict[str, Any] = {"trigger": step.name, "conditions": [nothing_bars]}
    if step.name == "set_aside":
        return [
            {
                **row,
                "source": Stage.TERMINATED.value,
                "dest": stage.value,
                "conditions": [nothing_bars, _returns_to(stage)],
            }
            for stage in LIVE
        ]
    rows = [{**row, "source": source.value, "dest": (step.dest or source).value} for source in step.source]
    if step.name == "renew":
        qualified = {
            **rows[0],
            "dest": Stage.KEY_SUPPORTED.value,
            "conditions": [nothing_bars, a_member_has_key_support],
        }
        return [qualified, *rows]
    return rows


_MACHINE = Machine(
    model=None,
    states=[stage.value for stage in Stage],
    initial=Stage.APPLIED.value,
    transitions=[row for step in STEPS for row in _transitions_of(step)],
    auto_transitions=False,
    queued=False,
    model_attribute="stage",
)

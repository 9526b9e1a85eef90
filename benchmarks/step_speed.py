"""A step of the life cycle through the machine, against SpiffWorkflow's on the same cycle: medians, and a ratio.

Both walk one life of ten steps from the same table in turn: `states.steps` here, a BPMN process made from it there (a
task for each stage, an exclusive gateway behind it with a flow for each step). Neither has guards, and neither saves
anything.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from states.machine import Token, move
from states.stages import Stage
from states.steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 9
LIVES = 20
PROMISED = 10.0
LIFE = (
    "verify", "enroll", "grant_key_support", "reverify", "renew", "reverify", "begin_taper", "reverify", "resume_taper",
    "complete_taper",
)  # fmt: skip


def bpmn() -> str:
    """The table as a BPMN process; a renewal leads to key support, as in the life that is walked."""
    nodes = ['<startEvent id="start"/>', '<sequenceFlow id="begin" sourceRef="start" targetRef="applied"/>']
    for stage in Stage:
        nodes.append(f'<manualTask id="{stage}" name="{stage}"/>')
        if stage is Stage.TERMINATED:
            nodes.append('<endEvent id="end"/><sequenceFlow id="over" sourceRef="terminated" targetRef="end"/>')
            continue
        nodes.append(f'<sequenceFlow id="{stage}-out" sourceRef="{stage}" targetRef="{stage}-which"/>')
        steps = [step for step in STEPS if stage in step.source]
        nodes.append(f'<exclusiveGateway id="{stage}-which" default="{stage}-{steps[-1].name}"/>')
        for step in steps:
            dest = Stage.KEY_SUPPORTED if step.name == "renew" else step.dest or stage
            condition = "" if step is steps[-1] else f"<conditionExpression>step == '{step.name}'</conditionExpression>"
            flow = f'id="{stage}-{step.name}" sourceRef="{stage}-which" targetRef="{dest}"'
            nodes.append(f"<sequenceFlow {flow}>{condition}</sequenceFlow>")
    space = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="dibao"'
    return f'<definitions {space}><process id="life" isExecutable="true">{"".join(nodes)}</process></definitions>'


def spiff_walker() -> Callable[[], None]:
    """Walks the life once through SpiffWorkflow, from the applied stage."""
    from SpiffWorkflow import TaskState
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "life.bpmn"
        path.write_text(bpmn(), encoding="utf-8")
        parser = BpmnParser()
        parser.add_bpmn_file(str(path))
    spec = parser.get_spec("life")

    def walk() -> None:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        for step in LIFE:
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            task.data["step"] = step
            task.run()
            workflow.do_engine_steps()
        assert workflow.get_next_task(state=TaskState.READY, manual=True).task_spec.bpmn_id == "terminated"

    return walk


def machine_walk() -> None:
    """Walk the life once through the machine."""
    token = Token(Stage.APPLIED.value, qualifies=True)
    for step in LIFE:
        assert move(step, token) is not None
    assert token.stage == Stage.TERMINATED


def seconds_per_step(walk: Callable[[], None]) -> float:
    """Seconds of a step, over some lives."""
    begun = perf_counter()
    for _ in range(LIVES):
        walk()
    return (perf_counter() - begun) / LIVES / len(LIFE)


def main() -> int:
    """Print the ratio; 1 where it is worse than promised."""
    spiff = spiff_walker()
    for walk in (spiff, machine_walk):
        walk()
    pairs = [(seconds_per_step(spiff), seconds_per_step(machine_walk)) for _ in range(ROUNDS)]
    ratios = sorted(theirs / ours for theirs, ours in pairs)
    theirs, ours = (statistics.median(column) * 1e6 for column in zip(*pairs, strict=True))
    times = statistics.median(ratios)
    print(
        f"a step: machine {ours:.1f} us, SpiffWorkflow {theirs:.0f} us: {times:.0f} x faster "
        f"({ratios[0]:.0f} to {ratios[-1]:.0f}), promised {PROMISED:.0f} x"
    )
    return 0 if times >= PROMISED else 1


if __name__ == "__main__":
    sys.exit(main())

"""SpiffWorkflow: each case a workflow kept as JSON; loaded, taken a step further, and saved with its row of audit."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from benchmarks.peer import work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TO = {"enrolled": ("verify", "enroll"), "key_supported": ("verify", "enroll", "grant_key_support")}
"""How a case came to its stage."""


def bpmn() -> str:
    """The table as a process: a task for each stage, behind it an exclusive gateway with a flow for each step.

    Where no step is taken, the case stays in its stage.
    """
    nodes = ['<startEvent id="start"/>', '<sequenceFlow id="begin" sourceRef="start" targetRef="applied"/>']
    for stage in work.STAGES:
        nodes.append(f'<manualTask id="{stage}" name="{stage}"/>')
        if stage == "terminated":
            nodes.append('<endEvent id="end"/><sequenceFlow id="over" sourceRef="terminated" targetRef="end"/>')
            continue
        nodes.append(f'<sequenceFlow id="{stage}-out" sourceRef="{stage}" targetRef="{stage}-which"/>')
        nodes.append(f'<exclusiveGateway id="{stage}-which" default="{stage}-stays"/>')
        nodes.append(f'<sequenceFlow id="{stage}-stays" sourceRef="{stage}-which" targetRef="{stage}"/>')
        for name, source, dest in work.table():
            if source == stage:
                guard = " and new_base != base" if name == "adjust" else ""
                nodes.append(
                    f'<sequenceFlow id="{stage}-{name}" sourceRef="{stage}-which" targetRef="{dest}">'
                    f"<conditionExpression>step == '{name}'{guard}</conditionExpression></sequenceFlow>"
                )
    space = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="dibao"'
    return f'<definitions {space}><process id="life" isExecutable="true">{"".join(nodes)}</process></definitions>'


class SpiffWay:
    """Workflows as JSON in rows."""

    library, how = "SpiffWorkflow", "loaded and saved as JSON"

    @cached_property
    def spec(self) -> Any:
        """The process, read."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "life.bpmn"
            path.write_text(bpmn(), encoding="utf-8")
            parser = BpmnParser()
            parser.add_bpmn_file(str(path))
        return parser.get_spec("life")

    @cached_property
    def serializer(self) -> BpmnWorkflowSerializer:
        """What writes workflows as JSON, and reads them."""
        return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def prepare(self, path: Path, cases: Sequence[work.Case]) -> None:
        """Put the cases into a new file, each with its workflow as far as it has come."""
        connection = sqlite3.connect(path)
        work.fill(connection, cases)
        connection.execute("CREATE TABLE workflows (case_id TEXT PRIMARY KEY, body TEXT)")
        connection.executemany("INSERT INTO workflows VALUES (?, ?)", [(case.id, self._body(case)) for case in cases])
        connection.commit()
        connection.close()

    def night(self, path: Path) -> int:
        """Adjust every case whose amount differs, each with a row of audit; how many were."""
        connection, after, steps = sqlite3.connect(path), "", 0
        work.settle(connection)
        page = "SELECT case_id, body FROM workflows WHERE case_id > ? ORDER BY case_id LIMIT ?"
        while rows := connection.execute(page, (after, work.CHUNK)).fetchall():
            after = rows[-1][0]
            steps += sum(self._adjusted(connection, case_id, body) for case_id, body in rows)
        connection.close()
        return steps

    def bases(self, path: Path) -> dict[str, int]:
        """What is paid on each case by the file."""
        connection = sqlite3.connect(path)
        found = dict(connection.execute("SELECT id, base FROM cases").fetchall())
        connection.close()
        return found

    def walker(self) -> Callable[[], None]:
        """What walks the life once in memory, saving nothing."""
        _ = self.spec

        def walk() -> None:
            workflow = BpmnWorkflow(self.spec)
            workflow.do_engine_steps()
            for step in work.LIFE:
                _step(workflow, step)
            assert _waiting(workflow).task_spec.bpmn_id == "terminated"

        return walk

    def _body(self, case: work.Case) -> str:
        workflow = BpmnWorkflow(self.spec)
        workflow.do_engine_steps()
        _waiting(workflow).data.update(
            counted=case.counted, income_annual=case.income_annual, standard_annual=case.standard_annual, base=case.base
        )
        for step in TO[case.stage]:
            _step(workflow, step)
        return self.serializer.serialize_json(workflow)

    def _adjusted(self, connection: sqlite3.Connection, case_id: str, body: str) -> bool:
        workflow = self.serializer.deserialize_json(body)
        task = _waiting(workflow)
        data, source = task.data, task.task_spec.bpmn_id
        before, new = data["base"], work.base_of(data["counted"], data["income_annual"], data["standard_annual"])
        _step(workflow, "adjust", new_base=new)
        if new == before:
            return False
        task = _waiting(workflow)
        task.data["base"], dest = new, task.task_spec.bpmn_id
        with connection:
            saved = self.serializer.serialize_json(workflow)
            connection.execute("UPDATE workflows SET body = ? WHERE case_id = ?", (saved, case_id))
            connection.execute("UPDATE cases SET stage = ?, base = ? WHERE id = ?", (dest, new, case_id))
            at = datetime.now(UTC).isoformat()
            connection.execute(work.NOTE, (case_id, at, work.DAY, "cron", "adjust", source, dest, before, new))
        return True


def _waiting(workflow: BpmnWorkflow) -> Any:
    return workflow.get_next_task(state=TaskState.READY, manual=True)


def _step(workflow: BpmnWorkflow, step: str, **data: Any) -> None:
    task = _waiting(workflow)
    task.data.update(step=step, **data)
    task.run()
    workflow.do_engine_steps()

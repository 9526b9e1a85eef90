"""Write the documents that follow from the code: docs/life-cycle.md and docs/rules-and-clauses.md."""

from __future__ import annotations

import ast
import inspect
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from states.parameters import PARAMETERS
from states.sheets import shipped
from states.stages import Stage
from states.steps import STEPS, Step
from workflow.wording import in_language, say, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.guards import Guard

DOCS = Path(__file__).parent.parent / "docs"
FINDERS = {"blocks", "warns", "unknown"}
NOTICE = "<!-- Written by `make docs` from the code; change the code. -->"


def life_cycle() -> str:
    """The table of the life of a case as a diagram and as a table, both languages."""
    arrows = "\n".join(f"    {arrow}" for step in STEPS for arrow in _arrows(step))
    rows = "\n".join(_row(step) for step in STEPS)
    names = "\n".join(f"| {stage.value} | {_both('stage', stage.value)} |" for stage in Stage)
    return f"""# The life of a case

{NOTICE}

Seven stages; every step that there is, and no other. `states/steps.py` is this table, and the machine is built from it.

```mermaid
stateDiagram-v2
    [*] --> applied: apply
{arrows}
```

| stage | words |
|---|---|
{names}

| step | words | from | to | who | what must hold |
|---|---|---|---|---|---|
{rows}
"""


def rules_and_clauses() -> str:
    """Every guard with its clause and what it may say; every parameter of a sheet with its default."""
    return f"""# Rules and clauses

{NOTICE}

## What must hold

| guard | clause | steps | says |
|---|---|---|---|
{chr(10).join(_guard_rows())}

## What is said, and what would satisfy it

| finding | English | 中文 |
|---|---|---|
{chr(10).join(_finding_rows())}

## Parameters

What `cn` says; a region's sheet says otherwise where it differs. `dibao policy show REGION` has the sources.

| parameter | value in `cn` | status | source |
|---|---|---|---|
{chr(10).join(_parameter_rows())}
"""


def _arrows(step: Step) -> Iterator[str]:
    for source in step.source:
        if step.name == "set_aside":
            yield f"note right of {source.value}: set_aside returns to the stage before"
        else:
            yield f"{source.value} --> {(step.dest or source).value}: {step.name}"
    if step.name == "renew":
        yield f"{Stage.RE_VERIFIED.value} --> {Stage.KEY_SUPPORTED.value}: renew, a member qualifies"


def _row(step: Step) -> str:
    dest = step.dest.value if step.dest is not None else "the stage before" if step.name == "set_aside" else "the same"
    if step.name == "renew":
        dest = "enrolled, or key_supported where a member qualifies"
    cells = (
        step.name,
        _both("step", step.name),
        ", ".join(stage.value for stage in step.source),
        dest + (f" ({step.outcome.value})" if step.outcome else ""),
        ", ".join(str(by) for by in step.by),
        ", ".join(guard.__name__.replace("_", " ") for guard in step.needs),
    )
    return f"| {' | '.join(cells)} |"


def _both(vocabulary: str, code: str) -> str:
    with in_language("en"):
        english = word(vocabulary, code)
    with in_language("zh"):
        return f"{english} · {word(vocabulary, code)}"


def _guards() -> dict[Guard, list[str]]:
    steps: dict[Guard, list[str]] = defaultdict(list)
    for step in STEPS:
        for guard in step.needs:
            steps[guard].append(step.name)
    return steps


def _guard_rows() -> Iterator[str]:
    for guard, steps in sorted(_guards().items(), key=lambda item: item[0].__name__):
        clause = getattr(guard, "clause", "")
        codes = ", ".join(f"`{code}`" for code in _codes_of(guard)) or "what the assessment or the open door says"
        yield f"| {guard.__name__} | {clause} | {', '.join(steps)} | {codes} |"


def _codes_of(guard: Guard) -> list[str]:
    """Codes that a guard names itself or through functions of its own module."""
    plain = inspect.unwrap(guard)
    module = inspect.getmodule(plain)
    if module is None:
        return []
    functions = {n.name: n for n in ast.parse(inspect.getsource(module)).body if isinstance(n, ast.FunctionDef)}
    codes: dict[str, None] = {}
    waiting, seen = [plain.__name__], set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in functions:
            continue
        seen.add(name)
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                waiting.append(node.func.id)
                if node.func.id in FINDERS and node.args and isinstance(node.args[0], ast.Constant):
                    codes[str(node.args[0].value)] = None
    return list(codes)


def _finding_rows() -> Iterator[str]:
    for code in sorted(_catalogue("findings")):
        texts = []
        for language in ("en", "zh"):
            with in_language(language):
                texts.append(say(f"findings.{code}"))
        yield f"| `{code}` | {texts[0]} | {texts[1]} |"


def _catalogue(domain: str) -> set[str]:
    source = Path(__file__).parent.parent / "workflow" / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
    lines = source.read_text(encoding="utf-8").splitlines()
    return {line[7:-1] for line in lines if line.startswith('msgid "') and line != 'msgid ""'}


def _parameter_rows() -> Iterator[str]:
    root = shipped().chain("cn")[0]
    for name in PARAMETERS:
        entries = root.entries.get(name, ())
        if not entries:
            yield f"| `{name}` | a region says it, or not tested | | |"
        for entry in entries:
            value = str(entry.value).replace("|", "\\|")
            yield f"| `{name}` | {value} | {entry.status} | {entry.document} |"


DOCUMENTS = {"life-cycle.md": life_cycle, "rules-and-clauses.md": rules_and_clauses}


def main() -> int:
    """Write each document that is missing or stale and name it; 0."""
    for name, write in DOCUMENTS.items():
        target, wanted = DOCS / name, write()
        if not target.exists() or target.read_text(encoding="utf-8") != wanted:
            target.write_text(wanted, encoding="utf-8")
            sys.stdout.write(f"docs/{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run the benchmarks and write down what they said: `python -m benchmarks` in minutes, `full` in an hour or two.

Each runs in a process of its own, one after the other, for nothing else may be at work while another is timed. What
they print goes into docs/measured.md as it was printed, with the day, the machine and the versions; the document is
never written by hand. The exit code is 1 where something is worse than it promises.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
MEASURED = ROOT / "docs" / "measured.md"
SHORT: tuple[tuple[str, ...], ...] = (
    ("help_speed",),
    ("first_frame",),
    ("peers",),
    ("simulate_speed",),
    ("matching",),
    ("batch_speed", "--cases", "10000"),
    ("waiting",),
    ("key_speed", "--cases", "50000"),
    ("import_speed",),
    ("interactive", "--cases", "50000"),
)
"""Benchmarks and how they are run in minutes."""

FULL: tuple[tuple[str, ...], ...] = (
    *SHORT[:5],
    ("batch_speed", "--cases", "200000"),
    ("waiting", "--cases", "20000"),
    ("key_speed",),
    ("import_speed",),
    ("interactive",),
)
"""The same at the sizes that are promised."""

LIBRARIES = (
    "sqlmodel", "SQLAlchemy", "sqlcipher3", "psycopg", "textual", "transitions", "xlsxwriter",
    "django", "django-fsm-2", "spiffworkflow", "python-statemachine", "openfisca-core", "openpyxl",
)  # fmt: skip
HEAD = """# Measured

What `make {target}` printed on {day}: {cores} cores ({processor}), {system}, Python {python}, SQLite {sqlite};
{libraries}.
Times are this machine's, ratios are of one run and are what to compare. [performance.md](performance.md) says what was
promised, and what is not fast yet.
"""


def main(sizes: str) -> int:
    """Run all of a size and write the document; 1 where one of them did not keep its promise."""
    runs = FULL if sizes == "full" else SHORT
    parts, worst = [_head("bench-full" if sizes == "full" else "bench")], 0
    for name, *options in runs:
        print(f"{name} {' '.join(options)}", flush=True)
        begun = perf_counter()
        line = [sys.executable, "-W", "ignore", f"benchmarks/{name}.py", *options]
        run = subprocess.run(line, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True, check=False)
        print(run.stdout, flush=True)
        worst = max(worst, run.returncode)
        title = " ".join((name, *options))
        kept = "kept" if run.returncode == 0 else "not kept"
        said = f"```\n{run.stdout.rstrip()}\n```"
        parts.append(f"## {title}\n\n{perf_counter() - begun:.0f} s; its promise is {kept}.\n\n{said}\n")
    MEASURED.write_text("\n".join(parts), encoding="utf-8")
    return min(worst, 1)


def _head(target: str) -> str:
    from sqlcipher3 import dbapi2

    return HEAD.format(
        target=target,
        day=datetime.now(UTC).date().isoformat(),
        cores=os.cpu_count(),
        processor=_processor(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        sqlite=dbapi2.sqlite_version,
        libraries=", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    )


def _processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unnamed")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))

"""What `dibao --help` costs against an argparse help of the same options and commands: run in turn, medians, a ratio.

Both are fresh interpreters, so what is compared is what a user waits for. At most 4.5 is promised.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 15
PROMISED = 4.5
DIBAO = [sys.executable, "-c", "from workflow.cli.main import run; import sys; sys.argv = ['dibao', '--help']; run()"]
ARGPARSE = [
    sys.executable,
    "-c",
    """
import argparse
p = argparse.ArgumentParser("dibao", description="Casework for the rural minimum living allowance.")
p.add_argument("--version", action="store_true", help="show the version")
p.add_argument("--db", metavar="URL", help="the database")
p.add_argument("--lang", choices=["en", "zh"], help="the language")
p.add_argument("--on", metavar="DATE", help="the day that counts as today")
p.add_argument("--as", metavar="USER", help="who acts: a login")
p.add_argument("--json", action="store_true", help="answer with JSON")
p.add_argument("-q", "--quiet", action="store_true", help="nothing but the answer")
s = p.add_subparsers()
for name in "demo init db desk assess case recheck due policy journal cron user".split():
    s.add_parser(name, help=f"what {name} does")
p.parse_args(["--help"])
""",
]


def cpu_seconds(command: list[str]) -> float:
    """Processor time of one run: the machine may be busy, the work stays the same."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parent.parent)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def ratio(rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Median seconds of dibao's help and of argparse's, and how many times the one is the other."""
    for command in (DIBAO, ARGPARSE):
        cpu_seconds(command)
    pairs = [(cpu_seconds(DIBAO), cpu_seconds(ARGPARSE)) for _ in range(rounds)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    return ours, theirs, ours / theirs


def main() -> int:
    """Print the ratio; 1 where it is worse than promised."""
    ours, theirs, times = ratio()
    print(f"dibao --help {ours * 1000:.0f} ms, argparse {theirs * 1000:.0f} ms: {times:.1f} x, promised {PROMISED} x")
    return 0 if times <= PROMISED else 1


if __name__ == "__main__":
    sys.exit(main())

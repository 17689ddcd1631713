"""Start-up: CPU seconds as ratios to imports that cannot be avoided.

Run with `python -m pytest tests/benchmarks/bench_start.py --benchmark-only -s`. Each figure is
the least CPU time of nine processes, which a busy machine disturbs least.
"""

import os
import resource
import subprocess
import sys

import pytest

BARE = "import click"
SHORT = "import click, sqlite3, json"
LIBRARIES = "import click, sqlalchemy, rich.console, prompt_toolkit"
ROUNDS = 9


def cpu_seconds(*arguments: str, keys: str = "") -> float:
    """The least CPU time, user and system, of nine runs of Python with these arguments."""
    times = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        if keys:
            import pexpect

            child = pexpect.spawn(sys.executable, list(arguments), timeout=30)
            child.expect("q.? leave|answer in")
            child.send(keys)
            child.expect(pexpect.EOF)
            child.close()
        else:
            subprocess.run(
                [sys.executable, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=True,
            )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


@pytest.mark.parametrize(
    ("name", "arguments", "keys", "against", "goal"),
    [
        ("--help", ("--help",), "", BARE, 2.0),
        ("status", ("status",), "", SHORT, 2.0),
        ("review, line mode", ("review", "--plain"), "", LIBRARIES, 1.3),
        ("review, interactive", ("review",), "\x04", LIBRARIES, 1.6),
    ],
)
def test_cpu_to_the_first_output(benchmark, capsys, welcomed, name, arguments, keys, against, goal):
    """A command's CPU time over that of the imports it is compared with."""
    os.environ["PROMPT_TOOLKIT_NO_CPR"] = "1"
    subprocess.run([sys.executable, "-m", "trainer", "status"], check=True, capture_output=True)
    base = cpu_seconds("-c", against)
    own = benchmark.pedantic(
        cpu_seconds, args=("-m", "trainer", *arguments), kwargs={"keys": keys}, rounds=1
    )
    benchmark.extra_info["ratio"] = own / base
    with capsys.disabled():
        print(f"\n{name}: {own:.3f} s / {base:.3f} s = {own / base:.2f} (goal {goal})")
    assert own > 0
    assert welcomed.exists()

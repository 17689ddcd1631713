"""`trainer calc kv`: CPU seconds as a ratio to `import click`.

Run with `python -m pytest tests/benchmarks/bench_calc.py --benchmark-only -s`.
"""

import pytest

from tests.benchmarks.bench_start import BARE, cpu_seconds

GOAL = 2.5
KV = ("-m", "trainer", "calc", "kv")


@pytest.mark.parametrize(
    "options",
    [
        ("--model", "llama-3-8b", "--tokens", "8192"),
        ("--model", "llama-3-8b", "--tokens", "8192", "--json"),
        ("--layers", "32", "--kv-heads", "8", "--head-dim", "128", "--tokens", "8192"),
        ("--model", "llama-3-8b", "--tokens", "128K"),
    ],
    ids=["by name", "as JSON", "by shape", "a spoken count"],
)
def test_cpu_of_calc_kv(benchmark, capsys, options):
    """The whole command's CPU time over that of `python -c 'import click'`."""
    base = cpu_seconds("-c", BARE)
    own = benchmark.pedantic(cpu_seconds, args=(*KV, *options), rounds=1)
    benchmark.extra_info["ratio"] = own / base
    with capsys.disabled():
        print(f"\n{' '.join(options)}: {own:.3f} s / {base:.3f} s = {own / base:.2f} (goal {GOAL})")
    assert own > 0

"""Questions on what fits on a GPU."""

import math

import pytest

from tests.drawing import answer, wrong

WEIGHTS = 2 * 8_030_261_248  # Llama-3-8B in bf16
A40 = 46_068 * 2**20  # what nvidia-smi shows of a card sold with 48 GB
ONE_A40 = {"models": "llama-3-8b", "gpus": "a40", "utilization": "0.9", "overhead_gb": "2"}
BUDGET = math.ceil(A40 * 9 / 10) - WEIGHTS - 2 * 10**9


def test_the_budget_is_a_share_of_the_whole_less_all_else():
    """The driver's bytes times utilization, less weights and overhead."""
    assert answer("capacity-budget", **ONE_A40) == pytest.approx(BUDGET / 1e9, rel=1e-12)


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        ("C1", A40),
        ("C2", A40 - WEIGHTS - 2 * 10**9),
        ("C3", 0.9 * (A40 - WEIGHTS) - 2 * 10**9),
        ("C4", 0.9 * 48 * 2**30 - WEIGHTS - 2 * 10**9),
    ],
)
def test_wrong_budgets(mistake, expected):
    """Whole GPU, no utilization, utilization after the weights, 48 GB read as GiB."""
    assert wrong("capacity-budget", mistake, **ONE_A40) == pytest.approx(expected / 1e9)


def test_users_and_context_come_from_the_budget():
    """128 KiB a token: whole users of 8,192 tokens, whole tokens for 10 users."""
    assert answer("capacity-users", **ONE_A40, tokens="8192") == BUDGET // 2**30
    assert answer("capacity-context", **ONE_A40, users="10") == BUDGET // (10 * 2**17)


def test_only_whole_requests_are_admitted():
    """20 GB hold 18.63 requests of 1 GiB: 18 run; C5 says 19, C6 18.63."""
    bounds = {"models": "llama-3-8b", "kv_gb": "20", "tokens": "8192"}
    assert answer("capacity-requests", **bounds) == 18
    assert wrong("capacity-requests", "C5", **bounds) == 19
    assert wrong("capacity-requests", "C6", **bounds) == 18.63


def test_more_gpus_than_heads_copy_the_heads():
    """On 16 GPUs each holds one of 8 heads, 40 KiB a token; C7 takes half of that."""
    bounds = {"models": "llama-3-70b", "n": "16", "gpus": "h200"}
    right = answer("capacity-tensor-parallel", **bounds)
    assert wrong("capacity-tensor-parallel", "C7", **bounds) == pytest.approx(2 * right, abs=1)


def test_summed_gpus_forget_what_each_keeps_for_itself():
    """C8 is too high by the overhead of every GPU."""
    bounds = {"models": "llama-3-70b", "n": "4", "gpus": "h200", "overhead_gb": "4"}
    right = answer("capacity-tensor-parallel", **bounds)
    missed = 4 * 10**9 / (320 * 1024 / 4)
    assert wrong("capacity-tensor-parallel", "C8", **bounds) == pytest.approx(right + missed, abs=1)

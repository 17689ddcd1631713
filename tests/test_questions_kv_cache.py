"""Questions on the plain key/value cache."""

import pytest

from tests.drawing import answer, drawn, wrong

PAGED = "arXiv:2309.06180 section 3"
INSIGHTS = "arXiv:2505.09343 table 1"


@pytest.mark.parametrize(
    ("family", "bounds", "expected", "source"),
    [
        ("kv-per-token", {"models": "opt-13b"}, 800, PAGED),
        ("kv-per-token", {"models": "gpt2-xl"}, 300, "news.future-shock.ai, weight of remembering"),
        ("kv-per-token", {"models": "llama-2-7b"}, 512, "2 * 32 * 4096 * 2 bytes"),
        ("kv-per-token-gqa", {"models": "llama-3.1-405b"}, 516_096 / 1024, INSIGHTS),
        ("kv-per-token-gqa", {"models": "qwen2.5-72b"}, 327_680 / 1024, INSIGHTS),
        ("kv-per-token-gqa", {"models": "llama-3-8b"}, 128, "config: 32 layers, 8 heads of 128"),
        (
            "kv-group-size",
            {"layers": "80", "heads": "64", "group": "8", "head_dim": "128"},
            320,
            "Llama-2-70B's config",
        ),
    ],
)
def test_bytes_of_a_token_match_published_sizes(family, bounds, expected, source):
    """The answers are sizes that others printed, in KiB."""
    assert answer(family, **bounds) == expected, source


@pytest.mark.parametrize(
    ("family", "bounds", "expected"),
    [
        ("kv-size", {"tokens": "1000", "sequences": "5"}, 5_000 * 128 * 1024 / 1e9),
        (
            "kv-prompt-and-output",
            {"prompt": "3000", "output": "1000", "sequences": "10"},
            40_000 / 2**13,
        ),
        ("kv-as-large-as-weights", {}, 122_533),
    ],
)
def test_totals_of_llama_3_8b(family, bounds, expected):
    """128 KiB a token, so 2^13 tokens a GiB; 16.06 GB of weights are 122,532.1 tokens."""
    assert answer(family, models="llama-3-8b", **bounds) == pytest.approx(expected, rel=1e-12)


def test_a_head_size_from_the_config_is_not_hidden_size_over_heads():
    """Qwen3-32B sets 128; 5120 / 64 is 80 and leads to K14."""
    bounds = {"models": "qwen3-32b", "tokens": "4096", "sequences": "3"}
    assert answer("kv-head-size", **bounds) == 3  # 256 KiB a token, 4,096 tokens a GiB
    assert wrong("kv-head-size", "K14", **bounds) == 3 * 80 / 128


def test_group_size_and_head_count_can_be_told_apart():
    """16 query heads in groups of 2: 8 heads are cached, K13 caches 2 and K12 one."""
    bounds = {"layers": "32", "heads": "16", "group": "2", "head_dim": "128"}
    right = answer("kv-group-size", **bounds)
    assert wrong("kv-group-size", "K13", **bounds) == right / 4
    assert wrong("kv-group-size", "K12", **bounds) == right / 8


def test_gib_given_for_gb_is_seven_percent_less():
    """K21 divides by 2^30 and says GB."""
    bounds = {"models": "llama-3-8b", "tokens": "8192", "sequences": "6"}
    assert wrong("kv-size", "K21", **bounds) == 6.0
    assert answer("kv-size", **bounds) == pytest.approx(6 * 1.073741824)


def test_a_prompt_says_what_is_counted():
    """Shape, dtype and unit stand in the prompt."""
    prompt = drawn("kv-size", models="llama-3-8b", dtypes="fp16").prompt
    for said in ("32 layers", "8 key/value heads of size 128", "fp16", "1 GB = 1e9 bytes"):
        assert said in prompt

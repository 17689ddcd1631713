"""`trainer calc` as a command: published sizes, the keys of the contract, refusals."""

import json
import subprocess
import sys

import pytest

from tests.derivations import recompute
from tests.test_cli_errors import assert_refused
from trainer.calc.derivation import Step
from trainer.units import GIB, KIB, in_base

FACTS = "shared facts, calculators.md"
SHAPE = ("--layers", "40", "--kv-heads", "40", "--head-dim", "128")  # Llama-2-13B
EIGHT = ("--model", "llama-3-8b")

# Each calculator with options, and the keys that the design promises.
CONTRACT = {
    "weights": (("--params", "70B", "--dtype", "fp16"), {"bytes"}),
    "params": (EIGHT, {"total", "embedding", "attention", "mlp", "norm", "lm_head"}),
    "kv": ((*EIGHT, "--tokens", "8192"), {"bytes", "bytes_per_token"}),
    "lora": ((*EIGHT, "--rank", "8"), {"trainable_params", "percent", "adapter_bytes"}),
    "paged": (("--tokens", "100,250,17"), {"blocks", "slots", "wasted_slots"}),
    "capacity": (
        (*EIGHT, "--kv-bytes", "16GiB", "--max-len", "8192"),
        {"blocks", "tokens", "concurrency", "longest_context"},
    ),
    "finetune": ((*EIGHT, "--recipe", "full16"), {"bytes"}),
}
PLAIN = [(name, options) for name, (options, _) in CONTRACT.items()]
# Calls whose derivation joins two.
JOINED = [
    ("capacity", (*EIGHT, "--gpu", "h100-sxm", "--max-len", "8K", "--tp", "2")),
    ("finetune", (*EIGHT, "--recipe", "qlora", "--rank", "64")),
]


def calc(run, *arguments: str) -> dict:
    """What a calculator prints with --json."""
    shown = run("calc", *arguments, "--json")
    assert (shown.returncode, shown.stderr) == (0, "")
    return json.loads(shown.stdout)


@pytest.mark.parametrize(
    ("arguments", "key", "expected", "source"),
    [
        ("weights --params 70B --dtype fp16", "bytes", 140 * 10**9, FACTS),
        ("weights --model llama-2-70b --dtype fp16", "bytes", 137_953_296_384, "N * 2"),
        ("params --model llama-2-7b", "total", 6_738_415_616, "shared facts, models.json"),
        ("params --model llama-2-70b", "total", 68_976_648_192, "shared facts, models.json"),
        ("params --model Llama-2-7B", "total", 6_738_415_616, "capitals do not matter"),
        ("kv --model llama-3-8b --tokens 1", "bytes_per_token", 128 * KIB, FACTS),
        ("kv --model llama-2-70b --tokens 1", "bytes_per_token", 320 * KIB, FACTS),
        ("kv --model llama-2-7b --tokens 1", "bytes_per_token", 512 * KIB, FACTS),
        ("kv --tokens 1 " + " ".join(SHAPE), "bytes_per_token", 800 * KIB, FACTS),
        ("kv --model llama-2-7b --tokens 4,096", "bytes", 2 * GIB, FACTS),
        ("kv --model llama-3-8b --tokens 32768", "bytes", 4 * GIB, FACTS),
        ("kv --model llama-3-8b --tokens 8192 --sequences 4", "bytes", 4 * GIB, "4 * 8192"),
        ("kv --model llama-3-8b --tokens 32768 --dtype e4m3", "bytes", 2 * GIB, "1 byte each"),
        ("kv --model llama-3-8b --tokens 128K", "tokens", 128_000, "K is a thousand"),
        ("lora --model llama-2-7b --rank 8", "trainable_params", 4_194_304, FACTS),
        ("lora --model llama-3-8b --rank 8", "trainable_params", 3_407_872, FACTS),
        ("lora --model llama-3-8b --rank 8", "adapter_bytes", 4 * 3_407_872, "fp32, " + FACTS),
        (
            "lora --model llama-3-8b --rank 16 --targets all-linear",
            "trainable_params",
            41_943_040,
            FACTS,
        ),
        ("paged --tokens 100,250,17", "blocks", 7 + 16 + 2, "ceil(T / 16)"),
        ("paged --tokens 100,250,17", "wasted_slots", 12 + 6 + 15, "-T mod 16"),
        ("paged --tokens 100,250,17 --block-size 32", "slots", (4 + 8 + 1) * 32, "ceil(T / 32)"),
        ("capacity --model llama-3-8b --kv-bytes 16GiB --max-len 8192", "blocks", 8192, "2 MiB"),
        (
            "capacity --model llama-3-8b --kv-bytes 16GiB --max-len 8192 --tp 2",
            "longest_context",
            262_144,
            "16 GiB / 64 KiB",
        ),
    ],
)
def test_exact_figures(run, arguments, key, expected, source):
    """Sizes that others printed, or that follow by hand, as integers."""
    found = calc(run, *arguments.split())[key]
    assert found == expected, source
    assert isinstance(found, int)


@pytest.mark.parametrize(
    ("arguments", "gigabytes", "within", "source"),
    [
        ("weights --model llama-2-70b --dtype awq", 36.61, 0.005, FACTS),
        ("weights --model llama-2-7b --dtype awq", 3.89, 0.005, FACTS),
        ("weights --model llama-3-8b --dtype awq", 5.73, 0.005, FACTS),
        ("finetune --model llama-1-65b --recipe full12", 783.4, 0.05, "issue 3; QLoRA: > 780"),
        (
            "finetune --model llama-1-65b --recipe qlora --rank 64 --targets all-linear",
            47.25,
            0.005,
            "issue 3, QLoRA static",
        ),
        ("finetune --params 7B --recipe full16", 112, 0, "16 bytes each, arXiv:1910.02054"),
        ("finetune --params 7B --recipe full8", 56, 0, FACTS),
        ("finetune --params 7B --recipe full18", 126, 0, FACTS),
    ],
)
def test_published_sizes(run, arguments, gigabytes, within, source):
    """Sizes that others rounded agree to their last digit."""
    found = calc(run, *arguments.split())["bytes"]
    assert found / 1e9 == pytest.approx(gigabytes, abs=within), source


@pytest.mark.parametrize("name", CONTRACT)
def test_the_keys_of_the_contract(run, name):
    """Every key that the design names, with a number."""
    options, keys = CONTRACT[name]
    document = calc(run, name, *options)
    assert all(isinstance(document.get(key), int | float) for key in keys)


@pytest.mark.parametrize(("name", "options"), PLAIN + JOINED)
def test_the_steps_lead_to_the_answer(run, name, options):
    """--json --explain has `steps` that can be recomputed one from another, and a source."""
    document = calc(run, name, *options, "--explain")
    steps = [
        Step(step["name"], step["formula"], in_base(step["value"], step["unit"]), step["unit"])
        for step in document["steps"]
    ]
    last = float(recompute(steps))
    answers = [value for value in document.values() if isinstance(value, int | float)]
    assert last in [pytest.approx(answer) for answer in answers]
    assert document["source"]


@pytest.mark.parametrize(("name", "options"), PLAIN)
def test_the_text_is_plain_and_short(run, name, options):
    """A line or a few without colour; --explain adds a line a step, and the source last."""
    plain = run("calc", name, *options).stdout
    assert "\x1b" not in plain
    assert 1 <= len(plain.splitlines()) <= 8
    explained = run("calc", name, *options, "--explain").stdout
    assert explained.startswith(plain)
    assert explained.splitlines()[-1].startswith("Source: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("weights --model llama-2-70b --dtype awq", ("36.61 GB = 34.1 GiB", "68,976,648,192")),
        ("params --model llama-3-8b", ("8,030,261,248", "lm_head", "525,336,576")),
        ("params --model mixtral-8x7b", ("active",)),
        ("params --model gpt2-small", ("the embedding, used again",)),
        ("kv --model llama-3-8b --tokens 128K", ("128,000 tokens", "16.78 GB = 15.62 GiB")),
        ("kv --model gemma-2-9b --tokens 8192", ("until a window is full",)),
        ("lora --model llama-3-8b --rank 8", ("q_proj, v_proj", "3,407,872", "0.04242%")),
        ("paged --tokens 100,250,17", ("25 blocks of 16 slots", "33 of them hold no token")),
        (
            "capacity --model llama-3-8b --kv-bytes 20GB --max-len 8192",
            (
                "9,536 blocks of 16 slots",
                "18 requests of 8,192 tokens at once",
                "18.62x, 152,576 tokens",
            ),
        ),
        ("finetune --model llama-3-8b --recipe lora", ("rank 8", "activations come on top")),
    ],
)
def test_the_text_says_what_was_found(run, arguments, words):
    """GB and GiB side by side, counts in full."""
    shown = run("calc", *arguments.split()).stdout
    for word in words:
        assert word in shown


@pytest.mark.parametrize(
    ("arguments", "source"),
    [
        ("weights --model llama-3-8b --dtype bf16", "definition"),
        ("weights --model llama-3-8b --dtype awq-g64", "AutoAWQ"),
        ("weights --model llama-3-8b --dtype gptq", "AutoGPTQ"),
        ("weights --params 7B --dtype nf4", "arXiv:2305.14314"),
        ("weights --params 7B --dtype q4_k", "GGML_QUANT_SIZES"),
        ("params --model gpt2-small", "models/gpt2"),
        ("kv --model llama-3-8b --tokens 1", "arXiv:2309.06180"),
        ("lora --model llama-3-8b --rank 8", "PEFT"),
        ("paged --tokens 1", "vLLM"),
        ("finetune --params 7B --recipe full16", "arXiv:1910.02054"),
    ],
)
def test_the_source_is_named(run, arguments, source):
    """The last line of an explanation says where the formula is written down."""
    last = run("calc", *arguments.split(), "--explain").stdout.splitlines()[-1]
    assert last.startswith("Source: ")
    assert source in last


HEAVY = ("rich", "sqlalchemy", "prompt_toolkit", "numpy", "trainer.cards", "trainer.questions",
         "trainer.grading", "trainer.store", "trainer.practice", "trainer.screens",
         "difflib")  # fmt: skip


def test_a_plain_calculation_loads_little():
    """`calc kv` may cost 2.5 times `import click`: no reader of answers, no screen, no store."""
    code = f"""
import sys
sys.argv = ["trainer", "calc", "kv", "--model", "llama-3-8b", "--tokens", "8192"]
from trainer.__main__ import main
try:
    main()
except SystemExit as ended:
    assert not ended.code
print([name for name in {HEAVY} if name in sys.modules])
"""
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert shown.stdout.splitlines()[-1] == "[]"


def test_a_cache_that_is_too_small_is_an_answer(run):
    """8192 tokens of Llama-3-8B take 1 GiB, the null block 2 MiB; 1000 bytes lack the rest."""
    options = ("capacity", *EIGHT, "--kv-bytes", "1000", "--max-len", "8192")
    shown = run("calc", *options)
    assert shown.returncode == 0
    assert "does not fit, short by 1.076 GB" in shown.stdout
    document = calc(run, *options)
    keys = ("blocks", "tokens", "concurrency", "longest_context", "requests")
    assert [document[key] for key in keys] == [0] * 5
    assert document["short_by"] == GIB + 2048 * KIB - 1000


def test_a_gpu_that_is_too_small_is_an_answer(run):
    """Llama-3-70B lacks its weights (141.11 GB in bf16) and a request, less 92% of the card."""
    options = ("capacity", "--model", "llama-3-70b", "--gpu", "rtx-4090", "--max-len", "8192")
    document = calc(run, *options)
    assert (document["blocks"], document["kv_bytes"]) == (0, 0)
    memory = 24564 * 2**20  # nvidia-smi, memory.total
    missing = 141.11e9 + 8192 * 320 * KIB - 0.92 * memory
    assert document["short_by"] == pytest.approx(missing, abs=5e6)
    assert "does not fit, short by 120.1 GB" in run("calc", *options).stdout


def test_a_gpu_that_is_large_enough_serves(run):
    """What the GPU leaves is the budget; two leave more than twice as many blocks each."""
    options = ("capacity", *EIGHT, "--gpu", "h100-sxm", "--max-len", "8192")
    one, two = calc(run, *options), calc(run, *options, "--tp", "2")
    assert one["short_by"] == two["short_by"] == 0
    assert one["blocks"] == one["kv_bytes"] // (16 * 128 * KIB)
    assert two["blocks"] > 2 * one["blocks"]


@pytest.mark.parametrize(
    "text",
    ["0", "-1", "nan", "inf", "1e22", "9" * 40, "1e999999", "3.5", "many", "", "1-2", "\x1b[2J"],
)
@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("weights", "--params"),
        ("kv", "--tokens"),
        ("kv", "--sequences"),
        ("kv", "--layers"),
        ("lora", "--rank"),
        ("paged", "--tokens"),
        ("paged", "--block-size"),
        ("capacity", "--kv-bytes"),
        ("capacity", "--max-len"),
        ("capacity", "--tp"),
    ],
)
def test_bad_counts_are_refused(run, name, option, text):
    """Zero, negative, not finite, absurd, not whole, no number: one line names the option."""
    options, _ = CONTRACT[name]
    assert_refused(run("calc", name, *options, option, text), 2, option, f"calc {name} --help")


def test_thousands_of_digits_are_refused_in_our_own_words(run):
    """Python refuses to convert 5,000 digits, with advice that helps no learner."""
    refused = run("calc", "kv", *EIGHT, "--tokens", "9" * 5000)
    assert_refused(refused, 2, "--tokens", "longer than 400 characters")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("kv --model llama3-8b --tokens 1", ("no model", "llama-3-8b, llama-3-70b, llama-2-7b")),
        ("weights --model llama-3-8b --dtype fp17", ("unknown dtype 'fp17'", "fp16")),
        ("kv --model llama-3-8b --tokens 1 --dtype x", ("unknown dtype 'x'",)),
        ("weights --dtype fp16", ("either --model or --params",)),
        ("weights --model gpt2-small --params 1 --dtype fp16", ("either --model or --params",)),
        ("kv --tokens 1", ("--model", "--layers", "--kv-heads", "--head-dim")),
        ("kv --tokens 1 --layers 2 --kv-heads 2", ("--head-dim",)),
        ("kv --tokens 1 --model gpt2-small --layers 2", ("--model", "--layers")),
        ("kv --model gpt2-small", ("--tokens",)),
        ("lora --model llama-3-8b --rank 1025", ("rank 1025", "at most 1024")),
        ("lora --model llama-3-8b --rank 8 --targets q_prj", ("no matrix 'q_prj'", "q_proj")),
        ("lora --model llama-3-8b --rank 8 --targets ,", ("--targets", "no name")),
        ("kv --model llama-3-8b --tokens 1e13", ("--tokens", "at most 1,000,000,000,000")),
        (
            "kv --tokens 1 --kv-heads 8 --head-dim 128 --layers 1e7",
            ("--layers", "at most 1,000,000"),
        ),
        ("lora --model phi-3-mini --rank 8", ("no default targets", "qkv_proj")),
        ("finetune --model gpt2-small --recipe full13", ("no recipe 'full13'", "full12")),
        ("finetune --params 7B --recipe lora", ("lora needs --model",)),
        ("finetune --model gpt2-small --recipe full16 --rank 8", ("trains no adapter",)),
        ("finetune --model llama-3-8b --recipe lora --rank 9999", ("rank 9999",)),
        ("paged --tokens 4,096", ("a comma parts sequences",)),
        ("paged --tokens 1,,2", ("--tokens",)),
        ("capacity --model gpt2-small --max-len 1", ("either --kv-bytes or --gpu",)),
        ("capacity --model gpt2-small --gpu h200 --max-len 1 --kv-bytes 1", ("either",)),
        ("capacity --model gpt2-small --gpu h2000 --max-len 1", ("no GPU 'h2000'", "h200")),
        ("capacity --gpu h200 --max-len 1 " + " ".join(SHAPE), ("--gpu needs --model",)),
        ("capacity --model llama-3-8b --kv-bytes 1e9 --max-len 1 --tp 3", ("by 3 GPUs",)),
        ("nope", ("nope",)),
    ],
)
def test_what_there_is_not_is_refused(run, arguments, words):
    """One line, exit code 2, and what is close or missing."""
    assert_refused(run("calc", *arguments.split()), 2, *words)

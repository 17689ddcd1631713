"""`trainer question list|show|grade`: keys of the contract, every verdict, values typed again."""

import json

import pytest

from tests.derivations import recompute
from tests.test_cli_errors import assert_refused
from tests.world import ask
from trainer.calc.derivation import Step
from trainer.grading.answer import read_answer
from trainer.grading.quality import QUALITIES
from trainer.questions.families import FAMILIES
from trainer.questions.mistakes import CATALOGUE, KNOWN
from trainer.units import in_base

KV = ("kv-size", "--seed", "3")  # 20 sequences of 32,768 tokens of Llama-3-8B: 80 GiB


def question(run, *arguments: str) -> dict:
    """What `trainer question` prints with --json, exit code 0."""
    shown = run("question", *arguments, "--json")
    assert (shown.returncode, shown.stderr) == (0, "")
    return json.loads(shown.stdout)


def test_the_list_has_every_family(run):
    """Family, level, topic and more, an array; the table has a line for each."""
    listed = question(run, "list")
    assert [row["family"] for row in listed] == list(FAMILIES)
    assert all(
        {"family", "level", "topic", "title", "unit", "bounds"} == row.keys() for row in listed
    )
    assert len(run("question", "list").stdout.splitlines()) == len(FAMILIES) + 1


def test_a_question_is_shown_without_its_answer(run):
    """Four keys until it is revealed; the same seed gives the same question."""
    shown = question(run, "show", *KV)
    assert shown == question(run, "show", *KV)
    assert shown.keys() == {"family", "seed", "prompt", "unit"}
    assert (shown["family"], shown["seed"], shown["unit"]) == ("kv-size", 3, "GB")
    assert run("question", "show", *KV).stdout == f"{shown['prompt']}\n"


def test_a_name_in_capitals_is_the_same_family(run):
    """As everywhere, capitals do not matter; an unknown family names three that are close."""
    assert question(run, "show", "KV-Size", "--seed", "3") == question(run, "show", *KV)
    refused = run("question", "show", "kv-sise", "--seed", "3")
    assert_refused(refused, 2, "no family 'kv-sise'", "kv-size")
    assert refused.stderr.count(", ") == 2


def test_what_is_revealed(run):
    """Answer, bands, steps that recompute, and mistakes with what is said to each."""
    shown = question(run, "show", *KV, "--reveal")
    assert {"answer", "bands", "steps", "mistakes"} < shown.keys()
    assert shown["answer"] == {"value": 85.89934592, "unit": "GB"}
    steps = [
        Step(step["name"], step["formula"], in_base(step["value"], step["unit"]), step["unit"])
        for step in shown["steps"]
    ]
    assert recompute(steps) == 80 * 2**30
    for mistake in shown["mistakes"]:
        assert mistake.keys() == {"id", "value", "says"}
        assert mistake["says"] == CATALOGUE[mistake["id"]].says


def test_what_is_revealed_as_text(run):
    """The answer in both units, the way there, and a line for each mistake."""
    shown = run("question", "show", *KV, "--reveal").stdout
    assert "Answer: 85.9 GB = 80 GiB\n" in shown
    assert "  values = 2 * H_kv * d = 2,048 values" in shown
    assert "K5 gives 4.295 GB = 4 GiB: one sequence only\n" in shown


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_revealed_can_be_typed_again(run, family):
    """The answer is graded correct, each mistake as this mistake, bare or with its unit."""
    for seed in ("0", "1", "7"):
        shown = question(run, "show", family, "--seed", seed, "--reveal")
        unit = shown["unit"]
        typed = [(None, shown["answer"]["value"])]
        typed += [(mistake["id"], mistake["value"]) for mistake in shown["mistakes"]]
        for known, value in typed:
            for text in (json.dumps(value), f"{json.dumps(value)} {unit}"):
                base = read_answer(text, unit).value
                assert base == pytest.approx(in_base(value, unit), rel=1e-15, abs=0)
                graded = question(
                    run, "grade", family, "--seed", seed, f"--answer={text}"
                )  # a negative number is no option
                assert graded["answer"] == shown["answer"]
                if known is None:
                    assert graded["verdict"] == "correct", text
                else:
                    assert known in [mistake["id"] for mistake in graded["mistakes"]], text


# weights-raw, seed 1: Mistral-7B-v0.3 in bf16, 14.496 GB, 7.25 billion parameters.
@pytest.mark.parametrize(
    ("answer", "verdict", "mistakes"),
    [
        ("14.5 GB", "correct", []),
        ("14 GB", "rounded", []),
        ("14.5 GiB", "slip", ["W9"]),
        ("29 GB", "mistake", ["W1"]),
        ("29 GiB", "mistake", ["W1", "W9"]),
        ("20 GB", "wrong", []),
        ("14-15 GB", "unreadable", []),
        ("🙂", "unreadable", []),
        ("-14.5", "wrong", []),
    ],
)
def test_every_verdict_is_an_answer(run, answer, verdict, mistakes):
    """Exit code 0 whatever the verdict; a slip lists its ids too; the quality is the table's."""
    assert ask("weights-raw", 1).value == 14_496_047_104
    graded = question(run, "grade", "weights-raw", "--seed", "1", f"--answer={answer}")
    assert {"verdict", "read_as", "quality", "mistakes", "answer"} <= graded.keys()
    assert graded["verdict"] == verdict
    assert graded["quality"] == QUALITIES.get(verdict)
    assert [mistake["id"] for mistake in graded["mistakes"]] == mistakes
    assert all(mistake["says"] == KNOWN[mistake["id"]].says for mistake in graded["mistakes"])
    assert graded["answer"] == {"value": 14.496047104, "unit": "GB"}
    text = run("question", "grade", "weights-raw", "--seed", "1", f"--answer={answer}")
    assert (text.returncode, text.stderr) == (0, "")
    assert text.stdout


def test_an_answer_of_ten_thousand_characters_is_asked_back(run):
    """Short words about it, no flood, exit code 0."""
    graded = question(run, "grade", "weights-raw", "--seed", "1", f"--answer={'9' * 10_000}")
    assert graded["verdict"] == "unreadable"
    assert len(graded["read_as"]) < 150


def test_control_characters_do_not_reach_the_terminal(run):
    """An answer from a script cannot clear the screen that it is graded on."""
    shown = run("question", "grade", "weights-raw", "--seed", "1", "--answer", "\x1b[2J14\u202e GB")
    assert "\x1b" not in shown.stdout
    assert "\u202e" not in shown.stdout


@pytest.mark.parametrize("seed", ["-1", "1.5", "x", ""])
def test_a_seed_is_a_whole_number(run, seed):
    """Anything else is a usage error that names the option."""
    assert_refused(run("question", "show", "kv-size", f"--seed={seed}"), 2, "--seed")

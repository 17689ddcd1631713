"""The decision memo: its parts, and that each of its numbers is what its source gives."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.diary import TODAY
from tests.shapes import MODELS
from trainer import files
from trainer.history.lab_run import LabRun, run_of
from trainer.history.memo import check_memo, digest, entry_of, newest_right
from trainer.history.memo_draft import draft
from trainer.labs.registry import LABS

BODIES = [body for found in files.stored_runs() for body in found["runs"]]
RUN = LabRun(
    lab="weight-bytes",
    title="Bytes of a weight",
    seed=1,
    asks="How many bits?",
    unit="bits/weight",
    measured=4.3125,
    direction="more",
    expected="more",
    says="It is more.",
    table=(
        {"format": "fp16", "bytes": 4_194_304, "bits/weight": 16.0},
        {"format": "nf4, scales in 8 bit", "bytes": 1_081_856, "bits/weight": 4.127},
    ),
    published="",
    device="cpu",
    machine="a machine",
    versions={},
    seconds=1.0,
)
MEMO = """\
# Decision memo: 13B on one card

Limit: [2 s](given:the first token, says the product team).

## Options

### int4

[6.51 GB](calc:weights?model=llama-2-13b&dtype=int4) of weights, at
[4.31 bits/weight](lab:weight-bytes), all counted.

### fp16

[26.03 GB](calc:weights?model=llama-2-13b&dtype=fp16) of weights.

## Decision

We serve int4, because the weights and the cache of eight users then fit into the card that
we have, and the loss on our own questions was small.

## What would change it

- A larger card at the same price, or a loss on our own questions that our users would notice.
"""


def problems(text, runs=(RUN,)):
    """What is wrong with a memo, as printed."""
    return [str(problem) for problem in check_memo(text, "m.md", MODELS, runs).problems]


def test_a_memo_whose_numbers_agree_passes():
    """Two options, two numbers computed, one measured, one given."""
    memo = check_memo(MEMO, "m.md", MODELS, [RUN])
    assert memo.problems == ()
    assert memo.options == ("int4", "fp16")
    assert (memo.computed, memo.measured, memo.given) == (2, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[6.51 GB]", "[7.51 GB]", "m.md:9: the marked number is '7.51 GB', but weights gives 6.5"),
        ("(lab:weight-bytes)", "(lab:no-lab)", "m.md:10: lab 'no-lab' was not measured here"),
        ("[4.31 bits", "[4.32 bits", "m.md:10: '4.32 bits/weight' is not what weight-bytes meas"),
        ("[4.31 bits/weight]", "[more]", "m.md:10: 'more' is no number"),
        ("weight-bytes)", "weight-bytes?device=cuda)", "m.md:10: '4.31 bits/weight' is not what"),
        (" of weights.", " of weights, 3 GB more.", "m.md:14: '3 GB' has no source"),
        ("the loss", "the 5% loss", "m.md:19: '5%' has no source"),
        ("A larger card", "TODO", "m.md:23: there is still a TODO"),
        ("## Decision", "## Conclusion", "m.md:1: the memo has no part 'Decision'"),
        ("### fp16", "fp16", "m.md:5: 1 option to choose from"),
        ("calc:weights?model=llama-2-13b&dtype=fp16", "calc:weights", "cannot be computed"),
        ("&dtype=int4)", "&dtype=int4", "m.md:9: a marked number cannot be read"),
    ],
)
def test_whatever_is_wrong_is_told_with_its_line(old, new, says):
    """One change at a time."""
    assert old in MEMO
    found = problems(MEMO.replace(old, new, 1))
    assert any(says in problem for problem in found), found


def test_an_option_needs_a_number():
    """Of any source."""
    text = MEMO.replace("[26.03 GB](calc:weights?model=llama-2-13b&dtype=fp16) of weights.", "No.")
    assert any("the option 'fp16' has no number" in each for each in problems(text))


def test_a_decision_needs_its_reason():
    """Fifteen words; the targets of links are none."""
    begin, end = MEMO.index("We serve"), MEMO.index("## What")
    short = f"{MEMO[:begin]}int4 [a b c d e f g](given:x).\n\n{MEMO[end:]}"
    assert any("'Decision' says too little" in each for each in problems(short))


def test_numbers_must_be_measured_too():
    """Calculators alone are not the assignment."""
    text = MEMO.replace("[4.31 bits/weight](lab:weight-bytes)", "few bits")
    found = problems(text)
    assert any("no number was measured" in each for each in found)
    assert any("2 numbers that a calculator or a lab can confirm" in each for each in found)


@pytest.mark.parametrize(
    ("link", "right"),
    [
        ("[4.3](lab:weight-bytes)", True),
        ("[4](lab:weight-bytes)", True),
        ("[4.4](lab:weight-bytes)", False),
        ("[4.127](lab:weight-bytes?row=nf4,+scales+in+8+bit&column=bits/weight)", True),
        ("[1.082 MB](lab:weight-bytes?row=nf4,+scales+in+8+bit&column=bytes)", True),
        ("[1,081,856](lab:weight-bytes?row=nf4,+scales+in+8+bit&column=bytes)", True),
        ("[1.1 GB](lab:weight-bytes?row=nf4,+scales+in+8+bit&column=bytes)", False),
        ("[16](lab:weight-bytes?row=fp32&column=bits/weight)", False),
        ("[4.31](lab:weight-bytes?device=cpu)", True),
        ("[1](lab:weight-bytes?row=fp16&column=format)", False),
    ],
)
def test_measured_numbers_are_compared_as_they_are_shown(link, right):
    """The figure of the run or a cell of its table, rounded to the digits shown."""
    text = MEMO.replace("[4.31 bits/weight](lab:weight-bytes)", link)
    assert (problems(text) == []) is right


@pytest.mark.parametrize("lab", LABS)
def test_a_drafted_number_is_found_again(lab):
    """Whatever the unit of the lab: what `memo new` writes, `memo check` takes."""
    runs = [run_of(lab, body) for body in BODIES if body["lab"] == lab]
    assert runs
    for run in runs:
        assert not any("is not what" in each for each in problems(draft([run]), [run]))


@pytest.mark.parametrize(
    ("link", "right"),
    [
        ("[2.36 MB](lab:kv-growth)", True),
        ("[2.36](lab:kv-growth)", True),
        ("[2.25 MiB](lab:kv-growth)", True),
        ("[2,359,296 bytes](lab:kv-growth)", True),
        ("[2.36 GB](lab:kv-growth)", False),
        ("[0.79 MB](lab:kv-growth?row=64&column=cache,+MB)", True),
        ("[786 kB](lab:kv-growth?row=64&column=cache,+MB)", True),
        ("[0.79 GB](lab:kv-growth?row=64&column=cache,+MB)", False),
    ],
)
def test_a_size_may_be_shown_in_any_unit(link, right):
    """2,359,296 bytes are 2.359296 MB and 2.25 MiB."""
    table = ({"tokens": 64, "cache, MB": 0.786432},)
    run = replace(RUN, lab="kv-growth", measured=2.359296, unit="MB", table=table)
    text = MEMO.replace("[4.31 bits/weight](lab:weight-bytes)", link)
    assert (problems(text, [run]) == []) is right


def test_any_run_of_the_lab_may_have_given_it():
    """A second run with another figure does not make the first one wrong."""
    other = replace(RUN, measured=9.9, seed=2)
    assert problems(MEMO, [RUN, other]) == []
    assert problems(MEMO, [other]) != []


def test_code_and_names_are_no_amounts():
    """`4 GB` in code, formats and model names need no source."""
    text = MEMO.replace("the loss", "`4 GB`, llama-2-13b, 70B, int4, 4-bit, 2026 and the loss")
    assert problems(text) == []


def test_a_huge_memo_is_refused_at_once():
    """Nobody reads 100,000 characters."""
    assert "more than 100,000 characters" in problems("x" * 100_001)[0]


def test_the_draft_has_right_numbers_and_open_ends():
    """Only the TODOs, and the parts that they leave short, stand against it."""
    text = draft([RUN])
    found = problems(text)
    assert found
    assert all("TODO" in each or "says too little" in each for each in found), found
    assert "[4.312 bits/weight](lab:weight-bytes?device=cpu)" in text
    assert "Measure labs first" in draft([])


def test_a_kept_memo_is_checked_again():
    """Its newest right text; one that was tampered with, or whose lab is gone, proves nothing."""
    at = None
    first = entry_of(MEMO, "m.md", at, TODAY - timedelta(days=5))
    wrong = entry_of(MEMO.replace("6.51", "7.51"), "m.md", at, TODAY - timedelta(days=2))
    assert newest_right([first, wrong], MODELS, [RUN], TODAY) == first.day
    assert newest_right([first], MODELS, [], TODAY) is None
    assert newest_right([first], MODELS, [RUN], TODAY - timedelta(days=6)) is None
    forged = replace(wrong, body={"digest": digest("other"), "text": MEMO})
    assert newest_right([forged], MODELS, [RUN], TODAY) is None
    assert newest_right([], MODELS, [RUN], TODAY) is None

"""A typed answer is right, rounded, a slip of the unit, a known mistake, two at once, or wrong."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.drawing import drawn
from tests.world import ask
from trainer.calc.derivation import Step, given
from trainer.grading.numeric import Grade, grade_answer
from trainer.questions.question import Mistake, Question
from trainer.screens import texts
from trainer.units import in_unit


def size(answer: int = 70 * 10**9, *mistakes: Mistake, unit: str = "GB") -> Question:
    """A question whose answer is a given number of bytes."""
    steps = (given("N", answer, "bytes"), Step("bytes", "N", answer, "bytes"))
    return Question("made-up", 0, "How large is it?", unit, answer, steps, mistakes)


def ids(grade: Grade) -> list[list[str]]:
    """The ids of each cause."""
    return [[made.id for made in cause] for cause in grade.causes]


def said(question: Question, text: str) -> str:
    """What the screen says to an answer."""
    return "\n".join(line for _, line in texts.verdict(question, grade_answer(question, text)))


# llama-2-70b has 68,976,648,192 parameters: 137.95 GB in fp16, 128.48 GiB; 140 GB for 70 B.
@pytest.mark.parametrize(
    ("text", "verdict", "causes"),
    [
        ("137.95 GB", "correct", []),
        ("138", "correct", []),
        ("128.5 GiB", "correct", []),
        ("137953296384 bytes", "correct", []),
        ("0.138 TB", "correct", []),
        ("140 GB", "rounded", []),
        ("130.4 GiB", "rounded", []),
        ("70B * 2 bytes", "rounded", []),
        ("128.5 GB", "slip", [["W9"]]),  # the number of GiB
        ("138 GiB", "slip", [["W9"]]),  # the number of GB
        ("140 GiB", "slip", [["W9"]]),  # the rounded number of GB
        ("138 MB", "slip", [["U3"]]),
        ("138 TB", "slip", [["U3"]]),
        ("17.24", "slip", [["U2"]]),  # divided by 8 twice
        ("1.3795e11", "slip", [["U4"]]),  # bytes, without saying so
        ("275.9 GB", "mistake", [["W1"]]),
        ("280 GB", "mistake", [["W1"]]),  # 4 bytes for each of 70 B
        ("1103.6 GB", "mistake", [["W2"]]),  # not also U2: it is the same mistake
        ("275.9 GiB", "mistake", [["W1", "W9"]]),
        ("2207.3 GB", "mistake", [["W2", "W1"]]),
        ("90 GB", "wrong", []),
        ("130-140 GB", "unreadable", []),
        ("lots", "unreadable", []),
    ],
)
def test_weights_of_llama_2_70b(text, verdict, causes):
    """One question, every verdict."""
    question = drawn("weights-raw", models="llama-2-70b", dtypes="fp16")
    grade = grade_answer(question, text)
    assert (grade.verdict, ids(grade)) == (verdict, causes)


@pytest.mark.parametrize(
    ("unit", "text", "verdict", "causes"),
    [
        ("GB", "65 GiB", "correct", []),  # 69.8 GB
        ("GB", "65 GB", "slip", [["U1"]]),
        ("GB", "65", "slip", [["U1"]]),
        ("GB", "70 GiB", "slip", [["U1"]]),
        ("GB", "560 GB", "slip", [["U2"]]),
        ("GB", "8.75 GB", "slip", [["U2"]]),
        ("GB", "70000", "slip", [["U3"]]),
        ("GB", "70e9", "slip", [["U4"]]),
        ("GiB", "70e9", "slip", [["U4"]]),
        ("GiB", "70", "slip", [["U1"]]),
        ("GiB", "65.2", "correct", []),
        ("MB", "66757", "slip", [["U1"]]),  # MiB
        ("bytes", "70e9", "correct", []),
    ],
)
def test_slips_of_70_gigabytes(unit, text, verdict, causes):
    """A slip has an id of its own where the question lists none."""
    grade = grade_answer(size(unit=unit), text)
    assert (grade.verdict, ids(grade)) == (verdict, causes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("65 GiB", "Correct in GiB, where GB was asked: 70 GB = 65.19 GiB."),
        ("70 GiB", "It was read as 70 GiB; did you mean 70 GB?"),
        ("65 GB", "It was read as 65 GB; did you mean 65 GiB?"),
        ("70e9", "It was read as 7e10 GB; did you mean 7e10 bytes?"),
        ("70 MB", "It was read as 70 MB; did you mean 70 GB?"),
    ],
)
def test_learner_is_told_which_unit_was_meant(text, says):
    """65 GiB are 69.8 GB and right; 70 GiB and 65 GB are the right number in the other unit."""
    assert says in said(size(), text)


def test_rounding_does_not_hide_a_mistake():
    """1.5% off the rounded figure is near enough, but not where a known mistake is nearer."""
    question = replace(size(), rounded=(72 * 10**9,))
    assert grade_answer(question, "71").verdict == "rounded"
    mistaken = replace(question, mistakes=(Mistake("W1", 71 * 10**9, "N", "bytes"),))
    assert ids(grade_answer(mistaken, "71")) == [["W1"]]


def test_share_typed_as_a_fraction_is_a_slip():
    """0.15 where 15% is right was meant without the percent sign."""
    question = size(unit="%")
    share = Question("made-up", 0, "", "%", Fraction(15, 100), question.steps)
    assert ids(grade_answer(share, "0.15")) == [["U4"]]
    assert grade_answer(share, "0.15 %").verdict == "wrong"
    assert grade_answer(share, "15").verdict == "correct"


@pytest.mark.parametrize(
    ("family", "text", "verdict", "causes"),
    [
        ("capacity-requests", "7", "correct", []),
        ("capacity-requests", "8", "mistake", [["C5"]]),
        ("capacity-requests", "7.63", "mistake", [["C6"]]),
        ("capacity-requests", "7.6", "mistake", [["C6"]]),
        ("capacity-requests", "7.1", "wrong", []),
        ("capacity-users", "58", "correct", []),
        ("capacity-users", "59", "wrong", []),
        ("capacity-users", "58000", "wrong", []),
    ],
)
def test_counts_compare_exactly(family, text, verdict, causes):
    """One more is wrong, however small its share; a part of a request is known as C6."""
    grade = grade_answer(ask(family, 1), text)
    assert (grade.verdict, ids(grade)) == (verdict, causes)


def test_one_block_of_a_thousand_is_one_too_many():
    """0.1% off is right for a size, and wrong for what is counted."""
    question = size(1000, Mistake("P3", 4000, "N", "bytes"), unit="blocks")
    for text, verdict in (("1000", "correct"), ("1001", "wrong"), ("1000.4", "wrong"),
                          ("4000", "mistake"), ("4001", "wrong")):  # fmt: skip
        assert grade_answer(question, text).verdict == verdict, text


def test_mistakes_about_counts_are_not_composed():
    """2 times 3 blocks too many may be anything: rounded counts do not multiply."""
    listed = [Mistake(known, factor, "N", "bytes") for known, factor in (("P1", 20), ("P3", 30))]
    assert grade_answer(size(10, *listed, unit="blocks"), "60").verdict == "wrong"


def test_two_mistakes_with_one_value_are_both_named():
    """Where two wrong formulas give the same, the learner sees both."""
    double = [Mistake(known, 140 * 10**9, formula, "bytes") for known, formula in
              (("W1", "2 * N"), ("K8", "N + N"))]  # fmt: skip
    question = size(70 * 10**9, *double)
    assert ids(grade_answer(question, "140")) == [["W1"], ["K8"]]
    shown = said(question, "140").split("\n")
    assert [line[:3] for line in shown if line[0] in "WK"] == ["W1:", "K8:"]
    assert "or" in shown


def test_mistake_and_slip_with_one_value_are_both_named():
    """With eight query heads to a key/value head, K2 is as large as bits for bytes."""
    question = ask("kv-beside-int4", 3)
    grade = grade_answer(question, str(in_unit(question.value * 8, "GiB")))
    assert (grade.verdict, ids(grade)) == ("mistake", [["K2"], ["U2"]])


def test_two_mistakes_together_show_both_formulas():
    """One of K and V, for one sequence: each formula beside the right one."""
    question = ask("kv-size", 1)
    assert question.value == 5_898_240_000
    text = str(5.89824 / 2 / 24)
    assert ids(grade_answer(question, text)) == [["K1", "K5"]]
    shown = said(question, text)
    for line in (
        "both together:",
        "  you: values = H_kv * d",
        "  right: values = 2 * H_kv * d",
        "  you: B = 1",
        "  right: B = 24",
    ):
        assert f"{line}\n" in f"{shown}\n"


def test_two_mistakes_need_a_closer_value_than_one():
    """0.3% off is near enough for one mistake, not for two together."""
    question = ask("kv-size", 1)
    assert grade_answer(question, str(5.89824 / 2 * 1.003)).verdict == "mistake"
    assert grade_answer(question, str(5.89824 / 2 / 24 * 1.0009)).verdict == "mistake"
    assert grade_answer(question, str(5.89824 / 2 / 24 * 1.003)).verdict == "wrong"


def test_two_mistakes_are_tried_only_where_no_single_one_fits():
    """6 is 6 times the answer by one mistake, and 2 times 3 by two others: the one is named."""
    listed = [Mistake(known, 10**9 * factor, "N", "bytes") for known, factor in
              (("W1", 2), ("W2", 3), ("K1", 6))]  # fmt: skip
    assert ids(grade_answer(size(10**9, *listed), "6 GB")) == [["K1"]]
    assert ids(grade_answer(size(10**9, *listed[:2]), "6 GB")) == [["W1", "W2"]]


def test_at_most_three_pairs_nearest_first():
    """Of four pairs that give 6, the three nearest are shown."""
    factors = {"W1": 2, "W2": 3.003, "W3": 20, "W4": 0.3, "K1": 40, "K2": 0.15003, "K4": 60,
               "K5": 0.10004}  # fmt: skip
    listed = [Mistake(known, 10**9 * factor, "N", "bytes") for known, factor in factors.items()]
    expected = [["W3", "W4"], ["K1", "K2"], ["K4", "K5"]]
    assert ids(grade_answer(size(10**9, *listed), "6 GB")) == expected


def test_each_mistake_is_listed_once():
    """A mistake that is part of two pairs is one mistake of the grade."""
    factors = {"W1": 2, "W2": 3, "W4": 3.001}
    listed = [Mistake(known, 10**9 * factor, "N", "bytes") for known, factor in factors.items()]
    grade = grade_answer(size(10**9, *listed), "6.0005 GB")
    assert ids(grade) == [["W1", "W2"], ["W1", "W4"]]
    assert [made.id for made in grade.mistakes] == ["W1", "W2", "W4"]


@pytest.mark.parametrize("text", ["0", "-70 GB", "1e200", "-1e200 GB", "0 GiB"])
def test_strange_amounts_are_wrong(text):
    """Zero, negative and absurd amounts are read and graded."""
    assert grade_answer(size(), text).verdict == "wrong"


def test_negative_answers_keep_their_sign():
    """A negative answer has bands on its own side of zero."""
    question = next(q for seed in range(50) if (q := ask("quantize-value", seed)).value < 0)
    assert grade_answer(question, str(float(question.value))).verdict == "correct"
    assert grade_answer(question, str(-float(question.value))).verdict != "correct"


def test_answer_of_zero():
    """Nothing is a share of zero: only zero is right, and no pair is tried."""
    question = Question("made-up", 0, "", "", 0, (given("N", 0, ""),))
    assert grade_answer(question, "0").verdict == "correct"
    assert grade_answer(question, "0.1").verdict == "wrong"


def test_command_prints_the_grade(run):
    """`question grade --json` lists mistakes once, and which of them were made together."""
    arguments = ("weights-raw", "--seed", "1", "--answer", "28.992094208 GiB", "--json")
    shown = json.loads(run("question", "grade", *arguments).stdout)
    assert (shown["verdict"], shown["quality"], shown["causes"]) == ("mistake", 2, [["W1", "W9"]])
    assert [made["id"] for made in shown["mistakes"]] == ["W1", "W9"]
    assert all(made["says"] for made in shown["mistakes"])
    assert shown["answer"] == {"value": 14.496047104, "unit": "GB"}
    assert shown["read_as"].startswith("28.99 GiB = ")

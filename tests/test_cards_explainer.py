"""The explainer: complete, short, and every marked number as its calculator gives it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import EXPLAINER, EXPLAINER_PROBLEMS, WORLD
from trainer.cards.computed import arithmetic, wrong_mark
from trainer.cards.explainer import parse_explainer
from trainer.cards.marks import Mark, broken_marks, marks_in, unmarked

MARKS = [mark for section in EXPLAINER.sections.values() for mark in section.marks]
SECTIONS = {1: 3, 2: 5, 3: 7, 4: 6, 5: 6, 6: 7}  # by chapter: 1.1 to 6.7
LONGEST = 320  # words
SMALL = "# 1 One\n\n## 1.1 Bits\n\nfp16 has 5\nexponent **bits**.\n\n## 1.2 Bytes\n\n8 bits.\n"


def wrong(shown: str, target: str) -> str:
    """What is wrong with `[shown](calc:target)`."""
    (mark,) = marks_in(f"[{shown}](calc:{target})")
    return wrong_mark(mark, WORLD.models)


def test_the_explainer_has_every_section_and_no_problem():
    """Sections 1.1 to 6.7 in order."""
    assert EXPLAINER_PROBLEMS == []
    assert list(EXPLAINER.sections) == [
        f"{chapter}.{n}" for chapter, count in SECTIONS.items() for n in range(1, count + 1)
    ]


@pytest.mark.parametrize("number", EXPLAINER.sections)
def test_each_section_is_short_and_computes_something(number):
    """A section is read in two minutes, and holds a number that a calculator gives."""
    assert 80 <= EXPLAINER.sections[number].words <= LONGEST
    assert list(EXPLAINER.sections[number].marks)


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: f"line-{mark.line}-{mark.verb}")
def test_every_marked_number_is_what_its_calculator_gives(mark):
    """The exact result, rounded to the digits shown, is what is shown."""
    assert wrong_mark(mark, WORLD.models) == ""


def test_the_failures_are_at_least_twelve():
    """The table of section 6.1 has a row for each failure, below its heading and its rule."""
    rows = [line for line in EXPLAINER.sections["6.1"].text.split("\n") if line.startswith("|")]
    assert len(rows) - 2 >= 12


# Parsing


def test_chapters_and_sections_are_found_with_their_lines():
    """A part is found by its number; a section is also its own only section."""
    book, problems = parse_explainer(SMALL, "x.md")
    assert problems == []
    assert [(part.number, part.title, part.line) for part in book.chapters] == [("1", "One", 1)]
    section = book.find("1.2")
    assert (section.title, section.line, section.text) == ("Bytes", 8, "8 bits.")
    assert section.sections == (section,)
    assert book.find("1").markdown == SMALL.strip()
    assert book.find("2") is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("EXPONENT", "exponent bits."),
        ("exponent fp16", "fp16 has 5"),
        ("title", ""),
        ("bits", "Bits"),
    ],
)
def test_a_section_says_where_it_mentions_all_words(words, expected):
    """The first line with one of the words, if the section has them all."""
    book, _ = parse_explainer(SMALL, "x.md")
    assert book.sections["1.1"].mention(words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text\n", ["x:1: there is no chapter"]),
        ("# 2 Two\n\n## 2.1 a\n\nb\n", ["x:1: '2' stands where 1 is due", "x:3: '2.1' stands"]),
        ("## 1.1 a\n\nb\n", ["x:1: '1.1' stands where 1 is due"]),
        (SMALL.replace("1.2", "1.3"), ["x:8: '1.3' stands where 1.2 is due"]),
        (SMALL.replace("1.2", "1.1"), ["x:8: '1.1' stands where 1.2 is due"]),
        (SMALL.replace("1.2 Bytes", "1.2"), ["x:8: '1.2' stands where 1.2 is due"]),
        (SMALL.replace("8 bits.", ""), ["x:8: section 1.2 is empty"]),
        (SMALL.replace("8 bits.", "[8](calc:arith?expr=(8)"), ["x:10: a marked number cannot"]),
    ],
)
def test_each_problem_of_an_explainer_has_its_line(text, expected):
    """Headings out of order, empty sections and unreadable marks are told with a remedy."""
    found = [str(problem) for problem in parse_explainer(text, "x")[1]]
    assert len(found) == len(expected)
    for said, wanted in zip(found, expected, strict=True):
        assert said.startswith(wanted)
        assert "; " in said


@given(st.text(alphabet=st.sampled_from("# \n12.a[](calc:arith?expr=)"), max_size=120))
def test_no_text_breaks_the_explainer(text):
    """Any text gives an explainer and problems with lines, never an exception."""
    _, problems = parse_explainer(text, "x")
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in problems)


# Marked numbers


def test_marks_are_read_with_their_options_and_lines():
    """Parentheses in an expression belong to it, `%2B` is a plus, a text may be broken."""
    text = "a [1.5\nGB](calc:weights?model=m&dtype=fp16), b\n[3](calc:arith?expr=(1%2B2)*(3-2)) c"
    assert list(marks_in(text, 7)) == [
        Mark("1.5 GB", "weights", {"model": "m", "dtype": "fp16"}, 7),
        Mark("3", "arith", {"expr": "(1+2)*(3-2)"}, 9),
    ]
    assert list(broken_marks(text)) == []
    assert unmarked(text) == "a 1.5\nGB, b\n3 c"
    assert list(broken_marks("x\n[1](calc:arith?expr=1 + 1)")) == [2]
    assert unmarked("[a](https://b.c)") == "[a](https://b.c)"


@pytest.mark.parametrize(
    ("shown", "target"),
    [
        # 6,738,415,616 parameters: counted on the model object, tests/test_calc_parameters.py
        ("6,738,415,616", "params?model=llama-2-7b"),
        ("131,072,000", "params?model=llama-2-7b&key=embedding"),
        ("140 GB", "weights?params=70e9&dtype=bf16"),
        ("130.4 GiB", "weights?params=70e9&dtype=bf16"),
        # 800 KB per token of OPT-13B: arXiv:2309.06180 section 3
        ("800 KiB", "kv?model=opt-13b&tokens=1"),
        ("800 KiB", "kv?layers=40&kv-heads=40&head-dim=128&tokens=9&key=bytes_per_token"),
        # ceil(100/16) + ceil(250/16) + ceil(17/16) = 7 + 16 + 2
        ("25", "paged?tokens=100,250,17"),
        # r * (4096 + 4096) for q and v in 32 layers
        ("4,194,304", "lora?model=llama-2-7b&rank=8"),
        # 16 bytes per parameter: arXiv:1910.02054 section 3.1
        ("107.8 GB", "finetune?model=llama-2-7b&recipe=full16"),
        # 320 KiB per token, 8192 tokens: 35e9 / (8192 * 327,680) is 13.04
        (
            "13.04 sequences",
            "capacity?model=llama-3-70b&kv-bytes=35e9&max-len=8192&key=concurrency",
        ),
        ("35.3 GB", "arith?expr=141.107/4"),
        ("0.5", "arith?expr=0.45"),
        ("0.4", "arith?expr=0.45"),
    ],
)
def test_numbers_agree_when_rounding_gives_what_is_shown(shown, target):
    """Each verb of `trainer calc`, bytes in any unit of size; a tie may be rounded either way."""
    assert wrong(shown, target) == ""


@pytest.mark.parametrize(
    ("shown", "target", "says"),
    [
        ("13.47 GB", "weights?model=llama-2-7b&dtype=fp16", "weights gives 13.4768 GB"),
        ("13.48 GiB", "weights?model=llama-2-7b&dtype=fp16", "weights gives 12.5513 GiB"),
        ("0.3", "arith?expr=0.45", "arith gives 0.45"),
        ("13.48", "weights?model=llama-2-7b&dtype=fp16", "bytes is not counted in plain numbers"),
        ("25 GB", "paged?tokens=100,250,17", "blocks is not counted in GB"),
        ("25 %", "paged?tokens=100,250,17", "blocks is not counted in %"),
        ("about 3", "arith?expr=3", "not a number and a unit"),
        ("3 apples", "arith?expr=3", "unknown unit 'apples'"),
        ("3", "sum?expr=3", "unknown calculation 'sum'; known: weights, "),
        ("3", "arith?expr=3&key=total", "unknown key 'total'; known: value"),
        ("3", "arith?expr=3&rank=8", "unknown option 'rank'"),
        ("3", "arith", "expr is missing"),
        ("3 GB", "weights?model=lama-2-7b&dtype=fp16", "closest: llama-2-7b, "),
        ("3 GB", "weights?model=llama-2-7b&dtype=int5", "int5"),
        ("3 GB", "kv?model=llama-2-7b&tokens=1.5", "tokens must be a whole number"),
        ("3 GB", "finetune?model=llama-2-7b&recipe=full7", "unknown recipe 'full7'"),
        ("3", "arith?expr=1/0", "divides by zero"),
    ],
)
def test_a_wrong_mark_says_what_is_wrong(shown, target, says):
    """A number that does not agree, or a calculation that does not exist."""
    assert says in wrong(shown, target)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1+2*3", 7),
        ("-2**2", -4),
        ("(1+2)*3", 9),
        ("2**-2", 0.25),
        ("0.1+0.2", 0.3),
        ("7e9/2", 3.5e9),
    ],
)
def test_arithmetic_is_exact(expression, expected):
    """Precedence as in Python; decimals are what they read as, not floats."""
    assert str(float(arithmetic(expression))) == str(float(expected))


@pytest.mark.parametrize(
    "expression",
    [
        "", "a", "1 2", "True", "1j", "'a'", "1 if 2 else 3", "__import__('os')", "[1]", "7//2",
        "~1", "9**9**9**9", "2**0.5", "1/0", "0**-1", "1e999", "(9**64)**64**2", "1+" * 100 + "1",
        "1;2", "\0",
    ],
)  # fmt: skip
def test_arithmetic_reads_nothing_else(expression):
    """No name, no call, no huge power: a clear refusal."""
    with pytest.raises(ValueError, match=r"\w"):
        arithmetic(expression)

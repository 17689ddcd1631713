"""Decks from text: what is read, and every problem with its line and remedy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import deck_problems
from trainer.cards.card import KINDS
from trainer.cards.parse import parse_deck

FRONT = '+++\ndeck = "d"\ntitle = "D"\n[topics]\nt = "T"\n+++\n'
FIELDS = "- kind: recall\n- level: green\n- topic: t\n"
POINTS = "### Points\n\n- one\n- two\n"
GOOD = f"## a\n\n{FIELDS}\nWhy?\n\n### Answer\n\nSo.\n\n{POINTS}"


def problems_of(text: str) -> list[str]:
    """The problems of a deck's text, as they are printed."""
    return [str(problem) for problem in parse_deck(text, "d.md")[1]]


def test_the_documented_example_has_every_kind_and_no_problem(example):
    """The deck in decks/README.md reads as it says."""
    deck, problems = parse_deck(example, "example.md")
    assert problems == []
    assert deck_problems(deck) == []
    assert {card.kind for card in deck.cards} == set(KINDS)
    card = deck.cards[0]
    assert (card.id, card.level, card.reads) == ("fp16-max", "green", ("2.3",))
    assert card.question.startswith("What is the largest finite number in fp16")
    assert card.answer.startswith("65,504.")
    assert card.points[1].groups == (("overflow", "infinity", "inf", "nan"),)
    assert len(card.hints) == 2
    assert card.follow_up.startswith("What does loss scaling")
    assert example.split("\n")[card.line - 1] == "## fp16-max"
    assert deck.traps["int4-means-4x-speed"].groups[1] == ("faster", "speed", "latency")
    assert deck.cards[-1].bounds["dtypes"] == ("fp16", "int8", "int4")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["d.md:1: the deck has no front matter", "d.md:1: the deck has no card"]),
        ('+++\ndeck = "d"\n', ["d.md:1: the front matter never ends"]),
        ("+++\ndeck = \n+++\n## a\n", ["d.md:2: the front matter is not TOML"]),
        (FRONT.replace('"d"', '"D d"') + GOOD, ["d.md:2: the deck has no proper name"]),
        (FRONT.replace('title = "D"\n', "") + GOOD, ["d.md:1: the deck has no title"]),
        (FRONT.replace('title = "D"', 'title = "D"\ncolour = 1') + GOOD, ["d.md:4: unknown key"]),
        (FRONT.replace('t = "T"\n', "") + GOOD, ["d.md:4: the deck names no topics"]),
        (
            FRONT.replace("+++\n", '[traps.x]\nclaim = "c"\n+++\n', 2).replace(
                '[traps.x]\nclaim = "c"\n', "", 1
            )
            + GOOD,
            ["d.md:6: trap 'x' is not complete"],
        ),
        (FRONT + GOOD + "\n" + GOOD, ["d.md:24: id 'a' is already taken by the card on line 7"]),
        (FRONT + GOOD.replace("## a", "## A b"), ["d.md:7: 'A b' cannot be a card's id"]),
        (
            FRONT + GOOD.replace("### Answer\n\nSo.\n", ""),
            ['d.md:7: question has no answer; add a "### Answer" section below it'],
        ),
        (FRONT + GOOD.replace("Why?\n", ""), ["d.md:7: card has no question"]),
        (FRONT + GOOD.replace("- one\n", ""), ["d.md:19: card has 1 points"]),
        (FRONT + GOOD.replace("kind: recall", "kind: recal"), ["d.md:7: unknown kind 'recal'"]),
        (FRONT + GOOD.replace("- level: green\n", ""), ["d.md:7: card has no level"]),
        (FRONT + GOOD.replace("topic: t", "topic: u"), ["d.md:7: unknown topic 'u'"]),
        (
            FRONT + GOOD.replace("- topic", "- colour: red\n- topic"),
            ["d.md:11: unknown field 'colour'"],
        ),
        (
            FRONT + GOOD.replace("- topic", "- kind: trap\n- topic"),
            ["d.md:11: field 'kind' stands twice"],
        ),
        (FRONT + GOOD.replace("- topic", "- traps: x\n- topic"), ["d.md:7: unknown trap 'x'"]),
        (
            FRONT + GOOD.replace("- topic", "- status: done\n- topic"),
            ["d.md:7: unknown status 'done'"],
        ),
        (FRONT + GOOD + "### Points\n\n- three\n", ["d.md:23: section 'Points' stands twice"]),
        (FRONT + GOOD + "### Thoughts\n\nHm.\n", ["d.md:23: unknown section 'Thoughts'"]),
        (
            FRONT + GOOD.replace("- two", "- two\n  - all: x"),
            ["d.md:23: a word group is not readable"],
        ),
        (FRONT + GOOD + "### Hints\n\n1. a\n2. b\n3. c\n4. d\n", ["d.md:23: card has 4 hints"]),
        (FRONT + GOOD + "### Bounds\n\n- x: 1\n", ["d.md:23: only a numeric card has bounds"]),
        (
            FRONT + f"## a\n\n{FIELDS.replace('recall', 'numeric')}\nText\n\n{POINTS}",
            [
                "d.md:7: numeric card names no family",
                "d.md:7: numeric card has text of its own",
                "d.md:15: numeric card has a section 'Points'",
            ],
        ),
    ],
)
def test_each_problem_has_its_line_and_remedy(text, expected):
    """Every problem is reported with file, line, what is wrong and what to do."""
    found = problems_of(text)
    for wanted in expected:
        matching = [problem for problem in found if problem.startswith(wanted)]
        assert matching, found
        assert "; " in matching[0]


def test_one_bad_card_does_not_hide_the_others():
    """A card with a problem is left out, the rest of the deck is read."""
    deck, problems = parse_deck(FRONT + GOOD + GOOD.replace("## a", "## b").replace("So.", ""), "d")
    assert [card.id for card in deck.cards] == ["a"]
    assert len(problems) == 1


def test_a_draft_may_be_empty_and_is_a_warning():
    """A draft needs no answer and no points; the check lists it."""
    text = FRONT + "## a\n\n- kind: recall\n- level: green\n- topic: t\n- status: draft\n\nWhy?\n"
    deck, problems = parse_deck(text, "d.md")
    assert problems == []
    assert deck.cards[0].draft
    assert [str(problem) for problem in deck_problems(deck)] == [
        'd.md:7: a is a draft; fill it and remove "- status: draft"'
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("family: weights-raw", "family: wieghts", "unknown family 'wieghts'"),
        ("models: llama-2-7b", "models: llama-9", "models does not allow 'llama-9'"),
        ("- dtypes:", "- colours:", "family weights-raw has no bound 'colours'"),
    ],
)
def test_families_and_bounds_must_exist(example, old, new, expected):
    """A numeric card names a real family, and bounds that it allows."""
    deck, problems = parse_deck(example.replace(old, new), "d.md")
    assert problems == []
    found = [problem for problem in deck_problems(deck) if expected in problem.what]
    assert len(found) == 1
    assert found[0].line == deck.cards[-1].line


def test_line_endings_and_a_byte_order_mark_change_nothing(example):
    """Windows line ends and a BOM give the same deck."""
    assert parse_deck("\ufeff" + example.replace("\n", "\r\n"), "d") == parse_deck(example, "d")


def test_editing_the_text_changes_the_hash_and_not_the_id(example):
    """Progress hangs on the id; the hash only tells that the text changed."""
    before = parse_deck(example, "d")[0].cards[0]
    after = parse_deck(example.replace("65,504.", "It is 65,504."), "d")[0].cards[0]
    assert before.id == after.id
    assert before.content_hash() != after.content_hash()


@given(st.text(alphabet=st.sampled_from("#-+:= \n\t`'\"[]{}>*1.aéA\x00\x1b"), max_size=300))
def test_no_text_breaks_the_parser(text):
    """Any text gives a deck and problems, never an exception."""
    for start in ("", FRONT, FRONT + GOOD):
        _, problems = parse_deck(start + text, "d.md")
        assert all(problem.line >= 1 for problem in problems)

"""What a free text is found to say; a proposal only."""

import subprocess
import sys
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.doubles import recall
from trainer.cards.card import Point
from trainer.cards.marks import unmarked
from trainer.cards.parse import parse_deck
from trainer.grading.rubric import FOUND, MISSING, UNSURE, Finding, judge, propose, said_aloud

PATH = ROOT / "decks" / "week06.md"
DECK, _ = parse_deck(PATH.read_text(encoding="utf-8"), str(PATH))
FREE_TEXT = [card for card in DECK.cards if card.kind != "numeric"]


@pytest.mark.parametrize("card", FREE_TEXT, ids=lambda card: card.id)
def test_a_model_answer_is_found_to_say_every_point(card):
    """The deck's own answers meet the deck's own word groups, and step into no trap."""
    proposal = propose(card, unmarked(card.answer), DECK.traps)
    assert (proposal.claims, proposal.notes) == ((), ())
    assert all(each.verdict != MISSING for each in proposal.findings), proposal.findings
    assert sum(each.verdict == FOUND for each in proposal.findings) >= len(card.points) - 1


@pytest.mark.parametrize(
    ("answer", "quality"),
    [
        ("The Range, and the loss.", 5),
        ("exponent; loss scaling", 5),
        ("only the range", 3),
        ("arrange the blossom", 1),
        ("", 0),
        (" \n ", 0),
        ("?!", 0),
    ],
)
def test_points_give_the_documented_quality(answer, quality):
    """Whole words in any case count; parts of words and empty answers do not."""
    assert propose(recall("a"), answer).quality == quality


def test_an_answer_said_aloud_is_for_the_learner_to_judge():
    """Nothing was typed, so nothing was found, and 3 is proposed."""
    proposal = said_aloud(recall("a"))
    assert (proposal.quality, proposal.findings) == (3, (Finding(UNSURE),) * 2)


# What is found, and what shows it

MODEL = replace(recall("a"), traps=("int4-means-four-times-faster",))
SAID = """range loss no not RAG 4x fp16 bf16 140GB - . , ; : ( ) it is \u20ac \u0130"""
ENDLESS = "9" * 4_301  # more digits than Python makes an int of
WORDS = st.sampled_from([*SAID.split(), "\n", ENDLESS, f"2^{ENDLESS}", f"2**-{ENDLESS}"])
ANY_TEXT = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))


@given(text=ANY_TEXT)
def test_any_text_gives_findings_that_quote_it(text):
    """A finding for each point; every quote is a part of the answer, letter by letter."""
    card = replace(MODEL, question="Why is the range the point, and not the loss?")
    proposal = propose(card, text, DECK.traps)
    assert len(proposal.findings) == len(card.points)
    assert 0 <= proposal.quality <= 5
    for found in (*proposal.findings, *proposal.claims):
        assert found.quote in text
    assert all(each.quote for each in proposal.findings if each.verdict == FOUND)


@pytest.mark.parametrize(
    "text",
    ["range ", "not ", "a-", "1", " ", "x", "range, ", "\n", "(", "0.1.2..3 ", "range loss. ",
     "💥", "e1e9", "İ", "does not lose the range, bf16 "],
)  # fmt: skip
def test_fifty_thousand_characters_stay_fast(text):
    """Under a second of CPU time for the largest card of the deck."""
    card = max(FREE_TEXT, key=lambda card: sum(len(point.groups) for point in card.points))
    long = (text * 50_000)[:50_000]
    started = time.process_time()
    proposal = propose(card, long, DECK.traps)
    assert time.process_time() - started < 1
    assert all(each.quote in long for each in proposal.findings)


def test_nothing_of_the_grader_is_loaded_before_the_first_answer():
    """A sitting starts without stemmer, fuzzy matching and the word tables."""
    late = "'rapidfuzz', 'snowballstemmer', 'trainer.grading.hearing', 'trainer.grading.lexicon'"
    code = f"import sys, trainer.practice.review; print([m for m in ({late}) if m in sys.modules])"
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_groups_that_are_scattered_are_not_sure():
    """All groups must be met close together, in one sentence or two beside each other."""
    point = Point("int8 leaves no room", (("int8",), ("no room",)))
    apart = "int8 is one option. " + "Something else is said here. " * 5 + "There is no room."
    texts = ("int8 leaves no room.", "Take int8. There is no room then.", apart)
    assert [judge([point], text)[0].verdict for text in texts] == [FOUND, FOUND, MISSING]


def test_most_groups_make_a_point_unsure():
    """Two groups of three are a part of a point, one of three is none."""
    point = Point("all", (("scale",), ("zero point",), ("group",)))
    texts = ("a scale, a zero point per group", "a scale and a zero point", "a scale")
    assert [judge([point], text)[0].verdict for text in texts] == [FOUND, UNSURE, MISSING]


def test_the_traps_that_a_card_names_are_listened_for():
    """With the deck's traps the claim is heard, named and quoted; it caps the quality at 2."""
    text = "The range counts, and no loss. INT4 is four times faster."
    assert propose(MODEL, text).claims == ()
    proposal = propose(MODEL, text, DECK.traps)
    assert [(claim.trap, claim.quote) for claim in proposal.claims] == [
        ("int4-means-four-times-faster", "INT4 is four times faster")
    ]
    assert proposal.quality == 2
    assert propose(MODEL, "INT4 is not four times faster.", DECK.traps).claims == ()
    assert propose(recall("a"), text, DECK.traps).claims == ()


def test_a_sentence_that_claims_something_wrong_shows_no_point_for_sure():
    """Its other words may be right by chance."""
    card = replace(recall("a"), wrong_claims=(Point("It is free.", (("is free",),)),))
    texts = ("the range is free", "the range counts. It is free.")
    assert [propose(card, text).findings[0].verdict for text in texts] == [UNSURE, FOUND]


def test_a_wrong_claim_is_judged_like_a_point():
    """For an interview: `wrong` points are met in their very words, in the order given."""
    points = [Point("wrong", (("is 4x faster",),), wrong=True), Point("right", (("4x", "faster"),))]
    verdicts = [finding.verdict for finding in judge(points, "It can be faster, even 4x.")]
    assert verdicts == [MISSING, FOUND]

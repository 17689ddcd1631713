"""The first real deck: clean, and covering the week it is made for."""

from collections import Counter

import pytest

from tests.conftest import ROOT
from tests.world import EXPLAINER, WORLD, deck_problems
from trainer.cards.card import FREE_TEXT as FREE
from trainer.cards.computed import wrong_mark
from trainer.cards.marks import marks_in
from trainer.cards.parse import parse_deck
from trainer.labs.registry import LABS
from trainer.questions.families import FAMILIES

PATH = ROOT / "decks" / "week06.md"
DECK, PROBLEMS = parse_deck(PATH.read_text(encoding="utf-8"), str(PATH))
FREE_TEXT = [card for card in DECK.cards if card.kind in FREE]
NUMERIC = [card for card in DECK.cards if card.kind == "numeric"]
MARKED = {card.id: [*marks_in(card.answer)] for card in FREE_TEXT if "](calc:" in card.answer}


def test_the_deck_has_no_problem_and_no_draft():
    """`trainer deck check decks/week06.md` is clean."""
    assert PROBLEMS == []
    assert deck_problems(DECK) == []


def test_the_deck_is_large_and_mixed_enough():
    """110 cards, 15 of them decisions, the 5 traps and 6 mental models of the week, each level."""
    kinds = Counter(card.kind for card in DECK.cards)
    assert len(DECK.cards) >= 110
    assert kinds["decide"] >= 15
    assert kinds["compare"] >= 10
    assert kinds["trap"] >= 5
    assert kinds["model"] >= 6
    assert len(DECK.traps) >= 5
    assert {card.level for card in DECK.cards} == {"green", "yellow", "red"}


@pytest.mark.parametrize("trap", DECK.traps)
def test_each_trap_is_guarded_by_a_card(trap):
    """Every trap that the deck names is the business of at least one card."""
    assert any(trap in card.traps for card in DECK.cards)


@pytest.mark.parametrize("card", FREE_TEXT, ids=lambda card: card.id)
def test_model_answers_can_be_spoken(card):
    """30 to 120 words, with a topic's section to read and a source."""
    assert 30 <= len(card.answer.split()) <= 120
    assert card.reads
    assert card.sources


def test_each_family_has_one_card():
    """Every question family is scheduled by one card, at the family's own level and topic."""
    asked = {card.family: (card.level, card.topic) for card in NUMERIC}
    assert asked == {name: (family.level, family.topic) for name, family in FAMILIES.items()}
    assert len(NUMERIC) == len(FAMILIES)


@pytest.mark.parametrize("card", NUMERIC, ids=lambda card: card.id)
def test_numeric_cards_point_somewhere(card):
    """A section to read, a source, one hint or two."""
    assert card.reads
    assert card.sources
    assert 1 <= len(card.hints) <= 2


@pytest.mark.parametrize("card", MARKED)
def test_marked_numbers_of_answers_are_what_the_calculators_give(card):
    """`trainer deck check` computes each of them again."""
    assert [wrong_mark(mark, WORLD.models) for mark in MARKED[card]] == [""] * len(MARKED[card])


def test_the_figures_of_answers_are_marked():
    """At least 30 answers hold figures that a calculator gives."""
    assert len(MARKED) >= 30


@pytest.mark.parametrize("card", FREE_TEXT, ids=lambda card: card.id)
def test_a_free_text_card_has_all_its_parts(card):
    """2 to 5 points with word groups, hints, a follow-up; wrong claims where a trap is guarded."""
    assert 2 <= len(card.points) <= 5
    assert all(point.groups for point in (*card.points, *card.wrong_claims))
    assert 1 <= len(card.hints) <= 3
    assert card.follow_up
    assert card.wrong_claims or not (card.traps or card.kind == "trap")


def test_every_section_of_the_explainer_is_read_for_some_card():
    """No section stands without a card that points to it."""
    assert (
        set(EXPLAINER.sections) - {number for card in DECK.cards for number in card.reads} == set()
    )


def test_each_lab_has_one_card_with_its_sections():
    """Every lab is scheduled by one card, which comes after the green ones."""
    cards = [card for card in DECK.cards if card.kind == "lab"]
    assert {card.lab: card.reads for card in cards} == {
        name: lab.reads for name, lab in LABS.items()
    }
    assert len(cards) == len(LABS)
    assert all(card.sources and card.level != "green" for card in cards)

"""What a deck says against what exists: families, sections of the explainer, calculators."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from trainer.cards.bounds import check_family
from trainer.cards.card import Card, Deck, Problem
from trainer.cards.computed import Models, wrong_mark
from trainer.cards.marks import broken_marks, marks_in, unmarked

SPOKEN = range(30, 121)  # words of an answer that is said in about a minute


def check_deck(
    deck: Deck, sections: Collection[str], models: Models, labs: Collection[str]
) -> list[Problem]:
    """The problems of a deck that its text alone does not show, in the order of its cards.

    A draft is a warning: it is kept, and not asked until it is filled. So are an answer that
    cannot be spoken and a card without sources.

    Args:
        deck: The deck.
        sections: The numbers of the explainer's sections, which `reads` may name.
        models: The models of which marked numbers speak.
        labs: The labs there are, which a lab card may name.
    """
    problems = [problem for card in deck.cards for problem in check_card(card, sections, models)]
    return problems + [problem for card in deck.cards for problem in _check_lab(card, labs)]


def check_card(card: Card, sections: Collection[str], models: Models) -> Iterator[Problem]:
    """The problems of one card, as in `check_deck`."""
    if card.draft:
        remedy = 'fill it and remove "- status: draft"'
        yield Problem(card.path, card.line, f"{card.id} is a draft", remedy, warning=True)
    elif not (card.family or card.lab):
        yield from _advice(card)
    for number in card.reads:
        if number not in sections:
            remedy = "`trainer read` lists the sections"
            what = f"the explainer has no section {number!r}"
            yield Problem(card.path, card.line, what, remedy, warning=card.draft)
    yield from _check_marks(card, models)
    yield from check_family(card)


def _advice(card: Card) -> Iterator[Problem]:
    words = len(unmarked(card.answer).split())
    if words not in SPOKEN:
        what = f"the answer of {card.id} has {words} words"
        remedy = f"say it in {SPOKEN[0]} to {SPOKEN[-1]}"
        yield Problem(card.path, card.line, what, remedy, warning=True)
    if not card.sources:
        remedy = 'add "- sources: ..."'
        yield Problem(card.path, card.line, f"{card.id} has no sources", remedy, warning=True)


def _check_lab(card: Card, labs: Collection[str]) -> Iterator[Problem]:
    if card.lab and card.lab not in labs:
        remedy = f"labs: {', '.join(labs)}"
        yield Problem(card.path, card.line, f"unknown lab {card.lab!r}", remedy)


def _check_marks(card: Card, models: Models) -> Iterator[Problem]:
    for text in (card.question, card.answer):
        for _ in broken_marks(text):
            what = f"a marked number of {card.id} cannot be read"
            yield Problem(card.path, card.line, what, "write [18](calc:arith?expr=9*2)")
        for mark in marks_in(text):
            if what := wrong_mark(mark, models):
                yield Problem(card.path, card.line, what, "mend the number or its link")

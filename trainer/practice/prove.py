"""A sitting that tries to prove a claim: cold, on unseen numbers, without hints.

Its rows are ordinary rows of the log, so they prove like any others. Numbers are asked as free
practice of their family, within the bounds of the claim, and change no schedule. An answer to a
free-text card is an SM-2 review where the card is due, else practice: a card that is new or not due
stays where it is, because a test is no reason to learn it today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from trainer.cards.card import Card
from trainer.history.judgement import Ask
from trainer.history.proof import is_wrong
from trainer.history.record import CardState, Review
from trainer.practice.agenda import Agenda
from trainer.practice.asked import Answer, Asked
from trainer.practice.drill import FRESH, Drill, practice_card
from trainer.practice.review import Sitting
from trainer.questions.chance import seed_from
from trainer.questions.family import Family


def proof_card(family: Family, bounds: Mapping[str, tuple[str, ...]]) -> Card:
    """The card that stands for a family in a proof: free practice, narrowed to bounds."""
    return replace(practice_card(family), bounds=bounds)


@dataclass(slots=True)
class Proof(Drill):
    """A sitting over what a claim still lacks; nothing in it can be taken back or looked up.

    Attributes:
        asks: What to ask, each so many times; its card stands in `cards` under the same place.
        order: The ids of the cards of `asks`.
        seen: Prompts that were asked before and would be no unseen numbers.
        put_off: Questions that the last answer, a wrong number, put off until tomorrow.
    """

    is_proof: ClassVar[bool] = True
    asks: Sequence[Ask] = ()
    order: Sequence[str] = ()
    seen: set[str] = field(default_factory=set)
    put_off: int = 0

    def _plan(self) -> Agenda:
        self.cards = {name: replace(card, hints=()) for name, card in self.cards.items()}
        pairs = zip(self.asks, self.order, strict=True)
        return Agenda([card for ask, card in pairs for _ in range(ask.times)])

    def store(self, asked: Asked, quality: int, answer: Answer) -> Review:
        """Append an answer; after a wrong number its family is warm, and is asked no more today."""
        row = Sitting.store(self, asked, quality, answer)
        warm = asked.question is not None and is_wrong(row)
        cold = [card for card in self._queue if not warm or card != row.card]
        self.put_off, self._queue = len(self._queue) - len(cold), cold
        return row

    def _counts(self, asked: Asked, state: CardState | None, day: date) -> bool:
        return asked.question is None and state is not None and state.due <= day

    def _ask(self, card: Card, *, again: bool) -> Asked:
        if not card.family:
            return Asked(card, self.log.state(card.id), again, None)
        for attempt in range(FRESH):
            parts = (self.learner, "proof", card.family, self.rows + self.answered, attempt)
            question = self.draw(card, seed_from(*parts))
            if question.prompt not in self.seen:
                break
        self.seen.add(question.prompt)
        return Asked(card, None, again, question)

"""The daily sitting: what is due, then what is new, then what must come back today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from trainer.cards.card import Card
from trainer.grading.numeric import Grade, grade_answer
from trainer.grading.quality import WITH_HINT, quality_of
from trainer.grading.rubric import Proposal, propose, said_aloud
from trainer.history.record import CardState, Review
from trainer.practice.ports import Clock, Log
from trainer.questions.chance import seed_from
from trainer.questions.question import Question
from trainer.scheduling import sm2
from trainer.scheduling.days import Calendar
from trainer.scheduling.queue import LONGEST_INTERVAL, NEW_PER_DAY, by_urgency, due_on, introduce

# Seconds that an answer may take before it counts as late; shown, never a cut-off.
SECONDS = {"green": 90, "yellow": 150, "red": 240}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the learner wants of this sitting.

    Attributes:
        new_per_day: New cards a day, over all sittings of the day.
        limit: At most this many cards, or None.
        ahead: Also take cards that are due within so many days.
        cram: Take every card, due or not.
        longest_interval: Days after which a card comes back at the latest.
    """

    new_per_day: int = NEW_PER_DAY
    limit: int | None = None
    ahead: int = 0
    cram: bool = False
    longest_interval: int = LONGEST_INTERVAL


@dataclass(frozen=True, slots=True)
class Asked:
    """A card on the table.

    Attributes:
        card: The card.
        state: Where it stood when it was asked, None if it is new.
        again: It comes back on the same day; this pass changes no schedule.
        question: The drawn question of a numeric card, else None.
    """

    card: Card
    state: CardState | None
    again: bool
    question: Question | None

    @property
    def seconds(self) -> int:
        """How long the answer may take before it counts as late."""
        return SECONDS[self.card.level]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the learner did with a card, apart from its quality."""

    text: str = ""
    seconds: float = 0.0
    hints: int = 0
    proposed: int | None = None
    mistakes: tuple[str, ...] = ()


@dataclass(slots=True)
class Sitting:
    """One sitting over the cards of some decks; every answer goes to the log at once.

    Attributes:
        cards: The cards that may be asked, by id.
        log: Where answers go.
        clock: The time of day.
        calendar: How days are cut.
        draw: From a numeric card and a seed to its question.
        learner: Whose sitting; part of every seed.
        plan: What the learner wants.
    """

    cards: Mapping[str, Card]
    log: Log
    clock: Clock
    calendar: Calendar
    draw: Callable[[Card, int], Question]
    learner: str = "me"
    plan: Plan = field(default_factory=Plan)
    answered: int = 0
    _queue: list[str] = field(default_factory=list)
    _name: str = ""
    _undone: int = 0

    def __post_init__(self) -> None:
        """Name the sitting and make today's queue."""
        self._name = self.clock.now().strftime("%Y%m%dT%H%M%S%f")
        self._queue = self._plan_queue()

    def today(self) -> date:
        """The learning day of this moment."""
        return self.calendar.day(self.clock.now())

    def left(self) -> int:
        """How many cards are still to be asked, those that come back today included."""
        return len(self._queue) + len(self._drills())

    def next(self) -> Asked | None:
        """The next card, or None when the day is done.

        Its state is read at this moment, so what another terminal answered is not asked again.
        """
        while self._queue:
            asked = self._ask(self.cards[self._queue.pop(0)], again=False)
            if self._free() or asked.state is None or asked.state.due <= self.today():
                return asked
        drills = self._drills()
        return self._ask(self.cards[drills[0]], again=True) if drills else None

    def grade(self, asked: Asked, text: str) -> Grade:
        """The grade of a typed answer to a numeric card; nothing is stored yet."""
        if asked.question is None:
            raise ValueError(f"{asked.card.id} is not a numeric card")
        return grade_answer(asked.question, text)

    def propose(self, asked: Asked, text: str | None, hints: int = 0) -> Proposal:
        """What the rubric suggests for a free text; the learner decides.

        Args:
            asked: The card on the table.
            text: What was typed, or None if it was said aloud.
            hints: How many hints were shown; with one, 3 is the most that is proposed.
        """
        found = said_aloud(asked.card) if text is None else propose(asked.card, text)
        return replace(found, quality=min(found.quality, WITH_HINT)) if hints else found

    def store_grade(self, asked: Asked, grade: Grade | None, answer: Answer) -> Review:
        """Append a machine-graded answer; no grade means that the answer was revealed."""
        verdict = grade.verdict if grade else "no answer"
        quality = quality_of(verdict, hints=answer.hints, late=answer.seconds > asked.seconds)
        mistakes = tuple(mistake.id for mistake in grade.mistakes) if grade else ()
        return self.store(asked, quality, replace(answer, mistakes=mistakes))

    def store(self, asked: Asked, quality: int, answer: Answer) -> Review:
        """Append an answer with its quality; on return it is on the disk."""
        now = self.clock.now()
        day = self.calendar.day(now)

        def decide(state: CardState | None) -> Review:
            memory = state.memory if state else sm2.Memory()
            review = Review(
                card=asked.card.id,
                kind="drill",
                at=now,
                day=day,
                before=memory,
                after=memory,
                due=state.due if state else None,
                quality=quality,
                answer=answer.text,
                family=asked.card.family,
                seed=asked.question.seed if asked.question else None,
                mistakes=answer.mistakes,
                seconds=round(answer.seconds, 3),
                hints=answer.hints,
                proposed=answer.proposed,
                content=asked.card.content_hash(),
                sitting=self._name,
            )
            if asked.again or self._free() or (state is not None and state.due > day):
                return review
            after = sm2.review(memory, quality)
            due = due_on(day, after.interval, self.plan.longest_interval)
            return replace(review, kind="review", after=after, due=due)

        row = self.log.append(asked.card.id, decide)
        self.answered += 1
        return row

    def undo(self, asked: Asked | None = None) -> Review | None:
        """Take back the last answer and put its card first; None if nothing is left.

        Args:
            asked: The card on the table, which is asked again after that one.
        """
        row = self.log.undo(self.clock.now(), self.today())
        if row is None:
            return None
        self.answered = max(0, self.answered - 1)
        self._undone += 1
        if asked is not None:
            self.put_back(asked)
        if row.card in self.cards:
            self._queue = [row.card, *(card for card in self._queue if card != row.card)]
        return row

    def put_back(self, asked: Asked) -> None:
        """Put a card back on top that was shown but not answered."""
        if not asked.again:
            self._queue.insert(0, asked.card.id)

    def _free(self) -> bool:
        """Whether this sitting leaves the schedule alone."""
        return self.plan.cram or self.plan.ahead > 0

    def _plan_queue(self) -> list[str]:
        cards = list(self.cards.values())
        if self.plan.cram:
            return [card.id for card in introduce(cards, len(cards))][: self.plan.limit]
        today = self.today()
        horizon = today + timedelta(days=self.plan.ahead)
        due = [card for card in self.log.due(horizon) if card.card_id in self.cards]
        queue = [card.card_id for card in by_urgency(due, today)]
        if not self.plan.ahead:
            known = self.log.known()
            room = self.plan.new_per_day - self.log.introduced_on(today)
            queue += [c.id for c in introduce([c for c in cards if c.id not in known], room)]
        return queue[: self.plan.limit]

    def _drills(self) -> list[str]:
        if self._free():
            return []
        waiting = self.log.drills(self.today())
        return [card for card in waiting if card in self.cards and card not in self._queue]

    def _ask(self, card: Card, *, again: bool) -> Asked:
        state = self.log.state(card.id)
        if card.kind != "numeric":
            return Asked(card, state, again, None)
        # What was taken back was seen, so it is drawn anew.
        seed = seed_from(self.learner, card.id, state.last if state else 0, self._undone)
        return Asked(card, state, again, self.draw(card, seed))

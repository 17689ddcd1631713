"""The daily sitting: what is due, then what is new, then what must come back today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from trainer.cards.card import Card, Trap
from trainer.grading.quality import WITH_HINT, quality_of
from trainer.history.marks import mark
from trainer.history.record import CardState, Review
from trainer.history.replay import MOVES_MEMORY
from trainer.practice.agenda import Agenda, plan_sitting, put_away
from trainer.practice.asked import Answer, Asked, Plan
from trainer.practice.pace import counted, minutes_left
from trainer.practice.ports import Clock, Desk, LabRunner, Log
from trainer.questions.chance import seed_from
from trainer.questions.question import Question
from trainer.scheduling import sm2
from trainer.scheduling.days import Calendar
from trainer.scheduling.leeches import named_now
from trainer.scheduling.queue import due_on, share

if TYPE_CHECKING:  # the graders are loaded once there is an answer
    from trainer.grading.numeric import Grade
    from trainer.grading.rubric import Proposal

__all__ = ["Answer", "Asked", "Plan", "Sitting"]  # a sitting, and what its screens hand around


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
        desk: The deck files and the explainer, where a screen offers them.
        labs: The labs of this machine, where there are lab cards.
        traps: What to listen for in free text, by deck and by name.
        agenda: Which cards were planned when the sitting began.
        answered: How many answers it kept.
    """

    is_proof: ClassVar[bool] = False  # whether its answers are to prove a claim
    cards: Mapping[str, Card]
    log: Log
    clock: Clock
    calendar: Calendar
    draw: Callable[[Card, int], Question]
    learner: str = "me"
    plan: Plan = field(default_factory=Plan)
    desk: Desk | None = None
    labs: LabRunner | None = None
    traps: Mapping[str, Mapping[str, Trap]] = field(default_factory=dict)
    agenda: Agenda = field(default_factory=lambda: Agenda([]))
    answered: int = 0
    _queue: list[str] = field(default_factory=list)
    _hidden: set[str] = field(default_factory=set)
    _skipped: list[str] = field(default_factory=list)
    _name: str = ""
    _undone: int = 0
    _spent: float = 0.0
    _told: bool = False

    def __post_init__(self) -> None:
        """Name the sitting and make today's queue."""
        self._name = self.clock.now().strftime("%Y%m%dT%H%M%S%f")
        self.agenda = self._plan()
        self._queue = list(self.agenda.queue)

    @property
    def is_drill(self) -> bool:
        """Whether its questions belong to no card, so that nothing of them is taken back."""
        return False

    def today(self) -> date:
        """The learning day of this moment."""
        return self.calendar.day(self.clock.now())

    def left(self) -> int:
        """How many cards are still to be asked, those that come back today included."""
        return len(self._queue) + len(self._drills())

    def minutes_left(self, cards: int) -> int:
        """Minutes that so many more cards will take at the pace of this sitting."""
        return minutes_left(cards, self._spent, self.answered)

    def enough(self) -> bool:
        """Whether the minutes that the learner set aside have passed; true only once."""
        passed = bool(self.plan.minutes) and self._spent >= 60 * self.plan.minutes
        told, self._told = self._told, self._told or passed
        return passed and not told

    def next(self) -> Asked | None:
        """The next card, or None when the day is done.

        All is read at this moment: what another terminal answered or put away is not asked again.
        """
        hidden = self._hidden = put_away(self.log, self.today())
        self._queue = [card for card in self._queue if card not in hidden]
        while self._queue:
            asked = self._ask(self.cards[self._queue.pop(0)], again=False)
            if self.plan.early or asked.state is None or asked.state.due <= self.today():
                return asked
        drills = self._drills()
        return self._ask(self.cards[drills[0]], again=True) if drills else None

    def grade(self, asked: Asked, text: str) -> Grade:
        """The grade of a typed answer to a numeric card; nothing is stored yet."""
        from trainer.grading.numeric import grade_answer

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
        from trainer.grading.rubric import propose, said_aloud

        traps = self.traps.get(asked.card.deck)
        found = said_aloud(asked.card) if text is None else propose(asked.card, text, traps)
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
                seed=asked.seed,
                mistakes=answer.mistakes or asked.unrefuted(quality),
                seconds=round(answer.seconds, 3),
                hints=answer.hints,
                proposed=answer.proposed,
                points=answer.points,
                confidence=answer.confidence,
                content=asked.card.content_hash(),
                sitting=self._name,
            )
            if not self._counts(asked, state, day):
                return review
            after = sm2.review(memory, quality)
            due = due_on(day, after.interval, self.plan.longest_interval)
            return replace(review, kind="lab" if asked.lab else "review", after=after, due=due)

        row = self.log.append(asked.card.id, decide)
        self.answered += 1
        self._spent += counted(answer.seconds, asked.seconds)
        return row

    def outlook(self, asked: Asked, quality: int) -> tuple[int, int] | None:
        """Days until the card comes back after this quality, and from there; None in practice."""
        if not self._counts(asked, asked.state, self.today()):
            return None
        memory = asked.state.memory if asked.state else sm2.Memory()
        first, then = sm2.outlook(memory, quality)
        return min(first, self.plan.longest_interval), min(then, self.plan.longest_interval)

    def leech(self, row: Review) -> int:
        """How often the card failed, if this answer is one at which a leech is named; else 0."""
        if row.kind not in MOVES_MEMORY or row.quality is None or row.quality >= sm2.PASSING:
            return 0
        state = self.log.state(row.card)
        return state.lapses if state and named_now(state.lapses) else 0

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

    def skip(self, asked: Asked) -> None:
        """Ask this card again at the end of the sitting."""
        if asked.again:
            self._skipped = [card for card in self._skipped if card != asked.card.id]
            self._skipped.append(asked.card.id)
        else:
            self._queue.append(asked.card.id)

    def mark(self, card: str, name: str, note: str = "") -> None:
        """Put a mark of `history.marks` on a card; what is put away is asked no more.

        A card that is resumed comes next, if it is one of this sitting's.
        """
        self.log.journal.note(mark(name, card, self.clock.now(), self.today(), note))
        if name in ("suspend", "bury"):
            self._hidden.add(card)
            self._queue = [each for each in self._queue if each != card]
        elif name == "resume" and card in self._hidden:
            self._hidden.discard(card)
            self._queue.insert(0, card)

    def revise(self, card: Card, text: str) -> None:
        """Give the deck of a card a new text, and take its cards over into the sitting.

        Raises:
            DeckError: If something is wrong in the text; cards and deck stay as they were.
            ValueError: If the sitting has no desk.
        """
        if self.desk is None:
            raise ValueError("a sitting without a desk cannot revise a card")
        revised = self.desk.revise(card, text)
        self.cards = {name: revised.get(name, each) for name, each in self.cards.items()}

    def refreshed(self, asked: Asked) -> Asked:
        """The card on the table as its deck has it now; a numeric one with the same seed."""
        card = self.cards.get(asked.card.id, asked.card)
        question = self.draw(card, asked.question.seed) if asked.question else None
        return replace(asked, card=card, question=question)

    def due_tomorrow(self) -> int:
        """How many cards the next day will ask, new ones apart."""
        day = self.today() + timedelta(days=1)
        due = {each.card_id for each in self.log.due(day)} & self.cards.keys()
        return share(len(due - self._hidden), 0, self.plan.reviews_per_day)

    # One level down

    def _plan(self) -> Agenda:
        hidden = self._hidden = put_away(self.log, self.today())
        cards = {k: v for k, v in self.cards.items() if k not in hidden} if hidden else self.cards
        return plan_sitting(cards, self.log, self.plan, self.today())

    def _counts(self, asked: Asked, state: CardState | None, day: date) -> bool:
        """Whether an answer moves the schedule of its card, which stands as `state` says.

        A card that is not due any more was answered in another terminal meanwhile.
        """
        if asked.again or self.plan.free:
            return False
        if state is None or state.due <= day:
            return True
        return self.plan.early and asked.state is not None and asked.state.last == state.last

    def _drills(self) -> list[str]:
        if self.plan.free:
            return []
        away = {*self._queue, *self._hidden}
        waiting = [card for card in self.log.drills(self.today()) if card in self.cards]
        turns = {card: turn for turn, card in enumerate(self._skipped, 1)}
        return sorted((c for c in waiting if c not in away), key=lambda card: turns.get(card, 0))

    def _ask(self, card: Card, *, again: bool) -> Asked:
        state = self.log.state(card.id)
        # What was taken back was seen, so it is drawn anew.
        seed = seed_from(self.learner, card.id, state.last if state else 0, self._undone)
        if card.lab and self.labs is not None:
            return Asked(card, state, again, None, self.labs.question(card.lab, seed))
        if card.kind != "numeric":
            return Asked(card, state, again, None)
        return Asked(card, state, again, self.draw(card, seed))

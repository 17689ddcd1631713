"""What the interviewer says next: texts of a scenario, and the way through the follow-up tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from trainer.cards.card import Deck, Point
from trainer.cards.scenario import FOLLOWED, FollowUp, Scenario, fill, narrowed
from trainer.grading.numeric import Grade
from trainer.grading.rubric import FOUND
from trainer.history.interview import Record, Turn
from trainer.questions.chance import seed_from
from trainer.questions.question import Question

BRANCHES = 5  # follow-ups of one interview; more would be another interview
NOTHING = "I have nothing on that. Assume something reasonable, and say what."
THE_LAST = "That was my last question."
QUESTION, NARROWER, HARDER = "question", "narrower", "harder"

Bounds = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Stage:
    """All that stands before an interview begins.

    Attributes:
        scenario: Its scenario.
        deck: The deck whose cards and traps it names.
        setting: What chance decided, by name.
        shown: The same as people say it.
        seed: What it was drawn from.
        draw: From a family, a seed and bounds to a question.
    """

    scenario: Scenario
    deck: Deck
    setting: Mapping[str, str]
    shown: Mapping[str, str]
    seed: int
    draw: Callable[[str, int, Bounds], Question]

    def fill(self, text: str) -> str:
        """A text of the scenario with what was drawn, line breaks of the file taken out."""
        return "\n\n".join(
            " ".join(paragraph.split()) for paragraph in fill(text, self.shown).split("\n\n")
        )

    def script(self) -> str:
        """Everything that the interviewer may say."""
        scenario = self.scenario
        branches = scenario.follow_ups.values()
        turns = (text for b in branches for text in (b.question.text, b.narrower, b.harder.text))
        texts = (scenario.opening, *(fact.answer for fact in scenario.facts), *turns)
        return "\n".join(self.fill(text) for text in texts)

    def question(self, place: int) -> Question:
        """The side-question at a place, from 0; the same for the same seed."""
        asked = self.scenario.questions[place]
        seed = seed_from(self.scenario.name, asked.family, place, self.seed)
        return self.draw(asked.family, seed, narrowed(asked, self.setting))

    def traps(self) -> dict[str, Point]:
        """The traps to listen for, by name: each claim and the words that betray it."""
        known = self.deck.traps
        names = [name for name in self.scenario.traps if name in known]
        return {name: Point(known[name].claim, known[name].groups, wrong=True) for name in names}


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of something that the candidate did.

    Attributes:
        turns: What the interviewer then says.
        question: The side-question that was answered, or None.
        grade: The grade of that answer; None if it was given up, or there is none.
    """

    turns: tuple[Turn, ...] = ()
    question: Question | None = None
    grade: Grade | None = None


def clarification(stage: Stage, record: Record, asked: Iterable[str]) -> str:
    """The answer to a clarifying question that asks for these facts."""
    answers = {fact.name: stage.fill(fact.answer) for fact in stage.scenario.facts}
    names = list(asked)
    fresh = [answers[name] for name in names if name not in record.facts]
    if fresh:
        return " ".join(fresh)
    return f"As I said: {' '.join(answers[name] for name in names)}" if names else NOTHING


def next_turn(scenario: Scenario, record: Record, *, in_time: bool) -> tuple[str, str] | None:
    """The branch of the tree that comes next, and which of its turns; None when there is none.

    A trap just stepped into comes first; then the branch goes on, harder if it was answered and
    narrower if not; then the heaviest point that is missing; then, if none is, the harder turn
    for all. Once the time has run out no new branch is begun.
    """
    last = record.branches[-1] if record.branches else None
    seen = {when for when, _, _ in record.branches}
    traps = [f"trap {name}" for name in record.traps]
    for trap in traps:
        if trap in scenario.follow_ups and trap not in seen:
            return trap, QUESTION
    if last is not None and last[1] == QUESTION:
        return last[0], HARDER if last[2] == FOUND else NARROWER
    if not in_time or len(seen) >= BRANCHES:
        return None
    missing = [p for p in scenario.points if p.dimension in FOLLOWED and record.lacks(p.name)]
    new = [point for point in missing if f"missing {point.name}" not in seen]
    heaviest = max(new, key=lambda point: point.weight * record.lack(point.name), default=None)
    if heaviest is not None:
        return f"missing {heaviest.name}", QUESTION
    return None if missing or "covered" in seen else ("covered", QUESTION)


def asks(branch: FollowUp, turn: str) -> Point:
    """What a turn of a branch asks, and the words that show that it was answered."""
    if turn == HARDER:
        return branch.harder
    if turn == NARROWER:
        return Point(branch.narrower, branch.question.groups)
    return branch.question

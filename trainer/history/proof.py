"""What an answer proves, and how a card or a family of questions stands by its answers.

An answer proves if it was given cold, typed, without a hint and in time, and if it was right: a
numeric one by the machine, to numbers that the row of proofs has not had yet; a free text by the
learner's own grade and the grader's proposal, both. A wrong answer breaks the row. What is
neither (said aloud, after a hint, a second time that day) counts nothing and breaks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trainer.history.claims import Rules
from trainer.history.record import Review
from trainer.questions.question import Question
from trainer.scheduling.sm2 import PASSING

Redraw = Callable[[Review], Question | None]  # the question of a row; None where nobody can tell


@dataclass(frozen=True, slots=True)
class Standing:
    """How a card or a family stands.

    Attributes:
        name: Of the card or family.
        have: Proofs in a row.
        need: How many there must be.
        days: On how many learning days they were given.
        newest: The day of the newest one, None if there is none.
        refused: When an interview or a lab last found it wanting, or None.
        since: How many of the proofs came on later days.
        rows: The proofs' numbers in the log, newest first.
        closed: The day on which no cold try is left, None if there was none.
        decides: 1 if the newest answer that decides is a proof, -1 if it is wrong, 0 for none.
    """

    name: str
    have: int = 0
    need: int = 1
    days: int = 0
    newest: date | None = None
    refused: date | None = None
    since: int = 0
    rows: tuple[int, ...] = ()
    closed: date | None = None
    decides: int = 0

    def held(self, rules: Rules) -> bool:
        """Whether there is proof enough, however old and whatever an interview said."""
        return self.have >= self.need and self.days >= rules.days

    def disputed(self, rules: Rules) -> bool:
        """Whether an interview said no since and the proofs after it are too few."""
        return self.refused is not None and self.since < max(self.need, rules.days)

    def fresh(self, rules: Rules, today: date) -> bool:
        """Whether the newest proof is recent."""
        return self.newest is not None and (today - self.newest).days <= rules.recent_days

    def lacks(self, rules: Rules, today: date) -> int:
        """How many more right answers it takes, as far as one day can give them."""
        if not self.held(rules):
            return max(1, self.need - self.have)
        if self.disputed(rules):
            return max(1, self.need - self.since)
        return 0 if self.fresh(rules, today) else 1

    def can_try(self, today: date) -> bool:
        """Whether an answer of today can add a proof that is still lacking."""
        given_all = self.newest == today and self.have >= self.need
        return today not in (self.closed, self.refused) and not given_all


def flaw_of_text(row: Review, *, cold: bool, quality: int, rules: Rules) -> str:
    """Why an answer to a free-text card proves nothing; empty if it does.

    Args:
        row: A graded answer.
        cold: Whether it was the first to its card that day.
        quality: What it must reach.
        rules: What every proof must satisfy.
    """
    if row.quality is not None and row.quality < quality:
        return f"graded {row.quality}"
    if row.answer and row.proposed is not None and row.proposed < quality:
        return f"you said {row.quality}, the grader {row.proposed}"
    if row.proposed is None:
        return "graded by yourself only"
    return _flaw(row, cold=cold, rules=rules)


def flaw_of_number(row: Review, *, cold: bool, rules: Rules) -> str:
    """Why an answer to a numeric question proves nothing; empty if it does."""
    if is_wrong(row):
        return "wrong" if not row.mistakes else f"wrong: {', '.join(row.mistakes)}"
    return _flaw(row, cold=cold, rules=rules)


def _flaw(row: Review, *, cold: bool, rules: Rules) -> str:
    if not row.answer:
        return "said aloud, graded by yourself only"
    if row.hints:
        return "with a hint"
    if row.seconds > rules.seconds:
        return "too slow"
    return "" if cold else "not the first try that day"


def is_wrong(row: Review) -> bool:
    """Whether the machine found a numeric answer wrong; one that was only late is right."""
    return row.quality is None or row.quality < PASSING or bool(row.mistakes)


def cold_numbers(rows: Sequence[Review], taken: Container[int]) -> list[tuple[Review, bool]]:
    """The answers to a family that stand, and whether each was cold.

    It was if none before it that day was wrong or was taken back: after either the derivation
    was on the screen.

    Args:
        rows: Answers to one family, oldest first.
        taken: The numbers of those that were taken back.
    """
    spoiled: set[date] = set()
    found = []
    for row in rows:
        if row.id not in taken:
            found.append((row, row.day not in spoiled))
        if row.id in taken or is_wrong(row):
            spoiled.add(row.day)
    return found


def stand_family(
    name: str,
    rows: Sequence[Review],
    redraw: Redraw,
    *,
    need: int,
    bounds: Mapping[str, Sequence[str]],
    rules: Rules,
    refused: date | None = None,
    taken: Container[int] = (),
) -> Standing:
    """How a family of numeric questions stands by its newest answers.

    Answers to numbers outside of the bounds count nothing and break nothing; the same numbers
    twice count once.

    Args:
        name: The family.
        rows: Its answers, oldest first; the last few dozen are enough.
        redraw: From a row to the question that was asked.
        need: Right answers in a row.
        bounds: What the numbers may be drawn from.
        rules: What every proof must satisfy.
        refused: When an interview last found it wanting.
        taken: The numbers of the rows that were taken back.
    """
    proofs: list[Review] = []
    asked: set[str] = set()
    decides = 0
    for row, cold in reversed(cold_numbers(rows, taken)):
        wrong = is_wrong(row)
        if not wrong and flaw_of_number(row, cold=cold, rules=rules):
            continue
        question = redraw(row)
        if question is None or not within(question, bounds):
            continue
        decides = decides or (-1 if wrong else 1)
        if wrong:
            break
        if question.prompt not in asked:
            asked.add(question.prompt)
            proofs.append(row)
        if len(proofs) >= need and len({proof.day for proof in proofs}) >= rules.days:
            break
    return Standing(
        name=name,
        have=len(proofs),
        need=need,
        days=len({row.day for row in proofs}),
        newest=proofs[0].day if proofs else None,
        refused=refused,
        since=sum(refused is None or row.day > refused for row in proofs),
        rows=tuple(row.id for row in proofs),
        closed=max((r.day for r in rows if r.id in taken or is_wrong(r)), default=None),
        decides=decides,
    )


def within(question: Question, bounds: Mapping[str, Sequence[str]]) -> bool:
    """Whether all that was picked for a question lies within bounds."""
    return all(value in bounds[name] for name, value in question.picked if name in bounds)

"""Answers tallied by topic and by kind of card."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trainer.history import usual
from trainer.history.answers import DAY, Answers
from trainer.history.record import PRACTICE
from trainer.history.shares import Share, rounded, share_of
from trainer.history.sources import Course

if TYPE_CHECKING:
    from trainer.history.statistics import Array, Table

NUMERIC, FREE, LAB, GONE = "numeric", "free text", "lab", "no longer asked"
KINDS = (NUMERIC, FREE, LAB, GONE)
PACED = 5  # answers from which the learner's own pace is known
USUAL = {NUMERIC: usual.NUMBER, FREE: usual.TEXT}  # seconds of an answer before that


@dataclass(frozen=True, slots=True)
class Totals:
    """All answers in figures.

    Attributes:
        answers: How many count.
        cards_seen: To how many of the cards that can be asked.
        cards: How many can be asked.
        minutes: How long they took.
        future: How many more were left out for their day is still to come.
    """

    answers: int
    cards_seen: int
    cards: int
    minutes: float
    future: int


@dataclass(frozen=True, slots=True)
class TopicReport:
    """A topic: how much of it was seen, how it went, and what is remembered today.

    Attributes:
        topic: Its name.
        title: As people say it.
        cards: How many cards it has.
        seen: How many of them were answered.
        answers: How many answers they had, practice on their families too.
        passed: The share that was remembered of the first answers of each day.
        recall: The mean predicted recall of its cards today; None where none has a memory.
        minutes: How long its answers took.
    """

    topic: str
    title: str
    cards: int
    seen: int
    answers: int
    passed: Share
    recall: float | None
    minutes: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How long answers to a kind of card take: half, and nine in ten, within so many seconds."""

    kind: str
    answers: int
    median: float
    nine_in_ten: float


@dataclass(frozen=True, slots=True)
class Labels:
    """What the cards of a log are about, by their place in it.

    Attributes:
        topic: The place of the topic in the course; the number of topics for none.
        kind: The place of the kind in `KINDS`.
        together: The number of the family, -1 for none: what is asked alike is refreshed alike.
    """

    topic: list[int]
    kind: list[int]
    together: list[int]


def label(course: Course, names: Sequence[str]) -> Labels:
    """What the cards of a log are about; free practice belongs to the card of its family."""
    places = {topic: place for place, topic in enumerate(course.topics)}
    families: dict[str, int] = {}
    of_family: dict[str, tuple[int, int, int]] = {}
    of_card: dict[str, tuple[int, int, int]] = {}
    for card in course.cards.values():
        topic = places.get(card.topic, len(places))
        if card.family:
            group = families.setdefault(card.family, len(families))
            of_card[card.id] = of_family[PRACTICE + card.family] = (topic, 0, group)
        else:
            of_card[card.id] = (topic, KINDS.index(LAB if card.lab else FREE), -1)
    gone = (len(places), KINDS.index(GONE), -1)
    found = [of_card.get(name) or of_family.get(name, gone) for name in names]
    return Labels(*([each[part] for each in found] for part in range(3)))


def totals(course: Course, counted: Table, seen: Set[str]) -> Totals:
    """All answers in figures, given the cards that were answered."""
    return Totals(
        answers=len(counted.ids),
        cards_seen=len(course.cards.keys() & seen),
        cards=len(course.cards),
        minutes=rounded(counted.seconds.sum() / 60),
        future=counted.future,
    )


def topics(
    course: Course, counted: Table, labels: Labels, seen: Set[str], recall: Mapping[str, float]
) -> tuple[TopicReport, ...]:
    """Every topic of the course, in its order.

    Args:
        course: What is claimed.
        counted: The answers.
        labels: What their cards are about.
        seen: The cards that were answered.
        recall: The predicted recall of each card.
    """
    from trainer.history import statistics

    topic = statistics.of_cards(counted, labels.topic)
    passed: Counter[tuple[int, int]] = Counter()
    for (place, right), many in statistics.cross(topic[counted.cold], counted.passed[counted.cold]):
        passed[place, right] = many
    answers = statistics.totals(topic, len(course.topics) + 1)
    seconds = statistics.totals(topic, len(course.topics) + 1, counted.seconds)
    cards: dict[str, list[str]] = defaultdict(list)
    for card in course.cards.values():
        cards[card.topic].append(card.id)
    return tuple(
        TopicReport(
            topic=name,
            title=title,
            cards=len(cards[name]),
            seen=len(seen & set(cards[name])),
            answers=int(answers[place]),
            passed=share_of(passed[place, 1], passed[place, 0] + passed[place, 1]),
            recall=_mean([recall[card] for card in cards[name] if card in recall]),
            minutes=rounded(seconds[place] / 60),
        )
        for place, (name, title) in enumerate(course.topics.items())
    )


def _mean(values: Sequence[float]) -> float | None:
    return rounded(sum(values) / len(values)) if values else None


def paces(counted: Table, labels: Labels) -> tuple[Pace, ...]:
    """How long answers take, by kind of card; kinds without answers are left out."""
    from trainer.history import statistics

    kind = statistics.of_cards(counted, labels.kind)
    found = []
    for place, name in enumerate(KINDS):
        seconds: Array = counted.seconds[kind == place]
        if len(seconds):
            half, most = (statistics.quantile(seconds, share) for share in (0.5, 0.9))
            found.append(Pace(name, len(seconds), rounded(half), rounded(most)))
    return tuple(found)


def usual_seconds(found: Sequence[Pace], kind: str) -> float:
    """Seconds that an answer to this kind of card takes, the learner's own where it is known."""
    own = [pace.median for pace in found if pace.kind == kind and pace.answers >= PACED]
    return own[0] if own and own[0] > 0 else USUAL[kind]


def mistakes_made(answers: Answers, today: date) -> list[tuple[str, int]]:
    """Each mistake that was made with the ordinal of its day, oldest first.

    What was taken back, and what is of the future, is left out.
    """
    last = today.toordinal()
    found = []
    for row, names in answers.mistakes.items():
        day = answers.when[row - 1] >> DAY
        if day <= last and row not in answers.taken:
            found += [(name, day) for name in names]
    return found

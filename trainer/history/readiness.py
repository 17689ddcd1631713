"""How ready the learner is: an interval, and what would raise its lower end most per minute.

Readiness is the share of the week's questions that would be answered right, cold, today. It is
estimated topic by topic from answers that decide: the newest to each card or family that either
proves something or is wrong. A proof counts with its predicted recall, a wrong answer nothing.

A topic's interval is Wilson's for those of its subjects that were tried; of a topic never tried
nothing is known, so it counts from 0 to 1. Topics weigh as many cards as they have. The intervals
of topics that were tried err independently, so their widths add as squares (the method of variance
estimates recovery); those of topics never tried add as they are.

Source: G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures: A
general approach", Statistics in Medicine 27 (2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import sqrt

from trainer.history.shares import rounded, wilson

TOP = 3
LEAST_GAIN = 0.0005  # what rounds to nothing is no advice
FIRM = 4  # answers' worth of the learner's usual share when a topic's next answers are guessed


@dataclass(frozen=True, slots=True)
class Raise:
    """Something that would raise the lower end of readiness.

    Attributes:
        topic: What to prove.
        title: As people say it.
        command: How.
        minutes: How long it takes.
        gain: By how much it would raise the lower end, as things are likely to go.
    """

    topic: str
    title: str
    command: str
    minutes: int
    gain: float


@dataclass(frozen=True, slots=True)
class Readiness:
    """The share of the week's questions that would be answered right, cold, today.

    Attributes:
        low: The lower end of its 95% interval.
        high: Its upper end.
        topics_tested: Topics with at least one answer that decides.
        topics: All topics.
        raise_most: What would raise the lower end most for each minute.
        interview_date: When the interview is; None if none is set.
        days_left: Days until then.
    """

    low: float
    high: float
    topics_tested: int
    topics: int
    raise_most: tuple[Raise, ...]
    interview_date: date | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """What would be asked next of a topic: a command, its minutes, and which subjects."""

    command: str
    minutes: int
    asks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Tried:
    """A topic as it was tried.

    Attributes:
        topic: Its name.
        title: As people say it.
        weight: How many cards it has.
        right: For each card or family that was tried, the chance that it is right today.
        next: What a sitting would ask, None where nothing is left to ask today.
    """

    topic: str
    title: str
    weight: int
    right: Mapping[str, float]
    next: Sitting | None = None


def readiness(topics: Sequence[Tried], interview: date | None, today: date) -> Readiness:
    """The interval, and the three sittings that would raise its lower end most per minute.

    Args:
        topics: Every topic.
        interview: When the interview is, or None.
        today: The learning day.
    """
    low, high = interval(topics)
    usual = _usual(topics)
    found = []
    for place, topic in enumerate(topics):
        if topic.next is None:
            continue
        after = [*topics[:place], _after(topic, topic.next, usual), *topics[place + 1 :]]
        gain = interval(after)[0] - low
        if gain > LEAST_GAIN:
            sitting = topic.next
            found.append(
                Raise(topic.topic, topic.title, sitting.command, sitting.minutes, rounded(gain))
            )
    found.sort(key=lambda each: (-each.gain / each.minutes, each.topic))
    return Readiness(
        low=rounded(low),
        high=rounded(high),
        topics_tested=sum(bool(topic.right) for topic in topics),
        topics=len(topics),
        raise_most=tuple(found[:TOP]),
        interview_date=interview,
        days_left=None if interview is None else (interview - today).days,
    )


def interval(topics: Iterable[Tried]) -> tuple[float, float]:
    """The 95% interval of the share that would be right; 0 to 1 where nothing was tried."""
    listed = list(topics)
    whole = sum(topic.weight for topic in listed)
    if not whole:
        return 0.0, 1.0
    middle = unknown = below = above = 0.0
    for topic in listed:
        weight = topic.weight / whole
        if not topic.right:
            unknown += weight
            continue
        tried, right = len(topic.right), sum(topic.right.values())
        low, high = wilson(right, tried)
        middle += weight * right / tried
        below += (weight * (right / tried - low)) ** 2
        above += (weight * (high - right / tried)) ** 2
    return max(0.0, middle - sqrt(below)), min(1.0, middle + sqrt(above) + unknown)


def _usual(topics: Iterable[Tried]) -> float:
    """The share that is right over all topics, after two that stand for a half."""
    chances = [chance for topic in topics for chance in topic.right.values()]
    return (sum(chances) + 1) / (len(chances) + 2)


def _after(topic: Tried, sitting: Sitting, usual: float) -> Tried:
    """The topic as it is likely to stand after a sitting."""
    known = topic.right.values()
    likely = (sum(known) + FIRM * usual) / (len(known) + FIRM)
    return replace(topic, right={**topic.right, **dict.fromkeys(sitting.asks, likely)})

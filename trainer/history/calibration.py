"""What the learner believed beside what was so: confidence, own grades, own interview scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trainer.history.answers import CONFIDENCES
from trainer.history.interview import Record
from trainer.history.shares import Share, rounded, share_of

CERTAIN = "certain"
RIGHT_WHEN_CERTAIN = 0.9  # whoever is certain should be right nine times in ten
Counts = Iterable[tuple[tuple[int, ...], int]]


@dataclass(frozen=True, slots=True)
class Said:
    """How often answers of which the learner said this were right."""

    confidence: str
    passed: Share


@dataclass(frozen=True, slots=True)
class Overconfident:
    """A topic where answers that the learner was certain of were wrong too often."""

    topic: str
    title: str
    passed: Share


@dataclass(frozen=True, slots=True)
class SelfScore:
    """Typed free texts: the learner's grade beside the grader's.

    Attributes:
        topic: Which, empty for all.
        answers: How many.
        higher: How many the learner graded higher than the grader.
        lower: How many lower.
        gap: The mean of own less proposed; None without answers.
    """

    topic: str
    answers: int
    higher: int
    lower: int
    gap: float | None


@dataclass(frozen=True, slots=True)
class InterviewReport:
    """A finished interview: its scores from 1 to 4 by dimension, own and by the rubric."""

    number: int
    date: date
    scenario: str
    title: str
    percent: int
    reached: str
    own: Mapping[str, int]
    rubric: Mapping[str, int]
    gap: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the learner believed beside what was so."""

    confidence: tuple[Said, ...]
    over_confident: tuple[Overconfident, ...]
    self_score: tuple[SelfScore, ...]
    interviews: tuple[InterviewReport, ...]


def confidence(counts: Counts) -> tuple[Said, ...]:
    """How often each level of confidence was right.

    Args:
        counts: How many answers there were of each topic, place in `CONFIDENCES` and outcome.
    """
    right: Counter[int] = Counter()
    answers: Counter[int] = Counter()
    for (_, said, passed), many in counts:
        answers[said] += many
        right[said] += many * passed
    levels = list(enumerate(CONFIDENCES))[1:]
    return tuple(Said(name, share_of(right[said], answers[said])) for said, name in levels)


def over_confident(counts: Counts, titles: Mapping[str, str]) -> tuple[Overconfident, ...]:
    """The topics where even the upper end of what was right when certain is below nine in ten.

    Args:
        counts: As `confidence` takes them; a topic is a place in `titles`, beyond them is none.
        titles: The topics, by name.
    """
    certain = CONFIDENCES.index(CERTAIN)
    right: Counter[int] = Counter()
    answers: Counter[int] = Counter()
    for (topic, said, passed), many in counts:
        if said == certain:
            answers[topic] += many
            right[topic] += many * passed
    found = []
    for place, (name, title) in enumerate(titles.items()):
        share = share_of(right[place], answers[place])
        if share.high < RIGHT_WHEN_CERTAIN:
            found.append(Overconfident(name, title, share))
    return tuple(sorted(found, key=lambda each: each.passed.high))


def self_score(counts: Counts, topics: Iterable[str]) -> tuple[SelfScore, ...]:
    """The learner's grades of typed free texts beside the grader's: all, then each topic.

    Args:
        counts: How many answers there were of each topic, own quality and proposed quality.
        topics: The topics in the order of their places.
    """
    parts: dict[int, Counter[int]] = {}
    for (topic, own, proposed), many in counts:
        parts.setdefault(topic, Counter())[own - proposed] += many
    whole: Counter[int] = sum(parts.values(), Counter())
    found = [_score("", whole)]
    found += [_score(name, parts[place]) for place, name in enumerate(topics) if place in parts]
    return tuple(found)


def _score(topic: str, gaps: Counter[int]) -> SelfScore:
    answers = gaps.total()
    return SelfScore(
        topic=topic,
        answers=answers,
        higher=sum(many for gap, many in gaps.items() if gap > 0),
        lower=sum(many for gap, many in gaps.items() if gap < 0),
        gap=rounded(sum(gap * many for gap, many in gaps.items()) / answers) if answers else None,
    )


def interviews(records: Iterable[Record]) -> tuple[InterviewReport, ...]:
    """The interviews that were scored, oldest first."""
    return tuple(_interview(record) for record in records if record.score and record.day)


def _interview(record: Record) -> InterviewReport:
    assert record.day is not None  # noqa: S101 - for mypy; `interviews` looked
    rubric = {name: int(part["level"]) for name, part in record.score["parts"].items()}
    gaps = [level - rubric[name] for name, level in record.own.items() if name in rubric]
    return InterviewReport(
        number=record.number,
        date=record.day,
        scenario=str(record.begun["scenario"]),
        title=str(record.begun["title"]),
        percent=int(record.score["percent"]),
        reached=str(record.score["reached"]),
        own=dict(record.own),
        rubric=rubric,
        gap=rounded(sum(gaps) / len(gaps)) if gaps else None,
    )

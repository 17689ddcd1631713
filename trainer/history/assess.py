"""The health report of a learner: every figure from the log, nothing from self-praise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trainer.history import calibration, habits, study_days, tallies
from trainer.history.answers import NONE
from trainer.history.calibration import Calibration
from trainer.history.claims import Claim
from trainer.history.exhibits import Exhibits
from trainer.history.gathering import Gathered, gather
from trainer.history.health import VERSION, ClaimReport, HealthReport
from trainer.history.judgement import Judgement
from trainer.history.readiness import Sitting, Tried, readiness
from trainer.history.recall import Remembered, remember
from trainer.history.scales import judge, standings
from trainer.history.shares import rounded
from trainer.history.sources import Course, Past
from trainer.history.tallies import FREE, NUMERIC, Labels, Pace

if TYPE_CHECKING:
    from trainer.history.statistics import Table


@dataclass(frozen=True, slots=True)
class _Counted:
    """The log, counted once, for all parts of the report."""

    course: Course
    past: Past
    today: date
    table: Table
    labels: Labels
    memory: Remembered
    paces: tuple[Pace, ...]
    gathered: Gathered


def assess(course: Course, past: Past, today: date, interview: date | None = None) -> HealthReport:
    """The health report as of a learning day.

    Args:
        course: What is claimed.
        past: What was done.
        today: The learning day; answers of later days are counted and left out.
        interview: When the interview is, or None.
    """
    log = _count(course, past, today)
    judged = [judge(claim, log.gathered.known, course.check, today) for claim in course.claims]
    seen = _seen(log)
    made = tallies.mistakes_made(past.answers, today)
    recall = log.memory.prediction.cards
    return HealthReport(
        version=VERSION,
        as_of=today,
        title=course.check.title,
        answers=tallies.totals(course, log.table, seen),
        claims=_claims(log, judged),
        topics=tallies.topics(course, log.table, log.labels, seen, recall),
        retention=log.memory.retention,
        calibration=_calibration(log),
        slips=habits.slips(made, today),
        traps=_traps(log, made),
        leeches=habits.leeches(course.cards, log.memory.failures, recall, past.suspended),
        time=log.paces,
        forecast=_forecast(log),
        calendar=study_days.calendar(_by_day(log.table), today),
        prediction=log.memory.prediction,
        readiness=readiness(_tried(log, judged), interview, today),
    )


def look(course: Course, past: Past, today: date) -> Gathered:
    """How everything stands that is claimed, for a sitting that is to prove some of it."""
    return _count(course, past, today).gathered


def _count(course: Course, past: Past, today: date) -> _Counted:
    from trainer.history import statistics  # numpy, only where there is something to count

    table = statistics.table(past.answers, today.toordinal())
    labels = tallies.label(course, past.answers.cards)
    memory = remember(table, past.answers.cards, labels.together, course.cards.keys())
    paces = tallies.paces(table, labels)
    usual = {
        "numeric": tallies.usual_seconds(paces, NUMERIC),
        "cards": tallies.usual_seconds(paces, FREE),
    }
    gathered = gather(course, past, table, memory.prediction.cards, usual, today)
    return _Counted(course, past, today, table, labels, memory, paces, gathered)


def _seen(log: _Counted) -> set[str]:
    from trainer.history import statistics

    newest = zip(log.past.answers.cards, statistics.newest(log.table), strict=True)
    return {card for card, (row, _) in newest if row}


def _by_day(table: Table) -> list[tuple[int, int, float]]:
    from trainer.history import statistics

    return statistics.by_day(table)


def _claims(log: _Counted, judged: Sequence[Judgement]) -> tuple[ClaimReport, ...]:
    from trainer.history import statistics

    places = {name: place for place, name in enumerate(log.past.answers.cards)}

    def newest(card: str, many: int) -> list[int]:
        place = places.get(card)
        return [] if place is None else statistics.last_rows(log.table, [place], many)

    def cold(rows: list[int]) -> set[int]:
        return statistics.cold_among(log.table, rows)

    exhibits = Exhibits(log.course, log.past, log.gathered, newest, cold)
    return tuple(
        ClaimReport(
            id=each.claim.id,
            title=each.claim.title,
            topic=each.claim.topic,
            state=each.state,
            because=each.because,
            recall=None if each.recall is None else rounded(each.recall),
            evidence=exhibits.of(each),
            next=each.step,
        )
        for each in judged
    )


def _calibration(log: _Counted) -> Calibration:
    from trainer.history import statistics

    table, titles = log.table, log.course.topics
    topic = statistics.of_cards(table, log.labels.topic)
    said = table.confidence > 0
    counts = list(statistics.cross(topic[said], table.confidence[said], table.passed[said]))
    kind = statistics.of_cards(table, log.labels.kind)
    typed = (kind == tallies.KINDS.index(FREE)) & table.typed & (table.proposed != NONE)
    graded = statistics.cross(topic[typed], table.quality[typed], table.proposed[typed])
    return Calibration(
        confidence=calibration.confidence(counts),
        over_confident=calibration.over_confident(counts, titles),
        self_score=calibration.self_score(graded, titles),
        interviews=calibration.interviews(log.gathered.held),
    )


def _traps(log: _Counted, made: Iterable[habits.Made]) -> tuple[habits.TrapReport, ...]:
    from trainer.history import statistics

    cards, known = log.course.cards, dict(log.course.traps)
    stepped = [each for each in made if each[0] in known or each[0] in cards]
    known |= {name: habits.own_claim(cards[name]) for name, _ in stepped if name not in known}
    for record in log.gathered.held:
        if record.day is not None:
            stepped += [(name, record.day.toordinal()) for name in record.traps]
    guards = {card.id for card in cards.values() if card.traps or card.id in known}
    places = [p for p, name in enumerate(log.past.answers.cards) if name in guards]
    right = {
        log.past.answers.cards[place]: days
        for place, days in statistics.days_passed(log.table, places).items()
    }
    return habits.traps(known, cards.values(), stepped, right, log.today)


def _forecast(log: _Counted) -> tuple[study_days.DueDay, ...]:
    """What is due: by the last review, or sooner where an interview wants it back."""
    due, reviewed = dict(log.memory.due), log.memory.reviewed
    for row in log.gathered.refusals:
        if row.due is not None and row.day.toordinal() >= reviewed.get(row.card, 0):
            soon = row.due.toordinal()
            due[row.card] = min(soon, due.get(row.card, soon))
    hidden = log.past.suspended
    asked = (day for card, day in due.items() if card in log.course.cards and card not in hidden)
    return study_days.forecast(asked, log.today)


def _tried(log: _Counted, judged: Sequence[Judgement]) -> list[Tried]:
    """Each topic with the chances of what was tried of it."""
    weights = Counter(card.topic for card in log.course.cards.values())
    topics = [each for each in judged if each.claim.topic]
    return [
        Tried(
            topic=each.claim.topic,
            title=each.claim.title,
            weight=weights[each.claim.topic],
            right=_chances(log, each.claim),
            next=_sitting(each),
        )
        for each in topics
    ]


def _sitting(judged: Judgement) -> Sitting | None:
    if judged.step is None or judged.step.when != "today":
        return None
    names = [ask.name for ask in judged.asks]
    return Sitting(judged.step.command, judged.step.minutes, names)


def _chances(log: _Counted, claim: Claim) -> dict[str, float]:
    """How likely each thing that was tried is right today."""
    known, recall = log.gathered.known, log.memory.prediction.cards
    found = {}
    for piece in claim.pieces:
        for standing in standings(claim, piece, known, log.course.check.rules):
            if standing.decides:
                cards = known.cards_of.get(standing.name, (standing.name,))
                remembered = [recall[card] for card in cards if card in recall] or [1.0]
                right = sum(remembered) / len(remembered)
                found[standing.name] = right if standing.decides > 0 else 0.0
    return found

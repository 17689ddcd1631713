"""A store that was lived in: so many cards, answered day by day as SM-2 schedules them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from trainer.history.record import CardState, Review
from trainer.scheduling import sm2
from trainer.scheduling.queue import due_on
from trainer.store.answer import row_values
from trainer.store.log import open_log
from trainer.store.rebuild import rebuild
from trainer.store.tables import learners, reviews

FIRST = date(2024, 1, 1)
QUALITIES = (1, 2, 3, 4, 4, 4, 5, 5, 5, 5)
WAITING = 1_000  # cards at most that are due on the day after the last answer


def card_name(number: int) -> str:
    """The id of a card."""
    return f"kv-cache-card-{number:06}"


def live(cards: int, rows: int) -> Iterator[Review]:
    """At least so many answers to so many cards, each on the day that SM-2 says.

    On the day after the last one `WAITING` cards are due, or a tenth of all: others that would be
    are answered a day early.
    """
    chance = random.Random(5)
    memories: dict[int, sm2.Memory] = defaultdict(sm2.Memory)
    due: dict[date, list[int]] = defaultdict(list)
    for number in range(cards):
        due[FIRST + timedelta(days=number * 200 // cards)].append(number)
    day, written = FIRST, 0

    def give(number: int, quality: int) -> Review:
        before = memories[number]
        after = memories[number] = sm2.review(before, quality)
        back = due_on(day, after.interval)
        due[back].append(number)
        return Review(
            card=card_name(number),
            kind="review",
            at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
            day=day,
            before=before,
            after=after,
            due=back,
            quality=quality,
            answer="1.25 GiB",
            family="kv-bytes",
            seed=chance.getrandbits(62),
            seconds=31.4,
            content="0123456789abcdef",
            sitting="20260101T090000000000",
            id=written,
        )

    while written < rows:
        for number in sorted(due.pop(day, [])):
            written += 1
            yield give(number, chance.choice(QUALITIES))
        soon = due[day + timedelta(days=1)]
        spare = [number for number in soon if memories[number].repetitions]
        if written >= rows:
            for number in spare[: len(soon) - min(WAITING, cards // 10)]:
                soon.remove(number)
                written += 1
                yield give(number, 4)
        day += timedelta(days=1)


def make_store(path: Path, cards: int, rows: int, learner: str = "me") -> date:
    """Fill a new database with such a log; returns the day after its last answer."""
    log = open_log(path, learner)
    statement = reviews.insert()

    def fill(connection):
        connection.execute(learners.insert(), {"learner_id": learner})
        head, batch, day = "", [], FIRST
        for row in live(cards, rows):
            values = row_values(learner, head, row)
            head, day = values["digest"], row.day
            batch.append(values)
            if len(batch) == 10_000:
                connection.execute(statement, batch)
                batch.clear()
        if batch:
            connection.execute(statement, batch)
        return day

    day = log.database.change(fill)
    rebuild(log.database)
    log.close()
    return day + timedelta(days=1)


def next_answer(card: str, now: datetime, day: date) -> Callable[[CardState | None], Review]:
    """An answer of quality 4 to this card, as a sitting decides it from the card's state."""

    def decide(state: CardState | None) -> Review:
        before = state.memory if state else sm2.Memory()
        after = sm2.review(before, 4)
        row = Review(card, "review", now, day, before, after, due_on(day, after.interval), 4)
        return replace(row, answer="1.25 GiB", family="kv-bytes", seed=2**40, seconds=31.4)

    return decide

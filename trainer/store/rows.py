"""Between the objects of `history` and the rows of the tables, and the chain of digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Table

from trainer.history.record import CardState, Review
from trainer.scheduling.sm2 import Memory
from trainer.store.tables import reviews

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_spell = json.JSONEncoder(separators=(",", ":"), default=repr).encode


def chained(table: Table) -> tuple[str, ...]:
    """The columns of a table that the digest of its rows takes in, beside the learner."""
    return tuple(c.name for c in table.columns if c.name not in ("learner_id", "digest"))


CHAINED = chained(reviews)


def review_values(review: Review) -> dict[str, Any]:
    """A review as column values, without learner and digest."""
    return {
        "id": review.id,
        "card": review.card,
        "kind": review.kind,
        "at": (review.at - EPOCH) // MICROSECOND,
        "day": review.day.toordinal(),
        "quality": review.quality,
        "repetitions_before": review.before.repetitions,
        "ease_before": review.before.ease,
        "interval_before": str(review.before.interval),
        "repetitions_after": review.after.repetitions,
        "ease_after": review.after.ease,
        "interval_after": str(review.after.interval),
        "due": _ordinal(review.due),
        "answer": _storable(review.answer),
        "family": review.family,
        "seed": review.seed,
        "mistakes": ",".join(review.mistakes),
        "seconds": review.seconds,
        "hints": review.hints,
        "proposed": review.proposed,
        "points": review.points,
        "confidence": review.confidence,
        "content": review.content,
        "sitting": review.sitting,
        "undoes": review.undoes,
    }


def as_review(row: Mapping[Any, Any]) -> Review:
    """A row of the log as a review."""
    return Review(
        id=row["id"],
        card=row["card"],
        kind=row["kind"],
        at=EPOCH + row["at"] * MICROSECOND,
        day=date.fromordinal(row["day"]),
        quality=row["quality"],
        before=_memory(row["repetitions_before"], row["ease_before"], row["interval_before"]),
        after=_memory(row["repetitions_after"], row["ease_after"], row["interval_after"]),
        due=_date(row["due"]),
        answer=row["answer"],
        family=row["family"],
        seed=row["seed"],
        mistakes=tuple(filter(None, row["mistakes"].split(","))),
        seconds=row["seconds"],
        hints=row["hints"],
        proposed=row["proposed"],
        points=row["points"],
        confidence=row["confidence"],
        content=row["content"],
        sitting=row["sitting"],
        undoes=row["undoes"],
    )


def state_values(state: CardState) -> dict[str, Any]:
    """A card state as column values, without the learner."""
    return {
        "card": state.card,
        "repetitions": state.memory.repetitions,
        "ease": state.memory.ease,
        "interval": str(state.memory.interval),
        "due": state.due.toordinal(),
        "introduced": state.introduced.toordinal(),
        "drill": _ordinal(state.drill),
        "lapses": state.lapses,
        "last": state.last,
    }


def as_state(row: Mapping[Any, Any]) -> CardState:
    """A row of the card states as a state."""
    return CardState(
        card=row["card"],
        memory=_memory(row["repetitions"], row["ease"], row["interval"]),
        due=date.fromordinal(row["due"]),
        introduced=date.fromordinal(row["introduced"]),
        drill=_date(row["drill"]),
        lapses=row["lapses"],
        last=row["last"],
    )


def digest(previous: str, learner: str, values: Iterable[Any]) -> str:
    """The digest of a row: SHA-256 over the digest before it, the learner and its values.

    A changed, missing or foreign row breaks the chain from there on. JSON in ASCII reads the
    same on every database and in every version of Python.

    Args:
        previous: The digest of the row before, empty for the first.
        learner: Whose log it is.
        values: The values of the columns that are `chained`, in their order.
    """
    return hashlib.sha256(_spell((previous, learner, *values)).encode()).hexdigest()


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _date(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)


def _memory(repetitions: int, ease: int, interval: str) -> Memory:
    return Memory(repetitions, ease, int(interval))


def _storable(text: str) -> str:
    """The text without what PostgreSQL or UTF-8 cannot hold: NUL and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")

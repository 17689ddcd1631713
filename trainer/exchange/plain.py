"""A row of the log as plain values and back: the columns that every file of a log has.

Every column is written out, numbers in full, moments with their microseconds, so that what is
read back is the same row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from trainer.history.record import KINDS, Review
from trainer.scheduling.sm2 import Memory

LARGEST = 2**63 - 1  # what a column of numbers holds; intervals are digits and may be larger


@dataclass(frozen=True, slots=True)
class Faulty(Exception):  # noqa: N818 - what is wrong in a line, kept until all lines are read
    """A line that is no row: what is wrong, and what to do."""

    what: str


def row_values(row: Review) -> dict[str, Any]:
    """A row as values that JSON can hold, in the order of the columns."""
    return {
        "id": row.id,
        "card": row.card,
        "kind": row.kind,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "day": row.day.isoformat(),
        "quality": row.quality,
        "repetitions_before": row.before.repetitions,
        "ease_before": row.before.ease,
        "interval_before": row.before.interval,
        "repetitions_after": row.after.repetitions,
        "ease_after": row.after.ease,
        "interval_after": row.after.interval,
        "due": row.due.isoformat() if row.due else None,
        "answer": row.answer,
        "family": row.family,
        "seed": row.seed,
        "mistakes": ",".join(row.mistakes),
        "seconds": row.seconds,
        "hints": row.hints,
        "proposed": row.proposed,
        "points": row.points,
        "confidence": row.confidence,
        "content": row.content,
        "sitting": row.sitting,
        "undoes": row.undoes,
    }


def row_from(values: Mapping[str, Any]) -> Review:
    """The row that these values stand for.

    Raises:
        Faulty: If a column is missing or holds what it cannot.
    """
    take = _Taking(values)
    return Review(
        card=take("card", _name),
        kind=take("kind", _kind),
        at=take("at", _moment),
        day=take("day", date.fromisoformat),
        before=_memory(take, "before"),
        after=_memory(take, "after"),
        due=take.maybe("due", date.fromisoformat),
        quality=take.maybe("quality", _quality),
        answer=take("answer", _text),
        family=take("family", _text),
        seed=take.maybe("seed", _whole),
        mistakes=tuple(filter(None, take("mistakes", _text).split(","))),
        seconds=take("seconds", seconds_of),
        hints=take("hints", _whole),
        proposed=take.maybe("proposed", _quality),
        points=take("points", _text),
        confidence=take("confidence", _text),
        content=take("content", _text),
        sitting=take("sitting", _text),
        undoes=take.maybe("undoes", _number),
        id=take("id", _number),
    )


COLUMNS = tuple(
    row_values(
        Review(
            card="",
            kind="",
            at=datetime.fromtimestamp(0, UTC),
            day=date.min,
            before=Memory(),
            after=Memory(),
            due=None,
        )
    )
)


@dataclass(frozen=True, slots=True)
class _Taking:
    """Takes columns out of a line, each through the function that knows what it may hold."""

    values: Mapping[str, Any]

    def __call__(self, name: str, read: Callable[[Any], Any]) -> Any:
        if self.values.get(name) is None:
            raise Faulty(f"{name} is missing")
        return self._read(name, read)

    def maybe(self, name: str, read: Callable[[Any], Any]) -> Any:
        """The column's value, None where it is empty."""
        return None if self.values.get(name) in (None, "") else self._read(name, read)

    def _read(self, name: str, read: Callable[[Any], Any]) -> Any:
        value = self.values[name]
        try:
            return read(value)
        except (ValueError, TypeError, OverflowError):
            raise Faulty(f"{name} is {str(value)[:40]!r}, which it cannot be") from None


def _memory(take: _Taking, when: str) -> Memory:
    return Memory(
        repetitions=take(f"repetitions_{when}", _whole),
        ease=take(f"ease_{when}", _whole),
        interval=take(f"interval_{when}", _digits),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _name(value: Any) -> str:
    if not 0 < len(_text(value)) <= 200:
        raise ValueError
    return str(value)


def _kind(value: Any) -> str:
    if value not in KINDS:
        raise ValueError
    return str(value)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def _digits(value: Any) -> int:
    if isinstance(value, bool | float):
        raise TypeError
    number = int(value)
    if number < 0:
        raise ValueError
    return number


def _whole(value: Any) -> int:
    number = _digits(value)
    if number > LARGEST:
        raise ValueError
    return number


def _number(value: Any) -> int:
    if not 0 < _whole(value) < 2**31:
        raise ValueError
    return int(value)


def _quality(value: Any) -> int:
    if _whole(value) > 5:
        raise ValueError
    return int(value)


def seconds_of(value: Any) -> float:
    """How long an answer took: seconds that a file of a log can hold.

    Raises:
        ValueError: If it is none; TypeError if it is no number at all.
    """
    seconds = float(value)
    if not 0 <= seconds < 1e9:
        raise ValueError
    return seconds

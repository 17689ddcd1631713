"""The days studied, and the days to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.history.shares import rounded
from trainer.history.usual import LATELY

SHOWN = 53 * 7  # days of the calendar
AHEAD = 30  # days of the forecast


@dataclass(frozen=True, slots=True)
class DueDay:
    """How many cards are due on a day as things stand; today has what is overdue too."""

    date: date
    due: int


@dataclass(frozen=True, slots=True)
class StudyDay:
    """A day with answers."""

    date: date
    answers: int
    minutes: float


@dataclass(frozen=True, slots=True)
class CalendarReport:
    """The days studied.

    Attributes:
        days: Those of the last 53 weeks.
        studied: How many there are in all.
        last_7: How many of the last 7 days.
        last_30: How many of the last 30.
        streak: Days in a row up to today or yesterday.
        longest: The most days in a row ever.
    """

    days: tuple[StudyDay, ...]
    studied: int
    last_7: int
    last_30: int
    streak: int
    longest: int


def calendar(days: Sequence[tuple[int, int, float]], today: date) -> CalendarReport:
    """The days studied.

    Args:
        days: The ordinal of each day with answers, how many, and their seconds; oldest first.
        today: The learning day.
    """
    now = today.toordinal()
    studied = [day for day, *_ in days]
    runs = _runs(studied)
    shown = tuple(
        StudyDay(date.fromordinal(day), many, rounded(seconds / 60))
        for day, many, seconds in days
        if now - day < SHOWN
    )
    return CalendarReport(
        days=shown,
        studied=len(studied),
        last_7=sum(now - day < 7 for day in studied),
        last_30=sum(now - day < LATELY for day in studied),
        streak=runs[-1][1] if runs and now - runs[-1][0] <= 1 else 0,
        longest=max((length for _, length in runs), default=0),
    )


def _runs(days: Iterable[int]) -> list[tuple[int, int]]:
    """The runs of days in a row: the last day of each, and how many."""
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][0] == day - 1:
            runs[-1] = (day, runs[-1][1] + 1)
        else:
            runs.append((day, 1))
    return runs


def forecast(due: Iterable[int], today: date) -> tuple[DueDay, ...]:
    """How many cards fall due on each of the next 30 days; today has what is overdue too.

    Args:
        due: The ordinal of the day on which each card is due.
        today: The learning day.
    """
    now = today.toordinal()
    counts = Counter(max(0, day - now) for day in due)
    return tuple(DueDay(today + timedelta(days=n), counts[n]) for n in range(AHEAD))

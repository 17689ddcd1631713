"""`trainer status`: today in one line, fast enough for a shell prompt."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from trainer.cli.show import json_option, print_json

if TYPE_CHECKING:
    from trainer.cli.settings import Settings
    from trainer.store.log import Log

LINE = "{due} due, {new} new, {reviewed_today} done today, {streak_days} {days} in a row"


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Show how many cards are due, new and done today, and the days in a row.

    New cards are those that the decks had at the last review.
    """
    from trainer.cli.settings import load

    settings = load()
    counts = _glance(settings) or _count(settings)
    if as_json:
        print_json(counts)
    else:
        days = "day" if counts["streak_days"] == 1 else "days"
        click.echo(LINE.format(**counts, days=days))


def _glance(settings: Settings) -> dict[str, Any] | None:
    """The counts by the short way, None where it cannot tell."""
    from dataclasses import asdict

    from trainer.store.glance import glance
    from trainer.store.where import database_file

    file = database_file(settings.database)
    if file is None:
        return None
    today = settings.calendar.day(settings.moment()).toordinal()
    limits = settings.new_per_day, settings.reviews_per_day
    counts = glance(file, settings.learner, today, *limits)
    return None if counts is None else asdict(counts)


def _count(settings: Settings) -> dict[str, Any]:
    """The counts by the long way, which opens the store and reads the decks."""
    from trainer.cli.wiring import askable, open_store, read_decks

    cards = askable(read_decks(settings))
    log = open_store(settings)
    log.journal.shelve(cards)
    today = settings.calendar.day(settings.moment())
    return count(log, cards.keys(), today, settings.new_per_day, settings.reviews_per_day)


def count(
    log: Log, shelf: Set[str], today: date, new_per_day: int, reviews_per_day: int
) -> dict[str, Any]:
    """The counts of a day, of what a log holds of these cards."""
    from trainer.history.marks import KIND, marks_on
    from trainer.scheduling.queue import share

    cards = shelf - marks_on(log.journal.entries(KIND), today).hidden
    waiting = sum(card.card_id in cards for card in log.due(today))
    due = share(waiting, log.reviewed_on(today), reviews_per_day)
    room = max(0, new_per_day - log.introduced_on(today)) if due == waiting else 0
    return {
        "due": due,
        "new": min(room, len(cards - log.known())),
        "reviewed_today": log.answered_on(today),
        "streak_days": _streak(log.days(), today),
    }


def _streak(days: list[date], today: date) -> int:
    """How many learning days in a row are among these, up to today or yesterday."""
    studied = set(days)
    day = today if today in studied else today - timedelta(days=1)
    count = 0
    while day in studied:
        count += 1
        day -= timedelta(days=1)
    return count

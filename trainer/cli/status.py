"""`trainer status`: today in one line."""

from __future__ import annotations

from datetime import date, timedelta

import click

from trainer.cli.show import json_option, print_json


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Show how many cards are due, new and done today, and the days in a row."""
    from trainer.cli.settings import load
    from trainer.cli.wiring import SystemClock, askable, open_store, read_decks

    settings = load()
    cards = askable(read_decks(settings))
    log = open_store(settings)
    today = settings.calendar.day(SystemClock(settings.now).now())
    room = max(0, settings.new_per_day - log.introduced_on(today))
    counts = {
        "due": sum(card.card_id in cards for card in log.due(today)),
        "new": min(room, len(cards.keys() - log.known())),
        "reviewed_today": log.answered_on(today),
        "streak_days": _streak(log.days(), today),
    }
    if as_json:
        print_json(counts)
        return
    click.echo(
        "{due} due, {new} new, {reviewed_today} done today, {streak_days} days in a row".format(
            **counts
        )
    )


def _streak(days: list[date], today: date) -> int:
    """How many learning days in a row have an answer, up to today or yesterday."""
    studied = set(days)
    day = today if today in studied else today - timedelta(days=1)
    count = 0
    while day in studied:
        count += 1
        day -= timedelta(days=1)
    return count

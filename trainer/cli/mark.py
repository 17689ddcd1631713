"""`trainer mark`: cards put away, put off until tomorrow, or flagged with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trainer.cli.show import json_option, print_json, print_table
from trainer.errors import UsageError

if TYPE_CHECKING:
    from trainer.cards.card import Card
    from trainer.cli.settings import Settings
    from trainer.history.marks import Marks
    from trainer.store.log import Log

LONGEST_NOTE = 1_000  # characters: some lines that a list still shows


@click.group()
def command() -> None:
    """List marked cards, put cards away and bring them back."""


@command.command("list")
@json_option
def list_marks(as_json: bool) -> None:
    """List the cards that are suspended, buried until tomorrow or flagged, and where they stand."""
    from trainer.cli.settings import load
    from trainer.cli.wiring import open_store

    settings = load()
    cards = _cards(settings)
    rows = _rows(_marks(settings, open_store(settings)), cards)
    if as_json:
        print_json([dict(zip(("mark", "card", "note", "where"), row, strict=True)) for row in rows])
    elif rows:
        shown = [(mark, card, _short(where), note) for mark, card, note, where in rows]
        print_table(("mark", "card", "where", "note"), shown)
    else:
        click.echo("No card is marked.")


@command.command()
@click.argument("card")
def suspend(card: str) -> None:
    """Put a card away: it is asked no more until it is resumed, its progress stays."""
    _put("suspend", card, "is suspended; `trainer mark resume` brings it back")


@command.command()
@click.argument("card")
def bury(card: str) -> None:
    """Put a card off until tomorrow; one that is suspended stays so."""
    _put("bury", card, "is put off until tomorrow")


@command.command()
@click.argument("card")
def resume(card: str) -> None:
    """Bring back a card that was suspended or put off."""
    _put("resume", card, "is asked again")


@command.command()
@click.argument("card")
@click.argument("note")
def flag(card: str, note: str) -> None:
    """Flag a card with a NOTE to yourself; it is asked as before."""
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise UsageError(f"a note has 1 to {LONGEST_NOTE:,} characters; say what is to be mended")
    _put("flag", card, "is flagged; `trainer mark list` shows the notes", note)


@command.command()
@click.argument("card")
def unflag(card: str) -> None:
    """Take the flags off a card."""
    _put("unflag", card, "is flagged no more")


def _put(name: str, card: str, said: str, note: str = "") -> None:
    from trainer.cli.names import choose
    from trainer.cli.settings import load
    from trainer.cli.wiring import SystemClock, open_store
    from trainer.history.marks import mark

    settings = load()
    known = _cards(settings)
    log = open_store(settings)
    marks = _marks(settings, log)
    card, _ = choose("card", card, known | dict.fromkeys(_marked(marks)))
    if name == "bury" and card in marks.suspended:
        click.echo(f"{card} stays suspended; `trainer mark resume` brings it back.")
        return
    now = SystemClock(settings.now).now()
    log.journal.note(mark(name, card, now, settings.calendar.day(now), note))
    click.echo(f"{card} {said}.")


def _cards(settings: Settings) -> dict[str, Card | None]:
    from trainer.cli.wiring import askable, read_decks

    return dict(askable(read_decks(settings)))


def _marks(settings: Settings, log: Log) -> Marks:
    from trainer.cli.wiring import SystemClock
    from trainer.history.marks import KIND, marks_on

    today = settings.calendar.day(SystemClock(settings.now).now())
    return marks_on(log.journal.entries(KIND), today)


def _marked(marks: Marks) -> set[str]:
    """Every marked card, also one that no deck has any more."""
    return {*marks.hidden, *marks.flags}


def _rows(marks: Marks, cards: dict[str, Card | None]) -> list[tuple[Any, ...]]:
    """Mark, card, note and `deck.md:12` of every mark; without a place if no deck has the card."""
    listed = [("suspended", card, None) for card in sorted(marks.suspended)]
    listed += [("buried", card, None) for card in sorted(marks.buried - marks.suspended)]
    notes = [("flagged", card, note) for card in sorted(marks.flags) for note in marks.flags[card]]
    return [(*row, _where(cards.get(row[1]))) for row in (*listed, *notes)]


def _short(place: str | None) -> str | None:
    """The place with `~` for the home folder."""
    from pathlib import Path

    home = f"{Path.home()}/"
    return f"~/{place.removeprefix(home)}" if place and place.startswith(home) else place


def _where(card: Card | None) -> str | None:
    return f"{card.path}:{card.line}" if card else None

"""Plugging the real store, clock, decks and data into the ports of `practice`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trainer import files
from trainer.cards.card import Card, Deck, Problem
from trainer.cli.settings import Settings
from trainer.errors import DeckError, StoreError, UsageError
from trainer.practice.review import Plan, Sitting
from trainer.questions.question import Question
from trainer.store.backup import Backups, back_up_daily
from trainer.store.log import Log, open_log
from trainer.store.patience import Patience
from trainer.store.where import database_file

if TYPE_CHECKING:
    from trainer.cards.explainer import Explainer

PIPE_WAITS = 60.0  # seconds that a piped sitting waits for a locked or absent database


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, or the fixed moment that `TRAINER_NOW` names."""

    fixed: datetime | None

    def now(self) -> datetime:
        """This moment in UTC."""
        return self.fixed or datetime.now(UTC)

    def seconds(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()


def open_store(settings: Settings, patience: Patience | None = None) -> Log:
    """The learner's log, made at the first start, and closed when the command ends.

    The first start of a day makes a backup; where that fails, it says so and goes on.

    Args:
        settings: Where it lies, and whose it is.
        patience: How long a call waits while the database is locked or away.

    Raises:
        StoreError: If it cannot be opened.
    """
    file = database_file(settings.database)
    is_new = file is None or not file.exists()
    backups = Backups(settings.places.backups, settings.moment())
    log = open_log(settings.database, settings.learner, backups, patience)
    click.get_current_context().call_on_close(log.close)
    if file is not None and not is_new:
        try:
            back_up_daily(file, *backups)
        except StoreError as error:
            tell(f"no backup today: {error}")
    return log


def tell(text: str) -> None:
    """Print a line of chatter on stderr, while the command goes on; a terminal gets it wrapped."""
    from trainer.screens.texts import clean  # only when there is something to say

    line = f"trainer: {clean(text)}"
    if sys.stderr.isatty():
        import shutil
        import textwrap

        width = shutil.get_terminal_size().columns
        line = textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
    click.echo(line, err=True)


def patience_of_sittings() -> Patience:
    """A learner at a terminal decides how long to wait; a pipe waits for a minute."""
    return Patience(None if sys.stdin.isatty() else PIPE_WAITS, tell)


def read_decks(settings: Settings, deck: str | None = None) -> list[Deck]:
    """The deck that is named, by path or name, or every deck there is.

    Raises:
        DeckError: If a deck is missing, unreadable or invalid, or if there is none; the text
            holds every problem, a line each.
    """
    if deck is not None:
        paths = [files.find_deck(settings.places, deck)]
    else:
        paths = list(files.deck_files(settings.places).values())
    if not paths:
        raise DeckError(f"no deck found; put one into {settings.places.decks}")
    decks = []
    problems: list[Problem] = []
    for path in paths:
        read, found = files.read_deck(path, settings.places)
        decks.append(read)
        problems += found
    _refuse(problems or _shared_ids(decks))
    return decks


def _shared_ids(decks: list[Deck]) -> list[Problem]:
    """A problem for every two files that share ids, told of the learner's own, which come first."""
    first: dict[str, Card] = {}
    shared: dict[tuple[str, str], list[tuple[Card, Card]]] = {}
    for card in (card for deck in reversed(decks) for card in deck.cards):
        other = first.setdefault(card.id, card)
        if other is not card:
            shared.setdefault((card.path, other.path), []).append((card, other))
    return [_shared(*pairs[0], len(pairs) - 1) for pairs in shared.values()]


def _shared(card: Card, other: Card, more: int) -> Problem:
    what = f"id {card.id!r} is already taken by the card at {other.path}:{other.line}"
    if not more:
        return Problem(card.path, card.line, what, "give it an id of its own")
    what += f", and {more} more are taken in that file"
    remedy = f"give each an id of its own, or name this file {Path(other.path).name} to replace it"
    return Problem(card.path, card.line, what, remedy)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DeckError("\n".join(str(problem) for problem in problems))


def askable(decks: Iterable[Deck], topic: str | None = None) -> dict[str, Card]:
    """The cards of these decks that can be asked, by id: no drafts, and one topic if named.

    Labs that need what is not installed here are left out.

    Raises:
        UsageError: If no card has this topic.
    """
    cards = {card.id: card for deck in decks for card in deck.cards if not card.draft}
    if any(card.lab for card in cards.values()):
        from trainer.labs.registry import runs_here  # only where labs are asked

        cards = {name: c for name, c in cards.items() if not c.lab or runs_here(c.lab)}
    if topic is None:
        return cards
    chosen = {name: card for name, card in cards.items() if card.topic == topic}
    if not chosen:
        topics = ", ".join(sorted({card.topic for card in cards.values()}))
        raise UsageError(f"no card has the topic {topic!r}; topics: {topics}")
    return chosen


@cache
def explainer() -> Explainer:
    """The explainer.

    Raises:
        DeckError: If its file cannot be read, or something in it is wrong.
    """
    from trainer.cards.explainer import parse_explainer  # only for those who read it

    path = files.shipped_explainer()
    book, problems = parse_explainer(files.read_text(path), str(path))
    _refuse(problems)
    return book


def draw_question(card: Card, seed: int) -> Question:
    """The question of a numeric card that a seed gives.

    Raises:
        DeckError: If the card's family or bounds do not exist.
    """
    from trainer.cards.bounds import check_family  # a family loads its calculators
    from trainer.cli.world import world
    from trainer.questions.families import family_named
    from trainer.questions.family import draw

    _refuse(list(check_family(card)))
    family = family_named(card.family)
    if family is None:
        raise DeckError(f"{card.path}:{card.line}: unknown family {card.family!r}; mend the card")
    return draw(family, seed, world(), card.bounds)


def open_sitting(settings: Settings, plan: Plan, deck: str | None, topic: str | None) -> Sitting:
    """A sitting over the learner's log and decks.

    Raises:
        TrainerError: If decks or store cannot be used.
    """
    from trainer.cli.desk import FileDesk

    decks = read_decks(settings, deck)
    cards = askable(decks, topic)
    log = open_store(settings, patience_of_sittings())
    clock = SystemClock(settings.now)
    labs = None
    if any(card.lab for card in cards.values()):
        from trainer.cli.laboratory import Laboratory  # only where labs are asked

        labs = Laboratory(log.journal, clock, settings.calendar)
    if deck is None and topic is None:
        log.journal.shelve(cards)
    return Sitting(
        cards=cards,
        log=log,
        clock=clock,
        calendar=settings.calendar,
        draw=draw_question,
        learner=log.learner,
        plan=plan,
        desk=FileDesk(settings.places, log, clock),
        labs=labs,
        traps={each.name: each.traps for each in decks},
    )

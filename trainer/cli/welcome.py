"""The welcome at the first review in a terminal; what is answered goes into `config.toml`."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

from trainer.errors import UsageError

if TYPE_CHECKING:
    from trainer.cli.settings import Settings
    from trainer.screens.texts import Line


def welcome_once(settings: Settings, *, plain: bool) -> Settings:
    """Welcome who is here for the first time; returns the settings that hold then.

    That is in a terminal, without a configuration and without an answer in the log. Line mode
    has no welcome. Leaving it with Ctrl-C or Ctrl-D leaves the program, to be welcomed again.
    """
    in_terminal = not plain and sys.stdin.isatty() and sys.stdout.isatty()
    if not in_terminal or settings.places.config.exists() or _has_answers(settings):
        return settings
    from prompt_toolkit import prompt

    from trainer.cli.config_file import write_settings
    from trainer.cli.settings import load
    from trainer.cli.wiring import askable, read_decks
    from trainer.screens.paint import console, paint
    from trainer.screens.welcome import ask, questions, welcome

    screen = console()

    def say(line: Line) -> None:
        paint(screen, [line])

    decks = read_decks(settings)
    cards = len(askable(decks))
    labs = len({card.id for deck in decks for card in deck.cards if not card.draft}) - cards
    paint(screen, welcome(cards, settings.new_per_day, labs))
    zone = datetime.now().astimezone().tzname() or "UTC"
    asked = questions(zone, settings.minutes_per_day)
    write_settings(settings.places.config, ask(asked, prompt, _refuse, say))
    return load()


def _refuse(name: str, text: str) -> str:
    from trainer.cli.settings import SETTINGS, Given

    try:
        Given(SETTINGS[name], text, "").value()
    except UsageError as error:
        return str(error)
    return ""


def _has_answers(settings: Settings) -> bool:
    from trainer.cli.wiring import open_store

    log = open_store(settings)
    try:
        return bool(log.rows(limit=1))
    finally:
        log.close()

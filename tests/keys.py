"""Playing an interactive sitting with keys from a pipe."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from tests.doubles import MemoryLog, SetClock, question
from trainer.cards.card import Card
from trainer.practice.review import Plan, Sitting
from trainer.scheduling.days import Calendar
from trainer.screens.interactive import InteractiveScreen
from trainer.screens.keyboard import Keyboard
from trainer.screens.table import Table

SEND = "\x13"  # Ctrl-S
PAUSE = "\x1b[E"  # a key without a meaning: what stands before it is no word's beginning


def sitting_over(*cards: Card, log=None, clock=None, desk=None, **plan) -> Sitting:
    """A sitting over these cards, in UTC; a numeric one always asks for 140 GB."""
    return Sitting(
        cards={card.id: card for card in cards},
        log=MemoryLog() if log is None else log,
        clock=clock or SetClock(),
        calendar=Calendar(ZoneInfo("UTC")),
        draw=lambda card, seed: question(seed),
        plan=Plan(**plan),
        desk=desk,
    )


def play(keys: str, sitting: Sitting, *, editing: str = "emacs", width: int = 60) -> str:
    """The screen's text after a sitting with these keys; keys that run out leave it."""
    painted = io.StringIO()
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        pipe.close()  # keys that run out end the test; they do not hang it
        console = Console(file=painted, width=width)
        InteractiveScreen(Table(sitting, console, Keyboard(editing))).run()
    return painted.getvalue()

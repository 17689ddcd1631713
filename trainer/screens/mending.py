"""A card's source in the learner's own editor, at its line, and taken over once it is right."""

from __future__ import annotations

from pathlib import Path

from trainer.cards.card import Card
from trainer.errors import TrainerError
from trainer.screens import texts
from trainer.screens.editor import Scratch
from trainer.screens.keyboard import OTHER
from trainer.screens.table import Table

SHOWN = 5  # problems of a deck that are shown at once


def mend(table: Table, card: Card) -> None:
    """Let the learner edit the deck of a card; the card on the table is then as the deck says.

    What is wrong is said and nothing is stored; the learner goes on editing or drops it, and the
    text is kept in a file of its own.
    """
    desk = table.sitting.desk
    if desk is None:
        return
    try:
        text = desk.source(card)
        scratch = Scratch(text, Path(card.path).name)
    except (OSError, TrainerError) as error:
        table.say([("bad", texts.clean(str(error)))])
        return
    stored = False
    try:
        while not (stored := _take_over(table, card, scratch, text)):
            words = "e edit it again, any other key drops it"
            if table.keyboard.key(words, keys={"e", OTHER}) == OTHER:
                return
    finally:  # Ctrl-C and Ctrl-D drop it too
        if stored:
            scratch.remove()
        else:
            table.say([("dim", f"The card stays as it was{scratch.kept(text)}.")])


def _take_over(table: Table, card: Card, scratch: Scratch, text: str) -> bool:
    """Edit and store; false if that failed and could be tried again."""
    try:
        with table.keyboard.released():
            edited = scratch.edit(card.line)
        if edited == text:
            table.say([("dim", "Nothing was changed.")])
            return True
        table.sitting.revise(card, edited)
        if table.asked:
            table.asked = table.sitting.refreshed(table.asked)
    except TrainerError as error:
        problems = texts.clean(str(error)).split("\n")
        table.say(("bad", problem) for problem in problems[:SHOWN])
        table.say([("dim", f"and {len(problems) - SHOWN} more")] * (len(problems) > SHOWN))
        return False
    path = table.sitting.cards[card.id].path
    table.say([("dim", f"Stored in {texts.clean(path)} and read again.")])
    if table.asked:
        table.say(texts.question(table.asked))
    return True

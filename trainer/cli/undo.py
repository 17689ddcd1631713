"""`trainer undo`: take back the last answer."""

from __future__ import annotations

import click

from trainer.cli.show import json_option, print_json
from trainer.cli.whole import Whole

MOST = 200  # rows that one undo appends at most: an interview makes far fewer cards due


@click.command()
@click.argument("row", metavar="[ID]", type=Whole(1), required=False)
@json_option
def command(row: int | None, as_json: bool) -> None:
    """Take back the last answer of a review; each call takes back one more.

    With the ID of a row in `trainer history`, take back that one: the newest answer to its
    card, or an undo, which brings the answer back.

    The log keeps the answer and the undo; the card stands where it stood before. An interview
    is taken back as a whole.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import SystemClock, open_store
    from trainer.errors import TrainerError
    from trainer.history.undo import answer_behind

    settings = load()
    now = SystemClock(settings.now).now()
    log = open_store(settings)
    undo = log.undo(now, settings.calendar.day(now), row)
    if undo is None:
        raise TrainerError("there is no answer to take back; `trainer history` shows the log")
    if as_json:
        print_json({"id": undo.id, "card": undo.card, "undoes": undo.undoes})
        return
    if answer_behind(undo, log.rows(card=undo.card)).kind == "interview":
        mine = ("undo", undo.sitting, now)
        cards = sum((r.kind, r.sitting, r.at) == mine for r in log.rows(limit=MOST))
        click.echo(f"Took back an interview: {cards} cards stand where they stood before it.")
        return
    due = f"due {undo.due}" if undo.due else "new again"
    what = "answer" if row is None else "row"
    click.echo(f"Took back {what} {undo.undoes} to {undo.card}; the card is {due}.")

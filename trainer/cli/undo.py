"""`trainer undo`: take back the last answer."""

from __future__ import annotations

import click

from trainer.cli.show import json_option, print_json


@click.command()
@click.argument("row", metavar="[ID]", type=click.IntRange(1), required=False)
@json_option
def command(row: int | None, as_json: bool) -> None:
    """Take back the last answer of a review; each call takes back one more.

    With the ID of a row in `trainer history`, take back that one: the newest answer to its
    card, or an undo, which brings the answer back.

    The log keeps the answer and the undo; the card stands where it stood before.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import SystemClock, open_store
    from trainer.errors import TrainerError

    settings = load()
    now = SystemClock(settings.now).now()
    undo = open_store(settings).undo(now, settings.calendar.day(now), row)
    if undo is None:
        raise TrainerError("there is no answer to take back; `trainer history` shows the log")
    if as_json:
        print_json({"id": undo.id, "card": undo.card, "undoes": undo.undoes})
        return
    due = f"due {undo.due}" if undo.due else "new again"
    what = "answer" if row is None else "row"
    click.echo(f"Took back {what} {undo.undoes} to {undo.card}; the card is {due}.")

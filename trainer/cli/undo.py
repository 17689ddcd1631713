"""`trainer undo`: take back the last answer."""

from __future__ import annotations

import click

from trainer.cli.show import json_option, print_json


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Take back the last answer of a review; each call takes back one more.

    The log keeps the answer and the undo; the card stands where it stood before.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import SystemClock, open_store
    from trainer.errors import TrainerError

    settings = load()
    now = SystemClock(settings.now).now()
    row = open_store(settings).undo(now, settings.calendar.day(now))
    if row is None:
        raise TrainerError("there is no answer to take back; `trainer history` shows the log")
    if as_json:
        print_json({"id": row.id, "card": row.card, "undoes": row.undoes})
        return
    due = f"due {row.due}" if row.due else "new again"
    click.echo(f"Took back answer {row.undoes} to {row.card}; the card is {due}.")

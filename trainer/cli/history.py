"""`trainer history`: the log, newest last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trainer.cli.show import json_option, print_json, print_table

if TYPE_CHECKING:
    from trainer.history.record import Review
    from trainer.scheduling.sm2 import Memory


@click.command()
@click.option("--limit", metavar="N", type=click.IntRange(1), help="Only the newest N rows.")
@json_option
def command(limit: int | None, as_json: bool) -> None:
    """Show the log of answers, newest last; undo rows are part of it."""
    from trainer.cli.settings import load
    from trainer.cli.wiring import open_store

    rows = open_store(load()).rows(limit)
    if as_json:
        print_json([_document(row) for row in rows])
    elif not rows:
        click.echo("Nothing has been answered yet; start with `trainer review`.")
    else:
        header = ("id", "at (UTC)", "kind", "quality", "due", "card", "answer")
        print_table(header, [_cells(row) for row in rows])


def _document(row: Review) -> dict[str, Any]:
    return {
        "id": row.id,
        "card": row.card,
        "kind": row.kind,
        "at": row.at.isoformat(),
        "day": row.day.isoformat(),
        "quality": row.quality,
        "before": _memory(row.before),
        "after": _memory(row.after),
        "due": row.due.isoformat() if row.due else None,
        "answer": row.answer,
        "family": row.family or None,
        "seed": row.seed,
        "mistakes": list(row.mistakes),
        "seconds": row.seconds,
        "hints": row.hints,
        "proposed": row.proposed,
        "undoes": row.undoes,
    }


def _memory(memory: Memory) -> dict[str, int]:
    return {
        "repetitions": memory.repetitions,
        "ease": memory.ease,
        "interval": memory.interval,
    }


def _cells(row: Review) -> tuple[object, ...]:
    quality = "-" if row.quality is None else row.quality
    answer = f"takes back {row.undoes}" if row.undoes else " ".join(row.answer.split())[:40]
    at = f"{row.at:%Y-%m-%d %H:%M}"
    return (row.id, at, row.kind, quality, row.due or "-", row.card, answer)

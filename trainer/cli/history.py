"""`trainer history`: the log, newest last; out into a file and in from one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trainer.cli.show import json_option, print_json, print_table
from trainer.cli.whole import Whole

if TYPE_CHECKING:
    from trainer.history.record import Review
    from trainer.scheduling.sm2 import Memory


@click.group(invoke_without_command=True)
@click.option("--limit", metavar="N", type=Whole(1), help="Only the newest N rows.")
@json_option
@click.pass_context
def command(context: click.Context, limit: int | None, as_json: bool) -> None:
    """Show the log of answers, newest last; undo rows are part of it."""
    if context.invoked_subcommand is not None:
        return
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


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv"]), help="Default: by the file's ending."
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def export_log(file: Path | None, form: str | None, force: bool) -> None:
    """Write the whole log to FILE, or to stdout: JSON Lines, or CSV for a name in .csv.

    The file holds every column of the log and is read back exactly by `history import`. Marks,
    lab runs and interviews beside the log are kept by `trainer store backup`.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import open_store, tell
    from trainer.exchange.log_files import to_csv, to_json_lines

    rows = open_store(load()).rows()
    as_csv = form == "csv" or (form is None and file is not None and file.suffix.lower() == ".csv")
    lines = to_csv(rows) if as_csv else to_json_lines(rows)
    if file is None or str(file) == "-":
        for line in lines:
            click.echo(line, nl=False)
        return
    from trainer.files.writing import write_new

    write_new(file, "".join(lines), force=force)
    tell(f"{len(rows)} rows written to {file}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--cards",
    "choice",
    metavar="CSV",
    type=click.Path(path_type=Path),
    help="Which cards are meant: lines `theirs,ours` of card ids.",
)
@click.option("--buttons", is_flag=True, help="Ratings are buttons 1 to 4, not qualities 0 to 5.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken in, and write nothing.")
@json_option
def import_log(
    file: Path, choice: Path | None, buttons: bool, dry_run: bool, as_json: bool
) -> None:
    """Take answers in from FILE; what the log has already is left out.

    FILE is what `history export` wrote; an Anki collection or package with its review log; or a
    CSV with the columns card_id, rating, time. A file with a line that is no answer is refused as
    a whole; an answer that does not fit the log is named and left out. Answers of other programs
    need cards of yours: the same ids, or a choice in --cards.
    """
    from trainer.cli.intake import take_in_file

    shown = take_in_file(file, choice, buttons=buttons, dry_run=dry_run)
    if as_json:
        print_json(shown)
        return
    would = "would be taken in" if dry_run else "taken in"
    click.echo(f"{shown['added']} rows {would}, {shown['known']} were there already")


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
        "points": row.points,
        "confidence": row.confidence or None,
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
    answer = " ".join(row.answer.split())
    if row.kind != "interview":  # whose answer is the reason why the card is due
        answer = answer[:40]
    answer = f"takes back {row.undoes}" if row.undoes else answer
    at = f"{row.at:%Y-%m-%d %H:%M}"
    return (row.id, at, row.kind, quality, row.due or "-", row.card, answer)

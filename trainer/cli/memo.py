"""`trainer memo`: a decision memo whose numbers are checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trainer.cli.show import json_option, print_json

if TYPE_CHECKING:
    from datetime import date, datetime

    from trainer.history.lab_run import LabRun
    from trainer.history.memo import Memo
    from trainer.store.log import Log


@click.group()
def command() -> None:
    """Draft and check a decision memo, the second half of the assignment."""


@command.command()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write it; without it, to stdout.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def new(output: Path | None, force: bool) -> None:
    """Draft a memo: its parts, numbers to begin with, and the labs that you measured.

    Fill in every TODO; `trainer memo check FILE` tells what is missing.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import open_store, tell
    from trainer.files.writing import write_new
    from trainer.history.memo_draft import draft

    text = draft(_runs(open_store(load())))
    if output is None:
        click.echo(text, nl=False)
        return
    write_new(output, text, force=force)
    tell(f"{output} written; `trainer memo check {output}` when it is filled")


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def check(file: Path, as_json: bool) -> None:
    """Check a memo: options, decision, what would change it, and every number.

    Numbers must be what calculators give or your own labs measured. Problems go to stderr and give
    exit code 3. A memo that passes is kept, and `trainer health` checks it again.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import open_store
    from trainer.cli.world import world
    from trainer.files import read_text
    from trainer.history.memo import check_memo
    from trainer.screens.texts import clean

    text = read_text(file)
    settings = load()
    log = open_store(settings)
    memo = check_memo(text, str(file), world().models, _runs(log))
    if as_json:
        print_json(_document(memo))
    for problem in memo.problems:
        click.echo(clean(str(problem)), err=True)
    if memo.problems:
        click.get_current_context().exit(3)
    now = settings.moment()
    _keep(log, text, file.name, now, settings.calendar.day(now))
    if not as_json:
        numbers = f"{memo.computed} computed, {memo.measured} measured, {memo.given} given"
        click.echo(f"{file}: {len(memo.options)} options, {numbers}, no problems; kept")


def _runs(log: Log) -> list[LabRun]:
    """All runs of labs that the learner made, the newest of each lab and device last."""
    from trainer.history.lab_run import dated_runs

    return [dated.run for dated in dated_runs(log.journal.entries("lab"))]


def _document(memo: Memo) -> dict[str, Any]:
    from trainer.report.health_json import plain

    return {**plain(memo), "problems": [str(problem) for problem in memo.problems]}


def _keep(log: Log, text: str, name: str, now: datetime, day: date) -> None:
    """Append a memo that passed to the journal, unless it is already the newest there."""
    from trainer.history.memo import KIND, digest, entry_of

    kept = log.journal.entries(KIND)
    if not kept or kept[-1].body.get("digest") != digest(text):
        log.journal.note(entry_of(text, name[:200], now, day))

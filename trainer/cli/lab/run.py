"""One run of a lab: what is predicted, what is measured, what is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import click

from trainer.cards.card import Card
from trainer.cli.laboratory import Laboratory
from trainer.cli.names import choose
from trainer.cli.settings import Settings, load
from trainer.cli.show import print_json
from trainer.cli.wiring import SystemClock, draw_question, open_store, read_decks, tell
from trainer.errors import UsageError
from trainer.grading.prediction import (
    Prediction,
    PredictionGrade,
    quality_of_prediction,
    read_prediction,
)
from trainer.history.lab_run import LabRun
from trainer.history.record import Review
from trainer.labs.registry import LABS
from trainer.practice import lab as practice
from trainer.practice.review import Asked, Sitting
from trainer.questions.chance import seed_from
from trainer.questions.lab import LabQuestion
from trainer.screens import lab as screen
from trainer.screens import texts
from trainer.store.log import Log


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    name: str
    predict: str | None
    device: str
    seed: int | None
    plain: bool
    as_json: bool


def run_lab_command(request: Request) -> None:
    """Ask, measure, compare, keep and show.

    Raises:
        TrainerError: If the lab cannot be measured here, or a prediction cannot be read.
    """
    name, lab = choose("lab", request.name, LABS)
    given = _given(request, lab.unit, lab.directions)
    settings = load()
    log = open_store(settings)
    clock = SystemClock(settings.now)
    labs = Laboratory(log.journal, clock, settings.calendar, request.device)
    seed = request.seed
    if seed is None:  # another one each time
        seed = seed_from(log.learner, name, len(labs.runs(name)))
    question = labs.question(name, seed)
    say = speaker(request)
    say(screen.introduction(question))
    prediction = given or _ask(question, say, request)
    if prediction is None:
        tell("nothing was predicted, so nothing was measured")
        return
    plain = request.plain or request.as_json
    run = screen.measure(labs, question, plain=plain)
    run, grade = practice.compare(question, prediction, run)
    say(screen.comparison(question, run, grade))
    if request.as_json and given is None:
        labs.keep(run)  # measured, not predicted: no answer to schedule
    elif row := _keep(labs, settings, log, question, run, grade):
        say([texts.saved(row)])
    if request.as_json:
        print_json(document(run))


def _given(request: Request, unit: str, directions: tuple[str, ...]) -> Prediction | None:
    """The prediction of the command line; none where it is to be asked for.

    Raises:
        UsageError: If it cannot be read.
    """
    if request.predict is None:
        return None
    found = read_prediction(request.predict, unit, directions)
    if found.problem:
        remedy = f"give a number in {unit or 'no unit'}, and {' or '.join(directions)} behind it"
        raise UsageError(f"--predict {found.problem.rstrip('.')}; {remedy}")
    return found


def speaker(request: Request) -> Callable[[Iterable[texts.Line]], None]:
    """What shows lines: in colour where the terminal has it, not at all with --json."""
    if request.as_json:
        return lambda _: None
    if request.plain or not sys.stdout.isatty():
        return lambda lines: click.echo("\n".join(text for _, text in lines))
    from trainer.screens.paint import console, paint  # only for a terminal

    screen = console()
    return lambda lines: paint(screen, lines)


def _ask(
    question: LabQuestion, say: Callable[[Iterable[texts.Line]], None], request: Request
) -> Prediction | None:
    """The prediction that is typed; an empty one for --json, None if the input ended."""
    if request.as_json:
        return Prediction()
    line = request.plain or not sys.stdin.isatty()

    def read(prompt: str) -> str | None:
        click.echo(prompt, nl=not sys.stdin.isatty())
        text = sys.stdin.readline()
        return text.rstrip("\r\n") if text else None

    with suppress(screen.PutOff):
        return screen.ask_prediction(read, say, question, line=line)
    return None


def _keep(
    labs: Laboratory,
    settings: Settings,
    log: Log,
    question: LabQuestion,
    run: LabRun,
    grade: PredictionGrade,
) -> Review | None:
    """Keep the run, and schedule the lab's card; None if no deck has one."""
    card = _card_of(question.lab, settings)
    if card is None:
        labs.keep(run)
        return None
    sitting = Sitting(
        cards={},
        log=log,
        clock=labs.clock,
        calendar=settings.calendar,
        draw=draw_question,
        learner=log.learner,
        labs=labs,
    )
    asked = Asked(card, log.state(card.id), False, None, question)
    return practice.keep(labs, sitting, asked, run, grade)


def _card_of(lab: str, settings: Settings) -> Card | None:
    cards = (card for deck in read_decks(settings) for card in deck.cards if not card.draft)
    return next((card for card in cards if card.lab == lab), None)


def document(run: LabRun) -> dict[str, Any]:
    """A run as the JSON that `lab run` and `lab report` print."""
    predicted = run.predicted is not None or bool(run.predicted_direction)
    return {
        "lab": run.lab,
        "device": run.device,
        "predicted": run.predicted,
        "measured": run.measured,
        "unit": run.unit,
        "expected": run.expected,
        "verdict": run.verdict,
        "seconds": run.seconds,
        "table": [dict(row) for row in run.table],
        "direction": {
            "predicted": run.predicted_direction or None,
            "measured": run.direction,
            "verdict": run.direction_verdict,
        },
        "quality": quality_of_prediction(run.verdict, run.direction_verdict) if predicted else None,
        "published": run.published,
        "says": run.says,
        "asks": run.asks,
        "seed": run.seed,
        "machine": run.machine,
        "versions": dict(run.versions),
    }

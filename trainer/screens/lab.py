"""A lab on the screen: the prediction, a bar while it is measured, and the comparison."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from trainer.errors import Interrupted
from trainer.grading.prediction import (
    TOLERANCES,
    Prediction,
    PredictionGrade,
    read_direction,
    read_prediction,
)
from trainer.history.lab_run import LabRun
from trainer.history.record import Review
from trainer.practice.lab import compare, keep
from trainer.practice.ports import LabRunner
from trainer.practice.review import Asked, Sitting
from trainer.questions.lab import LabQuestion
from trainer.screens.texts import Line, clean
from trainer.units import show_number

Ask = Callable[[str], str | None]  # a line for a prompt; None at the end of input
Say = Callable[[Iterable[Line]], None]
BAR = 30  # characters of the longest bar
PUT_OFF = "skip"
PROMPT = "prediction"  # begins the first prompt
_MARKS = {"full": "full marks", "half": "half marks", "off": "off", "none": "no number predicted"}


class PutOff(Exception):  # noqa: N818 - no error: the learner has no time now
    """The lab is put off until tomorrow."""


def introduction(question: LabQuestion) -> Iterator[Line]:
    """What is claimed, what is asked, how it is measured and how long that takes."""
    yield ("title", f"Lab {question.lab}: {question.title}")
    yield ("", f"They say: {question.claim}")
    yield ("question", question.asks)
    yield ("question", question.asks_direction)
    seconds = show_number(question.seconds)
    where = "GPU" if question.device == "cuda" else "CPU"
    yield ("dim", f"{question.how} Takes about {seconds} s on the {where}. {_marks(question)}")


def _marks(question: LabQuestion) -> str:
    full, half = TOLERANCES[question.tolerance]
    if full == half:
        return f"Full marks within {full - 1:.0%}."
    return f"Full marks within a factor of {full:g}, half within {half:g}."


def sit(sitting: Sitting, asked: Asked, ask: Ask, say: Say, *, plain: bool) -> Review | None:
    """Ask, measure, compare and keep a lab card; None if it was put off or the input ended.

    Args:
        sitting: The sitting, with its labs.
        asked: The lab card on the table.
        ask: Reads a line; None at the end of input.
        say: Shows lines.
        plain: One prompt, and no bar.

    Raises:
        Interrupted: At Ctrl-C while it is measured.
        TrainerError: If the measurement fails.
    """
    question, labs = asked.lab, sitting.labs
    if question is None or labs is None:
        raise ValueError(f"{asked.card.id} is not a lab card")
    say(introduction(question))
    try:
        prediction = ask_prediction(ask, say, question, line=plain)
    except PutOff:
        sitting.mark(asked.card.id, "bury")
        return None
    if prediction is None:
        return None
    run = measure(labs, question, plain=plain)
    run, grade = compare(question, prediction, run)
    say(comparison(question, run, grade))
    return keep(labs, sitting, asked, run, grade)


def ask_prediction(ask: Ask, say: Say, question: LabQuestion, *, line: bool) -> Prediction | None:
    """What the learner expects; None if the input ended.

    Args:
        ask: Reads a line; None at the end of input.
        say: Shows what is asked back.
        question: What is asked.
        line: One prompt for both, the number first; else the direction is asked apart.

    Raises:
        PutOff: If the learner would rather measure tomorrow.
    """
    words = _or(question.directions)
    unit = question.unit or "a plain number"
    both = f", and {words}" if line else ""
    prompt = f"{PROMPT} in {unit}{both}: "
    while (text := ask(prompt)) is not None:
        if text.strip().lower() == PUT_OFF:
            say([("dim", "Put off until tomorrow.")])
            raise PutOff
        if text == " " or text.strip() == "?":
            return Prediction()
        found = read_prediction(text, question.unit, question.directions)
        if not found.problem:
            if found.direction or line:
                return found
            return _ask_direction(ask, say, question, found)
        say([("dim", f"{clean(found.problem)} (? measures without, {PUT_OFF} puts it off)")])
    return None


def _ask_direction(
    ask: Ask, say: Say, question: LabQuestion, found: Prediction
) -> Prediction | None:
    while (text := ask(f"{_or(question.directions)}: ")) is not None:
        direction = read_direction(text, question.directions)
        if direction or text.strip() == "?":
            return Prediction(found.number, direction)
        say([("dim", f"type {_or(question.directions)}, or its first letters")])
    return None


def _or(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def measure(labs: LabRunner, question: LabQuestion, *, plain: bool) -> LabRun:
    """What is measured, with a bar on stderr meanwhile; nothing is stored yet.

    Raises:
        Interrupted: At Ctrl-C.
        TrainerError: If the measurement fails.
    """
    try:
        with _progress(question, plain=plain) as tell:
            return labs.measure(question, tell)
    except KeyboardInterrupt:
        what = f"interrupted; nothing of the lab {question.lab} was stored"
        raise Interrupted(f"{what}, answers saved before it are kept") from None


@contextmanager
def _progress(question: LabQuestion, *, plain: bool) -> Iterator[Callable[[float], None]]:
    if plain or not sys.stderr.isatty():
        quarters = [0.25, 0.5, 0.75]
        sys.stderr.write(f"measuring {question.lab}, about {show_number(question.seconds)} s\n")

        def tell(done: float) -> None:
            while quarters and done >= quarters[0] and question.seconds > 4:
                sys.stderr.write(f"{quarters.pop(0):.0%}\n")

        yield tell
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from trainer.screens.paint import console  # only where there is a terminal

    columns = (TextColumn("measuring"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(
        *columns, TimeElapsedColumn(), console=console(stderr=True), transient=True
    ) as bars:
        task = bars.add_task("", total=1.0)
        yield lambda done: bars.update(task, completed=done)


def comparison(question: LabQuestion, run: LabRun, grade: PredictionGrade) -> Iterator[Line]:
    """Measured, predicted and published side by side, as bars and words; then the table."""
    yield from _verdict(run, grade)
    yield from bars(run)
    yield ("", f"published  {clean(run.published)}")
    yield from table(run)
    yield ("", clean(run.says))
    yield ("dim", clean(f"Measured on {run.where}."))
    if question.reads:
        yield ("dim", f"Read: {clean(', '.join(question.reads))}")


def stored(run: LabRun, asks_direction: str) -> Iterator[Line]:
    """A run of another machine, said to be one; the run itself keeps the first question only."""
    yield ("title", f"Lab {run.lab}: {run.title}")
    yield ("bad", "A stored run of another machine; nothing was measured here.")
    yield ("question", run.asks)
    yield ("question", asks_direction)
    yield ("", f"Measured there: {run.shown(run.measured)}; {run.direction}.")
    yield ("", f"published  {clean(run.published)}")
    yield from table(run)
    yield ("", clean(run.says))
    yield ("dim", clean(f"Measured on {run.where}."))


def _verdict(run: LabRun, grade: PredictionGrade) -> Iterator[Line]:
    style = {"full": "good", "half": ""}.get(grade.number, "bad")
    yield (style, f"Measured {run.shown(run.measured)}: {_MARKS[grade.number]}.")
    turned = f"Direction: {run.direction}"
    if run.direction != run.expected:
        turned += f", where theory expects {run.expected}"
    match grade.direction:
        case "right":
            yield ("good", f"{turned}; you said so.")
        case "wrong":
            yield ("bad", f"{turned}; you said {run.predicted_direction}.")
        case _:
            yield ("", f"{turned}.")


def bars(run: LabRun) -> Iterator[Line]:
    """A bar for each figure, the longest for the largest; one below zero has none."""
    figures = {"measured": run.measured, "predicted": run.predicted}
    said = {name: figure for name, figure in figures.items() if figure is not None}
    largest = max(*said.values(), 0)
    for name, figure in said.items():
        length = round(BAR * max(figure, 0) / largest) if largest else 0
        yield ("bar", f"{name:<10} {'█' * length} {run.shown(figure)}")


def table(run: LabRun) -> Iterator[Line]:
    """The rows of a run in aligned columns, numbers to the right."""
    rows = run.cells()
    widths = [max(map(len, column)) for column in zip(run.columns, *rows, strict=True)]
    right = [not isinstance(cell, str) for cell in run.table[0].values()] if rows else []
    for number, cells in enumerate([run.columns, *rows]):
        shown = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        ]
        yield ("title" if number == 0 else "", clean("  ".join(shown).rstrip()))

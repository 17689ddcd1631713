"""What every calculator shares: its answer as text or JSON, and the way there with `--explain`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

from trainer.calc.derivation import Step
from trainer.cli.show import json_option, print_json
from trainer.units import in_unit, show


@dataclass(frozen=True, slots=True)
class Answer:
    """What a calculator found.

    Attributes:
        document: The same for programs, bytes as integers.
        says: One or more lines for people.
        steps: The derivation.
        source: Where the formula comes from.
    """

    document: dict[str, Any]
    says: tuple[str, ...]
    steps: tuple[Step, ...]
    source: str


def calculator(calculate: Callable[..., Answer]) -> click.Command:
    """The command that shows what this function of its options finds.

    What the calculators refuse (a count of 0, a rank above the matrix, an unknown dtype) is a
    usage error.
    """

    @click.command(calculate.__name__)
    @json_option
    @click.option("--explain", is_flag=True, help="Also show the derivation, line by line.")
    @functools.wraps(calculate)
    def command(*, as_json: bool, explain: bool, **options: Any) -> None:
        try:
            answer = calculate(**options)
        except ValueError as problem:
            raise click.UsageError(str(problem)) from None
        if as_json:
            print_json(answer.document | (_explained(answer) if explain else {}))
            return
        for line in answer.says:
            click.echo(line)
        if explain:
            _explain(answer)

    return command


def joined(first: tuple[Step, ...], then: tuple[Step, ...]) -> tuple[Step, ...]:
    """Two derivations as one: what the first one leads to is no given of the second."""
    known = {step.name for step in first}
    return (*first, *(step for step in then if step.name not in known))


def short_by(missing: int) -> str:
    """`does not fit, short by 12.3 GB`."""
    return f"does not fit, short by {show(missing, 'GB')}"


def _explain(answer: Answer) -> None:
    from trainer.screens.texts import derivation  # only who asks for the way pays for it

    for _, line in derivation(answer.steps):
        click.echo(line)
    click.echo(f"Source: {answer.source}")


def _explained(answer: Answer) -> dict[str, Any]:
    return {"steps": [_document(step) for step in answer.steps], "source": answer.source}


def _document(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "formula": step.formula,
        "value": in_unit(step.value, step.unit),
        "unit": step.unit,
        "note": step.note,
    }

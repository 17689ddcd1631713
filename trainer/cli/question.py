"""`trainer question`: the families of numeric questions, one question, one graded answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trainer.cli import complete
from trainer.cli.show import json_option, print_json, print_table
from trainer.cli.whole import Whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainer.questions.question import Question

seed_option = click.option(
    "--seed", metavar="N", type=Whole(0, None), required=True, help="What to draw it from."
)


@click.group()
def command() -> None:
    """List, show and grade numeric questions."""


@command.command("list")
@json_option
def list_families(as_json: bool) -> None:
    """List the question families."""
    from trainer.questions.families import FAMILIES

    families = FAMILIES.values()
    if as_json:
        print_json(
            [
                {
                    "family": family.name,
                    "level": family.level,
                    "topic": family.topic,
                    "title": family.title,
                    "unit": family.unit,
                    "bounds": {name: list(values) for name, values in family.bounds.items()},
                }
                for family in families
            ]
        )
        return
    rows = [(family.name, family.level, family.topic, family.title) for family in families]
    print_table(("family", "level", "topic", "title"), rows)


@command.command()
@click.argument("family", shell_complete=complete.families)
@seed_option
@click.option("--reveal", is_flag=True, help="Also show answer, derivation and known mistakes.")
@json_option
def show(family: str, seed: int, reveal: bool, as_json: bool) -> None:
    """Show the question that FAMILY draws from a seed."""
    question = _draw(family, seed)
    if as_json:
        print_json(_document(question) | (_revealed(question) if reveal else {}))
        return
    click.echo(question.prompt)
    for line in _reveal(question) if reveal else ():
        click.echo(line)


@command.command()
@click.argument("family", shell_complete=complete.families)
@seed_option
@click.option("--answer", metavar="TEXT", required=True, help="The answer to grade.")
@json_option
def grade(family: str, seed: int, answer: str, as_json: bool) -> None:
    """Grade an answer to the question that FAMILY draws from a seed."""
    from trainer.grading.numeric import grade_answer
    from trainer.grading.quality import QUALITIES
    from trainer.questions.mistakes import KNOWN
    from trainer.screens import texts

    question = _draw(family, seed)
    graded = grade_answer(question, answer)
    if not as_json:
        unreadable = graded.verdict == "unreadable"
        lines = [("", graded.reading.says)] if unreadable else texts.verdict(question, graded)
        for _, line in lines:
            click.echo(texts.clean(line))
        return
    print_json(
        {
            "verdict": graded.verdict,
            "read_as": graded.reading.says,
            "quality": QUALITIES.get(graded.verdict),
            "mistakes": [{"id": m.id, "says": KNOWN[m.id].says} for m in graded.mistakes],
            "causes": [[made.id for made in cause] for cause in graded.causes],
            "answer": _amount(question),
        }
    )


def _draw(name: str, seed: int) -> Question:
    from trainer.cli.names import choose
    from trainer.cli.world import world
    from trainer.questions import families
    from trainer.questions.family import draw

    listed = families.family_named(name)  # a name as it is listed loads its own room only
    return draw(listed or choose("family", name, families.FAMILIES)[1], seed, world())


def _reveal(question: Question) -> Iterator[str]:
    """The answer, the way to it, and what each known mistake would give."""
    from trainer.questions.mistakes import KNOWN
    from trainer.screens import texts
    from trainer.units import show_both

    yield f"Answer: {texts.amount(question)}"
    for _, line in texts.derivation(question.steps):
        yield line
    for made in question.mistakes:
        yield f"{made.id} gives {show_both(made.value, question.unit)}: {KNOWN[made.id].name}"


def _document(question: Question) -> dict[str, Any]:
    return {
        "family": question.family,
        "seed": question.seed,
        "prompt": question.prompt,
        "unit": question.unit,
    }


def _amount(question: Question) -> dict[str, Any]:
    from trainer.units import in_unit

    return {"value": in_unit(question.value, question.unit), "unit": question.unit}


def _revealed(question: Question) -> dict[str, Any]:
    from trainer.questions.mistakes import CATALOGUE
    from trainer.units import in_unit

    return {
        "answer": _amount(question),
        "bands": {"rounded": [in_unit(value, question.unit) for value in question.rounded]},
        "steps": [
            {
                "name": step.name,
                "formula": step.formula,
                "value": in_unit(step.value, step.unit),
                "unit": step.unit,
                "note": step.note,
            }
            for step in question.steps
        ],
        "mistakes": [
            {
                "id": mistake.id,
                "value": in_unit(mistake.value, question.unit),
                "says": CATALOGUE[mistake.id].says,
            }
            for mistake in question.mistakes
        ],
    }

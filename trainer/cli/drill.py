"""`trainer drill`: free practice on numeric questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trainer.cli import complete
from trainer.cli.names import choose
from trainer.errors import UsageError

if TYPE_CHECKING:
    from trainer.questions.family import Family
    from trainer.store.log import Log


@click.command()
@click.argument("family", required=False, shell_complete=complete.families)
@click.option("--topic", metavar="T", help="Only families of this topic.")
@click.option("--mistake", metavar="ID", help="Only questions that can tell this mistake.")
@click.option(
    "--count",
    metavar="N",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    help="How many questions.",
)
@click.option("--plain", is_flag=True, help="Line mode: no keys, no colour, one line an answer.")
def command(
    family: str | None, topic: str | None, mistake: str | None, count: int, plain: bool
) -> None:
    """Practise numeric questions; the schedule stays as it is.

    FAMILY is one of `trainer question list`. Without arguments: questions where the mistake can
    happen that the log holds most often, or else all families in turn.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import SystemClock, draw_question, open_store
    from trainer.practice.drill import Drill, practice_card
    from trainer.practice.review import Plan
    from trainer.screens.sitting import run_sitting

    families = _families(family, topic)
    wanted = _mistake(mistake) if mistake else ""
    settings = load()
    log = open_store(settings)
    if not (family or topic or mistake):
        wanted = _habit(log)
    cards = [practice_card(one) for one in _prone(families, wanted)]
    newest = log.rows(limit=1)
    drill = Drill(
        cards={card.id: card for card in cards},
        log=log,
        clock=SystemClock(settings.now),
        calendar=settings.calendar,
        draw=draw_question,
        learner=log.learner,
        plan=Plan(cram=True, limit=count),
        rows=newest[0].id if newest else 0,
        mistake=wanted,
    )
    run_sitting(drill, plain=plain, editing=settings.editing)


def _families(name: str | None, topic: str | None) -> list[Family]:
    """The families of this name and topic; all where neither is given."""
    from trainer.questions.families import FAMILIES

    chosen = list(FAMILIES.values()) if name is None else [choose("family", name, FAMILIES)[1]]
    if topic is None:
        return chosen
    topic, _ = choose("topic", topic, {family.topic: family for family in chosen})
    return [family for family in chosen if family.topic == topic]


def _mistake(name: str) -> str:
    """The id of a mistake as the catalogue writes it."""
    from trainer.questions.mistakes import CATALOGUE

    return choose("mistake", name, CATALOGUE)[0]


def _habit(log: Log) -> str:
    """The mistake made most often, which the learner is told; empty if none was made."""
    from trainer.cli.wiring import tell
    from trainer.practice.drill import most_made
    from trainer.questions.mistakes import CATALOGUE

    mistake = most_made(reversed(log.rows()), CATALOGUE)
    if mistake:
        what = f"your most frequent mistake, {mistake}: {CATALOGUE[mistake].name}"
        tell(f"practising {what}")
    return mistake


def _prone(families: list[Family], mistake: str) -> list[Family]:
    """Those of the families that can tell the mistake; all of them where none is wanted.

    Raises:
        UsageError: If none can; names families that could.
    """
    from trainer.cli.wiring import draw_question
    from trainer.practice.drill import prone
    from trainer.questions.families import FAMILIES

    if not mistake:
        return families
    if found := prone(families, mistake, draw_question):
        return found
    able = ", ".join(family.name for family in prone(FAMILIES.values(), mistake, draw_question))
    raise UsageError(f"no such question can tell {mistake}; these families can: {able}")

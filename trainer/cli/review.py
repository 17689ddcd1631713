"""`trainer review`: the daily sitting."""

from __future__ import annotations

import click

from trainer.cli import complete


@click.command()
@complete.deck_option
@click.option("--topic", metavar="T", help="Practise this topic; the schedule stays as it is.")
@click.option("--limit", metavar="N", type=click.IntRange(1), help="At most N cards.")
@click.option(
    "--new",
    metavar="N",
    type=click.IntRange(0),
    help="New cards a day, in the place of the setting.",
)
@click.option(
    "--ahead",
    metavar="DAYS",
    type=click.IntRange(1, 3650),
    default=None,
    help="Practise what is due within DAYS; the schedule stays as it is.",
)
@click.option("--cram", is_flag=True, help="Practise every card; the schedule stays as it is.")
@click.option("--count", is_flag=True, help="Let the answers of --topic, --ahead or --cram count.")
@click.option("--plain", is_flag=True, help="Line mode: no keys, no colour, one line an answer.")
def command(
    deck: str | None,
    topic: str | None,
    limit: int | None,
    new: int | None,
    ahead: int | None,
    cram: bool,
    count: bool,
    plain: bool,
) -> None:
    """Review the cards that are due today, then the new ones.

    Each answer is saved before the next question shows. Intervals follow SM-2. After days away
    the queue is spread over the next ones, the most valuable cards first.
    """
    from trainer.cli.settings import load
    from trainer.cli.welcome import welcome_once
    from trainer.cli.wiring import open_sitting
    from trainer.practice.review import Plan
    from trainer.screens.sitting import run_sitting

    settings = welcome_once(load(), plain=plain)
    plan = Plan(
        new_per_day=settings.new_per_day if new is None else new,
        reviews_per_day=settings.reviews_per_day,
        limit=limit,
        ahead=ahead or 0,
        cram=cram,
        topic=topic is not None,
        count=count,
        longest_interval=settings.longest_interval,
        minutes=settings.minutes_per_day,
        interview=settings.interview_date,
    )
    run_sitting(open_sitting(settings, plan, deck, topic), plain=plain, editing=settings.editing)

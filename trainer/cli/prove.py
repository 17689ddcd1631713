"""`trainer prove`: the sitting that a claim still needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trainer.cli import complete

if TYPE_CHECKING:
    from trainer.cli.checkup import Checkup
    from trainer.history.gathering import Gathered
    from trainer.history.judgement import Ask
    from trainer.practice.prove import Proof

SEEN = 12  # newest answers to a family whose numbers are not asked again


@click.command()
@click.argument("item", shell_complete=complete.claims)
@click.option("--plain", is_flag=True, help="Line mode: no keys, no colour, one line an answer.")
def command(item: str, plain: bool) -> None:
    """Try to prove a claim: cold, on unseen numbers, without hints.

    ITEM is a claim or a topic of `trainer health`. What its proof still lacks is asked, and what
    was answered wrong today waits until tomorrow. Type the answers: what is said aloud proves
    nothing. Cards that are due count as reviewed; all else leaves the schedule alone.
    """
    from trainer.cli.checkup import open_checkup
    from trainer.cli.health import choose_claim
    from trainer.cli.wiring import tell
    from trainer.history import wording as say
    from trainer.history.scales import asks, judge
    from trainer.screens.sitting import run_sitting

    checkup = open_checkup()
    claim = choose_claim(checkup.course.claims, item)
    check, today, gathered = checkup.course.check, checkup.today, checkup.look()
    asked = asks(claim, gathered.known, check, today)
    if asked:
        many = say.count(sum(ask.times for ask in asked), "question")
        what = f"{many} on {claim.id}, cold and without hints; type each answer"
        tell(what)
        proof = _proof(checkup, gathered, asked)
        run_sitting(proof, plain=plain, editing=checkup.settings.editing)
        gathered = checkup.look()
    judged = judge(claim, gathered.known, check, today)
    click.echo(f"{claim.id} is {judged.state}: {judged.because}.")
    if judged.step is not None:
        click.echo(f"Next: {say.step(judged.step)}.")


def _proof(checkup: Checkup, gathered: Gathered, asked: list[Ask]) -> Proof:
    from trainer.cli.checkup import claim_card, redraw_with
    from trainer.cli.wiring import SystemClock, draw_question
    from trainer.practice.prove import Proof
    from trainer.practice.review import Plan

    course, settings, log = checkup.course, checkup.settings, checkup.log
    cards = [
        claim_card(ask.name, ask.bounds) if ask.kind == "numeric" else course.cards[ask.name]
        for ask in asked
    ]
    redraw = redraw_with(course)
    rows = [row for ask in asked for row in gathered.family_rows.get(ask.name, [])[-SEEN:]]
    newest = log.rows(limit=1)
    return Proof(
        cards={card.id: card for card in cards},
        log=log,
        clock=SystemClock(settings.now),
        calendar=settings.calendar,
        draw=draw_question,
        learner=log.learner,
        plan=Plan(cram=True, longest_interval=settings.longest_interval),
        traps={deck.name: deck.traps for deck in checkup.decks},
        rows=newest[0].id if newest else 0,
        asks=asked,
        order=[card.id for card in cards],
        seen={question.prompt for row in rows if (question := redraw(row))},
    )

"""What a screen says of an answer in free text: what was found in it, and what was expected."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.cards.card import Card
from trainer.grading.rubric import FOUND, MISSING, UNSURE, Proposal
from trainer.practice.judging import Judging
from trainer.screens.texts import Line, clean, paragraphs

TYPED_LINES, TYPED = 6, 500  # how much of a typed answer stays on the screen


def typed(answer: str) -> Iterator[Line]:
    """A typed answer as it stands above what was found in it: its first lines."""
    lines = clean(answer).strip().split("\n")
    short = "\n".join(lines[:TYPED_LINES])[:TYPED]
    rest = len(answer.strip()) - len(short)
    yield ("", short)
    if rest > 0:
        yield ("dim", f"and {rest} more characters")


def findings(card: Card, proposal: Proposal) -> Iterator[Line]:
    """Each rubric point and each claim that seems wrong, with the words that show it."""
    yield ("title", "What a good answer says")
    for note in proposal.notes:
        yield ("bad", clean(note))
    for step in range(len(card.points) + len(proposal.claims)):
        yield finding(card, proposal, step)
        yield from quote(proposal, step)


def finding(card: Card, proposal: Proposal, step: int) -> Line:
    """`1 [found] fp16 takes 2 bytes.`, a point, or behind the points `[trap?]` and a claim.

    Where nothing could be looked for, as in what was said aloud, the points have no marks.
    """
    if step >= len(card.points):
        return ("bad", f"[trap?] {clean(proposal.claims[step - len(card.points)].text)}")
    style, mark = {
        FOUND: ("good", "[found]"), MISSING: ("bad", "[not found]"), UNSURE: ("", "[unsure]"),
    }[proposal.findings[step].verdict]  # fmt: skip
    looked = any(each.verdict != UNSURE for each in proposal.findings)
    return (style, f"{step + 1} {mark + ' ' if looked else ''}{clean(card.points[step].text)}")


def quote(proposal: Proposal, step: int) -> Iterator[Line]:
    """The part of the answer that shows a point or a claim."""
    quotes = [found.quote for found in proposal.findings]
    quotes += [claim.quote for claim in proposal.claims]
    if shown := quotes[step]:
        yield ("dim", f'  you: "{clean(" ".join(shown.split()))}"')


def judged(judging: Judging) -> Line:
    """`Quality 4: 3 of 4 points said, 1 partly`, by the table of `grading.quality`."""
    said, partly = judging.points.count("y"), judging.points.count("p")
    shown = f"{said} of {len(judging.points)} points said" + f", {partly} partly" * (partly > 0)
    if not judging.points:
        shown = "not every point was judged"
    caps = "; a wrong claim caps it" * judging.trapped + "; a hint caps it" * (judging.hints > 0)
    return ("title", f"Quality {judging.quality}: {shown}{caps}.")


def model_answer(card: Card) -> Iterator[Line]:
    """The model answer, what an interviewer asks next, and what to read."""
    yield ("title", "Model answer")
    for paragraph in paragraphs(card.answer):
        yield ("", paragraph)
    if card.follow_up:
        yield ("dim", f"Next they ask: {' '.join(paragraphs(card.follow_up))}")
    if card.reads:
        yield ("dim", f"Read: {clean(', '.join(card.reads))}")

"""What of a rubric an answer says: a proposal, point by point, never a decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.cards.card import Card, Point
from trainer.grading.quality import quality_of_points

FOUND, MISSING, UNSURE = "found", "missing", "unsure"


@dataclass(frozen=True, slots=True)
class Finding:
    """What an answer says of one point.

    Attributes:
        verdict: `FOUND`, `MISSING`, or `UNSURE` where only a reader can tell.
        quote: The part of the answer that shows it, letter by letter; empty if there is none.
    """

    verdict: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A wrong claim or a trap that an answer seems to step into, and the words that show it.

    Attributes:
        text: The wrong claim as a sentence.
        quote: The part of the answer that shows it, letter by letter.
        trap: The trap's name, or empty for a wrong claim of the card itself.
    """

    text: str
    quote: str = ""
    trap: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the grader found.

    Attributes:
        quality: The SM-2 quality that it suggests.
        findings: One for each point of the card.
        claims: What the answer seems to get wrong.
        notes: Why nothing was counted, a sentence each: a list of keywords, the question again.
    """

    quality: int
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = ()


def said_aloud(card: Card) -> Proposal:
    """The proposal for an answer that nobody wrote down: 3, and each point to be judged."""
    return Proposal(3, tuple(Finding(UNSURE) for _ in card.points))


def judge(points: Sequence[Point], answer: str, question: str = "") -> tuple[Finding, ...]:
    """A finding for each point, in order.

    Args:
        points: What the answer should say; one without words to look for is `UNSURE`.
        answer: What was typed.
        question: What was asked, so that repeating it earns nothing.
    """
    words = _normal(answer)
    if not words.strip():
        return tuple(Finding(MISSING) for _ in points)
    return tuple(_finding(point, words) for point in points)


def propose(card: Card, answer: str) -> Proposal:
    """The quality that an answer to this card suggests, and what it was found to say.

    Where no point lists words, only an empty answer can be told, and the proposal for any other
    is 3: right, by the learner's own judgement.
    """
    words = _normal(answer)
    findings = judge(card.points, answer, card.question)
    if not words.strip():
        return Proposal(0, findings)
    wrong = [claim for claim in card.wrong_claims if claim.groups and _says(claim, words)]
    claims = tuple(Claim(claim.text) for claim in wrong)
    letters = "".join({FOUND: "y", MISSING: "n"}.get(each.verdict, "") for each in findings)
    return Proposal(quality_of_points(letters, trapped=bool(claims)), findings, claims)


def _finding(point: Point, words: str) -> Finding:
    if not point.groups:
        return Finding(UNSURE)
    return Finding(FOUND if _says(point, words) else MISSING)


def _says(point: Point, words: str) -> bool:
    return all(any(_normal(word) in words for word in group) for group in point.groups)


def _normal(text: str) -> str:
    """Lower-case words with single blanks around each, so that only whole words match."""
    words = re.findall(r"[a-z0-9]+(?:\.[0-9]+)?", text.lower().replace(",", ""))
    return f" {' '.join(words)} "

"""What of a rubric an answer says: a proposal, point by point, never a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trainer.cards.card import Card, Point, Trap
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
        trap: The trap's name; for a wrong claim of the card itself the card's id.
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
        points: What the answer should say, or a wrong claim to listen for (`Point.wrong`); one
            without words to look for is `UNSURE`.
        answer: What was typed.
        question: What was asked, so that repeating it earns nothing.
    """
    from trainer.grading.hearing import findings_of, read  # paid at the first typed answer

    text, _ = read(answer, question, points)
    return findings_of(text, points)


def propose(card: Card, answer: str, traps: Mapping[str, Trap] | None = None) -> Proposal:
    """The quality that an answer to this card suggests, and what it was found to say.

    Where no point lists words, only an empty answer can be told, and the proposal for any other
    is 3: right, by the learner's own judgement. A point that may be said counts as said in part.

    Args:
        card: The card.
        answer: What was typed.
        traps: The deck's traps by name; those that the card names are listened for.
    """
    from trainer.grading.hearing import findings_of, read  # paid at the first typed answer

    text, notes = read(answer, card.question, card.points)
    if not text.words:
        return Proposal(0, findings_of(text, card.points))
    wrong = list(_wrong_claims(card, traps or {}))
    heard = findings_of(text, [point for point, _ in wrong])
    claims = tuple(
        Claim(point.text, finding.quote, trap)
        for (point, trap), finding in zip(wrong, heard, strict=True)
        if finding.verdict == FOUND
    )
    findings = findings_of(text, card.points)
    letters = "".join(map(_letter, card.points, findings))
    quality = quality_of_points(letters, trapped=bool(claims))
    return Proposal(quality, findings, claims, notes)


def _wrong_claims(card: Card, traps: Mapping[str, Trap]) -> Iterator[tuple[Point, str]]:
    """The wrong claims of a card under its id, and the traps that it names under their names."""
    for claim in card.wrong_claims:
        if claim.groups:
            yield replace(claim, wrong=True), card.id
    for name in card.traps:
        if name in traps and traps[name].groups:
            yield Point(traps[name].claim, traps[name].groups, wrong=True), name


def _letter(point: Point, finding: Finding) -> str:
    """The letter that a finding suggests; none where the point lists no words."""
    return {FOUND: "y", UNSURE: "p", MISSING: "n"}[finding.verdict] if point.groups else ""

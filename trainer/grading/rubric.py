"""What of a rubric an answer says: a proposal, point by point, never a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from trainer.cards.card import Card, Point, Trap
from trainer.grading.evidence import claimed, evidence, quote, sought
from trainer.grading.guards import PASTED, STUFFED, bare_list, said_again
from trainer.grading.quality import quality_of_points
from trainer.grading.text import Text, text_of
from trainer.grading.typos import mend

FOUND, MISSING, UNSURE = "found", "missing", "unsure"
PARTLY = 0.66  # share of a point's groups below which not even a part of it was said


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
        points: What the answer should say, or a wrong claim to listen for (`Point.wrong`); one
            without words to look for is `UNSURE`.
        answer: What was typed.
        question: What was asked, so that repeating it earns nothing.
    """
    text, _ = _read(answer, question, points)
    return _findings(text, points)


def propose(card: Card, answer: str, traps: Mapping[str, Trap] | None = None) -> Proposal:
    """The quality that an answer to this card suggests, and what it was found to say.

    Where no point lists words, only an empty answer can be told, and the proposal for any other
    is 3: right, by the learner's own judgement. A point that may be said counts as said in part.

    Args:
        card: The card.
        answer: What was typed.
        traps: The deck's traps by name; those that the card names are listened for.
    """
    text, notes = _read(answer, card.question, card.points)
    if not text.words:
        return Proposal(0, _findings(text, card.points))
    wrong = list(_wrong_claims(card, traps or {}))
    heard = _findings(text, [point for point, _ in wrong])
    claims = tuple(
        Claim(point.text, finding.quote, trap)
        for (point, trap), finding in zip(wrong, heard, strict=True)
        if finding.verdict == FOUND
    )
    findings = _findings(text, card.points)
    letters = "".join(map(_letter, card.points, findings))
    quality = quality_of_points(letters, trapped=bool(claims))
    return Proposal(quality, findings, claims, notes)


def _wrong_claims(card: Card, traps: Mapping[str, Trap]) -> Iterator[tuple[Point, str]]:
    """The wrong claims of a card and the traps that it names, each with the trap's name."""
    for claim in card.wrong_claims:
        if claim.groups:
            yield replace(claim, wrong=True), ""
    for name in card.traps:
        if name in traps and traps[name].groups:
            yield Point(traps[name].claim, traps[name].groups, wrong=True), name


def _read(answer: str, question: str, points: Sequence[Point]) -> tuple[Text, tuple[str, ...]]:
    """The answer ready to be searched, without what says nothing, and what was left out."""
    text = text_of(answer)
    mend(text, sought(tuple(point.groups for point in points)))
    listed, repeated = bare_list(text), said_again(text, question)
    text.mask(listed | repeated)
    half = len(text.words) / 2
    notes = [note for note, spent in ((STUFFED, listed), (PASTED, repeated)) if len(spent) > half]
    return text, tuple(notes)


def _findings(text: Text, points: Sequence[Point]) -> tuple[Finding, ...]:
    """A finding for each point; the wrong ones first, as they cast doubt on what stands by them."""
    found = {at: _heard(text, point) for at, point in enumerate(points) if point.wrong}
    return tuple(found.get(at) or _finding(text, point) for at, point in enumerate(points))


def _heard(text: Text, claim: Point) -> Finding:
    """Whether a text makes a wrong claim; no point is sure in a sentence that does."""
    hit = claimed(text, claim.groups)
    if hit is None:
        return Finding(MISSING)
    text.mask(set(range(hit.first, hit.last + 1)))
    text.doubt(hit.first)
    return Finding(FOUND, quote(text, hit.first, hit.last))


def _finding(text: Text, point: Point) -> Finding:
    if not text.words:
        return Finding(MISSING)
    if not point.groups:
        return Finding(UNSURE)
    found = evidence(text, point)
    if not found.met or found.met < PARTLY * found.groups:
        return Finding(MISSING)
    sure = found.met == found.groups and not found.weak
    return Finding(FOUND if sure else UNSURE, quote(text, found.first, found.last))


def _letter(point: Point, finding: Finding) -> str:
    """The letter that a finding suggests; none where the point lists no words."""
    return {FOUND: "y", UNSURE: "p", MISSING: "n"}[finding.verdict] if point.groups else ""

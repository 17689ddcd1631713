"""What a screen says, once for all screens: lines of text, each with the name of its style.

A plain terminal prints the text; a coloured one paints it. Nothing is said by colour alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from trainer.calc.derivation import Step
from trainer.cards.card import Card, Point
from trainer.cards.marks import unmarked
from trainer.grading.answer import Reading
from trainer.grading.numeric import Grade
from trainer.grading.rubric import FOUND, MISSING, UNSURE, Finding, Proposal
from trainer.grading.slips import meant
from trainer.history.record import PRACTICE, Review
from trainer.practice.drill import Drill
from trainer.practice.review import Asked, Sitting
from trainer.questions.mistakes import KNOWN
from trainer.questions.question import Question
from trainer.units import show, show_both, show_bytes

Line = tuple[str, str]  # style, text

# How signs that a terminal may lack are spelled: times, arrow, bounds, dashes, quotes, bullets.
_SPELLED = {
    0xD7: "x", 0x2192: "->", 0x2264: "<=", 0x2265: ">=", 0xB7: "|", 0x2022: "-", 0x2013: "-",
    0x2014: "-", 0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'", 0x2248: "~", 0x2588: "#",
}  # fmt: skip

LEVEL_MARK = {"green": "[G]", "yellow": "[Y]", "red": "[R]"}
GRADES = "0 no idea, 1 wrong, 2 wrong but near, 3 hard, 4 good, 5 at once"
# Characters that would let a text from outside change how others are shown.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    r"""The text with control and direction characters shown as `\x1b`, so that none acts."""
    return _HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def paragraphs(markdown: str) -> Iterator[str]:
    """The paragraphs of a card's text, soft line breaks joined; lists, quotes and code kept.

    Marked numbers appear as plain ones.
    """
    for block in re.split(r"\n\s*\n", clean(unmarked(markdown)).strip()):
        lines = block.split("\n")
        if any(re.match(r"\s*([-*>|]|\d+\.|```|    )", line) for line in lines):
            yield block
        else:
            yield " ".join(line.strip() for line in lines)


def heading(asked: Asked, number: int, left: int) -> Line:
    """`Card 3, 9 to go [G] green: numeric, weights, again today`; in practice a question."""
    card = asked.card
    again = ", again today" if asked.again else ", new" if asked.state is None else ""
    what, kind = "Card", f"{card.kind}, {clean(card.topic)}{again}"
    if card.id.startswith(PRACTICE):
        what, kind = "Question", f"{card.family}, {card.topic}"
    mark = LEVEL_MARK[card.level]
    return (card.level, f"{what} {number}, {left} to go {mark} {card.level}: {kind}")


def question(asked: Asked) -> Iterator[Line]:
    """The question, a paragraph a line."""
    if asked.lab:  # `screens.lab` introduces it
        return
    text = asked.question.prompt if asked.question else asked.card.question
    if asked.card.kind == "trap":
        yield ("dim", "Somebody says this. What is wrong with it?")
    for paragraph in paragraphs(text):
        yield ("question", paragraph)


def model_answer(card: Card, proposal: Proposal) -> Iterator[Line]:
    """The model answer, then each rubric point with what the grader found, and what to read."""
    yield ("title", "Model answer")
    for paragraph in paragraphs(card.answer):
        yield ("", paragraph)
    yield ("title", "Points")
    for point, finding in zip(card.points, proposal.findings, strict=True):
        yield _point(point, finding)
    for claim in proposal.claims:
        yield ("bad", f"[trap?] {clean(claim.text)}")
    if card.follow_up:
        yield ("dim", f"Next they ask: {' '.join(paragraphs(card.follow_up))}")
    if card.reads:
        yield ("dim", f"Read: {clean(', '.join(card.reads))}")


def _point(point: Point, finding: Finding) -> Line:
    style, mark = {
        FOUND: ("good", "[said]"), MISSING: ("bad", "[not found]"), UNSURE: ("", "[judge]"),
    }[finding.verdict]  # fmt: skip
    return (style, f"{mark} {clean(point.text)}")


def verdict(question: Question, grade: Grade | None) -> Iterator[Line]:
    """What became of a numeric answer: what was read, the verdict, and where it went wrong."""
    answer = amount(question)
    if grade is None:
        yield ("bad", f"The answer is {answer}.")
        return
    yield ("dim", f"Read as {clean(grade.reading.says)}.")
    match grade.verdict:
        case "correct":
            yield ("good", f"Correct{_other_unit(grade.reading)}: {answer}.")
        case "rounded":
            said = f"Right{_other_unit(grade.reading)}, as one says it in an interview"
            yield ("good", f"{said}; exactly {answer}.")
        case "slip":
            yield ("bad", f"A slip of the unit: the answer is {answer}.")
        case _:
            yield ("bad", f"Not right: the answer is {answer}.")
    yield from _causes(question, grade)


def _other_unit(reading: Reading) -> str:
    """That an answer is right in GiB where GB was asked, or the other way round."""
    typed, asked = reading.unit or reading.asked, reading.asked
    if "B" not in typed or ("iB" in typed) == ("iB" in asked):
        return ""
    return f" in {typed}, where {asked} was asked"


def _causes(question: Question, grade: Grade) -> Iterator[Line]:
    """What leads to a wrong answer: its mistakes, and the steps where they leave the derivation."""
    right = {step.name: step.formula for step in question.steps}
    for number, cause in enumerate(grade.causes):
        links = ("or",) * (number > 0) + ("both together:",) * (len(cause) > 1)
        if links:
            yield ("bad", " ".join(links))
        for made in cause:
            yield ("bad", f"{made.id}: {KNOWN[made.id].name}. {KNOWN[made.id].says}")
            if made in question.mistakes:
                yield ("", f"  you: {made.step} = {made.formula}")
                yield ("", f"  right: {made.step} = {right[made.step]}")
    units = meant(question, grade.reading) if grade.causes else None
    if units:
        yield ("", f"It was read as {units[0]}; did you mean {units[1]}?")


def amount(question: Question) -> str:
    """The answer in its unit; a size in the decimal and the binary one."""
    return show_both(question.value, question.unit)


def derivation(steps: Iterable[Step]) -> Iterator[Line]:
    """The derivation, a line a step: `bytes = N * bits / 8 = 140 GB (definition)`."""
    for step in steps:
        shown = show_bytes(step.value) if step.unit in ("bytes", "GB") else (
            show(step.value, step.unit)
        )  # fmt: skip
        formula = "" if step.formula.replace(".", "").isdigit() else f" = {step.formula}"
        note = f" ({step.note})" if step.note else ""
        yield ("", clean(f"  {step.name}{formula} = {shown}{note}"))


def saved(row: Review) -> Line:
    """`Quality 4; due again in 6 days.`, what an answer did to its card."""
    if row.kind == "drill":
        return ("dim", f"Quality {row.quality}; practice, the schedule stays as it is.")
    days = (row.due - row.day).days if row.due else 0
    when = "tomorrow" if days == 1 else f"in {days} days"
    today = ", and once more today" if row.quality is not None and row.quality < 4 else ""
    return ("dim", f"Quality {row.quality}; due again {when}{today}.")


def farewell(sitting: Sitting) -> Line:
    """The last line of a sitting."""
    answered, left = sitting.answered, sitting.left()
    kept = f"{answered} answer{'' if answered == 1 else 's'} kept"
    if isinstance(sitting, Drill):
        return ("title", f"{kept}; practice, the schedule stays as it is.")
    if left:
        return ("title", f"{kept}; {left} still to go today.")
    return ("title", f"{kept}; nothing more is due today." if answered else "Nothing is due today.")


def ascii_fallback(text: str) -> str:
    """The text in ASCII, for a terminal that shows no more: signs spelled, accents dropped."""
    flat = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    return flat.encode("ascii", "ignore").decode() or "?"

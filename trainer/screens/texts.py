"""What a screen says, once for all screens: lines of text, each with the name of its style.

A plain terminal prints the text; a coloured one paints it. Nothing is said by colour alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from trainer.calc.derivation import Step
from trainer.cards.card import Card
from trainer.cards.clean import clean as clean  # noqa: PLC0414 - screens take it from here
from trainer.cards.marks import unmarked
from trainer.history.record import PRACTICE, Review
from trainer.practice.review import Asked, Sitting
from trainer.questions.question import Question
from trainer.units import show, show_both, show_bytes

if TYPE_CHECKING:
    from trainer.grading.answer import Reading
    from trainer.grading.numeric import Grade

Line = tuple[str, str]  # style, text

# How signs that a terminal may lack are spelled: times, arrow, bounds, dashes, quotes, bullets.
_SPELLED = {
    0xD7: "x", 0x2192: "->", 0x2264: "<=", 0x2265: ">=", 0xB7: "|", 0x2022: "-", 0x2013: "-",
    0x2014: "-", 0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'", 0x2248: "~", 0x2588: "#",
}  # fmt: skip

LEVEL_MARK = {"green": "[G]", "yellow": "[Y]", "red": "[R]"}
GRADES = "0 no idea, 1 wrong, 2 wrong but near, 3 hard, 4 good, 5 at once"


def paragraphs(markdown: str) -> Iterator[str]:
    """The paragraphs of a card's text, soft line breaks joined; lists, quotes and code kept.

    Marked numbers appear as plain ones.
    """
    for block in re.split(r"\n\s*\n", clean(unmarked(markdown)).strip()):
        lines = block.split("\n")
        if any(re.match(r"\s*([-*>|] |>|\||\d+\. |```|    )", line) for line in lines):
            yield block
        else:
            yield " ".join(line.strip() for line in lines)


def opening(sitting: Sitting) -> Iterator[Line]:
    """What is said before the first card: the days left, and how a backlog is spread."""
    yield from days_left(sitting.plan.interview, sitting.today())
    yield from backlog(sitting)


def days_left(interview: date | None, today: date) -> Iterator[Line]:
    """`Your interview is in 21 days.`, where a date was set and is not past."""
    if interview is None or interview < today:
        return
    days = (interview - today).days
    when = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
    yield ("dim", f"Your interview is {when}.")


def enough(sitting: Sitting) -> Iterator[Line]:
    """A good place to stop, once, when the day's minutes have passed and cards are left."""
    if sitting.enough() and sitting.left():
        minutes = sitting.plan.minutes
        yield ("dim", f"That was {minutes} min, your time for a day: what is left can wait.")


def put_off(sitting: Sitting) -> Iterator[Line]:
    """Why fewer questions of a proof are left than before: the way to a wrong one was shown."""
    if not sitting.is_proof:
        return
    from trainer.practice.prove import Proof  # is loaded where there is one

    if isinstance(sitting, Proof) and sitting.put_off:
        more = f"{sitting.put_off} more of this kind wait{'s' * (sitting.put_off == 1)}"
        yield ("dim", f"The way was shown, so {more} until tomorrow.")


def backlog(sitting: Sitting) -> Iterator[Line]:
    """One line where more is due than the day asks."""
    agenda, limit = sitting.agenda, sitting.plan.reviews_per_day
    if agenda.days:
        days = "1 day" if agenda.days == 1 else f"{agenda.days} days"
        what = f"{agenda.due} cards are due; a day asks {limit}, the most valuable first."
        yield ("dim", f"{what} You are through in about {days}; new cards wait until then.")


def heading(sitting: Sitting, asked: Asked) -> Line:
    """`Card 3, 9 to go [G] green: numeric, weights, new; up to 1:30, 6 min in all`."""
    subject, budget = _subject(asked), _budget(asked)
    minutes = sitting.minutes_left(_left(sitting, asked))
    said = f"{_place(sitting, asked)} {subject}; {budget}, about {minutes} min in all"
    return (asked.card.level, said)


def headings(sitting: Sitting, asked: Asked) -> tuple[str, Line]:
    """The same for a rule and the line below it: `Card 3, 9 to go, about 6 min`, and the rest."""
    minutes = sitting.minutes_left(_left(sitting, asked))
    below = f"{_subject(asked)}; {_budget(asked)}"
    return f"{_place(sitting, asked)}, about {minutes} min", (asked.card.level, below)


def _place(sitting: Sitting, asked: Asked) -> str:
    """`Card 3, 9 to go`, the card on the table among them; in practice a question."""
    what = "Question" if asked.card.id.startswith(PRACTICE) else "Card"
    return f"{what} {sitting.answered + 1}, {_left(sitting, asked)} to go"


def _left(sitting: Sitting, asked: Asked) -> int:
    """Cards to go with the one on the table, which waits among the rest if it comes back today."""
    return sitting.left() + (not asked.again)


def _subject(asked: Asked) -> str:
    """`[G] green: numeric, weights, again today`."""
    card = asked.card
    again = ", again today" if asked.again else ", new" if asked.state is None else ""
    kind = f"{card.kind}, {clean(card.topic)}{again}"
    if card.id.startswith(PRACTICE):
        kind = f"{card.family}, {card.topic}"
    return f"{LEVEL_MARK[card.level]} {card.level}: {kind}"


def _budget(asked: Asked) -> str:
    return f"up to {asked.seconds // 60}:{asked.seconds % 60:02}"


def question(asked: Asked) -> Iterator[Line]:
    """The question, a paragraph a line."""
    if asked.lab:  # `screens.lab` introduces it
        return
    text = asked.question.prompt if asked.question else asked.card.question
    if asked.card.kind == "trap":
        yield ("dim", "Somebody says this. What is wrong with it?")
    for paragraph in paragraphs(text):
        yield ("question", paragraph)


def outlook(sitting: Sitting, asked: Asked) -> Iterator[Line]:
    """`Next, in days: 2 in 1; 3 in 15, then 36; 4 in 15, then 38`, by quality; nothing in practice.

    The second figure is the interval after that one, where the qualities from 3 up part.
    """
    shown: dict[tuple[int, int], str] = {}
    for quality in (2, 3, 4, 5):
        days = sitting.outlook(asked, quality)
        if days is None:
            return
        shown[days] = f"{shown[days][0]}-{quality}" if days in shown else f"{quality}"
    parts = [
        f"{q} in {first}" + f", then {then}" * (q != "2") for (first, then), q in shown.items()
    ]
    yield ("dim", f"Next, in days: {'; '.join(parts)}")


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
    from trainer.grading.slips import meant  # only where something went wrong
    from trainer.questions.mistakes import KNOWN

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


def leech(card: Card, failures: int) -> Line:
    """That a card keeps failing."""
    return ("bad", f"A leech: {clean(card.id)} has failed {failures} times. Do something else.")


def leech_verbs(card: Card) -> Line:
    """What can be done about a leech, as commands."""
    verbs = [f"trainer read {card.reads[0]}"] if card.reads else []
    verbs += [f"trainer drill {card.family}"] if card.family else []
    verbs.append(f"trainer mark suspend {card.id}")
    return ("dim", clean(" or ".join(f"`{verb}`" for verb in verbs)))


def saved(row: Review, budget: int | None = None) -> Line:
    """`Quality 4; due again in 6 days.`, what an answer did to its card.

    Args:
        row: The answer.
        budget: Seconds that it might have taken; said where it took longer.
    """
    late = f" It took {row.seconds:.0f} s of {budget}." if budget and row.seconds > budget else ""
    if row.kind == "drill":
        return ("dim", f"Quality {row.quality}; practice, the schedule stays as it is.{late}")
    days = (row.due - row.day).days if row.due else 0
    when = "tomorrow" if days == 1 else f"in {days} days"
    today = ", and once more today" if row.quality is not None and row.quality < 4 else ""
    return ("dim", f"Quality {row.quality}; due again {when}{today}.{late}")


def farewell(sitting: Sitting) -> Line:
    """The last line of a sitting."""
    answered, left = sitting.answered, sitting.left()
    kept = f"{answered} answer{'' if answered == 1 else 's'} kept"
    if sitting.is_proof:
        return ("title", f"{kept} as evidence.")
    if sitting.is_drill:
        return ("title", f"{kept}; practice, the schedule stays as it is.")
    if left:
        return ("title", f"{kept}; {left} still to go today.")
    if not answered:
        return ("title", "Nothing is due today.")
    tomorrow = 0 if sitting.plan.free else sitting.due_tomorrow()
    more = f" Tomorrow: {tomorrow}." * (tomorrow > 0)
    return ("title", f"{kept}; nothing more is due today.{more}")


def ascii_fallback(text: str) -> str:
    """The text in ASCII, for a terminal that shows no more: signs spelled, accents dropped."""
    flat = unicodedata.normalize("NFKD", text.translate(_SPELLED))
    return flat.encode("ascii", "ignore").decode() or "?"

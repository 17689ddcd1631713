"""The first screen: what this is, how long it takes, and three questions that may be skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from trainer.screens.texts import Line, clean


@dataclass(frozen=True, slots=True)
class Question:
    """A setting that is asked for once.

    Attributes:
        name: The setting.
        asks: What is asked, and what an empty answer means.
    """

    name: str
    asks: str


def questions(zone: str, minutes: int) -> tuple[Question, ...]:
    """What is asked at the first start.

    Args:
        zone: The machine's time zone, as it calls itself.
        minutes: How long a day is without an answer.
    """
    return (
        Question("minutes_per_day", f"Minutes a day [{minutes}]"),
        Question("timezone", f"Time zone, like Europe/Berlin [{clean(zone)}, this machine's]"),
        Question("interview_date", "Date of your interview, like 2026-12-18 [none]"),
    )


def welcome(cards: int, new_per_day: int, labs: int = 0) -> Iterator[Line]:
    """What trainer is, how long it takes and when to come back.

    Args:
        cards: How many cards of the decks can be asked.
        new_per_day: How many of them a day brings.
        labs: How many more need what is not installed.
    """
    days = -(-cards // max(1, new_per_day))
    more = f", and {labs} of labs once torch is installed (extra `labs`)" * (labs > 0)
    yield ("title", "Welcome to trainer.")
    yield (
        "",
        "It asks, you answer, it grades: numbers against exact calculators, words point by "
        "point. What you know comes back later, what you missed comes back soon.",
    )
    yield (
        "",
        f"There are {cards} cards{more}; with {new_per_day} new ones a day you have met them in "
        f"{days} days. Come back every day with `trainer review`. A day missed is no loss: the "
        "queue is spread. Each answer is kept at once, so leave whenever you like.",
    )
    yield ("dim", "Three questions; Enter skips one. `trainer config` changes them later.")


def ask(
    asked: tuple[Question, ...],
    read: Callable[[str], str],
    refuse: Callable[[str, str], str],
    say: Callable[[Line], None],
) -> dict[str, str]:
    """The answers that were given, by setting; each is asked again until it can be used.

    Args:
        asked: What to ask.
        read: Shows a prompt and returns the line that was typed.
        refuse: What is wrong with a setting's value, empty if nothing is.
        say: Prints a line.
    """
    answers = {}
    for question in asked:
        while text := read(f"{question.asks}: ").strip():
            wrong = refuse(question.name, text)
            if not wrong:
                answers[question.name] = text
                break
            say(("bad", clean(wrong)))
    return answers

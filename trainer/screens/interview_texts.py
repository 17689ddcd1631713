"""What an interview says on every screen while it runs: lines of text with the name of a style."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.cards.scenario import DIMENSIONS, PHASES
from trainer.history.interview import Turn
from trainer.history.record import Review
from trainer.practice.interview import Interview
from trainer.practice.interview_debts import Debt
from trainer.practice.interviewer import Heard
from trainer.screens import texts
from trainer.screens.texts import Line, clean

HOW = {
    "clarify": "Ask what you need to know before you answer.",
    "answer": "Say it in full sentences, as you would aloud.",
    "numbers": "A figure with its unit; ? gives up on one.",
    "follow-ups": "Short answers to what was missing.",
}
COMMANDS = {
    "/hint": "a nudge; what it is about then earns half",
    "/pause": "stop the clock; the pause is noted",
    "/aloud": "in the answer: you speak it, and judge it yourself in the end",
    "/time": "how much time is left",
    "/quit": "leave; `trainer interview --resume` carries on",
    "/help": "these lines",
}
GOES_ON = "An empty line ends the phase."
OVERTIME = "OVERTIME: what you say from here on is scored apart."
THINKS = "The grader reads; the clock stands."
TIME_IS_UP = "Time is up."
CUT = "That came after the time; with --hard it does not count."
KEPT = "Everything said is kept; `trainer interview --resume` carries on."


def title(interview: Interview) -> Iterator[Line]:
    """Which interview this is, how long it takes, and how to get its numbers again."""
    begun, number = interview.record.begun, interview.record.number
    minutes = round(sum(begun["minutes"].values()) / 60)
    yield ("title", f"Interview {number}: {clean(begun['title'])}")
    long = f"{minutes} minute{'' if minutes == 1 else 's'}"
    limit = "hard limits" if begun["hard"] else "soft limits"
    level, seed = begun["level"], begun["seed"]
    yield ("dim", f"Level {level}, {long}, {limit}, seed {seed}. /help shows commands.")


def case(interview: Interview) -> Iterator[Line]:
    """The problem again, for those who come back to it."""
    record = interview.record
    if record.phase in PHASES:
        for said in record.turns[:1]:
            yield ("", "")
            yield from turn(said)


def phase_heading(interview: Interview) -> Iterator[Line]:
    """`Phase 2 of 4: answer, 8:00`, and how it goes."""
    phase = interview.record.phase
    number = PHASES.index(phase) + 1
    limit = clock(interview.record.begun["minutes"][phase])
    yield ("", "")
    yield ("title", f"Phase {number} of {len(PHASES)}: {phase}, {limit}")
    yield ("dim", f"{HOW[phase]} {GOES_ON}")


def turn(said: Turn) -> Iterator[Line]:
    """What the interviewer says, a paragraph a line."""
    first, *rest = list(texts.paragraphs(said.text)) or [""]
    yield ("question", f"Interviewer: {first}")
    for paragraph in rest:
        yield ("question", paragraph)


def verdict(heard: Heard) -> Iterator[Line]:
    """What became of an answer to a side-question."""
    if heard.question is not None:
        yield from texts.verdict(heard.question, heard.grade)
        if heard.grade is None or heard.grade.verdict != "correct":
            yield from texts.derivation(heard.question.steps)


def commands() -> Iterator[Line]:
    """What can be typed beside an answer."""
    for name, says in COMMANDS.items():
        yield ("dim", f"{name:<7} {says}")


def time_left(interview: Interview) -> str:
    """`answer 7:42 left`, or `answer OVERTIME 0:12`; the phase alone in the debrief."""
    left = interview.left()
    phase = interview.record.phase
    if left is None:
        return phase
    return f"{phase} {clock(left)} left" if left >= 0 else f"{phase} OVERTIME {clock(-left)}"


def clock(seconds: float) -> str:
    """Minutes and seconds, `7:42`."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def anchors(interview: Interview, dimension: str) -> Iterator[Line]:
    """The four sentences of a dimension, by which candidates score themselves."""
    number = DIMENSIONS.index(dimension) + 1
    yield ("", "")
    yield ("title", f"{number} of {len(DIMENSIONS)}: {dimension}")
    for level, sentence in enumerate(interview.stage.scenario.anchors[dimension], 1):
        yield ("", f"  {level} {clean(sentence)}")


def model_answer(interview: Interview) -> Iterator[Line]:
    """What a good candidate says, to compare with."""
    yield ("", "")
    yield ("title", "A good answer")
    text = interview.stage.fill(interview.stage.scenario.model_answer)
    for paragraph in texts.paragraphs(text):
        yield ("", paragraph)


def owed(debts: list[Debt]) -> Iterator[Line]:
    """The cards that become due tomorrow, and why."""
    yield ("title", "Due tomorrow")
    for number, debt in enumerate(debts, 1):
        yield ("", f"  {number}. {clean(debt.card)}: {clean(debt.reason)}")


def made_due(rows: list[Review], declined: int) -> Line:
    """What became of the cards."""
    left = f"; {declined} left as they are" if declined else ""
    if not rows:
        return ("dim", f"No card was made due{left}.")
    cards = "1 card is" if len(rows) == 1 else f"{len(rows)} cards are"
    what = f"{cards} due by tomorrow{left}"
    return ("dim", f"{what}. `trainer undo` takes the whole interview back.")

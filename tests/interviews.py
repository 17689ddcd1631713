"""Interviews in memory: a journal in a list, the shipped scenarios, scripted sheets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from tests.conftest import ROOT
from tests.doubles import SetClock
from tests.world import WORLD
from trainer.cards.parse import parse_deck
from trainer.cards.scenario import fill
from trainer.cards.scenario_parse import parse_scenario
from trainer.graders.offline import RubricGrader
from trainer.grading.rubric import FOUND, MISSING, Finding
from trainer.history.interview_score import Score
from trainer.history.journal import Entry
from trainer.practice.interview import Interview
from trainer.practice.interview_start import Room, Wanted, begin
from trainer.questions.families import FAMILIES
from trainer.questions.family import draw
from trainer.questions.question import Question
from trainer.scheduling.days import Calendar
from trainer.units import in_unit

DECK = parse_deck((ROOT / "decks" / "week06.md").read_text("utf-8"), "week06.md")[0]
SCENARIOS = {
    path.stem: parse_scenario(path.read_text("utf-8"), str(path))[0]
    for path in sorted((ROOT / "decks" / "interviews").glob("[a-z]*.md"))
}
SHEET = [
    json.loads(line)
    for line in (ROOT / "tests" / "data" / "interviews" / "blind.jsonl").read_text().splitlines()
]


@dataclass
class MemoryJournal:
    """A journal in a list, whose bodies pass through JSON as on a disk."""

    kept: list[Entry] = field(default_factory=list)

    def note(self, entry: Entry) -> Entry:
        """Append it."""
        stored = replace(entry, body=json.loads(json.dumps(entry.body)), id=len(self.kept) + 1)
        self.kept.append(stored)
        return stored

    def entries(self, kind: str, subject: str | None = None) -> Sequence[Entry]:
        """Those of a kind, and of a subject."""
        return [e for e in self.kept if e.kind == kind and subject in (None, e.subject)]


def draw_side(family: str, seed: int, bounds) -> Question:
    """A side-question on the shipped models."""
    return draw(FAMILIES[family], seed, WORLD, bounds)


def room(grader=None, clock=None, journal=None) -> Room:
    """What an interview needs from outside, in memory."""
    return Room(
        "me",
        journal or MemoryJournal(),
        clock or SetClock(),
        Calendar(ZoneInfo("UTC")),
        grader or RubricGrader(),
        WORLD,
        draw_side,
    )


def new(name: str = "seventy-b-on-one-gpu", inside: Room | None = None, **wanted) -> Interview:
    """A new interview about a shipped scenario; the interviewer has not spoken yet."""
    wanted.setdefault("seed", 1)
    return begin(inside or room(), SCENARIOS[name], DECK, 1, Wanted(**wanted))


def right(question: Question) -> str:
    """The right answer as one would type it."""
    return f"{float(in_unit(question.value, question.unit))!r} {question.unit}"


def wrong(question: Question) -> str:
    """An answer that is too large by an odd factor."""
    return f"{float(in_unit(question.value, question.unit)) * 7.7!r} {question.unit}"


def play(row: dict, seed: int = 1) -> tuple[Interview, Score]:
    """Play a scripted interview to its end: the interview, and its scores."""
    interview = new(row["scenario"], seed=seed)
    say = lambda text: interview.say(fill(text, interview.stage.shown))  # noqa: E731
    interview.proceed()
    for text in row["clarify"]:
        say(text)
    interview.end_phase()
    for text in row["answer"]:
        say(text)
    interview.end_phase()
    while row["numbers"] != "none" and (question := interview.on_table()):
        interview.say({"right": right, "wrong": wrong}[row["numbers"]](question))
    interview.end_phase()
    _follow(interview, row["follow_ups"], say)
    interview.end_phase()
    return interview, interview.score()


def _follow(interview: Interview, script, say) -> None:
    """Reply to each follow-up: by branch and turn where the script knows it, else in order."""
    lines = iter(script) if isinstance(script, list) else None
    while not interview.nothing_left():
        when, turn, _ = interview.record.branches[-1]
        if lines is not None:
            text = next(lines, None)
            if text is None:
                return
        else:
            replies = script.get(when, ["I do not know."])
            text = replies[0 if turn != "harder" else -1]
        say(text)


NAME = "seventy-b-on-one-gpu"
LOAD = "How many users are there at once, and how long are the prompts?"
SIZES = "In fp16 the weights take two bytes per parameter, about 140 GB, so they do not fit."
INT8 = "INT8 loads, but there is hardly any room for the KV cache of every user."


class Scripted:
    """A grader that finds the points whose sentence it was told."""

    name = "scripted"

    def __init__(self, *found: str, verdict: str = FOUND) -> None:
        self.found, self.verdict = found, verdict

    def judge(self, question, points, answer):
        """Found where a told word stands in the point's sentence."""
        return [
            Finding(self.verdict, answer[:5])
            if any(word in point.text for word in self.found)
            else Finding(MISSING)
            for point in points
        ]


def texts(heard) -> str:
    """What the interviewer says, in one text."""
    return " ".join(turn.text for turn in heard.turns)


def to_follow_ups(interview, answer: str):
    """Go through answer and numbers to the first follow-up; what is said then."""
    interview.proceed()
    interview.end_phase()
    interview.say(answer)
    interview.end_phase()
    return interview.end_phase()

"""Before an interview: which scenario comes next, what chance decides, and its first event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trainer.cards.card import Deck
from trainer.cards.scenario import PHASES, RANKS, Scenario, draw_setting, shown
from trainer.history.interview import Record
from trainer.history.interview_fold import fold
from trainer.history.journal import Entry
from trainer.practice.interview import Interview
from trainer.practice.interviewer import Bounds, Stage
from trainer.practice.ports import Clock, Grader, Journal
from trainer.questions.chance import seed_from
from trainer.questions.family import World
from trainer.questions.question import Question
from trainer.scheduling.days import Calendar

A_DAY = 2  # percent that a day since it was last asked counts, when the next one is chosen
LOOP = 3  # interviews of a loop

DrawQuestion = Callable[[str, int, Bounds], Question]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the learner wants of an interview.

    Attributes:
        level: The rank whose pass mark counts; empty for the scenario's own.
        minutes: Of all phases together, or None for the scenario's own.
        seed: What to draw from, or None for a new one.
        hard: Whether each phase is cut when its time runs out.
        loop: Which interviews belong together, and which of them this is; or empty.
        path: The scenario's file where it is not among the known ones.
    """

    level: str = ""
    minutes: int | None = None
    seed: int | None = None
    hard: bool = False
    loop: Mapping[str, Any] | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """What every interview of a learner needs from outside.

    Attributes:
        learner: Whose it is; part of every seed.
        journal: Where its events go.
        clock: The time of day, and a stopwatch.
        calendar: How days are cut.
        grader: Who judges free text.
        world: The models and GPUs that chance may draw.
        draw: From a family, a seed and bounds to a question.
    """

    learner: str
    journal: Journal
    clock: Clock
    calendar: Calendar
    grader: Grader
    world: World
    draw: DrawQuestion


def in_turn(
    scenarios: Iterable[Scenario], past: Iterable[Record], today: date, level: str = ""
) -> list[Scenario]:
    """The scenarios in the order in which they are worth asking.

    First those never asked, the easier before the harder; then by the percentage that was last
    reached less `A_DAY` for each day since, the lowest first.

    Args:
        scenarios: All there are.
        past: The learner's interviews, oldest first.
        today: The learning day.
        level: Only scenarios of this rank, where there are any.
    """
    known = list(scenarios)
    fitting = [each for each in known if each.level == level] or known
    last = {str(record.begun["scenario"]): record for record in past if record.score}

    def worth(scenario: Scenario) -> tuple[int, float, str]:
        record = last.get(scenario.name)
        if record is None or record.day is None:
            return 0, RANKS.index(scenario.level), scenario.name
        waited = (today - record.day).days
        return 1, record.score["percent"] - A_DAY * waited, scenario.name

    return sorted(fitting, key=worth)


def begin(room: Room, scenario: Scenario, deck: Deck, number: int, wanted: Wanted) -> Interview:
    """A new interview, with its first event on the disk.

    Args:
        room: What it needs from outside.
        scenario: What it is about.
        deck: The deck that the scenario names.
        number: Which of the learner's interviews it is, from 1.
        wanted: What the learner wants of it.
    """
    now = room.clock.now()
    fresh = seed_from(room.learner, scenario.name, number)
    seed = fresh if wanted.seed is None else wanted.seed
    setting = draw_setting(scenario, seed)
    body = {
        "event": "begin",
        "scenario": scenario.name,
        "title": scenario.title,
        "level": wanted.level or scenario.level,
        "seed": seed,
        "setting": setting,
        "hard": wanted.hard,
        "minutes": _seconds(scenario, wanted.minutes),
        "loop": wanted.loop or {},
        "path": wanted.path,
    }
    record = Record(f"interview-{number}-{now:%Y%m%dT%H%M%S%f}", number)
    entry = Entry("interview", record.sitting, now, room.calendar.day(now), body)
    fold(record, room.journal.note(entry))
    return carry_on(room, scenario, deck, record)


def carry_on(room: Room, scenario: Scenario, deck: Deck, record: Record) -> Interview:
    """The interview of a record, to be carried on with the numbers that it began with."""
    setting = dict(record.begun["setting"])
    seed = int(record.begun["seed"])
    stage = Stage(scenario, deck, setting, shown(setting, room.world), seed, room.draw)
    return Interview(stage, record, room.journal, room.clock, room.calendar, room.grader)


def _seconds(scenario: Scenario, minutes: int | None) -> dict[str, int]:
    """Seconds of each phase: the scenario's own, or shares of so many minutes in all."""
    own = {phase: 60 * scenario.minutes[phase] for phase in PHASES}
    if minutes is None:
        return own
    whole = sum(own.values())
    return {phase: round(60 * minutes * seconds / whole) for phase, seconds in own.items()}

"""Interview scenarios: an opening that chance varies, what it should bring out, what follows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from trainer.cards.card import Point
from trainer.questions.chance import Chance, seed_from
from trainer.questions.family import World

PHASES = ("clarify", "answer", "numbers", "follow-ups")
DIMENSIONS = ("scoping", "correctness", "numbers", "trade-offs", "delivery")
FOLLOWED = ("correctness", "numbers", "trade-offs")  # a point missed here is asked about
RANKS = ("junior", "mid", "senior")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a good candidate asks first, and what the interviewer then says.

    Attributes:
        name: What log and report call it.
        asks: The question as a sentence, and the words that show it was asked.
        answer: The interviewer's answer; may hold placeholders.
        weight: How much asking it counts in the dimension scoping.
        line: Its line in the file, from 1.
    """

    name: str
    asks: Point
    answer: str
    weight: int
    line: int


@dataclass(frozen=True, slots=True)
class Expected:
    """A point of the rubric.

    Attributes:
        name: What follow-ups, log and report call it.
        dimension: One of `DIMENSIONS`, scoping excepted: its points are the facts.
        point: The point as a sentence, and the words that show it was said.
        weight: How much it counts; the heaviest missing point is followed up.
        card: The card that becomes due when the point was missed, or empty.
        line: Its line in the file, from 1.
    """

    name: str
    dimension: str
    point: Point
    weight: int
    card: str
    line: int


@dataclass(frozen=True, slots=True)
class SideQuestion:
    """A numeric question on the drawn numbers: a family and what it may draw from."""

    family: str
    bounds: Mapping[str, tuple[str, ...]]
    line: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A branch of the follow-up tree.

    Attributes:
        when: `missing NAME`, `trap NAME` or `covered`.
        question: What is asked, and the words that show it was answered.
        narrower: What is asked if the answer still does not say it.
        harder: What is asked if it does.
        line: Its line in the file, from 1.
    """

    when: str
    question: Point
    narrower: str
    harder: Point
    line: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """One interview question with all that its sitting needs.

    Attributes:
        name: What commands and log call it.
        title: One line for people.
        level: The rank it is made for, one of `RANKS`.
        deck: The deck whose cards and traps it names.
        minutes: Of each of the `PHASES`.
        passes: The pass mark of each rank, in percent of the weights.
        draw: What chance decides, by name: the values it chooses from.
        traps: Traps of the deck to listen for.
        reads: Sections of the explainer.
        sources: Papers, documents or code.
        opening: What the interviewer says first; may hold placeholders.
        model_answer: What a good candidate says.
        facts: What to ask first.
        points: What the answer must contain, over all dimensions.
        questions: Numeric questions on the drawn numbers.
        anchors: Four observable sentences per dimension, from level 1 to 4.
        follow_ups: The follow-up tree, by what leads to a branch.
        path: The scenario's file.
        lines: Where the keys of the front matter and the parts below it stand, from 1.
    """

    name: str
    title: str
    level: str
    deck: str
    minutes: Mapping[str, int]
    passes: Mapping[str, int]
    draw: Mapping[str, tuple[str, ...]]
    traps: tuple[str, ...]
    reads: tuple[str, ...]
    sources: tuple[str, ...]
    opening: str
    model_answer: str
    facts: tuple[Fact, ...]
    points: tuple[Expected, ...]
    questions: tuple[SideQuestion, ...]
    anchors: Mapping[str, tuple[str, ...]]
    follow_ups: Mapping[str, FollowUp]
    path: str
    lines: Mapping[str, int]


def draw_setting(scenario: Scenario, seed: int) -> dict[str, str]:
    """What chance decides for one sitting, by name; the same for the same seed.

    Each name has chances of its own, so a new name in a scenario changes no other.
    """
    return {
        name: Chance(seed_from(scenario.name, name, seed)).choose(values)
        for name, values in scenario.draw.items()
    }


def shown(setting: Mapping[str, str], world: World) -> dict[str, str]:
    """The setting as people say it: GPUs by their title, large whole numbers with commas."""
    return {name: _said(value, world) for name, value in setting.items()}


def _said(value: str, world: World) -> str:
    if value in world.gpus:
        return world.gpus[value].title
    return f"{int(value):,}" if value.isdecimal() else value


def fill(text: str, setting: Mapping[str, str]) -> str:
    """The text with each placeholder `{name}` replaced; unknown ones stay as they are."""
    return PLACEHOLDER.sub(lambda found: setting.get(found[1], found[0]), text)


def narrowed(question: SideQuestion, setting: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The bounds of a side-question with the setting filled in, as `draw` takes them."""
    return {
        name: tuple(fill(value, setting) for value in values)
        for name, values in question.bounds.items()
    }

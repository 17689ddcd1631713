"""The scores of an interview by its rubric, each with the evidence that it rests on.

Everything that can be earned has a weight: the facts and points of the scenario their own, a
side-question `FIGURE`. A point said in the answer earns all of it, one that had to be asked for or
came after a hint half, and the other half when the harder question is answered too. A right
number earns all, a slip of the unit half. A trap costs `TRAP` unless it is put right. The share
that was earned is the percentage that the pass marks of a scenario are about.

A dimension's level follows from the share of its own weights: `LEVELS`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from trainer.cards.card import Card, Deck
from trainer.cards.scenario import DIMENSIONS, RANKS, Scenario
from trainer.history.interview import Figure, Record, Shown

FIGURE = 2  # the weight of a side-question
TRAP = 2  # what a trap costs
LEVELS = (0.25, 0.5, 0.8)  # the share from which level 2, 3 and 4 begin
VOID = ("pasted", "copied", "stuffed")  # an answer that was none reaches no level
CREDITS = {"correct": 1.0, "rounded": 1.0, "slip": 0.5}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that could be earned or lost.

    Attributes:
        kind: `fact`, `point`, `figure` or `trap`.
        name: Of the fact or point, the family, or the trap.
        dimension: What it counts in.
        text: As a sentence.
        weight: What it counts; 0 for a trap, which only costs.
        earned: How much of it was earned; below 0 for a trap.
        in_time: How much of it was earned before the time ran out.
        quote: The candidate's words that show it, letter by letter.
        phase: Where they were said.
        seconds: How far into that phase.
        read: The section to read, or empty.
    """

    kind: str
    name: str
    dimension: str
    text: str
    weight: float
    earned: float
    in_time: float
    quote: str = ""
    phase: str = ""
    seconds: float = 0.0
    read: str = ""

    @property
    def lost(self) -> float:
        """How much of it was not earned."""
        return self.weight - self.earned


@dataclass(frozen=True, slots=True)
class Part:
    """The score of a dimension: what could be earned, what was, and the level that means."""

    weight: float
    earned: float
    in_time: float
    level: int


@dataclass(frozen=True, slots=True)
class Score:
    """The scores of an interview.

    Attributes:
        items: The evidence.
        parts: The score of each dimension.
        percent: The share of all weights that was earned.
        percent_in_time: The share that was earned before the time ran out.
        reached: The highest rank whose pass mark was reached, or empty.
        reached_in_time: The same for what was said in time.
        level: The rank that was wanted.
        mark: Its pass mark.
        fix: The one thing to mend first, or None if nothing was lost.
        words: Words of the answer.
        seconds: How long each phase took.
        late: Seconds over the time of each phase, where it was exceeded.
        hints: How many hints were taken.
        pauses: Seconds of each pause.
        notes: Why something was not counted.
        marks: The pass mark of each rank, in percent.
    """

    items: tuple[Item, ...]
    parts: Mapping[str, Part]
    percent: int
    percent_in_time: int
    reached: str
    reached_in_time: str
    level: str
    mark: int
    fix: Item | None
    words: int
    seconds: Mapping[str, float]
    late: Mapping[str, float]
    hints: int
    pauses: tuple[float, ...]
    notes: Mapping[str, str]
    marks: Mapping[str, int] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether the pass mark of the wanted rank was reached."""
        return RANKS.index(self.level) <= RANKS.index(self.reached) if self.reached else False


def score(scenario: Scenario, deck: Deck, record: Record) -> Score:
    """The scores of an interview as it stands."""
    cards = {card.id: card for card in deck.cards}
    items = (
        *_facts(scenario, record),
        *_points(scenario, record, cards),
        *_figures(scenario, record, deck),
        *_traps(record, deck),
    )
    parts = {name: _part([i for i in items if i.dimension == name]) for name in DIMENSIONS}
    whole = sum(part.weight for part in parts.values())
    percent = _percent(sum(part.earned for part in parts.values()), whole)
    in_time = _percent(sum(part.in_time for part in parts.values()), whole)
    void = any(kind in VOID for kind in record.notes)
    level = str(record.begun["level"])
    limits: Mapping[str, float] = record.begun["minutes"]
    return Score(
        items=items,
        parts=parts,
        percent=percent,
        percent_in_time=in_time,
        reached="" if void else _rank(scenario.passes, percent),
        reached_in_time="" if void else _rank(scenario.passes, in_time),
        level=level,
        mark=scenario.passes[level],
        fix=max((i for i in items if i.lost > 0), key=lambda item: item.lost, default=None),
        words=sum(len(turn.text.split()) for turn in record.said("answer")),
        seconds={name: record.seconds.get(name, 0.0) for name in limits},
        late={
            name: round(record.seconds[name] - limit, 1)
            for name, limit in limits.items()
            if record.seconds.get(name, 0.0) > limit
        },
        hints=len(record.hints),
        pauses=tuple(record.pauses),
        notes=dict(record.notes),
        marks=dict(scenario.passes),
    )


def as_document(given: Score) -> dict[str, Any]:
    """The scores as JSON holds them."""
    document: dict[str, Any] = json.loads(json.dumps(asdict(given)))
    return document


def from_document(kept: Mapping[str, Any]) -> Score:
    """The scores that `as_document` wrote."""
    fields = dict(kept)
    fields["items"] = tuple(Item(**item) for item in kept["items"])
    fields["parts"] = {name: Part(**part) for name, part in kept["parts"].items()}
    fields["fix"] = Item(**kept["fix"]) if kept["fix"] else None
    fields["pauses"] = tuple(kept["pauses"])
    return Score(**fields)


def _facts(scenario: Scenario, record: Record) -> Iterator[Item]:
    for fact in scenario.facts:
        shown = record.facts.get(fact.name)
        yield _item("fact", fact.name, "scoping", fact.asks.text, fact.weight, shown)


def _points(scenario: Scenario, record: Record, cards: Mapping[str, Card]) -> Iterator[Item]:
    for point in scenario.points:
        card = cards.get(point.card)
        reads = (card.reads if card else ()) or scenario.reads
        shown = record.points.get(point.name)
        yield _item(
            "point", point.name, point.dimension, point.point.text, point.weight, shown, reads
        )


def _item(
    kind: str,
    name: str,
    dimension: str,
    text: str,
    weight: float,
    shown: Shown | None,
    reads: tuple[str, ...] = (),
) -> Item:
    read = reads[0] if reads else ""
    if shown is None:
        return Item(kind, name, dimension, text, weight, 0, 0, read=read)
    earned = weight * shown.credit
    in_time = 0.0 if shown.late else earned
    return Item(
        kind, name, dimension, text, weight, earned, in_time,
        shown.quote, shown.phase, shown.seconds, read,
    )  # fmt: skip


def _figures(scenario: Scenario, record: Record, deck: Deck) -> Iterator[Item]:
    given = {figure.place: figure for figure in record.figures}
    for place, question in enumerate(scenario.questions):
        card = next((card for card in deck.cards if card.family == question.family), None)
        reads = (card.reads if card else ()) or scenario.reads
        figure = given.get(place)
        shown = _shown(figure) if figure else None
        text = f"{question.family}: {figure.verdict if figure else 'not answered'}"
        yield _item("figure", question.family, "numbers", text, FIGURE, shown, reads)


def _shown(figure: Figure) -> Shown:
    credit = CREDITS.get(figure.verdict, 0.0) / (2 if figure.hints else 1)
    return Shown(figure.text, "numbers", figure.seconds, figure.late, credit)


def _traps(record: Record, deck: Deck) -> Iterator[Item]:
    for name, shown in record.traps.items():
        cost = 0 if name in record.mended else -TRAP
        text = deck.traps[name].claim if name in deck.traps else name
        guards = (card.reads for card in deck.cards if name in card.traps and card.reads)
        read = next(guards, ("",))[0]
        yield Item(
            "trap", name, "correctness", text, 0, cost, cost,
            shown.quote, shown.phase, shown.seconds, read,
        )  # fmt: skip


def _part(items: list[Item]) -> Part:
    weight = sum(item.weight for item in items)
    earned = max(0.0, sum(item.earned for item in items))
    in_time = max(0.0, sum(item.in_time for item in items))
    share = earned / weight if weight else 0.0
    return Part(weight, earned, in_time, 1 + sum(share >= limit for limit in LEVELS))


def _percent(earned: float, whole: float) -> int:
    """Whole percent, rounded down, so that a mark that is shown as reached is reached."""
    return int(100 * earned / whole + 1e-9) if whole else 0


def _rank(passes: Mapping[str, int], percent: int) -> str:
    reached = [rank for rank in RANKS if percent >= passes[rank]]
    return reached[-1] if reached else ""

"""Running interviews: a new one, one that was left, a loop of three."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from trainer import files
from trainer.cards.card import Deck, Problem
from trainer.cards.scenario import Scenario
from trainer.cards.scenario_parse import parse_scenario
from trainer.cli.settings import Settings, load
from trainer.cli.wiring import (
    SystemClock,
    explainer,
    open_store,
    patience_of_sittings,
    read_decks,
    tell,
)
from trainer.cli.world import world
from trainer.errors import DeckError, TrainerError, UsageError
from trainer.history.interview import Record
from trainer.history.interview_fold import records
from trainer.practice.interview import Interview
from trainer.practice.interview_start import LOOP, Room, Wanted, begin, carry_on, in_turn
from trainer.practice.interviewer import Bounds
from trainer.questions.question import Question
from trainer.screens.interview_talk import Ear, Leave, Talk
from trainer.screens.interview_texts import KEPT
from trainer.store.log import Log


@dataclass(slots=True)
class Open:
    """What the interviews of one call need.

    Attributes:
        settings: What the learner set.
        log: The learner's log and journal.
        room: What each interview needs from outside.
        scenarios: All scenarios by name.
        decks: All decks by name.
        past: The learner's interviews, oldest first.
        ear: The screen.
    """

    settings: Settings
    log: Log
    room: Room
    scenarios: dict[str, Scenario]
    decks: dict[str, Deck]
    past: list[Record]
    ear: Ear


def run(name: str | None, given: Mapping[str, Any]) -> None:
    """Begin an interview or carry one on, until its end or until the learner leaves.

    Raises:
        TrainerError: If there is nothing to carry on, or scenario, decks or store cannot be used.
    """
    opened = _open(given["plain"])
    with opened.ear.held():
        if given["resume"]:
            _resume(opened)
        else:
            _begin(opened, name, given)


def _begin(opened: Open, name: str | None, given: Mapping[str, Any]) -> None:
    names, wanted = _chosen(opened, name, given)
    left = [record.number for record in opened.past if not record.closed]
    if left:
        tell(f"interview {left[-1]} is still open; `trainer interview --resume` carries it on")
    _one_by_one(opened, names, 0, wanted)


def _open(plain: bool) -> Open:
    from trainer.graders.registry import GraderSettings, grader_for

    settings = load()
    chosen = GraderSettings(
        settings.grader,
        settings.grader_url,
        settings.grader_model,
        settings.grader_key,
        settings.grader_timeout,
    )
    grader = grader_for(chosen, tell)
    scenarios = read_scenarios(settings)
    decks = {deck.name: deck for deck in read_decks(settings)}
    log = open_store(settings, patience_of_sittings())
    clock = SystemClock(settings.now)
    room = Room(log.learner, log.journal, clock, settings.calendar, grader, world(), draw_side)
    past = records(log.journal.entries("interview"))
    return Open(settings, log, room, scenarios, decks, past, _ear(plain, settings.editing))


def _ear(plain: bool, editing: str) -> Ear:
    if plain or not sys.stdin.isatty() or not sys.stdout.isatty():
        from trainer.screens.interview_line import LineEar

        return LineEar(sys.stdin, sys.stdout)
    from trainer.screens.interview import TerminalEar
    from trainer.screens.paint import console

    return TerminalEar(console(), editing=editing)


def _wanted(given: Mapping[str, Any], path: str = "") -> Wanted:
    return Wanted(
        level=given["level"] or "",
        minutes=given["minutes"],
        seed=given["seed"],
        hard=given["hard"],
        path=path,
    )


def _chosen(opened: Open, name: str | None, given: Mapping[str, Any]) -> tuple[list[str], Wanted]:
    """The scenarios to ask: the one that is named, or those whose turn it is."""
    if name is not None:
        chosen, path = _named(opened, name)
        return [chosen], _wanted(given, path)
    if not opened.scenarios:
        raise DeckError("no scenario found; put one into decks/interviews below your home")
    today = opened.settings.calendar.day(opened.room.clock.now())
    order = in_turn(opened.scenarios.values(), opened.past, today, given["level"] or "")
    return [each.name for each in order[: LOOP if given["loop"] else 1]], _wanted(given)


def _named(opened: Open, name: str) -> tuple[str, str]:
    """The scenario of this name, and its path where it is none of those that lie in the decks."""
    known = files.scenario_files(opened.settings.places)
    path = files.find(name, known, "scenario")
    if path is None:
        from trainer.cli.names import choose

        return choose("scenario", name, opened.scenarios)[0], ""
    scenario = read_scenario(path)
    opened.scenarios[scenario.name] = scenario
    return scenario.name, "" if path in known.values() else str(path.absolute())


# One interview after another


def _one_by_one(opened: Open, names: list[str], first: int, wanted: Wanted) -> None:
    """Ask these scenarios from a place on; a loop ends with a summary."""
    from dataclasses import replace

    done: list[Record] = []
    kept = {"level": wanted.level, "minutes": wanted.minutes, "seed": wanted.seed}
    for place in range(first, len(names)):
        if names[place] not in opened.scenarios:
            tell(f"scenario {names[place]!r} of this loop is gone; it is left out")
            continue
        scenario = opened.scenarios[names[place]]
        loop = {"scenarios": names, "place": place, **kept} if len(names) > 1 else None
        seed = None if wanted.seed is None else wanted.seed + place
        number = len(opened.past) + 1
        here = replace(wanted, loop=loop, seed=seed)
        interview = begin(opened.room, scenario, deck_of(opened, scenario), number, here)
        opened.past.append(interview.record)
        done.append(interview.record)
        if not _talk(opened, interview):
            break
    if len(names) > 1:
        _summary(opened, names)


def _talk(opened: Open, interview: Interview) -> bool:
    """Run an interview; false if the input ended. Leaving it ends the command."""
    talk = Talk(interview, opened.ear, opened.log)
    try:
        return talk.run()
    except Leave:
        opened.ear.say([("title", KEPT)])
        click.get_current_context().exit()


def _resume(opened: Open) -> None:
    left = [record for record in opened.past if not record.closed]
    if not left:
        raise TrainerError("no interview is open; `trainer interview` begins one")
    record = left[-1]
    path, name = record.begun["path"], record.begun["scenario"]
    if path:
        opened.scenarios[name] = read_scenario(Path(path))
    if name not in opened.scenarios:
        raise DeckError(f"scenario {name!r} of interview {record.number} is gone; bring it back")
    scenario = opened.scenarios[name]
    going_on = _talk(opened, carry_on(opened.room, scenario, deck_of(opened, scenario), record))
    loop = record.begun["loop"]
    if not loop:
        return
    if going_on:
        level = loop.get("level", record.begun["level"])  # a loop of earlier versions kept none
        wanted = Wanted(level, loop.get("minutes"), loop.get("seed"), record.begun["hard"])
        _one_by_one(opened, loop["scenarios"], loop["place"] + 1, wanted)
    else:
        _summary(opened, loop["scenarios"])


def _summary(opened: Open, names: list[str]) -> None:
    from trainer.screens.interview_past import summary

    last = {str(record.begun["scenario"]): record for record in opened.past if record.score}
    opened.ear.say(summary([last[name] for name in names if name in last]))


def deck_of(opened: Open, scenario: Scenario) -> Deck:
    """The deck that a scenario names; what does not fit together is refused.

    Raises:
        DeckError: With every problem.
    """
    from trainer.cards.scenario_checks import check_scenario

    if not files.is_shipped(Path(scenario.path)):  # the shipped ones are tested
        _refuse(check_scenario(scenario, opened.decks, explainer().sections))
    return opened.decks[scenario.deck]


# Reading scenarios


def read_scenarios(settings: Settings) -> dict[str, Scenario]:
    """All scenarios by name, own ones before shipped ones.

    Raises:
        DeckError: With every problem in any of them.
    """
    found = [read_scenario(path) for path in files.scenario_files(settings.places).values()]
    return {scenario.name: scenario for scenario in reversed(found)}


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file.

    Raises:
        DeckError: If it cannot be read, or with every problem in it.
    """
    scenario, problems = parse_scenario(files.read_text(path), str(path))
    _refuse(problems)
    if scenario is None:
        raise DeckError(f"{path}: is no scenario; `trainer deck check` says more")
    return scenario


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DeckError("\n".join(str(problem) for problem in problems))


def draw_side(family: str, seed: int, bounds: Bounds) -> Question:
    """The question of a family that a seed gives within these bounds.

    Raises:
        UsageError: If there is no such family.
    """
    from trainer.questions.families import family_named
    from trainer.questions.family import draw

    found = family_named(family)
    if found is None:
        raise UsageError(f"no family {family!r}; mend the scenario")
    return draw(found, seed, world(), bounds)

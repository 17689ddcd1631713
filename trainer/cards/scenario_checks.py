"""What a scenario says against what exists: decks, sections, families, and its own names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from trainer.cards.card import Deck, Problem
from trainer.cards.scenario import PLACEHOLDER, Scenario, SideQuestion
from trainer.questions.families import FAMILIES
from trainer.questions.family import bound_problems

SPOKEN = range(80, 221)  # words of a model answer: half a minute to a minute and a half


def check_scenario(
    scenario: Scenario, decks: Mapping[str, Deck], sections: Collection[str]
) -> list[Problem]:
    """The problems of a scenario that its text alone does not show, in the order of its lines.

    Args:
        scenario: As parsed.
        decks: The decks there are, by name.
        sections: The numbers of the explainer's sections.
    """
    found = chain(
        _deck_problems(scenario, decks),
        _section_problems(scenario, sections),
        _placeholder_problems(scenario),
        *(_question_problems(scenario, question) for question in scenario.questions),
    )
    problems = [Problem(scenario.path, *problem) for problem in found]
    return sorted(problems, key=lambda problem: problem.line)


Found = Iterator[tuple[int, str, str]]  # line, what, remedy


def _deck_problems(scenario: Scenario, decks: Mapping[str, Deck]) -> Found:
    if scenario.deck not in decks:
        remedy = f"decks: {', '.join(decks) or 'none'}"
        yield scenario.lines.get("deck", 1), f"unknown deck {scenario.deck!r}", remedy
        return
    deck = decks[scenario.deck]
    for trap in scenario.traps:
        if trap not in deck.traps:
            remedy = f"traps of {deck.name}: {', '.join(deck.traps) or 'none'}"
            yield scenario.lines["traps"], f"unknown trap {trap!r}", remedy
    ids = {card.id for card in deck.cards}
    for point in scenario.points:
        if point.card not in ids:
            what = f"unknown card {point.card!r}" if point.card else f"{point.name} has no card"
            yield point.line, what, f'name one of the deck {deck.name} with "- card: ..."'


def _section_problems(scenario: Scenario, sections: Collection[str]) -> Found:
    if not scenario.reads:
        yield 1, "the scenario names no section to read", 'add reads = ["1.1", ...]'
    for number in scenario.reads:
        if number not in sections:
            remedy = f"sections: {', '.join(sections)}"
            yield scenario.lines["reads"], f"unknown section {number!r}", remedy
    if not scenario.sources:
        yield 1, "the scenario names no source", 'add sources = ["arXiv:...", ...]'
    words = len(scenario.model_answer.split())
    if scenario.model_answer and words not in SPOKEN:
        remedy = f"say it in {SPOKEN.start} to {SPOKEN.stop - 1}"
        yield scenario.lines["model answer"], f"the model answer has {words} words", remedy


def _placeholder_problems(scenario: Scenario) -> Found:
    used = set()
    for line, text in _texts(scenario):
        names = PLACEHOLDER.findall(text)
        used |= set(names)
        for name in names:
            if name not in scenario.draw:
                remedy = f"[draw] has {', '.join(scenario.draw)}"
                yield line, f"{{{name}}} is never drawn", remedy
    for name in scenario.draw.keys() - used:
        yield scenario.lines["draw"], f"{name!r} is drawn and never used", "use it or remove it"


def _texts(scenario: Scenario) -> Iterator[tuple[int, str]]:
    """Every text that may hold placeholders, with the line to name."""
    yield scenario.lines.get("opening", 1), scenario.opening
    yield scenario.lines.get("model answer", 1), scenario.model_answer
    for fact in scenario.facts:
        yield fact.line, fact.answer
    for branch in scenario.follow_ups.values():
        yield branch.line, f"{branch.question.text} {branch.narrower} {branch.harder.text}"
    for question in scenario.questions:
        yield question.line, " ".join(chain.from_iterable(question.bounds.values()))


def _question_problems(scenario: Scenario, question: SideQuestion) -> Found:
    if question.family not in FAMILIES:
        remedy = f"families: {', '.join(FAMILIES)}"
        yield question.line, f"unknown family {question.family!r}", remedy
        return
    drawn = {
        name: [value for given in values for value in _all_drawn(scenario, given)]
        for name, values in question.bounds.items()
    }
    for problem in bound_problems(FAMILIES[question.family], drawn):
        yield question.line, problem, "narrow the question, or what is drawn"


def _all_drawn(scenario: Scenario, value: str) -> tuple[str, ...]:
    """What a bound's value can become: a placeholder alone stands for all that may be drawn."""
    found = PLACEHOLDER.fullmatch(value)
    return scenario.draw.get(found[1], ()) if found else (value,)

"""What holds for every question family, walked over all of them."""

import json
import random
import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from tests.derivations import evaluate, recompute, same
from tests.drawing import drawn as drawn_from
from tests.drawing import near, told_apart, typed
from tests.pin_questions import SEEDS, pin
from tests.world import WORLD, ask
from trainer.calc.derivation import Step
from trainer.grading.numeric import grade_answer
from trainer.questions.families import FAMILIES, family_named
from trainer.questions.family import APART, bound_problems, draw
from trainer.questions.mistakes import CATALOGUE
from trainer.questions.question import Question
from trainer.units import unit

PINNED = {
    family: pins
    for path in Path(__file__).parent.glob("pinned_questions*.json")
    for family, pins in json.loads(path.read_text(encoding="utf-8")).items()
}
FEW = 20  # draws for what is slow to check
each_family = pytest.mark.parametrize("name", FAMILIES)


@cache
def drawn(name: str) -> list[Question]:
    """The questions of the first 200 seeds."""
    return [ask(name, seed) for seed in range(200)]


@each_family
def test_derivation_gives_the_answer(name):
    """Every step recomputes, and the last one is the answer, in the dimension asked for."""
    for question in drawn(name):
        assert recompute(question.steps) == question.value
        assert unit(question.steps[-1].unit).dimension == unit(question.unit).dimension


@each_family
def test_mistakes_can_be_told_apart(name):
    """No mistake gives what rounding allows or, within the band, the answer or another mistake."""
    for question in drawn(name):
        assert told_apart(question), question.prompt
        values = [question.value, *(mistake.value for mistake in question.mistakes)]
        assert not any(near(one, other, APART) for one, other in combinations(values, 2))


@each_family
def test_mistakes_can_be_told_apart_in_narrow_bounds(name):
    """A deck may leave one value to each bound: what passes for the answer then is left out."""
    family, chance = FAMILIES[name], random.Random(name)
    for _ in range(FEW):
        bounds = {bound: (chance.choice(values),) for bound, values in family.bounds.items()}
        question = ask(name, 1, bounds)
        assert told_apart(question), bounds
        assert grade_answer(question, typed(question.value, question.unit)).verdict == "correct"
        for rounded in question.rounded:
            verdict = grade_answer(question, typed(rounded, question.unit)).verdict
            assert verdict in ("correct", "rounded"), bounds


@pytest.mark.parametrize(
    ("family", "bounds", "text", "lost"),
    [
        ("groups-bits", ("8", "128", "32", "4"), "8.25", "W5"),  # 8.28125 is right
        ("train-zero", ("qwen3-8b", "full16", "2", "32"), "19.5 GB", "F3"),  # rounded; F3 is 19.45
    ],
)
def test_what_is_right_is_no_mistake(family, bounds, text, lost):
    """Bounds of one value each in which a mistake would pass for the answer: it is not listed."""
    question = drawn_from(family, **dict(zip(FAMILIES[family].bounds, bounds, strict=True)))
    assert grade_answer(question, text).verdict in ("correct", "rounded")
    assert lost not in [mistake.id for mistake in question.mistakes]
    assert question.mistakes


@each_family
def test_a_wrong_formula_gives_its_wrong_value(name):
    """A mistake's formula in the place of its step leads to the mistake's value."""
    for question in drawn(name)[:FEW]:
        for mistake in question.mistakes:
            assert same(follow(question.steps, mistake.step, mistake.formula), mistake.value)
            assert mistake.id in CATALOGUE


def follow(steps: tuple[Step, ...], name: str, formula: str):
    """What the last step gives when the step of this name has this formula."""
    values = {step.name: step.value for step in steps}
    values[name] = evaluate(formula, values)
    at = list(values).index(name)
    for step in steps[at + 1 :]:
        values[step.name] = evaluate(step.formula, values)
    return values[steps[-1].name]


@each_family
def test_a_size_says_what_its_unit_holds(name):
    """A question for bytes in a unit says how many bytes that is."""
    symbol = FAMILIES[name].unit
    if unit(symbol).dimension == "size" and symbol != "bytes":
        assert f"1 {symbol} = " in ask(name).prompt


@each_family
def test_a_prompt_says_what_each_unit_in_it_holds(name):
    """GB, GiB, MB or KiB anywhere in a prompt, also in what is given, comes with its bytes."""
    titles = sorted((gpu.title for gpu in WORLD.gpus.values()), key=len, reverse=True)
    for question in drawn(name)[:FEW]:
        said = question.prompt
        for title in titles:  # A100 SXM 80 GB is a name
            said = said.replace(title, "")
        for symbol in set(re.findall(r"\b[kKMGT]i?B\b(?!/s)", said)):
            assert f"1 {symbol} = " in said or f"{symbol} of 1e9 bytes" in said, said


@each_family
def test_family_is_described(name):
    """Level, title and bounds are what decks and lists expect."""
    family = FAMILIES[name]
    assert family.level in ("green", "yellow", "red")
    assert len(family.title) <= 72
    assert not family.title.endswith(".")
    assert bound_problems(family, family.bounds) == []
    assert all(family.bounds.values())


@each_family
def test_pinned_seeds_give_the_same_question(name):
    """A stored seed gives the same question for ever.

    A new family is pinned by `python -m tests.pin_questions tests/pinned_questions.json NAME`.
    """
    assert PINNED[name] == [pin(ask(name, seed)) for seed in SEEDS]


def test_at_least_forty_families():
    """Forty families or more, on all three levels, each name once."""
    assert len(FAMILIES) >= 40
    assert {family.level for family in FAMILIES.values()} == {"green", "yellow", "red"}
    assert all(name == family.name for name, family in FAMILIES.items())


@cache
def listed() -> frozenset[str]:
    """The mistakes that some question of the first 300 seeds of some family lists."""
    found: set[str] = set()
    for seed in range(300):
        for family in FAMILIES.values():
            found |= {mistake.id for mistake in draw(family, seed, WORLD).mistakes}
        if found >= CATALOGUE.keys():
            break
    return frozenset(found)


@pytest.mark.parametrize("known", CATALOGUE)
def test_each_mistake_has_a_question(known):
    """For each of the known mistakes there is a question that lists it."""
    assert known in listed()


def test_catalogue_is_complete():
    """Fifteen mistakes on weights, 21 on the cache, 14, 10, 8 and 6 on the rest: 74."""
    counts = {"W": 15, "K": 21, "L": 14, "F": 10, "C": 8, "P": 6}
    ids = [f"{letter}{number + 1}" for letter, n in counts.items() for number in range(n)]
    assert list(CATALOGUE) == ids
    assert all(known.says.endswith(".") and known.name for known in CATALOGUE.values())


def test_a_bound_can_be_narrowed_only():
    """A deck's bounds hold, and one that the family does not know is refused."""
    question = ask("weights-raw", 3, {"models": ("llama-2-70b",), "dtypes": ("int8",)})
    assert question.value == 68_976_648_192
    with pytest.raises(ValueError, match="no bound 'sizes'"):
        ask("weights-raw", 3, {"sizes": ("1",)})
    with pytest.raises(ValueError, match="does not allow 'gpt-5'"):
        ask("weights-raw", 3, {"models": ("gpt-5",)})


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_is_found_by_name_alone(name):
    """`family_named` loads one room and finds what the whole list holds."""
    assert family_named(name) is FAMILIES[name]


def test_no_family_is_found_where_there_is_none():
    """An unknown name, also in a known room, gives None."""
    assert family_named("kv-nonsense") is None
    assert family_named("cooking") is None

"""The shipped interviews: clean, whole with every seed, and true to what their openings claim."""

import re
from itertools import product

import pytest

from tests.conftest import ROOT
from tests.drawing import told_apart
from tests.world import EXPLAINER, WORLD
from trainer.calc.kv_cache import cache_shape, kv_cache_bytes
from trainer.calc.parameters import parameters
from trainer.calc.shapes import ModelShape
from trainer.calc.weights import checkpoint_steps, raw_bytes, scheme
from trainer.cards.card import Card, Point
from trainer.cards.parse import parse_deck
from trainer.cards.scenario import (
    DIMENSIONS,
    PLACEHOLDER,
    draw_setting,
    fill,
    narrowed,
    shown,
)
from trainer.cards.scenario_checks import check_scenario
from trainer.cards.scenario_parse import parse_scenario
from trainer.grading.rubric import FOUND, propose
from trainer.questions.families import FAMILIES
from trainer.questions.family import draw

FOLDER = ROOT / "decks" / "interviews"
DECKS = {"week06": parse_deck((ROOT / "decks" / "week06.md").read_text("utf-8"), "week06.md")[0]}
READ = [
    parse_scenario(path.read_text(encoding="utf-8"), str(path))
    for path in sorted(FOLDER.glob("[a-z]*.md"))
]
SHIPPED = {scenario.name: scenario for scenario, _ in READ if scenario}
SEEDS = range(12)
each_scenario = pytest.mark.parametrize("scenario", SHIPPED.values(), ids=SHIPPED)


def test_the_week_has_its_eight_scenarios():
    """The four of the notes and four more, for all three ranks."""
    assert len(SHIPPED) >= 8
    assert {scenario.level for scenario in SHIPPED.values()} == {"junior", "mid", "senior"}
    assert SHIPPED.keys() == {path.stem for path in FOLDER.glob("[a-z]*.md")}


@each_scenario
def test_shipped_scenarios_are_clean(scenario):
    """`trainer deck check` finds nothing, and model and GPU vary."""
    assert [problems for read, problems in READ if read is scenario] == [[]]
    assert check_scenario(scenario, DECKS, EXPLAINER.sections) == []
    assert {"model", "gpu"} <= scenario.draw.keys()


def found(points: list[Point], said: str) -> list[Point]:
    """The points that the offline grader finds in what was said."""
    card = Card("x", "x", "recall", "red", "x", points=tuple(points))
    return [
        point
        for point, finding in zip(points, propose(card, said).findings, strict=True)
        if finding.verdict == FOUND
    ]


@each_scenario
def test_the_model_answer_makes_every_point(scenario):
    """What is shown as a good answer gets full marks, and steps into no trap."""
    points = [expected.point for expected in scenario.points]
    assert found(points, scenario.model_answer) == points
    traps = [DECKS[scenario.deck].traps[name] for name in scenario.traps]
    claims = [Point(trap.claim, trap.groups, wrong=True) for trap in traps]
    assert found(claims, scenario.model_answer) == []


@each_scenario
def test_the_opening_said_back_earns_nothing(scenario):
    """Neither as a question nor as an answer, whatever chance put into it."""
    points = [expected.point for expected in scenario.points]
    asks = [fact.asks for fact in scenario.facts]
    for seed in SEEDS:
        opening = fill(scenario.opening, shown(draw_setting(scenario, seed), WORLD))
        assert found(points + asks, opening) == []


@each_scenario
def test_each_fact_is_asked_by_its_own_question(scenario):
    """The question as it is written in the scenario gets its answer."""
    assert [fact.name for fact in scenario.facts if not found([fact.asks], fact.asks.text)] == []


@each_scenario
def test_side_questions_are_about_the_drawn_numbers(scenario):
    """Each question can be drawn, and speaks of the model or GPU of this sitting."""
    for seed, question in product(SEEDS, scenario.questions):
        setting = draw_setting(scenario, seed)
        bounds = narrowed(question, setting)
        drawn = draw(FAMILIES[question.family], seed, WORLD, bounds)
        assert drawn.value > 0
        for name in ("model", "gpu"):
            if f"{{{name}}}" in "".join(question.bounds.get(f"{name}s", ())):
                assert shown(setting, WORLD)[name] in drawn.prompt


@each_scenario
def test_no_placeholder_is_left_over(scenario):
    """Every text of a sitting is whole once the setting is filled in."""
    said = shown(draw_setting(scenario, 0), WORLD)
    branches = scenario.follow_ups.values()
    texts = [
        scenario.opening,
        *(fact.answer for fact in scenario.facts),
        *(t for b in branches for t in (b.question.text, b.narrower, b.harder.text)),
    ]
    assert [text for text in texts if PLACEHOLDER.search(fill(text, said))] == []
    # A GPU's name may begin with either sound: an NVIDIA one, a T4.
    assert [text for text in texts if re.search(r"\ban?\s+\{gpu\}", text)] == []


@each_scenario
def test_anchors_differ_from_level_to_level(scenario):
    """Four sentences per dimension, none said twice."""
    sentences = [sentence for name in DIMENSIONS for sentence in scenario.anchors[name]]
    assert len(sentences) == len(set(sentences)) == 4 * len(DIMENSIONS)


def settings(name: str) -> list[dict[str, str]]:
    """Every setting that chance can give this scenario."""
    drawn = SHIPPED[name].draw
    return [dict(zip(drawn, values, strict=True)) for values in product(*drawn.values())]


@each_scenario
def test_mistakes_of_side_questions_can_be_told_apart(scenario):
    """In every setting, however narrow, a wrong answer is not taken for the right one."""
    for setting, question in product(settings(scenario.name), scenario.questions):
        drawn = draw(FAMILIES[question.family], 1, WORLD, narrowed(question, setting))
        assert told_apart(drawn), drawn.prompt


# What the openings claim, computed


def usable(setting: dict[str, str]) -> float:
    """Bytes that a server takes of the drawn GPU: vLLM's default, facts/calculators.md."""
    return 0.92 * WORLD.gpus[setting["gpu"]].memory_bytes


def awq_bytes(shape: ModelShape) -> int:
    """Bytes of the AWQ checkpoint in groups of 128."""
    return int(checkpoint_steps(shape, scheme("awq-g128"))[-1].value)


def cache(setting: dict[str, str]) -> int:
    """Bytes of the 16-bit cache with all users at their longest."""
    return kv_cache_bytes(
        cache_shape(WORLD.models[setting["model"]]),
        tokens=int(setting["tokens"]),
        sequences=int(setting["users"]),
    )


def test_a_70b_fits_in_4_bits_only():
    """INT8 with the cache is too much for the card; AWQ with 4 GB for the rest is not."""
    for setting in settings("seventy-b-on-one-gpu"):
        shape = WORLD.models[setting["model"]]
        assert raw_bytes(parameters(shape).total, 8) + cache(setting) > usable(setting)
        awq = awq_bytes(shape)
        assert awq + cache(setting) + 4e9 < usable(setting)


def test_cheap_at_rest_really_crashes():
    """Under a third of the card at rest, more than all of it under load."""
    for setting in settings("cheap-at-rest"):
        awq = awq_bytes(WORLD.models[setting["model"]])
        assert awq < WORLD.gpus[setting["gpu"]].memory_bytes / 3
        assert awq + cache(setting) > usable(setting)


def test_only_qlora_fits_on_the_one_card():
    """The 16-bit base alone is too large, the NF4 base with its adapter is not."""
    questions = SHIPPED["qlora-for-a-domain"].questions
    question = next(asked for asked in questions if asked.family == "train-qlora")
    for setting in settings("qlora-for-a-domain"):
        drawn = draw(FAMILIES["train-qlora"], 0, WORLD, narrowed(question, setting))
        memory = WORLD.gpus[setting["gpu"]].memory_bytes
        assert raw_bytes(parameters(WORLD.models[setting["model"]]).total, 16) > memory
        assert drawn.value < 0.8 * memory


def test_int4_cannot_gain_at_that_batch():
    """The batch lies beyond the point where even 16-bit weights leave arithmetic as the limit."""
    for setting in settings("slower-after-int4"):
        gpu = WORLD.gpus[setting["gpu"]]
        assert int(setting["batch"]) > gpu.flops / gpu.bandwidth


def test_long_contexts_fit_what_the_models_take():
    """Three times the drawn length stays within 32,768, what each config.json allows."""
    longest = max(int(setting["tokens"]) for setting in settings("long-context-price"))
    assert 3 * longest <= 32768


def test_three_times_the_context_no_longer_fits():
    """There is room now, with 4 GB for the rest; at three times the length there is none."""
    for setting in settings("long-context-price"):
        weights = raw_bytes(parameters(WORLD.models[setting["model"]]).total, 16)
        room = usable(setting) - weights
        assert cache(setting) + 4e9 < room < 3 * cache(setting)

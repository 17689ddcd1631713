"""Interview scenarios: what is read, every problem with its line, and the shipped ones."""

import json
import re
from collections.abc import Callable

import pytest

from tests.conftest import ROOT
from tests.world import EXPLAINER, WORLD
from trainer import files
from trainer.cards.parse import parse_deck
from trainer.cards.scenario import (
    draw_setting,
    fill,
    shown,
)
from trainer.cards.scenario_checks import check_scenario
from trainer.cards.scenario_parse import is_scenario, parse_scenario

FOLDER = ROOT / "decks" / "interviews"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
DECKS = {"week06": parse_deck((ROOT / "decks" / "week06.md").read_text("utf-8"), "week06.md")[0]}
SECTIONS = EXPLAINER.sections


def example_text() -> str:
    """The scenario that the README shows."""
    found = re.search(r"````markdown\n(.*?)````", README, re.DOTALL)
    assert found
    return found[1]


def problems_of(text: str) -> list[str]:
    """Every problem of a scenario's text, as it is printed."""
    scenario, problems = parse_scenario(text, "s.md")
    if scenario:
        problems = [*problems, *check_scenario(scenario, DECKS, SECTIONS)]
    return [str(problem) for problem in problems]


# Reading


def test_the_documented_example_reads_as_it_says():
    """The scenario in decks/interviews/README.md has no problem, and every part arrives."""
    text = example_text()
    scenario, problems = parse_scenario(text, "s.md")
    assert problems == []
    assert scenario
    assert check_scenario(scenario, DECKS, SECTIONS) == []
    assert (scenario.name, scenario.level, scenario.deck) == ("example", "junior", "week06")
    assert scenario.minutes == {"clarify": 1, "answer": 2, "numbers": 2, "follow-ups": 2}
    assert scenario.passes == {"junior": 40, "mid": 60, "senior": 80}
    assert scenario.draw["gpu"] == ("rtx-4090", "l4")
    assert scenario.opening == "Can we serve {model} on one {gpu}?"
    fact = scenario.facts[0]
    assert (fact.name, fact.weight) == ("load", 2)
    assert fact.answer == "Four users, 2,000 tokens each."
    assert fact.asks.groups == (("users", "prompts", "tokens", "load"),)
    point = scenario.points[0]
    assert (point.name, point.dimension, point.weight) == ("weights", "correctness", 2)
    assert point.card == "raw-memory-formula"
    assert text.split("\n")[point.line - 1].startswith("- weights:")
    assert scenario.questions[0].bounds == {"models": ("{model}",), "dtypes": ("fp16",)}
    assert scenario.anchors["delivery"][0] == "Does not answer."
    branch = scenario.follow_ups["missing weights"]
    assert branch.question.text == "How large are the weights?"
    assert branch.question.groups == point.point.groups
    assert branch.narrower == "How many bytes does a parameter take?"
    assert branch.harder.groups == (("3.5", "4"),)
    assert scenario.follow_ups["trap kv-cache-forgotten"].question.groups == (("cache",),)


def without(pattern: str) -> Callable[[str], str]:
    """A change that takes what the pattern matches out of the text."""
    return lambda text: re.sub(pattern, "", text, count=1, flags=re.DOTALL)


def instead(old: str, new: str) -> Callable[[str], str]:
    """A change that puts one text in the place of another, once."""
    return lambda text: text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "at", "what"),
    [
        (instead('title = "A', "title = A"), "title", "the front matter is not TOML"),
        (instead('title = "A model on a small card"\n', ""), "+++", "the scenario has no title"),
        (instead('"example"', '"Ex ample"'), "scenario", "scenario is not a proper name"),
        (instead('"junior"\n', '"expert"\n'), "level", "the scenario has no proper level"),
        (instead('level = "j', 'colour = 1\nlevel = "j'), "colour", "unknown key 'colour'"),
        (instead('"week06"', '"week99"'), "deck", "unknown deck 'week99'"),
        (instead('["kv-cache-forgotten"]', '["none-such"]'), "traps", "unknown trap 'none-such'"),
        (instead('["1.1"]', '"1.1"'), "reads", "reads is not a list of texts"),
        (instead('["1.1"]', '["9.9"]'), "reads", "unknown section '9.9'"),
        (instead('reads = ["1.1"]\n', ""), "+++", "the scenario names no section to read"),
        (without(r"sources = .*?\n"), "+++", "the scenario names no source"),
        (instead("answer = 2\n", ""), "[minutes]", "table [minutes] is not complete"),
        (instead("mid = 60\n", ""), "[pass]", "table [pass] is not complete"),
        (instead("mid = 60", "mid = 90"), "[pass]", "pass marks do not rise"),
        (instead("junior = 40", "junior = 0"), "[pass]", "table [pass] is not complete"),
        (instead('"rtx-4090", "l4"', '"l4"'), "gpu", "'gpu' leaves chance no choice"),
        (without(r"\[draw\].*?\]\n.*?\]\n"), "+++", "the scenario draws nothing"),
        (instead("on one {gpu}", "on {card}"), "## Opening", "{card} is never drawn"),
        (instead("on one {gpu}", "on a card"), "[draw]", "'gpu' is drawn and never used"),
        (without(r"## Opening.*?(?=## Model)"), "+++", "the scenario has no opening"),
        (without(r"The weights first.*?(?=So my)"), "## Model", "the model answer has 19 words"),
        (instead("## Delivery", "## Manners"), "## Manners", "unknown section 'Manners'"),
        (instead("### Facts", "### Fax"), "### Fax", "unknown section 'Fax'"),
        (
            instead("## Numbers", "## CORRECTNESS"),
            "## CORRECTNESS",
            "section 'CORRECTNESS' stands twice",
        ),
        (without(r"### Facts.*?(?=### Levels)"), "## Scoping", "scoping has no facts"),
        (
            instead("  - answer: Four users, 2,000 tokens each.\n", ""),
            "- load",
            "fact 'load' has no",
        ),
        (instead("- load: How", "- How"), "- How", "'How many users are there, and how long a"),
        (instead("weight: 2", "weight: 9"), "- load", "weight '9' is none"),
        (instead("  - weight: 2", "  - wait: 2"), "  - wait", "unknown line 'wait: 2'"),
        (instead("  - any: users, prompts, tokens, load\n", ""), "- load", "'load: How many users"),
        (instead("4. Asks about both, and uses them.\n", ""), "### Levels", "scoping has 3 levels"),
        (
            without(r"### Points\n\n- weights.*?(?=### Levels)"),
            "## Correctness",
            "correctness has no points",
        ),
        (instead("raw-memory-formula", "none-such"), "- weights", "unknown card 'none-such'"),
        (instead("  - card: raw-memory-formula\n", ""), "- weights", "weights has no card"),
        (instead("- fewer-bits: ", "- cache: "), "- cache: Fewer", "point 'cache' stands twice"),
        (instead("- weights-raw", "- weights-rare"), "- weights-", "unknown family 'weights-rare'"),
        (instead("dtypes: fp16", "dtypes: fp7"), "- weights-", "dtypes does not allow 'fp7'"),
        (
            instead('"mistral-7b-v0.3"]', '"gemma-2b"]'),
            "- weights-",
            "models does not allow 'gemma-2b'",
        ),
        (instead("  - dtypes: fp16", "  - dtypes:"), "  - dtypes", "bound 'dtypes' has no values"),
        (without(r"### missing cache.*?(?=###)"), "## Follow", "no follow-up for 'missing cache'"),
        (
            without(r"### trap kv.*?(?=### cov)"),
            "## Follow",
            "no follow-up for 'trap kv-cache-forgotten'",
        ),
        (without(r"### covered.*"), "## Follow", "no follow-up for 'covered'"),
        (
            instead("### missing cache", "### missing cash"),
            "### missing cash",
            "follow-up 'missing cash' follows",
        ),
        (
            instead("- not yet: How many", "- later: How many"),
            "- later",
            "unknown line 'later: How",
        ),
        (
            instead("- said: And in 4 bits?", "- not yet: And?"),
            "### missing weights",
            "follow-up 'missing weights' d",
        ),
        (
            instead("How large are the weights?\n", ""),
            "### missing weights",
            "follow-up 'missing weights' asks",
        ),
        (
            without(r"- any: cache\n(?=- not yet: What grows)"),
            "### trap",
            "follow-up 'trap kv-cache-forgotten' has no",
        ),
        (
            instead("  - any: 3.5, 4\n", ""),
            "- said: And",
            "'said: And in 4 bits?' has no word group",
        ),
    ],
)
def test_each_problem_is_named_with_its_line(change, at, what):
    """One thing wrong, and a problem that says so and names the line that begins like this."""
    text = change(example_text())
    assert text != example_text()
    found = problems_of(text)
    line = next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(at))
    assert any(problem.startswith(f"s.md:{line}: {what}") for problem in found), found


def test_windows_line_ends_and_a_bom_change_nothing():
    """A file saved by a Windows editor reads the same."""
    text = "\ufeff" + example_text().replace("\n", "\r\n")
    assert is_scenario(text)
    assert parse_scenario(text, "s.md") == parse_scenario(example_text(), "s.md")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('+++\nscenario = "a"\n+++\n', True),
        ('+++\n# a comment\n\nscenario = "a\n', True),
        ('+++\ndeck = "a"\n+++\nscenario = "a"\n', False),
        ('scenario = "a"\n', False),
        ("", False),
    ],
)
def test_the_front_matter_tells_a_scenario_from_a_deck(text, expected):
    """Only a key `scenario` in the front matter makes a scenario, even where TOML is broken."""
    assert is_scenario(text) is expected


# Chance


def test_a_seed_decides_the_setting():
    """The same seed gives the same setting, and seeds reach every value."""
    scenario = parse_scenario(example_text(), "s.md")[0]
    assert scenario
    assert draw_setting(scenario, 7) == draw_setting(scenario, 7)
    for name, values in scenario.draw.items():
        assert {draw_setting(scenario, seed)[name] for seed in range(100)} == set(values)


def test_the_setting_is_shown_as_people_say_it():
    """A GPU has its title, a count its commas, and a placeholder that is not drawn stays."""
    said = shown({"gpu": "l4", "tokens": "16384", "model": "qwen3-8b"}, WORLD)
    assert fill("{model} on {gpu}, {tokens} tokens, {x}", said) == (
        "qwen3-8b on NVIDIA L4, 16,384 tokens, {x}"
    )


# Finding and checking


def test_scenarios_are_found_and_are_no_decks(tmp_path):
    """Shipped ones by file name, an own one first, and none among the decks."""
    places = files.Places(tmp_path)
    own = tmp_path / "decks" / "interviews" / "cheap-at-rest.md"
    own.parent.mkdir(parents=True)
    own.write_text(example_text(), encoding="utf-8")
    found = files.scenario_files(places)
    assert found.keys() == {path.stem for path in FOLDER.glob("[a-z]*.md")}
    assert found["cheap-at-rest"] == own
    assert found.keys().isdisjoint(files.deck_files(places))


def test_deck_check_takes_a_scenario(run, tmp_path):
    """A clean one is counted; a broken one gives its line on stderr and 3."""
    path = tmp_path / "own.md"
    path.write_text(example_text(), encoding="utf-8")
    clean = run("deck", "check", str(path))
    assert (clean.stdout, clean.returncode) == (f"{path}: 4 points, no problems\n", 0)
    path.write_text(example_text().replace("### covered", "### done"), encoding="utf-8")
    broken = run("deck", "check", str(path), "--json")
    assert broken.returncode == 3
    assert "no follow-up for 'covered'" in broken.stderr
    assert json.loads(broken.stdout)["scenario"] == "example"


def test_deck_check_of_broken_front_matter(run, tmp_path):
    """A scenario whose TOML cannot be read is still named as such."""
    path = tmp_path / "own.md"
    path.write_text('+++\nscenario = "x\n+++\n', encoding="utf-8")
    result = run("deck", "check", str(path))
    assert result.returncode == 3
    assert result.stderr.startswith(f"{path}:2: the front matter is not TOML")

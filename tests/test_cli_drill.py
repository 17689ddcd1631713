"""`trainer drill` as a command: rows of practice, prompts of line mode, refusals."""

import json

import pytest

from tests.test_cli_errors import assert_refused
from tests.test_cli_review import history
from tests.world import ask
from trainer.questions.chance import seed_from
from trainer.questions.families import FAMILIES
from trainer.units import in_unit


def show(run, row: dict) -> dict:
    """The question of a row of the log, revealed."""
    seed = str(row["seed"])
    shown = run("question", "show", row["family"], "--seed", seed, "--reveal", "--json")
    return json.loads(shown.stdout)


def test_an_answer_is_saved_as_practice(run):
    """The row has kind drill, card family:NAME, no due day; `saved ID` follows; exit code 0."""
    shown = run("drill", "weights-raw", "--plain", "--count", "1", stdin="1 byte\n")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Question 1, 1 to go [G] green: weights-raw, weights; up to 1:30" in shown.stdout
    assert "saved 1\n" in shown.stdout
    assert shown.stdout.endswith("1 answer kept; practice, the schedule stays as it is.\n")
    [row] = history(run)
    assert (row["id"], row["kind"], row["card"]) == (1, "drill", "family:weights-raw")
    assert (row["quality"], row["due"], row["answer"]) == (1, None, "1 byte")
    assert row["before"] == row["after"] == {"repetitions": 0, "ease": 250, "interval": 0}
    assert row["seed"] is not None


def test_a_row_shows_its_question_again(run):
    """Family and seed of the log give the prompt that was shown."""
    shown = run("drill", "kv-size", "--count", "1", stdin="1\n")
    assert show(run, history(run)[0])["prompt"] in shown.stdout


def test_practice_moves_no_schedule(run, example_deck):
    """A review before and a drill after: what is due tomorrow stays, and undo skips practice."""
    tomorrow = {"TRAINER_NOW": "2026-11-24T09:00:00+00:00"}
    deck = ("--plain", "--deck", str(example_deck))
    run("review", *deck, "--limit", "1", stdin="a\n4\n")
    before = json.loads(run("status", "--json", **tomorrow).stdout)
    run("drill", "weights-raw", "--count", "3", stdin="1\n1\n1\n")
    assert json.loads(run("status", "--json", **tomorrow).stdout) == before
    assert run("store", "check").returncode == 0
    assert json.loads(run("undo", "--json").stdout)["undoes"] == 1


def test_what_cannot_be_read_costs_nothing_and_a_question_mark_reveals(run):
    """A range is asked back; `?` counts as no idea, quality 0."""
    shown = run("drill", "weights-raw", "--count", "1", stdin="1-2 GB\n?\n").stdout
    assert shown.count("answer in GB:") == 2
    assert [row["quality"] for row in history(run)] == [0]


def test_the_end_of_input_ends_the_drill(run):
    """Ten questions unless told; what was answered is kept."""
    shown = run("drill", stdin="1\n1\n")
    assert shown.returncode == 0
    assert "Question 1, 10 to go" in shown.stdout
    assert [row["id"] for row in history(run)] == [1, 2]


def test_without_arguments_families_come_in_turn(run):
    """With no mistake in the log, three answers in three sittings meet three families."""
    for _ in range(3):
        run("drill", "--count", "1", stdin="?\n")
    assert [row["family"] for row in history(run)] == list(FAMILIES)[:3]


def wrong_answer(mistake: str) -> str:
    """What one who makes this mistake types at the first `drill weights-raw --mistake` of a log."""
    for attempt in range(100):
        question = ask("weights-raw", seed_from("me", "weights-raw", 0, attempt))
        for one in question.mistakes:
            if one.id == mistake:
                return f"{in_unit(one.value, question.unit)} {question.unit}"
    raise AssertionError(mistake)


def test_without_arguments_the_most_frequent_mistake_is_practised(run):
    """Who made W1 is asked what can tell W1, and is told why on stderr."""
    arguments = ("drill", "weights-raw", "--mistake", "W1", "--count", "1")
    run(*arguments, stdin=f"{wrong_answer('W1')}\n")
    assert history(run)[0]["mistakes"] == ["W1"]
    shown = run("drill", "--count", "3", stdin="?\n?\n?\n")
    assert shown.stderr.startswith("trainer: practising your most frequent mistake, W1: ")
    rows = history(run)[1:]
    assert len(rows) == 3
    for row in rows:
        assert "W1" in {mistake["id"] for mistake in show(run, row)["mistakes"]}


@pytest.mark.parametrize(("option", "wanted"), [("w1", "W1"), ("K21", "K21"), ("F4", "F4")])
def test_a_mistake_is_practised_where_it_can_happen(run, option, wanted):
    """Each question lists the mistake; capitals do not matter."""
    assert run("drill", "--mistake", option, "--count", "3", stdin="?\n?\n?\n").returncode == 0
    rows = history(run)
    assert len(rows) == 3
    for row in rows:
        assert wanted in {mistake["id"] for mistake in show(run, row)["mistakes"]}


def test_a_topic_narrows_the_families(run):
    """Only families of the topic are asked."""
    run("drill", "--topic", "paging", "--count", "3", stdin="?\n?\n?\n")
    assert {FAMILIES[row["family"]].topic for row in history(run)} == {"paging"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("weight-raw",), ("no family 'weight-raw'", "weights-raw, ")),
        (("--topic", "wieghts"), ("no topic 'wieghts'", "weights")),
        (("--mistake", "W99"), ("no mistake 'W99'", "W9")),
        (("weights-raw", "--topic", "lora"), ("no topic 'lora'", "weights")),
        (("weights-raw", "--mistake", "K1"), ("can tell K1", "kv-size")),
        (("--count", "0"), ("--count",)),
        (("--count", "many"), ("--count",)),
        (("\x1b[31m",), ("no family",)),
    ],
)
def test_what_there_is_not_is_refused(run, arguments, words):
    """One line, exit code 2, with the closest names; nothing is logged."""
    assert_refused(run("drill", *arguments), 2, *words)
    assert history(run) == []


def test_the_numbers_are_drawn_for_the_learner_of_the_role(run, monkeypatch):
    """On a server a role has a log of its own; its questions follow from its name too."""
    run("drill", "kv-size", "--count", "1", stdin="1\n", TRAINER_LEARNER="bob")
    [mine] = json.loads(run("history", "--json", TRAINER_LEARNER="bob").stdout)
    database = "sqlite:///other.db"
    monkeypatch.setattr("trainer.store.database.Database.bound_learner", lambda _: "bob")
    run("drill", "kv-size", "--count", "1", stdin="1\n", TRAINER_DATABASE_URL=database)
    [row] = json.loads(run("history", "--json", TRAINER_DATABASE_URL=database).stdout)
    assert row["seed"] == mine["seed"]

"""`trainer review --plain` and its neighbours, as a process."""

import json
from datetime import date, timedelta

import pytest

ONE_CARD = """+++
deck = "one"
title = "One"
[topics]
t = "T"
+++

## why

- kind: recall
- level: green
- topic: t

Why?

### Answer

Because.

### Points

- one
- two
"""


def history(run) -> list[dict]:
    """The log as `trainer history --json` prints it."""
    return json.loads(run("history", "--json").stdout)


@pytest.fixture
def numeric_deck(home):
    """A home whose only own deck is one numeric card that draws one model in one dtype."""
    path = home / "decks" / "one.md"
    path.parent.mkdir(parents=True)
    path.write_text(
        '+++\ndeck = "one"\ntitle = "One"\n[topics]\nw = "W"\n+++\n\n## seventy\n\n'
        "- kind: numeric\n- level: green\n- topic: w\n- family: weights-raw\n\n"
        "### Bounds\n\n- models: llama-2-70b\n- dtypes: fp16\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("typed", "quality"),
    [("137.95 GB", 5), ("140 GB", 4), ("70 B", 1), ("275.9 GB", 2), ("128.5 GiB", 5)],
)
def test_a_piped_numeric_answer_is_graded(run, numeric_deck, typed, quality):
    """Llama-2-70B in fp16 is 137.95 GB exactly, said 140 (shared facts, calculators.md)."""
    shown = run("review", "--plain", "--deck", str(numeric_deck), stdin=f"{typed}\n")
    assert shown.returncode == 0, shown.stderr
    assert "saved 1\n" in shown.stdout
    [row] = [row for row in history(run) if row["id"] == 1]
    assert (row["card"], row["kind"], row["quality"]) == ("seventy", "review", quality)
    assert row["answer"] == typed
    assert row["seed"] is not None
    assert row["before"] == {"repetitions": 0, "ease": 250, "interval": 0}
    assert row["after"]["interval"] == 1
    assert row["due"] == "2026-11-24"


def test_a_known_mistake_is_named(run, numeric_deck):
    """4 bytes a parameter instead of 2 is mistake W1."""
    shown = run("review", "--plain", "--deck", str(numeric_deck), stdin="275.9 GB\n").stdout
    assert "W1: " in shown
    assert "you: bytes = N * 4" in shown
    assert history(run)[0]["mistakes"] == ["W1"]


def test_what_cannot_be_read_is_asked_again_without_cost(run, numeric_deck):
    """Ranges, wrong units and empty lines ask back; the next line counts."""
    stdin = "\n100-200 GB\n3 seconds\n140 GB\n"
    shown = run("review", "--plain", "--deck", str(numeric_deck), stdin=stdin)
    assert shown.stdout.count("answer in GB:") == 4
    assert [row["quality"] for row in history(run)] == [4]


def test_question_mark_reveals_a_numeric_answer(run, numeric_deck):
    """`?` shows the answer and counts as no idea."""
    run("review", "--plain", "--deck", str(numeric_deck), stdin="?\n")
    assert history(run)[0]["quality"] == 0


def test_self_graded_cards_take_a_grade_or_the_suggestion(run, example_deck):
    """The second prompt takes 0 to 5, or the suggestion on an empty line; else asks again."""
    stdin = "65504 and then overflow to inf\n\n"
    shown = run("review", "--plain", "--deck", str(example_deck), "--limit", "1", stdin=stdin)
    assert "grade 0-5 [suggested 5]:\n" in shown.stdout
    stdin = "140 GB\nmy ruler\nseven\n4\n"
    arguments = ("review", "--plain", "--deck", str(example_deck), "--limit", "2")
    shown = run(*arguments, stdin=stdin)
    assert "'seven' is no grade" in shown.stdout
    assert history(run)[0]["quality"] == 5
    assert history(run)[-1]["quality"] == 4


def test_a_saved_line_follows_each_commit_and_names_the_row(run, example_deck):
    """`saved ID` stands on a line of its own, and ID is the id of history."""
    stdin = "a\n4\n140 GB\nb\n4\nc\n4\n"
    shown = run("review", "--plain", "--deck", str(example_deck), stdin=stdin).stdout
    saved = [int(line.split()[1]) for line in shown.splitlines() if line.startswith("saved ")]
    assert saved == [row["id"] for row in history(run)]
    assert len(saved) == 4


def test_the_end_of_input_keeps_what_was_answered(run, example_deck):
    """End of input in the middle of a card ends the sitting with exit code 0."""
    shown = run("review", "--plain", "--deck", str(example_deck), stdin="a\n4\n140 GB\nhalf a")
    assert shown.returncode == 0
    assert len(history(run)) == 2
    assert "2 answers kept" in shown.stdout


def test_the_day_ends_when_all_is_done(run, numeric_deck):
    """Answered well, the deck has nothing more; tomorrow the card is due again."""
    arguments = ("review", "--plain", "--deck", str(numeric_deck))
    run(*arguments, stdin="137.95 GB\n")
    assert run(*arguments).stdout == "Nothing is due today.\n"
    tomorrow = run(*arguments, TRAINER_NOW="2026-11-24T09:00:00+00:00")
    assert "Card 1, 1 to go" in tomorrow.stdout


def test_status_counts_due_new_done_and_days_in_a_row(run, example_deck):
    """The four keys of the contract, before and after a review and on the next day."""
    before = json.loads(run("status", "--json").stdout)
    assert set(before) == {"due", "new", "reviewed_today", "streak_days"}
    assert (before["due"], before["reviewed_today"], before["streak_days"]) == (0, 0, 0)
    run("review", "--plain", "--deck", str(example_deck), "--limit", "1", stdin="a\n4\n")
    after = json.loads(run("status", "--json").stdout)
    assert (after["reviewed_today"], after["streak_days"]) == (1, 1)
    assert after["new"] == before["new"] - 1
    later = json.loads(run("status", "--json", TRAINER_NOW="2026-11-24T09:00:00+00:00").stdout)
    assert (later["due"], later["reviewed_today"], later["streak_days"]) == (1, 0, 1)
    assert "1 due" in run("status", TRAINER_NOW="2026-11-24T09:00:00+00:00").stdout


def test_undo_takes_back_one_answer_after_another(run, example_deck):
    """Each undo appends a row; the card is new again; with nothing left it says so."""
    run("review", "--plain", "--deck", str(example_deck), stdin="a\n4\n140 GB\n")
    assert "answer 2" in run("undo").stdout
    undone = json.loads(run("undo", "--json").stdout)
    assert (undone["undoes"], undone["card"]) == (1, "fp16-max")
    nothing = run("undo")
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert nothing.stderr.startswith("trainer: there is no answer to take back; ")
    assert [row["kind"] for row in history(run)] == ["review", "review", "undo", "undo"]
    assert json.loads(run("status", "--json").stdout)["reviewed_today"] == 0


def test_editing_a_card_keeps_its_progress(run, home, example_deck, example):
    """The id carries the progress, whatever the text says."""
    arguments = ("review", "--plain", "--deck", str(example_deck), "--limit", "1")
    run(*arguments, stdin="a\n4\n")
    example_deck.write_text(example.replace("65,504.", "It is 65,504."), encoding="utf-8")
    tomorrow = run(*arguments, stdin="a\n4\n", TRAINER_NOW="2026-11-24T09:00:00+00:00")
    assert "It is 65,504." in tomorrow.stdout
    assert [row["after"]["interval"] for row in history(run)] == [1, 6]


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        # (day of the review, interval it leads to), worked out by hand from the text of SM-2
        ("4444", [(0, 1), (1, 6), (7, 15), (22, 38)]),
        ("5555", [(0, 1), (1, 6), (7, 17), (24, 48)]),  # ceil(6 * 2.70), ceil(17 * 2.80)
        ("33333", [(0, 1), (1, 6), (7, 14), (21, 30), (51, 59)]),  # eases 2.22, 2.08, 1.94
        ("442444", [(0, 1), (1, 6), (7, 1), (8, 1), (9, 6), (15, 15), (30, 38)]),
    ],
)
def test_sixty_days_at_the_door_follow_sm2(run, home, grades, expected):
    """With TRAINER_NOW set to one day after another, reviews fall on the days of SM-2.

    A grade below 4 comes back on its own day; that pass is answered with 4 and changes nothing.
    """
    deck = home / "decks" / "one.md"
    deck.parent.mkdir(parents=True)
    deck.write_text(ONE_CARD, encoding="utf-8")
    arguments = ("review", "--plain", "--deck", str(deck))
    given = iter(grades + "4" * 9)
    for offset in range(60):
        now = f"{date(2026, 1, 1) + timedelta(days=offset)}T09:00:00+00:00"
        asked = run(*arguments, TRAINER_NOW=now).stdout != "Nothing is due today.\n"
        if asked:
            run(*arguments, stdin=f"x\n{next(given)}\nx\n4\n", TRAINER_NOW=now)
    reviews = [row for row in history(run) if row["kind"] == "review"]
    days = [(date.fromisoformat(row["day"]) - date(2026, 1, 1)).days for row in reviews]
    intervals = [row["after"]["interval"] for row in reviews]
    assert list(zip(days, intervals, strict=True)) == expected


def test_control_characters_reach_neither_terminal_nor_log_as_such(run, home, example):
    """Escape sequences in decks and answers are shown as text."""
    deck = home / "decks" / "evil.md"
    deck.parent.mkdir(parents=True)
    deck.write_text(example.replace("one infinity", "\x1b[31mred\x07"), encoding="utf-8")
    shown = run(
        "review", "--plain", "--deck", str(deck), "--limit", "1", stdin=b"\xff\x00\x1b[2J\n9\n4\n"
    )
    assert shown.returncode == 0
    assert "\x1b" not in shown.stdout
    assert "\\x1b[31mred\\x07" in shown.stdout
    listing = run("history").stdout
    assert "\x1b" not in listing
    assert len(history(run)) == 1


def test_an_ascii_terminal_gets_ascii(run_process, home, example):
    """Where the encoding lacks a sign it is spelled, and nothing fails."""
    deck = home / "decks" / "signs.md"
    deck.parent.mkdir(parents=True)
    deck.write_text(
        example.replace("Why", "why").replace("What is", "4 \u00d7 2 \u2192 8 \u2248 \u00e9"),
        "utf-8",
    )
    arguments = ("review", "--plain", "--deck", str(deck))
    shown = run_process(*arguments, PYTHONIOENCODING="ascii", stdin="a\n4\n")
    assert "4 x 2 -> 8 ~ e" in shown.stdout

"""`trainer mark`, and that what is put away is neither asked nor counted."""

import json

import pytest

CARDS = ("fp16-max", "weights-70b")


def marks(run) -> list[tuple[str, str, str | None]]:
    """Mark, card and note as `trainer mark list --json` prints them."""
    listed = json.loads(run("mark", "list", "--json").stdout)
    return [(each["mark"], each["card"], each["note"]) for each in listed]


def status(run, **environment) -> dict:
    """What `trainer status --json` counts."""
    return json.loads(run("status", "--json", **environment).stdout)


@pytest.mark.parametrize(("verb", "mark"), [("suspend", "suspended"), ("bury", "buried")])
def test_a_card_is_put_away_and_brought_back(run, example_deck, verb, mark):
    """The review leaves it out, the status does not count it, `resume` undoes it."""
    before = status(run)["new"]
    shown = run("mark", verb, "FP16-max")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("fp16-max is ")
    assert marks(run) == [(mark, "fp16-max", None)]
    asked = run("review", "--plain", "--deck", str(example_deck)).stdout
    assert "largest finite number in fp16" not in asked
    run("mark", "resume", "fp16-max")
    assert marks(run) == []
    asked = run("review", "--plain", "--deck", str(example_deck)).stdout
    assert "largest finite number in fp16" in asked
    assert status(run)["new"] == before


def test_the_status_leaves_out_what_is_put_away(run, example_deck):
    """A due card that is buried is not due today, and is tomorrow."""
    run("review", "--plain", "--deck", str(example_deck), "--limit", "1", stdin="a\n4\n")
    tomorrow, later = ("2026-11-24T09:00:00+00:00", "2026-11-25T09:00:00+00:00")
    assert status(run, TRAINER_NOW=tomorrow)["due"] == 1
    run("mark", "bury", "fp16-max", TRAINER_NOW=tomorrow)
    assert status(run, TRAINER_NOW=tomorrow)["due"] == 0
    assert status(run, TRAINER_NOW=later)["due"] == 1


def test_flags_keep_notes_and_say_where_the_card_stands(run, example_deck, example):
    """Control characters in a note reach no terminal; `unflag` settles them."""
    run("mark", "flag", "fp16-max", "is \x1b[31mthat so?")
    assert marks(run) == [("flagged", "fp16-max", "is \x1b[31mthat so?")]
    [listed] = json.loads(run("mark", "list", "--json").stdout)
    line = example.split("\n").index("## fp16-max") + 1
    assert listed["where"] == f"{example_deck}:{line}"
    home = example_deck.parent.parent
    assert f"~/decks/example.md:{line}" in run("mark", "list", HOME=str(home)).stdout
    table = run("mark", "list").stdout
    assert "\x1b" not in table
    assert "that so?" in table
    run("mark", "bury", "fp16-max")
    assert "None" not in run("mark", "list").stdout
    run("mark", "resume", "fp16-max")
    run("mark", "unflag", "fp16-max")
    assert run("mark", "list").stdout == "No card is marked.\n"


def test_a_suspended_card_stays_so_when_it_is_buried(run, example_deck):
    """Nothing is marked anew, and that is what is said."""
    run("mark", "suspend", "fp16-max")
    shown = run("mark", "bury", "fp16-max")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "stays suspended; `trainer mark resume`" in shown.stdout
    run("mark", "resume", "fp16-max")
    assert marks(run) == []


@pytest.mark.parametrize("note", ["", "  ", "x" * 1_001])
def test_a_note_says_something_in_some_lines(run, example_deck, note):
    """An empty note and a page of text are usage errors; nothing is marked."""
    shown = run("mark", "flag", "fp16-max", note)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "a note has 1 to 1,000 characters" in shown.stderr
    assert marks(run) == []


def test_an_unknown_card_is_refused_and_marks_outlive_their_card(run, example_deck):
    """Exit 2 with what is close; a card that left its deck can still be resumed."""
    shown = run("mark", "suspend", "fp16-maxx")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "no card 'fp16-maxx'" in shown.stderr
    assert "fp16-max" in shown.stderr
    run("mark", "suspend", "fp16-max")
    example_deck.unlink()
    assert json.loads(run("mark", "list", "--json").stdout)[0]["where"] is None
    assert run("mark", "resume", "fp16-max").returncode == 0
    assert marks(run) == []


def test_a_backlog_is_counted_by_the_day(run, example_deck):
    """Three cards are due at two a day: two today, no new ones meanwhile."""
    arguments = ("review", "--plain", "--deck", str(example_deck), "--new", "3")
    run(*arguments, stdin="a\n4\n140 GB\nb\n4\nc\n4\n")
    later = {"TRAINER_NOW": "2026-12-24T09:00:00+00:00", "TRAINER_REVIEWS_PER_DAY": "2"}
    counted = status(run, **later)
    assert (counted["due"], counted["new"]) == (2, 0)


def test_the_shelf_is_stocked_by_a_review_of_all_decks_only(run, example_deck, home):
    """What the status may count without reading decks; one deck alone is not all."""
    from trainer.store.log import open_log

    run("review", "--plain", "--deck", str(example_deck))
    assert open_log(home / "trainer.db", "me").journal.shelf() is None
    run("review", "--plain")
    shelf = open_log(home / "trainer.db", "me").journal.shelf()
    assert "fp16-max" in shelf
    assert len(shelf) > 100


def test_a_mark_opens_the_store_once(run, example_deck, monkeypatch):
    """And closes what it opened; on a server each opening is a connection."""
    from trainer.cli import wiring

    opened = []
    really = wiring.open_log
    monkeypatch.setattr(wiring, "open_log", lambda *given: opened.append(1) or really(*given))
    assert run("mark", "bury", "fp16-max").returncode == 0
    assert len(opened) == 1

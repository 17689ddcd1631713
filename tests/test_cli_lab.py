"""`trainer lab`: list, run and report, as they are typed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from trainer.labs.registry import LABS

LAB_DECK = """+++
deck = "one"
title = "One"
[topics]
w = "W"
+++

## bits

- kind: lab
- level: yellow
- topic: w
- lab: weight-bytes
"""


@pytest.fixture
def lab_deck(home):
    """A home with one card, of the lab weight-bytes."""
    path = home / "decks" / "week06.md"  # takes the shipped deck's place
    path.parent.mkdir(parents=True)
    path.write_text(LAB_DECK, encoding="utf-8")
    return path


def history(run) -> list[dict]:
    """The log as `trainer history --json` prints it."""
    return json.loads(run("history", "--json").stdout)


def test_the_list_says_what_each_lab_teaches_and_takes(run):
    """The contract's keys; the table has a line a lab."""
    listed = json.loads(run("lab", "list", "--json").stdout)
    assert [lab["lab"] for lab in listed] == list(LABS)
    assert {"lab", "title", "seconds_cpu", "seconds_gpu", "needs"} <= listed[0].keys()
    assert all(lab["needs"] in (None, "labs") for lab in listed)
    assert len(run("lab", "list").stdout.splitlines()) == len(LABS) + 1


def test_listing_labs_loads_no_numpy():
    """Only a run pays for numpy and torch."""
    code = (
        "import sys; from trainer.labs.registry import LABS; "
        "LABS['weight-bytes'].question(1, 'cpu'); "
        "sys.exit(bool({'numpy', 'torch'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_run_is_graded_kept_and_scheduled(run, lab_deck):
    """The contract's keys; a row of kind lab on the lab's card; the report has it."""
    shown = run("lab", "run", "weight-bytes", "--predict", "4.5 more", "--seed", "3", "--json")
    document = json.loads(shown.stdout)
    keys = {
        "lab",
        "device",
        "predicted",
        "measured",
        "unit",
        "expected",
        "verdict",
        "seconds",
        "table",
    }
    assert keys <= document.keys()
    assert (document["device"], document["predicted"], document["seed"]) == ("cpu", 4.5, 3)
    (row,) = history(run)
    assert (row["card"], row["kind"], row["seed"]) == ("bits", "lab", 3)
    assert (row["quality"], row["answer"]) == (document["quality"], "4.5 bits/weight more")
    assert row["after"]["repetitions"] == (1 if document["quality"] >= 3 else 0)
    (reported,) = json.loads(run("lab", "report", "--json").stdout)
    assert reported["measured"] == document["measured"]
    assert run("store", "check").returncode == 0


def test_a_prediction_is_asked_for_in_one_prompt_of_line_mode(run, lab_deck):
    """Question and how long it takes first; then the comparison, and when it comes back."""
    shown = run("lab", "run", "weight-bytes", stdin="4 more\n")
    assert shown.returncode == 0, shown.stderr
    assert "Takes about" in shown.stdout
    assert shown.stdout.count("prediction in bits/weight") == 1
    assert "Measured " in shown.stdout
    assert "due again tomorrow" in shown.stdout
    assert "measuring weight-bytes" in shown.stderr


def test_the_numbers_are_drawn_anew_each_time_and_a_seed_repeats_them(run, lab_deck):
    """Without --seed no run repeats the one before."""
    asked = [
        json.loads(run("lab", "run", "weight-bytes", "--predict", "4.5", "--json", *seed).stdout)
        for seed in ((), (), ("--seed", "7"), ("--seed", "7"))
    ]
    assert asked[0]["seed"] != asked[1]["seed"]
    assert asked[2]["asks"] == asked[3]["asks"]
    assert asked[2]["measured"] == asked[3]["measured"]


def test_a_run_before_its_day_is_practice(run, lab_deck):
    """The second run on a day is kept, and leaves the schedule as it is."""
    right = json.loads(run("lab", "run", "weight-bytes", "--json", "--seed", "1").stdout)
    for _ in range(2):
        run("lab", "run", "weight-bytes", "--predict", f"{right['measured']} more", "--seed", "1")
    rows = history(run)
    assert [(row["kind"], row["quality"]) for row in rows] == [("lab", 5), ("drill", 5)]
    assert rows[0]["due"] == rows[1]["due"]


def test_measuring_without_a_prediction_schedules_nothing(run, lab_deck):
    """--json without --predict only measures and keeps."""
    document = json.loads(run("lab", "run", "weight-bytes", "--json").stdout)
    assert (document["predicted"], document["verdict"], document["quality"]) == (None, "none", None)
    assert history(run) == []
    assert len(json.loads(run("lab", "report", "--json").stdout)) == 1


def test_a_lab_without_a_card_is_kept_all_the_same(run, home, example_deck):
    """A deck of one's own that has no card of the lab: measured, kept, no row."""
    text = example_deck.read_text(encoding="utf-8")
    (home / "decks" / "week06.md").write_text(text.replace("lab: weight", "lab: x"), "utf-8")
    example_deck.unlink()
    shown = run("lab", "run", "weight-bytes", "--predict", "4.5")
    assert shown.returncode == 0, shown.stderr
    assert history(run) == []
    assert len(json.loads(run("lab", "report", "--json").stdout)) == 1


def test_a_lab_card_is_asked_in_a_review_and_can_be_taken_back(run, lab_deck):
    """One prompt, one row, `saved 1`; undo makes the card new again."""
    shown = run("review", "--plain", stdin="4 more\n")
    assert "saved 1" in shown.stdout
    assert [row["kind"] for row in history(run)] == ["lab"]
    assert run("undo").returncode == 0
    assert json.loads(run("status", "--json").stdout)["new"] == 1
    assert run("store", "check").returncode == 0


def test_a_card_whose_lab_cannot_run_here_is_not_asked(run, lab_deck, monkeypatch):
    """Without torch a lab that needs it stays out of the review."""
    from dataclasses import replace

    monkeypatch.setitem(LABS, "weight-bytes", replace(LABS["weight-bytes"], needs="labs"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    shown = run("review", "--plain", stdin="4 more\n")
    assert "Nothing is due today." in shown.stdout
    shown = run("lab", "run", "weight-bytes", "--predict", "4")
    assert shown.returncode == 1
    assert "pip install 'interview-trainer[labs]'" in shown.stderr
    assert "--stored" in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("lab", "run", "weight-bites"), 2, ("no lab 'weight-bites'", "weight-bytes")),
        (("lab", "run", "weight-bytes", "--predict", "lots"), 2, ("--predict", "bits/weight")),
        (("lab", "run", "weight-bytes", "--predict", "nan"), 2, ("--predict",)),
        (("lab", "run", "weight-bytes", "--seed", "-1"), 2, ("--seed",)),
        (("lab", "run", "weight-bytes", "--device", "tpu"), 2, ("--device",)),
        (("lab", "report", "--html", "/proc/nowhere/x.html"), 1, ("cannot be written",)),
    ],
)
def test_bad_input_is_one_line(run, arguments, code, words):
    """Nothing on stdout, nothing stored."""
    shown = run(*arguments)
    assert (shown.returncode, shown.stdout) == (code, ""), shown
    for word in words:
        assert word in shown.stderr
    assert "Traceback" not in shown.stderr
    assert history(run) == []


def test_the_end_of_input_measures_nothing(run, lab_deck):
    """Exit 0, said on stderr."""
    shown = run("lab", "run", "weight-bytes")
    assert shown.returncode == 0
    assert "nothing was measured" in shown.stderr
    assert json.loads(run("lab", "report", "--json").stdout) == []


def test_ctrl_c_in_mid_lab_stores_nothing(run, lab_deck, monkeypatch):
    """Exit 130, said in one line, neither run nor row."""
    from dataclasses import replace

    def interrupted(bench):
        raise KeyboardInterrupt

    changed = replace(LABS["weight-bytes"], measure=interrupted)
    monkeypatch.setitem(LABS, "weight-bytes", changed)
    shown = run("lab", "run", "weight-bytes", "--predict", "4.5")
    assert shown.returncode == 130
    assert "nothing of the lab weight-bytes was stored" in shown.stderr
    assert history(run) == []
    assert json.loads(run("lab", "report", "--json").stdout) == []


def test_a_deck_that_names_no_lab_there_is_fails_its_check(run, lab_deck):
    """`deck check` knows the labs."""
    lab_deck.write_text(LAB_DECK.replace("weight-bytes", "weight-bites"), encoding="utf-8")
    shown = run("deck", "check", str(lab_deck))
    assert shown.returncode == 3
    assert "week06.md:8: unknown lab 'weight-bites'" in shown.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("- lab: weight-bytes\n", "", "lab card names no lab"),
        ("- lab: weight-bytes\n", "- lab: weight-bytes\n\nHow many?\n", "text of its own"),
        ("kind: lab", "kind: recall", "a recall card has no lab"),
    ],
)
def test_a_lab_card_is_nothing_but_its_lab(run, lab_deck, old, new, words):
    """Each slip in a lab card is named."""
    lab_deck.write_text(LAB_DECK.replace(old, new), encoding="utf-8")
    assert words in run("deck", "check", str(lab_deck)).stderr


# A stored run of another machine


@pytest.mark.parametrize("name", LABS)
def test_every_lab_has_a_stored_run_that_is_marked_as_one(run, name):
    """What cannot be measured here can be looked at; nothing of it is kept as measured."""
    shown = run("lab", "run", name, "--stored")
    assert shown.returncode == 0, shown.stderr
    assert "A stored run of another machine; nothing was measured here." in shown.stdout
    document = json.loads(run("lab", "run", name, "--stored", "--json").stdout)
    assert (document["lab"], document["stored"]) == (name, True)
    assert json.loads(run("lab", "report", "--json").stdout) == []


def test_the_page_goes_to_stdout_for_a_dash(run, tmp_path):
    """As in `health`; no file of that name is made."""
    shown = run("lab", "report", "--html", "-")
    assert shown.stdout.startswith("<!doctype html>")
    assert not (tmp_path / "-").exists()


def test_a_stored_run_is_of_the_device_that_is_named(run):
    """The README's two tables: the processor's by default, a GPU's by --device; both are told."""
    seen = {}
    for device in ("auto", "cpu", "cuda"):
        shown = run("lab", "run", "int4-speed", "--stored", "--device", device).stdout
        seen[device] = [line for line in shown.splitlines() if line.startswith("Measured ")]
        assert "And at batch 128, with torch's own kernels: is int4 faster" in shown
        assert f"There is one on {'cpu' if device == 'cuda' else 'cuda'} too" in shown
    assert seen["auto"] == seen["cpu"]
    assert seen["auto"][0] == "Measured there: 2.094x; slower."
    assert "NVIDIA H100" in seen["cuda"][1]
    refused = run("lab", "run", "gptq", "--stored", "--device", "cuda")
    assert (refused.returncode, "no stored run of gptq on cuda" in refused.stderr) == (1, True)
    assert "There is one" not in run("lab", "run", "gptq", "--stored").stdout


@pytest.mark.parametrize("runs", [[{}], [{"runs": [{"lab": "gptq"}]}], ["text"]])
def test_a_damaged_stored_run_is_told_with_a_remedy(run, monkeypatch, runs):
    """A file that was cut off or changed: exit 1, one line."""
    monkeypatch.setattr("trainer.files.stored_runs", lambda: runs)
    shown = run("lab", "run", "gptq", "--stored")
    assert (shown.returncode, shown.stdout, shown.stderr.count("\n")) == (1, "", 1)
    assert "install trainer again" in shown.stderr


def test_a_lab_without_a_stored_run_says_so(run, monkeypatch):
    """One line, exit 1."""
    monkeypatch.setattr("trainer.files.stored_runs", list)
    shown = run("lab", "run", "gptq", "--stored")
    assert shown.returncode == 1
    assert "no stored run of gptq" in shown.stderr

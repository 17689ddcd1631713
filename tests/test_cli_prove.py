"""`trainer prove`, driven to the end: from nothing to a proven claim on two days."""

import json
import re
import sys

import pexpect
import pytest

from tests.piped import PATIENCE
from tests.shapes import MODELS
from trainer import files
from trainer.calc.formats import bits_per_value
from trainer.calc.parameters import parameters
from trainer.calc.weights import raw_bytes
from trainer.cards.parse import parse_deck

FIRST, SECOND = "2026-11-23T09:00:00+00:00", "2026-11-24T09:00:00+00:00"
ASKED = r"(\S+) has [\d.]+ billion parameters\. How many GB do its raw weights take in (\w+)\?"


@pytest.fixture(scope="module")
def model_answers():
    """The model answer of each card of the week, on one line."""
    path = files.shipped_decks() / "week06.md"
    deck, _ = parse_deck(path.read_text(encoding="utf-8"), str(path))
    return {card.id: card for card in deck.cards}


def asked_in(shown):
    """Model and number format of each question on the screen."""
    return re.findall(ASKED, " ".join(shown.split()))


def solve(asked):
    """The answer to the last number that was asked."""
    model, dtype = asked_in(asked)[-1]
    size = raw_bytes(parameters(MODELS[model]).total, bits_per_value(dtype))
    return f"{float(size) / 1e9:.3f} GB"


def prove(monkeypatch, now, text, *, wrong=False):
    """Sit through `trainer prove weight-memory`; returns all that was on the screen."""
    monkeypatch.setenv("TRAINER_NOW", now)
    arguments = ["-m", "trainer", "prove", "weight-memory", "--plain"]
    child = pexpect.spawn(sys.executable, arguments, encoding="utf-8", timeout=PATIENCE, echo=False)
    shown = ""
    prompts = ["answer in GB: ", "answer: ", "grade 0-5", pexpect.EOF]
    while (which := child.expect(prompts)) != 3:
        shown += child.before
        child.sendline({0: "1 GB" if wrong else solve(shown), 1: text, 2: ""}[which])
    return shown + child.before


def claim(run, now):
    """The claim as `trainer health` has it on a day."""
    return json.loads(run("health", "weight-memory", "--json", TRAINER_NOW=now).stdout)


@pytest.mark.slow
def test_a_claim_is_proven_in_two_sittings(run, monkeypatch, model_answers):
    """Six right numbers and the card on the first day, one number and the card on the second."""
    text = " ".join(model_answers["raw-memory-formula"].answer.split())
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    shown = prove(monkeypatch, FIRST, text)
    assert "7 questions on weight-memory, cold and without hints" in shown
    assert "7 answers kept as evidence." in shown
    assert "weight-memory is unproven" in shown
    assert "Next: tomorrow trainer prove weight-memory" in shown
    assert len(set(asked_in(shown))) == 6, "six different questions"
    assert claim(run, FIRST)["state"] == "unproven"
    shown = prove(monkeypatch, SECOND, text)
    assert "2 answers kept as evidence." in shown
    assert "weight-memory is proven" in shown
    found = claim(run, SECOND)
    assert (found["state"], found["next"]) == ("proven", None)
    assert all(each["counts"] for each in found["evidence"]), found
    rows = json.loads(run("history", "--json").stdout)
    assert {row["kind"] for row in rows} == {"drill"}, "nothing was due, so nothing moved"
    assert run("store", "check").returncode == 0


def test_a_wrong_number_ends_its_part(run, monkeypatch):
    """One number, then the text; the family waits until tomorrow."""
    shown = prove(monkeypatch, FIRST, "No idea.", wrong=True)
    assert len(asked_in(shown)) == 1
    assert "weight-memory is unproven" in shown
    again = run("prove", "weight-memory", TRAINER_NOW=FIRST)
    assert again.returncode == 0
    assert "Next: tomorrow" in again.stdout
    assert "answers kept" not in again.stdout


def test_a_claim_without_questions_names_its_own_way(run):
    """Reading and labs are not asked."""
    shown = run("prove", "explainer-read")
    assert shown.returncode == 0
    assert "0 of 34 sections read" in shown.stdout
    assert "Next: trainer read 1.1" in shown.stdout
    assert "trainer lab" in run("prove", "assignment").stdout


def test_a_topic_is_proven_by_its_name(run):
    """At most twelve questions; the end of the input ends it with all that was answered kept."""
    shown = run("prove", "qlora", "--plain", stdin="")
    assert shown.returncode == 0
    assert "questions on topic:qlora" in shown.stderr
    assert int(re.search(r"(\d+) questions", shown.stderr)[1]) <= 12
    assert "topic:qlora is unproven" in shown.stdout


def test_an_unknown_item_names_the_closest(run):
    """Exit 2, one line."""
    shown = run("prove", "weihgt-memory")
    assert shown.returncode == 2
    assert "weight-memory" in shown.stderr

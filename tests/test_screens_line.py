"""Line mode over two streams: what is printed, what is read, what is stored."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.doubles import MemoryLog, SetClock, numeric, recall
from tests.keys import sitting_over
from tests.test_practice_prove import proof
from trainer.cards.card import Point
from trainer.practice.review import Answer
from trainer.screens.line import LineScreen


def told(given: str, *cards, **more) -> tuple[MemoryLog, str]:
    """The log and the printed text after a sitting over these cards with this input."""
    sitting = sitting_over(*cards, **more)
    printed = io.StringIO()
    LineScreen(sitting, io.StringIO(given), printed).run()
    return sitting.log, printed.getvalue()


@pytest.mark.parametrize(
    ("given", "quality", "points", "mistakes"),
    [
        ("range\n\n", 3, "yn", ()),
        ("range\n4\n", 4, "", ()),
        ("range\n3\n", 3, "yn", ()),
        ("range loss. free\n\n", 2, "yy", ("a",)),
        ("range loss. free\n2\n", 2, "yy", ("a",)),
        ("range loss. free\n1\n", 1, "", ("a",)),
        ("range loss. free\n4\n", 4, "", ()),
        ("\n\n", 0, "nn", ()),
    ],
)
def test_the_suggested_grade_confirms_what_was_found(given, quality, points, mistakes):
    """On an empty line or as a digit; a low grade of one's own leaves the wrong claim standing."""
    card = replace(recall("a"), wrong_claims=(Point("It is free.", (("free",),)),))
    log, _ = told(given, card)
    row = log.rows[0]
    assert (row.quality, row.points, row.mistakes) == (quality, points, mistakes)
    assert row.confidence == ""


def test_a_free_text_has_two_prompts_and_a_number_one():
    """Whatever was found, nothing else is asked."""
    _, printed = told("range free\n4\n", recall("a"))
    prompts = [line for line in printed.split("\n") if line.endswith(":")]
    assert prompts == ["answer:", "grade 0-5 [suggested 3]:"]
    _, printed = told("140 GB\n", numeric("n"))
    assert [line for line in printed.split("\n") if line.endswith(":")] == ["answer in GB:"]


def test_findings_are_printed_as_the_proposal():
    """Level, time, points, model answer and intervals, a line each, before the grade."""
    _, printed = told("range\n4\n", recall("a"))
    order = [
        "Card 1, 1 to go [G] green: recall, t, new; up to 1:30, about 1 min in all\n",
        "1 [found] says range\n",
        "2 [not found] says loss\n",
        "Model answer\nBecause.\n",
        "Next, in days: 2 in 1; 3-5 in 1, then 6\n",
        "grade 0-5 [suggested 3]:\n",
        "Quality 4; due again tomorrow.\nsaved 1\n",
    ]
    places = [printed.index(words) for words in order]
    assert places == sorted(places)


def test_a_late_answer_is_told_its_time():
    """Shown, never a cut-off: a free text keeps its quality."""

    class Slow(SetClock):
        """A clock whose stopwatch goes 100 s a look."""

        def seconds(self) -> float:
            self.elapsed += 100
            return self.elapsed

    log, printed = told("range loss\n\n", recall("a"), clock=Slow())
    assert "Quality 5; due again tomorrow. It took 100 s of 90.\n" in printed
    assert log.rows[0].seconds == 100


def test_a_leech_is_named_with_commands_that_help():
    """There is no third prompt; what can be done stands there as commands."""
    log, clock = MemoryLog(), SetClock()
    card = replace(recall("a"), reads=("2.3",))
    for _ in range(8):
        _, printed = told("x\n2\n", card, log=log, clock=clock)
        clock.moment += timedelta(days=1)
    assert "A leech: a has failed 8 times." in printed
    assert "`trainer read 2.3` or `trainer mark suspend a`\nsaved " in printed


def test_a_backlog_is_said_plainly_in_one_line():
    """How many are due, how many a day asks, and for how many days."""
    log, clock = MemoryLog(), SetClock()
    cards = [recall(f"c{n}") for n in range(30)]
    sitting = sitting_over(*cards, log=log, clock=clock, new_per_day=30)
    while asked := sitting.next():
        sitting.store(asked, 4, Answer())
    clock.moment += timedelta(days=30)
    _, printed = told("", *cards, log=log, clock=clock, reviews_per_day=10)
    line, *rest = printed.split("\n")
    assert line == (
        "30 cards are due; a day asks 10, the most valuable first. "
        "You are through in about 2 days; new cards wait until then."
    )
    assert rest[0].startswith("Card 1, 10 to go ")


def test_a_card_that_comes_back_today_is_counted_once():
    """It waits among the cards to go while it lies on the table."""
    _, printed = told("x\n2\nx\n4\n", recall("a"))
    assert "Card 1, 1 to go" in printed
    assert "Card 2, 1 to go [G] green: recall, t, again today" in printed


def test_a_right_number_needs_no_derivation_and_a_wrong_one_has_it():
    """What is known is not explained again."""
    assert "bytes = 70e9 * 2" not in told("140 GB\n", numeric("n"))[1]
    assert "bytes = 70e9 * 2" in told("12 GB\n", numeric("n"))[1]


def test_a_proof_says_why_fewer_questions_are_left():
    """A wrong number puts its family off until tomorrow; a right one does not."""
    for typed, said in (("3 GB", True), ("140 GB", False)):
        printed = io.StringIO()
        LineScreen(proof(MemoryLog(), texts=("a",)), io.StringIO(f"{typed}\n"), printed).run()
        line = "The way was shown, so 2 more of this kind wait until tomorrow.\nsaved 1\n"
        assert (line in printed.getvalue()) == said


def test_lines_are_wrapped_between_words_on_a_terminal_only(monkeypatch):
    """In a pipe a paragraph is one line; indents stay."""
    monkeypatch.setenv("COLUMNS", "20")

    class Screen(io.StringIO):
        """A target that is a terminal."""

        def isatty(self) -> bool:
            return True

    shown = Screen()
    card = replace(recall("a"), question="Why is one word after another a sentence?")
    LineScreen(sitting_over(card), io.StringIO(""), shown).run()
    assert "Why is one word\nafter another a\nsentence?\n" in shown.getvalue()
    assert "Why is one word after another a sentence?\n" in told("", card)[1]

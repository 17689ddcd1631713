"""The first screen: three questions that may be skipped, asked once and only in a terminal."""

import sys
from datetime import date

import pexpect
import pytest

from tests.piped import PATIENCE
from trainer.screens.texts import days_left
from trainer.screens.welcome import ask, questions, welcome


def answered(*lines):
    """What asking gives when these lines are typed, and what was said meanwhile."""
    typed, said = list(lines), []

    def refuse(name, text):
        return f"{name} is {text!r}" if text == "nonsense" else ""

    return ask(questions("CET", 20), lambda _: typed.pop(0), refuse, said.append), said


def test_every_question_may_be_skipped():
    """An empty line takes the default, which is not written down."""
    assert answered("", " ", "") == ({}, [])


def test_what_cannot_be_used_is_asked_again():
    """The reason is said, and an empty line still skips."""
    answers, said = answered("nonsense", "20", "nonsense", "", "2026-12-18")
    assert answers == {"minutes_per_day": "20", "interview_date": "2026-12-18"}
    assert said == [("bad", "minutes_per_day is 'nonsense'"), ("bad", "timezone is 'nonsense'")]


def test_the_welcome_counts_the_days():
    """193 cards at 10 a day are met in 20 days, in one screen of 60 columns."""
    text = " ".join(line for _, line in welcome(193, 10))
    assert "193 cards" in text
    assert "20 days" in text
    assert sum(1 + len(line) // 60 for _, line in welcome(193, 10)) < 15
    assert "193 cards;" in text
    text = " ".join(line for _, line in welcome(206, 10, 5))
    assert "206 cards, and 5 of labs once torch is installed (extra `labs`); with 10" in text
    assert "0 new ones" in " ".join(line for _, line in welcome(193, 0))


@pytest.mark.parametrize(
    ("interview", "says"),
    [(None, ""), (22, ""), (23, "today"), (24, "tomorrow"), (30, "in 7 days")],
)
def test_the_days_left_are_said_until_the_day(interview, says):
    """Nothing without a date, and nothing after it."""
    day = None if interview is None else date(2026, 11, interview)
    said = list(days_left(day, date(2026, 11, 23)))
    assert said == ([("dim", f"Your interview is {says}.")] if says else [])


@pytest.fixture
def start(monkeypatch):
    """Start a review in a pseudo-terminal."""
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")

    def spawn(*arguments):
        command = ["-m", "trainer", "review", *arguments]
        return pexpect.spawn(sys.executable, command, encoding="utf-8", timeout=PATIENCE)

    return spawn


def test_the_first_review_in_a_terminal_welcomes_once(start, home, monkeypatch):
    """What is typed goes into the file with its comments; the next start asks nothing."""
    monkeypatch.setenv("TRAINER_MINUTES_PER_DAY", "25")
    child = start()
    monkeypatch.delenv("TRAINER_MINUTES_PER_DAY")
    child.expect(r"Minutes a day \[25\]")
    child.send("20\r")
    child.expect("Time zone")
    child.send("\r")
    child.expect("interview")
    child.send("2026-12-18\r")
    child.expect("Card 1")
    child.send("\x04")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    text = (home / "config.toml").read_text()
    assert "minutes_per_day = 20" in text
    assert 'interview_date = "2026-12-18"' in text
    assert "timezone" not in text
    again = start()
    assert again.expect(["Card 1", "Minutes a day"]) == 0
    again.close(force=True)


def test_who_leaves_the_welcome_is_welcomed_again(start, home):
    """Ctrl-C leaves with 130 and writes nothing."""
    for _ in range(2):
        child = start()
        child.expect("Minutes a day")
        child.send("\x03")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 130
        assert not (home / "config.toml").exists()


@pytest.mark.slow
def test_line_mode_and_pipes_are_not_welcomed(start, run, home):
    """Other programs meet no question that they did not expect."""
    child = start("--plain")
    assert child.expect(["Card 1", "Welcome"]) == 0
    child.close(force=True)
    assert "Welcome" not in run("review", stdin="").stdout
    assert not (home / "config.toml").exists()


@pytest.mark.slow
def test_a_learner_with_answers_is_not_welcomed(start, run):
    """The log knows them, also where there is no configuration."""
    run("review", "--plain", stdin="140 GB\n")
    child = start()
    assert child.expect(["Card 1", "Welcome"]) == 0
    child.close(force=True)

"""An interview and time: overtime, hard limits, pauses, clocks that jump, other processes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.doubles import SetClock
from tests.interviews import (
    DECK,
    INT8,
    LOAD,
    NAME,
    SCENARIOS,
    SIZES,
    MemoryJournal,
    Scripted,
    new,
    room,
    texts,
    to_follow_ups,
)
from trainer.cards.scenario import PHASES
from trainer.history.interview import CANDIDATE, INTERVIEWER
from trainer.history.interview_fold import records
from trainer.practice.interview_start import Wanted, begin, carry_on, in_turn

# The clock


def test_what_is_said_in_overtime_is_scored_apart():
    """In time counts what was said before zero; in all counts both."""
    clock = SetClock()
    interview = new(inside=room(clock=clock))
    interview.proceed()
    interview.end_phase()
    interview.say(SIZES)
    clock.elapsed += 8 * 60 + 5
    assert interview.left() == -5
    interview.say(INT8)
    interview.end_phase()
    assert [turn.late for turn in interview.record.said("answer")] == [False, True]
    score = interview.score()
    assert score.parts["correctness"].in_time == 2  # the sizes
    assert score.parts["correctness"].earned == 5  # and INT8, weight 3
    assert score.late == {"answer": 5.0}
    assert score.percent_in_time < score.percent


def test_a_hard_limit_cuts():
    """What comes after zero is kept in the record, counts nothing, and ends the phase."""
    clock = SetClock()
    interview = new(inside=room(clock=clock), hard=True)
    interview.proceed()
    interview.end_phase()
    interview.say(SIZES)
    clock.elapsed += 8 * 60 + 5
    interview.say(INT8)
    assert interview.record.phase == "numbers"
    assert interview.record.said("answer")[-1].text == INT8
    assert set(interview.record.points) == {"weights-too-large"}


def test_a_pause_stops_the_clock_and_is_noted():
    """The time of the pause is in the record, not in the phase."""
    clock = SetClock()
    interview = new(inside=room(clock=clock))
    interview.proceed()
    clock.elapsed = 10
    interview.pause()
    clock.elapsed = 310
    assert interview.elapsed() == 10
    interview.go_on()
    clock.elapsed = 315
    assert interview.elapsed() == 15
    assert interview.record.pauses == [300]


@pytest.mark.parametrize("jump", [timedelta(hours=-5), timedelta(days=400)])
def test_a_jump_of_the_wall_clock_changes_no_time(jump):
    """Times are those of the stopwatch; the wall clock may go back or far ahead."""
    clock = SetClock()
    interview = new(inside=room(clock=clock))
    interview.proceed()
    clock.elapsed = 30
    clock.moment += jump
    interview.say(LOAD)
    interview.end_phase()
    assert interview.record.seconds["clarify"] == 30
    assert interview.elapsed() == 0
    assert records(interview.journal.entries("interview"))[0].phase == "answer"


def test_a_slow_grader_takes_no_time_from_the_candidate():
    """The clock stands while the interviewer thinks."""
    clock = SetClock()

    class Slow(Scripted):
        def judge(self, question, points, answer):
            clock.elapsed += 100
            return super().judge(question, points, answer)

    interview = new(inside=room(Slow(), clock))
    interview.proceed()
    clock.elapsed = 20
    interview.say(LOAD)
    assert interview.elapsed() == 20


def test_minutes_are_shared_out_over_the_phases():
    """`--minutes 46` doubles each phase of a scenario of 23."""
    own, double = new().record.begun["minutes"], new(minutes=46).record.begun["minutes"]
    assert {phase: 2 * seconds for phase, seconds in own.items()} == double
    assert list(double) == list(PHASES)


# Carrying on


def test_thinking_is_charged_once_whoever_carries_on():
    """20 s before a line are 20 s in the next process, too."""
    clock = SetClock()
    inside = room(clock=clock)
    interview = new(inside=inside)
    interview.proceed()
    clock.elapsed = 20
    interview.say(LOAD)
    (record,) = records(interview.journal.entries("interview"))
    again = carry_on(inside, SCENARIOS[NAME], DECK, record)
    again.come_back()
    assert again.elapsed() == 20
    assert [turn.seconds for turn in again.record.turns] == [0, 20, 20]


def played() -> MemoryJournal:
    """The journal of a whole interview."""
    journal = MemoryJournal()
    interview = new(inside=room(journal=journal))
    to_follow_ups(interview, SIZES)
    for _ in range(3):
        interview.say("The KV cache of every user.")
    interview.end_phase()
    interview.rate("scoping", 2)
    interview.score()
    interview.close()
    return journal


ENTRIES = played().kept


@pytest.mark.parametrize("kept", range(1, len(ENTRIES)))
def test_an_interview_carries_on_from_any_line(kept):
    """Whatever the last entry on the disk was, another process goes on from it to the end."""
    journal = MemoryJournal(ENTRIES[:kept])
    (record,) = records(journal.kept)
    said = [turn.text for turn in record.turns if turn.who == CANDIDATE]
    interview = carry_on(room(journal=journal), SCENARIOS[NAME], DECK, record)
    interview.come_back()
    while interview.record.phase in PHASES:
        assert any(turn.phase == record.phase for turn in record.turns if turn.who == INTERVIEWER)
        interview.say("I do not know.")
        interview.end_phase()
    assert [t.text for t in record.turns if t.who == CANDIDATE][: len(said)] == said
    assert interview.score().seconds.keys() == set(PHASES)
    assert record.resumed == 1


def test_an_utterance_is_on_the_disk_before_it_is_judged():
    """A grader that dies takes nothing with it."""

    class Dead(Scripted):
        def judge(self, question, points, answer):
            raise KeyboardInterrupt

    interview = new(inside=room(Dead()))
    interview.proceed()
    with pytest.raises(KeyboardInterrupt):
        interview.say(LOAD)
    (record,) = records(interview.journal.entries("interview"))
    assert record.said("clarify")[0].text == LOAD
    again = carry_on(room(journal=interview.journal), SCENARIOS[NAME], DECK, record)
    assert "users at once" in texts(again.come_back())


def test_the_same_words_twice_are_two_entries():
    """Also with a clock that stands still: nothing is taken for a repeated commit."""
    interview = new()
    interview.proceed()
    interview.say("Hm?")
    interview.say("Hm?")
    bodies = [str(entry.body) for entry in interview.journal.entries("interview")]
    assert len(bodies) == len(set(bodies))


def test_a_draft_is_kept_until_it_is_said():
    """What was typed when the terminal closed is offered again; saying something ends it."""
    interview = new()
    interview.proceed()
    interview.keep_draft("How many us")
    interview.keep_draft(" ")
    assert records(interview.journal.entries("interview"))[0].draft == "How many us"
    interview.say(LOAD)
    assert interview.record.draft == ""


# Which scenario comes next


def test_what_was_never_asked_comes_first_and_then_the_weakest_and_longest_not_asked():
    """A day of waiting counts as two percent."""
    today = SetClock().moment.date()

    def asked(name, percent, days):
        interview = begin(room(), SCENARIOS[name], DECK, 1, Wanted())
        interview.record.score = {"percent": percent}
        interview.record.day = today - timedelta(days=days)
        return interview.record

    first = in_turn(SCENARIOS.values(), [], today)[0]
    assert first.level == "junior"
    past = [asked(name, 50, 0) for name in SCENARIOS if name != NAME]
    assert in_turn(SCENARIOS.values(), past, today)[0].name == NAME
    weak, strong = asked(NAME, 49, 0), asked(NAME, 60, 6)
    for latest in (weak, strong):
        assert in_turn(SCENARIOS.values(), [*past, latest], today)[0].name == NAME
    seniors = in_turn(SCENARIOS.values(), past, today, "senior")
    assert {scenario.level for scenario in seniors} == {"senior"}


def test_a_scenario_that_was_edited_keeps_the_numbers_of_an_interview():
    """Carrying on uses what was drawn then, whatever may be drawn now."""
    interview = new(seed=1)
    drawn = interview.stage.setting
    edited = replace(SCENARIOS[NAME], draw={**SCENARIOS[NAME].draw, "model": ("qwen3-8b", "x")})
    again = carry_on(room(), edited, DECK, interview.record)
    assert again.stage.setting == drawn

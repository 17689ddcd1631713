"""A mock interview step by step: phases, follow-ups, hints, bad input."""

import pytest

from tests.doubles import SetClock
from tests.interviews import (
    INT8,
    LOAD,
    NAME,
    SCENARIOS,
    SIZES,
    Scripted,
    new,
    right,
    room,
    texts,
    to_follow_ups,
    wrong,
)
from trainer.grading.rubric import UNSURE
from trainer.history.interview import DEBRIEF

# Phases


def test_a_clarifying_question_is_answered_with_the_drawn_facts():
    """The fact's answer holds the drawn numbers; asked twice, it is said again; else nothing."""
    interview = new()
    opening = texts(interview.proceed())
    assert interview.stage.shown["model"] in opening
    load = texts(interview.say(LOAD))
    assert f"{interview.stage.shown['users']} users at once" in load
    assert texts(interview.say(LOAD)) == f"As I said: {load}"
    assert "Assume something reasonable" in texts(interview.say("Is it raining?"))
    assert list(interview.record.facts) == ["load"]


def test_the_same_seed_gives_the_same_numbers_and_another_one_others():
    """Setting and side-questions follow from the seed alone."""

    def drawn(seed):
        stage = new(seed=seed).stage
        return stage.setting, [stage.question(place) for place in range(3)]

    assert drawn(5) == drawn(5)
    assert len({str(drawn(seed)) for seed in range(8)}) > 1


def test_numbers_are_graded_and_diagnosed_at_once():
    """Right, wrong, unreadable at no cost, and given up: each with its verdict."""
    interview = new()
    interview.finish()
    interview = new()
    interview.proceed()
    interview.end_phase()
    interview.end_phase()
    first = interview.on_table()
    back = interview.say("a lot")
    assert (back.question, interview.on_table()) == (None, first)
    assert "cannot read" in texts(back)
    heard = interview.say(right(first))
    assert (heard.grade.verdict, heard.question) == ("correct", first)
    assert interview.say(wrong(interview.on_table())).grade.verdict in ("wrong", "mistake")
    given_up = interview.say("?")
    assert (given_up.grade, given_up.question.family) == (None, "kv-beside-int4")
    assert interview.nothing_left()
    verdicts = [figure.verdict for figure in interview.record.figures]
    assert verdicts[0] == "correct"
    assert verdicts[2] == "no answer"


def test_the_debrief_follows_when_all_phases_are_left_out():
    """`finish` goes straight there, and judges what was said before it."""
    interview = new()
    interview.proceed()
    interview.end_phase()
    interview.say(SIZES)
    interview.finish()
    assert interview.record.phase == DEBRIEF
    assert "weights-too-large" in interview.record.points
    assert interview.left() is None


# Follow-ups


@pytest.mark.parametrize("name", SCENARIOS)
def test_different_weak_answers_get_different_follow_ups_about_what_is_missing(name):
    """Whatever one point was left out, the first question is that point's own branch."""
    scenario = SCENARIOS[name]
    asked = set()
    followed = [p for p in scenario.points if f"missing {p.name}" in scenario.follow_ups]
    for left_out in followed:
        others = [p.point.text for p in scenario.points if p is not left_out]
        heard = to_follow_ups(new(name, room(Scripted(*others))), "Something, and more of it.")
        assert heard.turns[-1].about == f"missing {left_out.name}"
        asked.add(texts(heard))
    assert len(asked) == len(followed)


def test_two_weak_answers_judged_offline_get_different_follow_ups():
    """One speaks of sizes only, one of the cache only; each is asked about what it lacks most."""
    about = [to_follow_ups(new(), said).turns[-1].about for said in (SIZES, INT8)]
    assert about[0] != about[1]
    assert about[0] == "missing int8-no-room"  # weight 3, the heaviest of what SIZES lacks
    assert about[1] == "missing own-evaluation"  # weight 3; INT8 says the other two of that weight


def test_a_branch_goes_on_narrower_or_harder_and_then_to_the_next():
    """Not answered: the narrower question; answered: the harder one; then another branch."""
    interview = new()
    to_follow_ups(interview, SIZES)
    assert interview.say("I do not know.").turns[-1].text.startswith("Subtract the INT8 weights")
    interview.say("Nobody, I think.")
    assert interview.record.branches[-1][:2] == ("missing cache-counted", "question")
    interview.say("The KV cache, which every user fills with every token.")
    assert interview.record.branches[-1][:2] == ("missing cache-counted", "harder")
    assert interview.record.points["cache-counted"].credit == 0.5
    interview.say("I would quantize the cache to fp8.")
    assert interview.record.points["cache-counted"].credit == 1.0
    assert interview.record.branches[-1][0] not in ("missing cache-counted", "missing int8-no-room")


def test_a_trap_just_stepped_into_comes_first_and_can_be_put_right():
    """The trap's branch beats the heaviest missing point; a good reply takes the cost away."""
    interview = new()
    heard = to_follow_ups(interview, f"{SIZES} INT4 is four times faster, so I would take it.")
    assert heard.turns[-1].about == "trap int4-means-four-times-faster"
    assert interview.score().parts["correctness"].earned == 0  # 2 for the sizes, 2 for the trap
    interview.say("Only at batch 1, where reading weights from memory is the limit.")
    assert interview.record.mended == ["int4-means-four-times-faster"]
    assert interview.score().parts["correctness"].earned == 2


@pytest.mark.parametrize(
    ("said", "traps"),
    [
        ("So INT4 is four times faster?", []),
        ("So INT4 is four times faster? Yes, INT4 is four times faster.", ["answer"]),
        ("INT4 is four times faster. Shall I go on?", ["answer"]),
    ],
)
def test_a_question_of_the_candidate_is_no_trap(said, traps):
    """Who asks claims nothing; the same words as a statement do, in answer and follow-up."""
    interview = new()
    to_follow_ups(interview, f"{SIZES} {said}")
    assert [shown.phase for shown in interview.record.traps.values()] == traps
    later = new()
    to_follow_ups(later, SIZES)
    later.say(said)
    assert len(later.record.traps) == len(traps)


def test_the_words_that_show_a_point_are_those_that_say_it():
    """Not those of a line beside it that has the same nouns."""
    grows = "The KV cache grows with every token of every sequence."
    beside = "Then I look at the length of the cache of one request."
    interview = new("cheap-at-rest")
    interview.proceed()
    interview.end_phase()
    interview.say(grows)
    interview.say(beside)
    interview.end_phase()
    assert interview.record.points["cache-grows"].quote == grows.rstrip(".")


def test_when_all_is_covered_a_harder_turn_follows():
    """Nothing is missing: the branch `covered`, and then no more."""
    everything = [point.point.text for point in SCENARIOS[NAME].points]
    interview = new(inside=room(Scripted(*everything)))
    assert to_follow_ups(interview, "Everything, said well.").turns[-1].about == "covered"
    interview.say("I am not sure.")
    assert interview.record.branches[-1][:2] == ("covered", "narrower")
    interview.say("Still not sure.")
    assert interview.nothing_left()


def test_follow_ups_end_after_five_branches_or_when_time_is_up():
    """A silent candidate is not asked for ever, and no branch begins in overtime."""
    interview = new()
    to_follow_ups(interview, "Hm.")
    while not interview.nothing_left():
        interview.say("I do not know.")
    assert len({when for when, _, _ in interview.record.branches}) == 5
    clock = SetClock()
    short = new(inside=room(clock=clock))
    to_follow_ups(short, "Hm.")
    clock.elapsed = 10_000
    short.say("I do not know.")  # the branch that was begun goes on
    short.say("I do not know.")
    assert short.nothing_left()
    assert len(short.record.branches) == 2


# Hints, speaking, bad input


def test_a_hint_is_noted_and_halves_what_it_helps_with():
    """The narrower question of the heaviest point that is missing; then the next one."""
    interview = new()
    interview.proceed()
    assert interview.hint() == ""  # nothing to nudge towards before the answer
    interview.end_phase()
    interview.say(SIZES)
    assert interview.hint().startswith("Subtract the INT8 weights")
    interview.say(INT8)
    interview.end_phase()
    assert interview.record.points["int8-no-room"].credit == 0.5
    assert interview.record.points["weights-too-large"].credit == 1.0
    assert "bytes = " in interview.hint()
    assert interview.hint() == ""
    interview.say(right(interview.on_table()))
    assert interview.score().parts["numbers"].earned == 4  # the cache 3, the figure half of 2


def test_what_was_spoken_is_judged_by_the_candidate():
    """Points that were not typed are unsure; the candidate's word settles them."""
    interview = new()
    interview.proceed()
    interview.end_phase()
    interview.aloud()
    interview.say(SIZES)
    interview.end_phase()
    assert "weights-too-large" in interview.record.points
    assert "int8-no-room" in interview.record.unsure
    interview.confirm("int8-no-room", "y")
    interview.confirm("kernels", "p")
    interview.confirm("sharding", "n")
    points = interview.record.points
    assert (points["int8-no-room"].credit, points["kernels"].credit) == (1.0, 0.5)
    assert "sharding" not in points


def test_a_point_said_in_part_is_asked_about():
    """Unsure with a quote: half, and a follow-up for the rest."""
    everything = [p.point.text for p in SCENARIOS[NAME].points]
    interview = new(inside=room(Scripted(*everything, verdict=UNSURE)))
    heard = to_follow_ups(interview, "Half of everything.")
    assert heard.turns[-1].about.startswith("missing ")
    assert {shown.credit for shown in interview.record.points.values()} == {0.5}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("word " * 10_000, "pasted"),  # 50,000 characters
        ("INT8, no room, GPTQ, Hessian, AWQ, activations, cache, users", "stuffed"),
        ("{opening}", "copied"),
    ],
)
def test_what_is_no_answer_counts_nothing_and_is_kept(said, kind):
    """The words stay in the record; no rank is reached, and the reason is told."""
    interview = new()
    interview.proceed()
    interview.end_phase()
    text = said.replace("{opening}", interview.stage.fill(SCENARIOS[NAME].opening))
    interview.say(text)
    interview.end_phase()
    assert interview.record.said("answer")[0].text == text
    assert (list(interview.record.notes), interview.record.points) == ([kind], {})
    assert interview.score().reached == ""


@pytest.mark.parametrize("said", ["", "x", "INT8", "?", "💥", "a" * 50_000])
def test_short_and_odd_answers_score_nothing_and_break_nothing(said):
    """Empty, one word, one sign, one endless word."""
    interview = new()
    to_follow_ups(interview, said)
    interview.say(said)
    interview.end_phase()
    assert interview.score().percent == 0


def test_a_long_answer_is_judged_as_far_as_it_could_be_said():
    """1,600 words in 8 minutes; what stands behind them does not count."""
    interview = new()
    interview.proceed()
    interview.end_phase()
    filler = "and so on it is what we have here " * 210  # 1,890 words
    interview.say(f"{SIZES} {filler} {INT8}")
    interview.end_phase()
    assert set(interview.record.points) == {"weights-too-large"}
    assert "Only the first 1,600 of" in interview.record.notes["cut"]

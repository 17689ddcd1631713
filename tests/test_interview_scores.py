"""Scores of an interview and what they make due: weights, levels, ranks, the one thing to mend."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.doubles import MemoryLog, SetClock
from tests.interviews import (
    DECK,
    INT8,
    NAME,
    SCENARIOS,
    SHEET,
    SIZES,
    new,
    right,
    room,
    to_follow_ups,
)
from trainer.history.interview import Shown
from trainer.history.interview_score import FIGURE, as_document, from_document, score
from trainer.practice.interview_debts import Debt, debts, make_due
from trainer.practice.interview_fair import LITTLE, SPOKEN, fair, is_echo, is_list
from trainer.scheduling import sm2

SCENARIO = SCENARIOS[NAME]
CORRECTNESS = {"weights-too-large": 2, "int8-no-room": 3, "gptq-signal": 2, "awq-signal": 2}


def with_points(*names, credit=1.0, late=False):
    """A record in which these points were said."""
    record = new().record
    shown = Shown("so", "answer", 1.0, late, credit)
    record.points.update(dict.fromkeys(names, shown))
    return record


def scored(record):
    """Its scores."""
    return score(SCENARIO, DECK, record)


def test_the_weights_are_those_of_the_scenario_and_two_for_each_question():
    """Facts, points and questions add up over the dimensions."""
    parts = scored(new().record).parts
    facts = sum(fact.weight for fact in SCENARIO.facts)
    points = sum(point.weight for point in SCENARIO.points)
    assert sum(part.weight for part in parts.values()) == facts + points + FIGURE * 3
    assert parts["correctness"].weight == sum(CORRECTNESS.values()) == 9


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ((), 1),
        (("weights-too-large",), 1),  # 2 of 9, below a quarter
        (("int8-no-room",), 2),  # 3 of 9
        (("int8-no-room", "awq-signal"), 3),  # 5 of 9, above a half
        (("int8-no-room", "awq-signal", "gptq-signal"), 3),  # 7 of 9, below 80%
        (tuple(CORRECTNESS), 4),
    ],
)
def test_the_level_of_a_dimension_follows_from_its_share(said, level):
    """A quarter, a half, four fifths."""
    assert scored(with_points(*said)).parts["correctness"].level == level


def test_the_rank_is_the_highest_whose_mark_is_reached():
    """Marks of 40, 60 and 80 percent of 33 weights; percent is rounded down."""
    everything = [point.name for point in SCENARIO.points]
    record = with_points(*everything)  # 20 of 33
    shown = scored(record)
    assert (shown.percent, shown.reached, shown.passed) == (60, "mid", True)
    assert not scored(replace(record, begun={**record.begun, "level": "senior"})).passed
    late = scored(with_points(*everything, late=True))
    assert (late.percent, late.percent_in_time, late.reached_in_time) == (60, 0, "")


def test_the_one_thing_to_mend_is_the_heaviest_loss_with_its_section():
    """Half a heavy point weighs less than a whole lighter one; nothing lost, nothing to mend."""
    others = [point.name for point in SCENARIO.points if point.name != "gptq-signal"]
    record = with_points(*others)
    record.facts.update({fact.name: Shown("", "clarify", 0, False) for fact in SCENARIO.facts})
    record.points["int8-no-room"] = Shown("", "answer", 0, False, 0.5)
    fix = scored(record).fix
    assert fix.name == "gptq-signal"
    card = next(card for card in DECK.cards if card.id == "gptq-or-awq-signal")
    assert fix.read == card.reads[0]
    interview = new()
    interview.proceed()
    interview.end_phase()
    interview.end_phase()
    while question := interview.on_table():
        interview.say(right(question))
    record = interview.record
    record.facts.update({fact.name: Shown("", "clarify", 0, False) for fact in SCENARIO.facts})
    record.points.update({p.name: Shown("", "answer", 0, False) for p in SCENARIO.points})
    best = scored(record)
    assert (best.percent, best.fix, best.reached) == (100, None, "senior")


def test_traps_never_cost_more_than_a_dimension_has():
    """Three traps and nothing right: no score below zero."""
    record = new().record
    record.traps.update({name: Shown("x", "answer", 0, False) for name in SCENARIO.traps})
    assert scored(record).parts["correctness"].earned == 0
    assert scored(record).percent == 0


def test_scores_are_kept_as_they_were_shown():
    """To JSON and back, evidence and all."""
    interview = new()
    to_follow_ups(interview, f"{SIZES} INT4 is four times faster.")
    shown = interview.score()
    assert from_document(as_document(shown)) == shown
    assert interview.record.score == as_document(shown)
    events = interview.record.events
    interview.score()
    assert interview.record.events == events  # the same scores are not noted twice


# Cards that become due


def owed(answer: str) -> dict[str, Debt]:
    """What an interview with this answer and no numbers owes, by card."""
    interview = new()
    to_follow_ups(interview, answer)
    return {debt.card: debt for debt in debts(interview.stage, interview.record, interview.score())}


def test_each_card_is_owed_once_with_every_reason():
    """Two points behind one card are one row that names both; what was said is not owed."""
    found = owed(SIZES)
    reason = found["walk-through-70b-options"].reason
    assert reason == (
        "missed in interview 1: INT8 loads but leaves too little room for the cache; Between GPTQ "
        "and AWQ the kernel and the server decide as much as the method; Ends with one "
        "recommendation"
    )
    assert "weights alone" not in " ".join(debt.reason for debt in found.values())
    assert (
        found["kv-beside-int4"].reason == "not answered in interview 1"
    )  # the id stands beside it


def test_a_trap_makes_the_card_about_it_due():
    """The trap card before others that guard against it."""
    found = owed("INT4 is four times faster, so we take it.")
    (card,) = [each for each, debt in found.items() if "trap in interview 1" in debt.reason]
    kind = next(each.kind for each in DECK.cards if each.id == card)
    assert kind == "trap"


def test_a_slip_names_its_mistakes():
    """The figure's card, with what was typed, family, seed and the ids of the catalogue."""
    interview = new()
    interview.proceed()
    interview.end_phase()
    interview.end_phase()
    question = interview.on_table()
    interview.say("141.1 GiB")
    found = {d.card: d for d in debts(interview.stage, interview.record, interview.score())}
    (debt,) = [each for each in found.values() if each.family == question.family]
    assert debt.reason == "slip in interview 1: weights-raw, '141.1 GiB'"
    assert (debt.seed, debt.mistakes) == (question.seed, ("W9",))


def test_a_draft_is_never_made_due():
    """A review would not ask it."""
    drafts = replace(DECK, cards=tuple(replace(card, draft=True) for card in DECK.cards))
    interview = new()
    interview.finish()
    stage = replace(interview.stage, deck=drafts)
    assert debts(stage, interview.record, interview.score()) == []


class Past:
    """A log in memory that can be read by card."""

    def __init__(self) -> None:
        self.log = MemoryLog()
        self.append = self.log.append

    def rows(self, limit=None, card=None):
        """The newest rows of a card."""
        return [row for row in self.log.rows if row.card == card][-(limit or 0) :]

    def owe(self, sitting="one"):
        """Make one card due by an interview of this name."""
        now = SetClock().now()
        record = replace(new().record, sitting=sitting)
        cards = {card.id: card for card in DECK.cards}
        debt = Debt("kv-cache-formula", "missed")
        return make_due(debt, record, cards, self, now, room().calendar.day(now))


def test_a_card_is_made_due_once_by_an_interview():
    """Also where the debrief was left between two rows and carried on; the next one may again."""
    past = Past()
    first = past.owe()
    assert (first.kind, first.quality, first.before) == ("interview", None, first.after)
    assert past.owe() is None
    assert past.owe("two").kind == "interview"
    assert len(past.log.rows) == 2


def test_a_card_that_is_due_sooner_stays_so():
    """An interview brings a day nearer; the row of an overdue card keeps its day."""
    past = Past()
    row = past.owe()
    overdue = row.day - timedelta(days=3)
    memory = sm2.review(row.before, 4)
    reviewed = replace(row, kind="review", quality=4, after=memory, due=overdue, sitting="x")
    past.append(row.card, lambda state: reviewed)
    assert past.owe("two").due == overdue


# What is judged at all


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("LoRA, shared base, adapters, batching, SGMV", True),
        ("GPTQ; AWQ; NF4", True),
        ("users\nlatency\nquality", True),
        ("INT8, which leaves no room, and INT4, which does", False),
        ("16 bit, 8 bit", False),
        ("140, 70 and 35 GB", False),
        ("fp8", False),
        ("", False),
        (SIZES, False),
        (INT8, False),
    ],
)
def test_a_list_is_told_from_a_sentence(text, listed):
    """Three items or more with hardly a word that makes a sentence of them."""
    assert is_list(text) is listed


def test_prose_is_far_from_a_list():
    """Of 20 words or more that a blind candidate says, 36% are little words at least."""
    said = [
        text.lower().replace("'", " ").split()
        for sheet in SHEET
        if sheet["candidate"] != "stuffed"
        for text in (*sheet["clarify"], *sheet["answer"])
    ]
    shares = [sum(w.strip(".,;:?!()") in LITTLE for w in t) / len(t) for t in said if len(t) >= 20]
    assert len(shares) >= 40
    assert min(shares) >= 0.36 > 2 * SPOKEN


def test_an_echo_is_told_from_an_answer():
    """More than half of the words in runs of five that the interviewer says."""
    script = "How large are the weights in fp16, and how do you get there?"
    assert is_echo(script.upper(), script)
    assert is_echo(f"{script} Hm, well.", script)
    assert not is_echo(f"{script} {SIZES} {INT8}", script)
    assert not is_echo("In fp16 the weights are large.", script)


@pytest.mark.parametrize(("words", "kind"), [(400, None), (401, "cut"), (801, "pasted")])
def test_nobody_speaks_faster_than_two_hundred_words_a_minute(words, kind):
    """In two minutes: 400 words are judged, of more the first 400, of twice as many none."""
    text = " ".join(["so"] * words)
    judged, notes = fair(text, "", 2)
    assert list(notes) == ([kind] if kind else [])
    assert len(judged.split()) == {None: 400, "cut": 400, "pasted": 0}[kind]
    assert text.startswith(judged)

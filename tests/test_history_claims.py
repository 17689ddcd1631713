"""Claims: the states that learners deserve, and what an answer must be to prove anything."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.diary import TODAY
from tests.learners import (
    CLAIMS,
    COURSE,
    FAMILY,
    LEARNERS,
    TEXTS,
    Student,
    redraw,
    steady,
    text_card,
)
from trainer.history import proof, scales, usual, wording
from trainer.history.assess import look
from trainer.history.claims import Piece, Rules, topic_claims
from trainer.history.proof import Standing, flaw_of_text, stand_family
from trainer.history.scales import asks

STATES = {
    #                 numbers      texts       talk        read        work        topic:weights
    "lucky guesser": ("unproven", "unproven", "unproven", "unproven", "unproven", "unproven"),
    "steady": ("proven", "proven", "proven", "proven", "proven", "proven"),
    "forgetful": ("fading", "fading", "fading", "proven", "proven", "fading"),
    "over-confident": ("unproven", "disputed", "disputed", "unproven", "unproven", "unproven"),
    "self-grader": ("unproven", "unproven", "unproven", "unproven", "unproven", "unproven"),
}
NAMES = ("numbers", "texts", "talk", "read", "work", "topic:weights")


@pytest.mark.parametrize("learner", LEARNERS)
def test_learners_get_the_states_they_deserve(learner):
    """The table of the issue: guessing and self-praise prove nothing, time and interviews tell."""
    report = LEARNERS[learner]().report()
    states = {claim.id: claim.state for claim in report.claims}
    assert tuple(states[name] for name in NAMES) == STATES[learner]


def test_whatever_is_not_proven_says_why_and_what_to_do_next():
    """Each claim that lacks something has a reason and a step, unless it has to wait."""
    for make in LEARNERS.values():
        for claim in make().report().claims:
            assert claim.because
            assert (claim.next is None) == (claim.state == "proven")


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"answer": ""}, "said aloud, graded by yourself only"),
        ({"hints": 1}, "with a hint"),
        ({"seconds": 181.0}, "too slow"),
        ({"content": "another"}, "other numbers than the claim is about"),
    ],
)
def test_a_number_proves_only_if_all_holds(change, because):
    """Three right in a row on two days prove; the newest one flawed does not, and says why."""
    for more, state in (({}, "proven"), (change, "unproven")):
        student = Student()
        for ago in (9, 8):
            student.number(ago)
        student.number(3, **more)
        claim = student.claim("numbers")
        assert claim.state == state
        assert [e.because for e in claim.evidence if not e.counts] == [because] * bool(more)


def test_a_wrong_number_begins_the_row_anew():
    """Right, right, wrong, right, right: two in a row."""
    student = Student()
    for ago in (9, 8, 7, 6, 5):
        student.number(ago, right=ago != 7)
    assert "2 of 3 right in a row" in student.claim("numbers").because


def test_a_slip_of_the_unit_is_wrong_and_a_late_rounded_answer_is_right():
    """Both have quality 3; the slip has a mistake."""
    for mistakes, state in (((), "proven"), (("U1",), "unproven")):
        student = Student()
        for ago in (9, 8):
            student.number(ago)
        late = student.number(3)
        student.rows[-1] = replace(late, quality=3, mistakes=mistakes)
        assert student.claim("numbers").state == state


def test_after_a_wrong_number_its_day_is_warm():
    """The derivation was on the screen: what follows that day proves nothing."""
    student = Student()
    for ago in (9, 8):
        student.number(ago)
    for right in (False, True, True, True):
        student.number(0, right=right)
    assert "0 of 3" in student.claim("numbers").because
    assert student.claim("numbers").next.when == "tomorrow"


def test_an_answer_that_was_taken_back_was_seen():
    """Its day is warm: neither the number nor the text that follows proves anything."""
    student = Student()
    for ago in (9, 8):
        student.number(ago)
        student.text("why-int4", ago)
        student.text("why-cache", ago + 1)
    student.text("why-cache", 2)
    for answer in (student.number, lambda ago: student.text("why-int4", ago, 1)):
        student.undo(answer(3), 3)
    student.number(3)
    student.text("why-int4", 3)
    assert "2 of 3 right in a row" in student.claim("numbers").because
    flaws = [each.because for each in student.claim("numbers").evidence if not each.counts]
    assert flaws == ["not the first try that day"]
    flaws = [each.because for each in student.claim("texts").evidence if not each.counts]
    assert flaws == ["not the first try that day"]


def test_three_on_one_day_prove_nothing_yet():
    """At least two learning days."""
    student = Student()
    for _ in range(3):
        student.number(0)
    claim = student.claim("numbers")
    assert claim.state == "unproven"
    assert "one day only" in claim.because


def test_the_same_numbers_twice_count_once():
    """A question that was just answered is no unseen one."""
    student = Student()
    for ago in (9, 8, 7):
        student.number(ago, seed=1)
    assert "1 of 3" in student.claim("numbers").because


@pytest.mark.parametrize(("model", "have"), [("llama-2-7b", None), ("nothing", 0)])
def test_numbers_outside_of_the_bounds_count_nothing(model, have):
    """Only what the claim is about, and a wrong answer beside it breaks nothing."""
    student = Student()
    for number in range(12):
        student.number(number % 2 + 1, seed=number)
    student.rows.sort(key=lambda row: row.day)
    inside = [row for row in student.rows if ("models", model) in redraw(row).picked]
    standing = stand_family(
        FAMILY, student.rows, redraw,
        need=99, bounds={"models": (model,)}, rules=COURSE.check.rules,
    )  # fmt: skip
    assert standing.have == len({redraw(row).prompt for row in inside})
    assert have is None or standing.have == have


def test_what_breaks_a_row_of_proofs_is_no_matter_of_words(monkeypatch):
    """However a wrong answer is described, the proofs before it count no more."""
    student = Student()
    student.number(9)
    student.number(8, right=False)
    student.number(7)
    monkeypatch.setattr(proof, "flaw_of_number", lambda *_, **__: "")
    rules = COURSE.check.rules
    standing = stand_family(FAMILY, student.rows, redraw, need=3, bounds={}, rules=rules)
    assert standing.have == 1


def test_words_name_the_figures_that_decide():
    """The meaning of a state, and of a rival of the prediction, follows the constants."""
    assert f"below {scales.RECALL:.0%}" in wording.MEANS["fading"]
    assert wording.RIVALS["moving_average"] == f"your last {usual.WINDOW}"
    assert "two days" not in wording.MEANS["proven"]  # how many is a matter of the data


def test_a_text_needs_two_days_and_each_card():
    """One card proven of two is not enough, nor is each on a single day."""
    student = Student()
    for ago in (9, 3):
        student.text("why-int4", ago)
    assert student.claim("texts").because == "1 of 2 cards proven"
    student.text("why-cache", 3)
    assert student.claim("texts").state == "unproven"
    student.text("why-cache", 1)
    assert student.claim("texts").state == "proven"


def test_the_last_time_counts():
    """A text proven twice and then answered badly is unproven again."""
    student = steady()
    student.text("why-int4", 1, 2)
    assert student.claim("texts").state == "unproven"


@pytest.mark.parametrize(("ago", "fresh"), [(30, True), (31, False)])
def test_proof_is_recent_for_thirty_days(ago, fresh):
    """The limit itself is recent."""
    standing = Standing("a", have=2, need=2, days=2, newest=TODAY - timedelta(days=ago))
    assert standing.held(COURSE.check.rules)
    assert standing.fresh(COURSE.check.rules, TODAY) is fresh
    assert standing.lacks(COURSE.check.rules, TODAY) == (not fresh)


@pytest.mark.parametrize(("ago", "state"), [(10, "proven"), (11, "fading")])
def test_low_recall_fades_a_recent_proof(ago, state):
    """Put off for six days, 0.9 ** (t / 6) passes below 0.85 after nine days and a bit."""
    student = Student()
    for card in TEXTS:
        student.text(card, ago)
        student.text(card, ago - 1)
        assert student.states[card].memory.interval == 6
    claim = student.claim("texts")
    assert claim.recall == pytest.approx(0.9 ** ((ago - 1) / 6), abs=1e-4)
    assert claim.state == state


def test_an_interview_is_answered_by_proof_on_two_later_days():
    """Disputed after the interview, still after one day, proven after two."""
    student = steady()
    student.answer("why-int4", None, 2, kind="interview")
    assert student.claim("texts").state == "disputed"
    assert "an interview found why-int4 wanting" in student.claim("texts").because
    student.text("why-int4", 1)
    assert student.claim("texts").state == "disputed"
    student.text("why-int4", 0)
    assert student.claim("texts").state == "proven"


def test_an_undone_interview_disputes_nothing():
    """What was taken back did not happen."""
    student = steady()
    row = student.answer("why-int4", None, 2, kind="interview")
    student.undo(row, 1)
    assert student.claim("texts").state == "proven"


def test_an_interview_that_was_taken_back_as_a_whole_is_forgotten():
    """Its rank, its traps and its scores: the newest one that stands counts."""
    student = steady()
    row = student.answer("why-int4", None, 1, kind="interview")
    owed = {"cards": ["why-int4"], "declined": []}
    student.interview(1, "junior", 40, owed=owed, traps={"free": None})
    report = student.report()
    assert [each.percent for each in report.calibration.interviews] == [88, 40]
    assert student.claim("talk").state == "disputed"
    assert report.traps[0].times == 1
    student.undo(row)
    report = student.report()
    assert [each.percent for each in report.calibration.interviews] == [88]
    assert student.claim("talk").state == "proven"
    assert report.traps[0].times == 0


def test_declining_what_an_interview_wants_does_not_hide_what_it_found():
    """The learner may decline the due date, not the finding."""
    student = steady()
    student.interview(1, "senior", 80, owed={"cards": [], "declined": ["why-int4"]})
    assert student.claim("texts").state == "disputed"


def test_a_failed_interview_disputes_what_its_claim_asks_for():
    """The newest one counts."""
    student = steady()
    student.interview(1, "junior", 55)
    claim = student.claim("talk")
    assert claim.state == "disputed"
    assert "reached junior (55%)" in claim.because
    student.interview(0, "mid", 70)
    assert student.claim("talk").state == "proven"


def test_a_lab_predicted_wrong_disputes_its_topic():
    """Until a later prediction of it is right."""
    student = steady()
    assert student.claim("topic:cache").state == "proven"
    student.answer("lab-bits", 1, 2, kind="lab", answer="4 x")
    assert student.claim("topic:cache").state == "disputed"
    assert "a lab on cache was predicted wrong" in student.claim("topic:cache").because
    student.answer("lab-bits", 5, 1, kind="lab", answer="1 x")
    assert student.claim("topic:cache").state == "proven"


def test_reading_labs_and_memo_are_counted():
    """Half of each is unproven, all of it proven."""
    student = Student(read={"1.1": 2}, labs={"bits": 1, "cache": 1})
    assert student.claim("read").because == "1 of 2 sections read"
    assert student.claim("read").next.command == "trainer read 1.2"
    assert student.claim("read").next.minutes == 2  # 300 words at 150 a minute
    assert student.claim("work").because == "no decision memo passed its check yet"
    assert student.claim("work").next.command.startswith("trainer memo new")
    student.memo = 0
    assert student.claim("work").state == "proven"


def test_a_topic_needs_the_share_of_its_cards():
    """Four of five cards at a share of 0.8."""
    cards = {f"t{n}": text_card(f"t{n}", "wide") for n in range(5)}
    course = replace(COURSE, cards=cards, topics={"wide": "Wide"}, check=COURSE.check)
    student = Student()
    for ago in (12, 6):
        for name in list(cards)[:4]:
            student.text(name, ago)
    course = replace(course, check=replace(COURSE.check, claims=()))
    claim = student.report(course).claims[0]
    assert (claim.id, claim.state) == ("topic:wide", "proven")
    student.text("t0", 1, 2)
    assert student.report(course).claims[0].because == "3 of 5 cards proven, 4 are wanted"


def test_a_topic_without_cards_claims_nothing():
    """Only topics that have cards."""
    claims = topic_claims(COURSE.check, {"none": "None", "cache": "Cache"}, COURSE.cards.values())
    assert [claim.id for claim in claims] == ["topic:cache"]


def test_a_sitting_asks_what_is_lacking():
    """Numbers three times, each card once; nothing that was tried today; all if all is proven."""
    student = Student()
    numbers, texts = CLAIMS[0], CLAIMS[1]

    def asked(claim):
        known = look(COURSE, student.past(), TODAY).known
        return [(ask.name, ask.times) for ask in asks(claim, known, COURSE.check, TODAY)]

    assert asked(numbers) == [(FAMILY, 3)]
    assert asked(texts) == [(name, 1) for name in TEXTS]
    student.number(1)
    student.text("why-int4", 0)
    assert asked(numbers) == [(FAMILY, 2)]
    assert asked(texts) == [("why-cache", 1)]
    student = steady()
    assert asked(numbers) == [(FAMILY, 1)]
    assert asked(texts) == [(name, 1) for name in TEXTS]


def test_evidence_names_day_question_answer_and_seconds():
    """As a mentor would want to see it."""
    student = steady()
    newest = student.claim("numbers").evidence[0]
    row = student.rows[-4]
    assert (newest.date, newest.answer, newest.seconds) == (row.day, "140 GB", 20.0)
    assert newest.question == redraw(row).prompt
    assert newest.counts
    talk = student.claim("talk").evidence[-1]
    assert (talk.kind, talk.answer) == ("interview", "88%, reached senior")
    assert talk.date == TODAY - timedelta(days=4)


def test_flaws_of_texts_say_who_disagrees():
    """The grader, a hint, the clock, or the second time that day."""
    rules = Rules(2, 30, 180.0)
    student = Student()
    rows = {
        "": student.text("a", 9),
        "graded 3": student.text("b", 9, 3),
        "you said 5, the grader 3": student.text("c", 9, 5, proposed=3),
        "graded by yourself only": student.text("d", 9, 5, proposed=None),
        "said aloud, graded by yourself only": student.text("e", 9, 5, answer=""),
        "with a hint": student.text("f", 9, 5, hints=1),
        "too slow": student.text("g", 9, 5, seconds=200.0),
    }
    for flaw, row in rows.items():
        assert flaw_of_text(row, cold=True, quality=4, rules=rules) == flaw
    warm = flaw_of_text(rows[""], cold=False, quality=4, rules=rules)
    assert warm == "not the first try that day"


def test_pieces_round_what_is_wanted_up():
    """0.8 of 6 is 4.8, so five."""
    names = tuple("abcdef")
    assert Piece("cards", names, share=0.8).wanted == 5
    assert Piece("cards", names[:5], share=0.8).wanted == 4
    assert Piece("cards", names).wanted == 6

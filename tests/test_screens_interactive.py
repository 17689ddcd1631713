"""The interactive review, driven through prompt_toolkit's pipe input."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.doubles import MemoryLog, SetClock, numeric, recall
from tests.keys import PAUSE, SEND, play, sitting_over
from trainer.cards.card import Point
from trainer.practice.review import Answer, Sitting
from trainer.scheduling.sm2 import review

PASTED = "\x1b[200~{}\x1b[201~"


def rows_of(keys: str, *cards, **more):
    """The rows of the log after a sitting over these cards with these keys."""
    sitting = sitting_over(*cards)
    play(keys, sitting, **more)
    return sitting.log.rows


def trapped(name: str):
    """A recall card with a wrong claim that says `free`."""
    return replace(recall(name), wrong_claims=(Point("It is free.", (("free",),)),))


@pytest.mark.parametrize(
    ("keys", "qualities", "why"),
    [
        (" 4x", [4], "Space reveals, a digit grades, any key leaves the last screen"),
        (" h4x", [4], "a digit is the learner's own word, whatever the hint"),
        ("   4x", [3, 4], "Space takes the proposal for an answer said aloud, 3; drilled after"),
        (f"\rrange loss{SEND} x", [5], "Enter types an answer; all points said propose 5"),
        (f"\rrange\rloss{SEND} x", [5], "Enter begins a new line of it"),
        ("\rrange loss\x1b\r x", [5], "Esc and Enter send it too"),
        (f"\r{SEND} 4x", [4], "nothing typed is no answer: back to the question"),
        ("h   4x", [3, 4], "a hint caps the proposal at 3"),
        ("??   5x", [3, 5], "? shows the keys and grades nothing"),
        (" z4x", [4], "other keys do nothing once it is revealed"),
        (f"5\x7f{SEND} 4x", [4], "nothing is graded before it was revealed"),
        ("q", [], "q leaves"),
        (" q", [], "q leaves an open card without a grade"),
        (" 4u 5x", [4, None, 5], "u on the last screen brings the card back"),
    ],
)
def test_keys_of_a_free_text_card(keys, qualities, why):
    """Each key does what the help line says."""
    assert [row.quality for row in rows_of(keys, recall("a"))] == qualities, why


@pytest.mark.parametrize(
    ("keys", "quality", "points", "proposed", "why"),
    [
        ("yy ", 5, "yy", 3, "both judged as said, the quality that follows is taken"),
        ("yy2", 2, "yy", 3, "the learner gives another"),
        ("yn ", 3, "yn", 3, "one of two"),
        ("pn ", 2, "pn", 3, "half a point is some"),
        ("nn ", 1, "nn", 3, "none"),
        ("y\x7fnn ", 1, "nn", 3, "Backspace goes back to the point before"),
        (" ", 3, "yn", 3, "Space takes what was found, and its quality"),
        ("y ", 3, "yn", 3, "Space takes what was found for the rest"),
        ("\r ", 3, "yn", 3, "Enter shows the model answer before the quality is taken"),
        ("\r5", 5, "yn", 3, "and lets it be overridden"),
        ("y5", 5, "", 3, "a digit before all is judged says nothing of the points"),
        ("3", 3, "yn", 3, "the digit that Space would take confirms them"),
        ("???yy\r", 5, "yy", 3, "Enter takes the quality too"),
    ],
)
def test_points_are_judged_one_by_one(keys, quality, points, proposed, why):
    """`range` was found of two points; letters, the grader's quality and the given one are kept."""
    [row, *_] = rows_of(f"\rrange{SEND}{keys}", recall("a"))
    assert (row.quality, row.points, row.proposed) == (quality, points, proposed), why


@pytest.mark.parametrize(
    ("keys", "quality", "points", "mistakes"),
    [
        ("yy\r ", 2, "yy", ("a",)),
        ("yyn ", 5, "yy", ()),
        ("yyy ", 2, "yy", ("a",)),
        ("yyn3", 3, "yy", ()),
        (" ", 2, "yy", ("a",)),
        ("2", 2, "yy", ("a",)),
        ("1", 1, "", ("a",)),
        ("4", 4, "", ()),
    ],
)
def test_a_claim_is_judged_behind_the_points(keys, quality, points, mistakes):
    """A possible trap caps at 2, and is kept, unless the learner says that it was not claimed."""
    [row, *_] = rows_of(f"\rrange loss. free{SEND}{keys}", trapped("a"))
    assert (row.quality, row.points, row.mistakes) == (quality, points, mistakes)


@pytest.mark.parametrize(
    ("keys", "cards", "said"),
    [
        ("g 4", recall("a"), "guess"),
        (f"g{PAUSE}l 4", recall("a"), "likely"),
        (" 4", recall("a"), ""),
        (f"c\rrange{SEND} ", recall("a"), "certain"),
        (" c4", recall("a"), ""),
        ("c140 GB\r", numeric("n"), "certain"),
        ("140 GB\r", numeric("n"), ""),
    ],
)
def test_confidence_is_said_before_the_answer_shows(keys, cards, said):
    """One key, the last one counts; afterwards it is too late; it may be left out."""
    [row, *_] = rows_of(keys, cards)
    assert row.confidence == said


def test_confidence_belongs_to_one_card():
    """The next card begins without."""
    assert [row.confidence for row in rows_of("g 4 4", recall("a"), recall("b"))] == ["guess", ""]


@pytest.mark.parametrize(
    ("keys", "qualities"),
    [
        ("140 GB\rx", [5]),
        ("nonsense\r\x15140 GB\rx", [5]),
        (" 140 GB\rx", [0, 5]),
        ("u140 GB\rx", [5]),
        ("h140 GB\rx", [5]),
        ("m;140 GB\rx", [5]),
        ("q", []),
    ],
)
def test_keys_of_a_numeric_card(keys, qualities):
    """Typed answers are graded; Space reveals; commands act only on an empty line."""
    assert [row.quality for row in rows_of(keys, numeric("n"))] == qualities


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("use the formula", "use the formula"),
        ("quantization", "quantization"),
        ("half of it", "half of it"),
        ("llama", "llama"),
        ("he says", "he says"),
        ("up to four", "up to four"),
        ("memory", "memory"),
        ("the range", "the range"),
        ("Quality", "Quality"),
        ("70B needs 140 GB", "70B needs 140 GB"),
        ("(a) range", "(a) range"),
        (f"t{PAUSE}he range", "the range"),
    ],
)
@pytest.mark.parametrize("editing", ["emacs", "vi"])
def test_words_typed_at_the_question_begin_an_answer(keys, answer, editing):
    """Whatever keys their letters are; no hint is shown, nothing is taken back, nobody leaves."""
    sitting = sitting_over(recall("z"), recall("a"))
    play(f" 5{keys}{SEND} q", sitting, editing=editing)
    assert [row.kind for row in sitting.log.rows] == ["review"] * 2
    assert (sitting.log.rows[1].answer, sitting.log.rows[1].hints) == (answer, 0)


@pytest.mark.parametrize("keys", ["half", "quarter", "double", "un million", "hm", f"1{PAUSE}h"])
@pytest.mark.parametrize("editing", ["emacs", "vi"])
def test_words_are_answers_to_a_number(keys, editing, monkeypatch):
    """`half` is read, and gives no hint; a letter behind a digit is no key however late."""
    sitting, read = sitting_over(numeric("n")), []
    grade = sitting.grade

    def graded(_, asked, text):
        read.append(text)
        return grade(asked, text)

    monkeypatch.setattr(Sitting, "grade", graded)
    play(f"{keys}\rq", sitting, editing=editing)
    assert read == [keys.replace(PAUSE, "")]


@pytest.mark.parametrize(
    ("keys", "hints", "kinds"),
    [
        (f"h{PAUSE} 4", 1, ["review"]),
        (f"u{PAUSE} 4", 0, ["undo", "review"]),
        (f"uu{PAUSE} 4", 0, ["undo", "review"]),
        (f"m{PAUSE}s", 0, []),
        (f"q{PAUSE} 4", 0, []),
        (f"e{PAUSE} 4", 0, ["review"]),
    ],
)
def test_a_letter_alone_is_a_key(keys, hints, kinds, monkeypatch):
    """No Enter is needed; a key pressed again, and one of the menu, make no word."""
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    sitting = sitting_over(recall("z"), recall("a"), recall("b"))
    play(f" 5{keys}", sitting)
    rows = sitting.log.rows[1:]
    assert [row.kind for row in rows] == kinds
    assert not rows or rows[-1].hints == hints


def test_the_derivation_is_shown_on_demand():
    """`d` at any later prompt, also on the last screen."""
    sitting = sitting_over(numeric("n"))
    shown = play("d140 GB\rdx", sitting)
    before, after = shown.split("Correct")
    assert "No number was answered yet." in before
    assert after.count("bytes = 70e9 * 2 = 140 GB") == 1
    assert "bytes = 70e9" not in play("140 GB\rx", sitting_over(numeric("n")))


def test_the_screen_before_the_answer_shows_time_and_intervals():
    """Progress, minutes left, level, topic, budget, and where each grade leads."""
    log, clock = MemoryLog(), SetClock()
    for days in (1, 6):
        sitting = sitting_over(recall("a"), log=log, clock=clock)
        sitting.store(sitting.next(), 4, Answer())
        clock.moment += timedelta(days=days)
    shown = play(" q", sitting_over(recall("a"), recall("b"), log=log, clock=clock))
    for words in (
        "Card 1, 2 to go, about 2 min",
        "[G] green: recall, t; up to 1:30",
        "Next, in days: 2 in 1; 3 in 15, then 36; 4 in 15, then 38;",  # as test_scheduling_sm2
    ):
        assert words in shown
    assert log.state("a").memory == review(review(review_start(), 4), 4)


def review_start():
    """The memory of a card that nobody has seen."""
    from trainer.scheduling.sm2 import Memory

    return Memory()


def test_undo_returns_to_the_card_before():
    """`u` on the second card takes back the first and asks it again, then the second."""
    sitting = sitting_over(recall("a"), recall("b"))
    shown = play(" 4u 5 4x", sitting)
    assert [(row.card, row.kind) for row in sitting.log.rows] == [
        ("a", "review"),
        ("a", "undo"),
        ("a", "review"),
        ("b", "review"),
    ]
    assert "Taken back: the answer to a." in shown


def test_undo_goes_over_several_cards_from_the_last_screen():
    """Three `u` in a row take back three answers, each card is asked again."""
    sitting = sitting_over(recall("a"), recall("b"), recall("c"))
    play(" 4 4 4uuu 5 5 5x", sitting)
    assert [row.kind for row in sitting.log.rows] == ["review"] * 3 + ["undo"] * 3 + ["review"] * 3
    assert {sitting.log.state(card).memory.ease for card in "abc"} == {260}


@pytest.mark.parametrize("prompt", ["", " ", "\rrange" + SEND, "\rrange" + SEND + "yy"])
def test_undo_works_at_every_prompt_of_a_card(prompt):
    """At the question, at a point and at the grade; the open card is asked after it."""
    sitting = sitting_over(recall("a"), recall("b"))
    play(f" 4{prompt}u 5 4x", sitting)
    kinds = [(row.card, row.kind) for row in sitting.log.rows]
    assert kinds == [("a", "review"), ("a", "undo"), ("a", "review"), ("b", "review")]


def test_the_screen_says_what_a_plain_one_says():
    """Level, points and schedule stand in the text, not only in colours."""
    shown = play(f"\rrange{SEND}4x", sitting_over(recall("a")))
    for words in (
        "[G] green",
        "1 [found] says range",
        "2 [not found] says loss",
        "Model answer",
        "due again tomorrow",
    ):
        assert words in shown


def test_the_model_answer_shows_behind_the_points():
    """First what was found, then the answer of the deck."""
    shown = play(f"\rrange{SEND}yy x", sitting_over(recall("a")))
    order = [shown.index(words) for words in ("[found]", "Quality 5: 2 of 2", "Because.")]
    assert order == sorted(order)


@pytest.mark.parametrize("editing", ["emacs", "vi"])
def test_a_long_paste_is_one_answer(editing):
    """5,000 characters with line breaks and command keys in them, pasted into the open answer."""
    text = ("it is range u q 5 h\n" * 400)[:5000]
    [row, *_] = rows_of("\r" + PASTED.format(text) + SEND + " x", recall("a"), editing=editing)
    assert (row.answer, row.quality) == (text.strip(), 3)


def test_a_paste_at_the_question_begins_an_answer():
    """It is graded by nobody until it is sent; at the points a paste does nothing."""
    keys = PASTED.format("range q 5\r\nloss") + SEND + PASTED.format("5") + " x"
    [row] = rows_of(keys, recall("a"))
    assert (row.answer, row.quality) == ("range q 5\nloss", 5)


def test_a_long_answer_leaves_the_screen_readable():
    """Its first lines stay, and how much more there was."""
    shown = play("\r" + PASTED.format("x" * 5000) + SEND + " x", sitting_over(recall("a")))
    assert "and 4500 more characters" in shown
    assert shown.count("x") < 600


def test_vi_keys_edit_what_is_typed_and_leave_the_commands():
    """Esc and `0` go to the start of the line, `x` deletes there; keys grade as ever."""
    [row] = rows_of("grange\x1b0xi\x1b\r5x", recall("a"), editing="vi")
    assert row.answer == "range", "begun at the question"
    [row] = rows_of("\rxrange loss\x1b0x\r x", recall("a"), editing="vi")
    assert (row.answer, row.quality) == ("range loss", 5)
    assert [row.quality for row in rows_of("140 GB\rx", numeric("n"), editing="vi")] == [5]


def test_ctrl_d_leaves_like_q():
    """The end of input keeps what was answered and says so."""
    sitting = sitting_over(recall("a"), recall("b"))
    shown = play(" 4\x04", sitting)
    assert len(sitting.log.rows) == 1
    assert "1 answer kept; 1 still to go today." in shown


@pytest.mark.parametrize("keys", ["", " ", "\r", "\rrange" + SEND, "\rrange" + SEND + "yy", "m"])
def test_ctrl_c_interrupts_at_every_prompt(keys):
    """The door turns it into exit code 130; the answer before is kept."""
    sitting = sitting_over(recall("a"), recall("b"))
    with pytest.raises(KeyboardInterrupt):
        play(f" 4{keys}\x03", sitting)
    assert [row.quality for row in sitting.log.rows] == [4]


def test_escape_sequences_of_a_card_are_shown_as_text():
    """Question, points, claims, quotes and typed text reach the terminal cleaned."""
    evil = "\x1b[31mred\x07"
    card = replace(
        trapped("a"),
        question=evil,
        answer=evil,
        hints=(evil,),
        follow_up=evil,
        points=(Point(evil, (("range",),)), Point("b")),
        topic=evil,
    )
    shown = play(f"h\r{PASTED.format('range free ' + evil)}{SEND}yy  x", sitting_over(card))
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert shown.count("\\x1b[31mred") >= 6

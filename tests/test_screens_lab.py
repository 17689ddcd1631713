"""A lab card in a sitting: in line mode, in the terminal, put off, left and interrupted."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import pytest

from tests.doubles import MemoryLog, SetClock, question
from tests.keys import play
from tests.lab_runs import lab_question, lab_run
from trainer.cards.card import Card
from trainer.errors import Interrupted, TrainerError
from trainer.grading.prediction import Prediction
from trainer.practice.lab import compare
from trainer.practice.review import Sitting
from trainer.scheduling.days import Calendar
from trainer.screens import lab
from trainer.screens.line import LineScreen

CARD = Card("paged", "d", "lab", "yellow", "t", lab="paged-cache")


class Labs:
    """Labs that measure 2x, larger, at once."""

    def __init__(self, fails: BaseException | None = None) -> None:
        self.fails, self.kept = fails, []

    def question(self, name, seed):
        """What is asked, with the seed in it."""
        return lab_question(lab=name, seed=seed)

    def measure(self, asked, progress):
        """The run, or the fault."""
        for done in (0.3, 0.6, 1.0):
            progress(done)
        if self.fails:
            raise self.fails
        return lab_run(asked.lab, seed=asked.seed)

    def keep(self, run):
        """Remember the run."""
        self.kept.append(run)


def sit(labs: Labs, log: MemoryLog | None = None) -> Sitting:
    """A sitting over the one lab card."""
    return Sitting(
        cards={CARD.id: CARD},
        log=log or MemoryLog(),
        clock=SetClock(),
        calendar=Calendar(ZoneInfo("UTC")),
        draw=lambda card, seed: question(seed),
        labs=labs,
    )


def line_mode(sitting: Sitting, typed: str) -> str:
    """What line mode writes while these lines are typed."""
    shown = io.StringIO()
    LineScreen(sitting, io.StringIO(typed), shown).run()
    return shown.getvalue()


@pytest.mark.parametrize(
    ("typed", "quality"),
    [("2 larger", 5), ("2", 4), ("3 larger", 4), ("9 larger", 3), ("2 smaller", 2), ("?", 0)],
)
def test_line_mode_has_one_prompt_for_number_and_direction(typed, quality):
    """The row has the lab's kind, the quality of the table and the seed of the question."""
    labs = Labs()
    sitting = sit(labs)
    shown = line_mode(sitting, f"{typed}\n")
    row = sitting.log.rows[0]
    assert (row.kind, row.quality, row.seed) == ("lab", quality, labs.kept[0].seed)
    assert "prediction in x, and larger, smaller or same:\n" in shown
    assert "Measured 2x" in shown
    assert shown.count("prediction in") == 1 + (quality < 4)  # what failed comes back today
    assert "saved 1\n" in shown


def test_an_unreadable_prediction_is_asked_again():
    """It costs nothing, and the fault is named."""
    sitting = sit(Labs())
    shown = line_mode(sitting, "lots\n3 GB\n2 larger\n")
    assert [row.quality for row in sitting.log.rows] == [5]
    assert 'cannot read the word "lots"' in shown


@pytest.mark.parametrize(("typed", "left"), [("", 1), ("lots\n", 1), ("skip\n", 0)])
def test_a_lab_that_is_put_off_stores_no_answer(typed, left):
    """Nor does the end of input, which leaves the card; skip buries it until tomorrow."""
    labs = Labs()
    sitting = sit(labs)
    line_mode(sitting, typed)
    assert (sitting.log.rows, labs.kept) == ([], [])
    assert len(sit(labs, sitting.log).agenda.queue) == left


def test_a_lab_card_comes_back_with_another_seed():
    """The next time something else is drawn."""
    labs, log = Labs(), MemoryLog()
    sitting = sit(labs, log)
    line_mode(sitting, "9 smaller\n2 larger\n")
    assert [row.kind for row in log.rows] == ["lab", "drill"]
    assert labs.kept[0].seed != labs.kept[1].seed


def test_the_terminal_asks_for_the_direction_apart():
    """Number, Enter, the first letters of the direction, Enter."""
    sitting = sit(Labs())
    shown = play("2\rla\rx", sitting)
    assert [row.quality for row in sitting.log.rows] == [5]
    assert "you said so" in shown


@pytest.mark.parametrize(
    ("keys", "qualities", "why"),
    [
        ("2 larger\rx", [5], "both on one line need no second prompt"),
        (" 2\rla\rx", [0, 5], "Space measures without a prediction; it comes back today"),
        ("2\rup\rla\rx", [5], "an unknown direction is asked again"),
        ("skip\r", [], "skip puts it off"),
        ("q", [], "q leaves"),
        ("2 larger\ru2 larger\rx", [5, None, 5], "u on the last screen brings the card back"),
    ],
)
def test_keys_of_a_lab_card(keys, qualities, why):
    """Each key does what it does for other cards."""
    sitting = sit(Labs())
    play(keys, sitting)
    assert [row.quality for row in sitting.log.rows] == qualities, why


@pytest.mark.parametrize(
    ("fault", "told"),
    [(KeyboardInterrupt(), Interrupted), (TrainerError("out of memory"), TrainerError)],
)
def test_a_measurement_that_stops_half_way_stores_nothing(fault, told):
    """Ctrl-C or a fault in mid-lab: neither run nor row."""
    labs = Labs(fault)
    sitting = sit(labs)
    with pytest.raises(told) as error:
        line_mode(sitting, "2 larger\n")
    assert (sitting.log.rows, labs.kept) == ([], [])
    if told is Interrupted:
        assert "nothing of the lab paged-cache was stored" in str(error.value)
        assert error.value.exit_code == 130


def test_bars_are_as_long_as_their_figures():
    """Half the figure has half the bar; nothing and less have none."""

    def lengths(measured, predicted):
        run = lab_run(measured=measured, predicted=predicted)
        return [line.count("█") for _, line in lab.bars(run)]

    assert lengths(4.0, 2.0) == [lab.BAR, lab.BAR // 2]
    assert lengths(4.0, -1.0) == [lab.BAR, 0]
    assert lengths(0.0, None) == [0]


def test_what_theory_did_not_expect_is_said():
    """A direction that differs from the expected one is told as such."""
    asked, run = lab_question(), lab_run(direction="smaller")
    run, grade = compare(asked, Prediction(2.0, "smaller"), run)
    shown = "\n".join(text for _, text in lab.comparison(asked, run, grade))
    assert "Direction: smaller, where theory expects larger; you said so." in shown


def test_text_of_a_run_cannot_act_on_the_terminal():
    """Control characters of a stored run are shown, not sent."""
    run = lab_run(says="\x1b[2Jgone", published="\x1b]0;x", table=({"a\x1b": "\x1b[1m"},))
    shown = "".join(text for _, text in lab.stored(run, "And larger?"))
    assert "\x1b" not in shown
    assert "nothing was measured here" in shown

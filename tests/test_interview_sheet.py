"""Interviews written by someone who had not seen the word groups, played and scored.

`tests/data/interviews/blind.jsonl`: the author saw openings, facts, points and follow-ups as
sentences, and wrote a strong, a weak, a wrong, a stuffed, a silent and some copied candidates.
"""

from collections import Counter, defaultdict
from functools import cache

import pytest

from tests.interviews import SCENARIOS, SHEET, play
from trainer.cards.scenario import RANKS

KINDS = ("strong", "weak", "wrong", "stuffed", "silent")


@cache
def scored() -> dict[str, dict[str, list]]:
    """The scores by scenario and kind of candidate."""
    found = defaultdict(lambda: defaultdict(list))
    for row in SHEET:
        found[row["scenario"]][row["candidate"]].append(play(row)[1])
    return found


def test_the_sheet_covers_every_scenario_with_every_kind_of_candidate():
    """At least 40 interviews, each scenario with a strong, a weak and three empty-handed ones."""
    assert len(SHEET) >= 40
    kinds = Counter((row["scenario"], row["candidate"]) for row in SHEET)
    assert [(s, k) for s in SCENARIOS for k in KINDS if not kinds[s, k]] == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_strong_candidates_rank_above_all_others(name):
    """Both in all and in time, and at least at the rank that the scenario is made for."""
    kinds = scored()[name]
    best = max(score.percent for kind in kinds for score in kinds[kind] if kind != "strong")
    for strong in kinds["strong"]:
        assert strong.percent > best
        assert strong.percent_in_time == strong.percent
        assert strong.passed


@pytest.mark.parametrize("kind", ["stuffed", "copied", "silent"])
def test_empty_handed_candidates_never_pass_junior(kind):
    """Lists of keywords, the interviewer's words said back, and silence reach no rank."""
    reached = [(n, s.reached, s.percent) for n in SCENARIOS for s in scored()[n][kind] if s.reached]
    assert reached == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_weak_candidates_do_not_pass_the_rank_of_the_scenario(name):
    """A weak or wrong candidate stays below the pass mark that was wanted."""
    for kind in ("weak", "wrong"):
        assert not any(score.passed for score in scored()[name][kind])


def test_a_mark_counts_only_for_an_answer_that_was_one():
    """A stuffed answer beside perfect numbers and questions still reaches nothing."""
    strong = next(row for row in SHEET if row["candidate"] == "strong")
    stuffed = next(
        row
        for row in SHEET
        if (row["candidate"], row["scenario"]) == ("stuffed", strong["scenario"])
    )
    _, score = play({**strong, "answer": stuffed["answer"]})
    assert score.percent >= SCENARIOS[strong["scenario"]].passes["junior"]
    assert score.reached == ""
    assert RANKS[0] == "junior"

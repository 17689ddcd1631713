"""Point by point: what the grader found in an answer, the learner's word, and the quality."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.grading.rubric import Proposal
from trainer.practice.judging import Judging
from trainer.screens import answer_texts, texts
from trainer.screens.commands import COMMANDS, obey
from trainer.screens.keyboard import BACK, ENTER
from trainer.screens.table import Table

GRADES = frozenset("012345")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a free text.

    Attributes:
        quality: What the learner took or gave.
        points: A letter for each point, empty where not all were judged.
        traps: Names of the traps that were stepped into.
    """

    quality: int
    points: str
    traps: tuple[str, ...]


def judge(table: Table, proposal: Proposal) -> Verdict | None:
    """The learner's verdict on the answer on the table; None if the card was left or edited.

    The points are judged one by one, then the model answer is shown, and the quality that follows
    is taken or another one given. Space takes what was found for the rest, and its quality; a
    digit grades at once. Both show the model answer too.
    """
    assert table.asked is not None  # noqa: S101 - for mypy: there is a card to be judged
    card = table.asked.card
    table.say(answer_texts.findings(card, proposal))
    table.say(texts.outlook(table.sitting, table.asked))
    judging = Judging(proposal, table.hints)
    key = ""
    while not judging.done and key not in (ENTER, " ", *GRADES):
        key = table.keyboard.key(*_point(table, judging), keys={*"ynp", BACK, *_KEYS})
        if _leaves(table, key):
            return None
        _note(judging, key)
    at_once = key in GRADES  # else all points were judged, or taken as they were found
    if key not in (" ", *GRADES):
        table.say([answer_texts.judged(judging)])
    table.say(answer_texts.model_answer(card))
    while key not in (" ", *GRADES):
        words = f"grade 0-5, Space takes {judging.quality}, ? keys, q leave"
        key = table.keyboard.key(words, keys=_KEYS).replace(ENTER, " ")
        if _leaves(table, key):
            return None
    quality = judging.quality if key == " " else int(key)
    found = judging.confirmed(quality) if at_once else (judging.points, judging.traps)
    return Verdict(quality, *found)


_KEYS = (ENTER, " ", *GRADES, *COMMANDS)


def _leaves(table: Table, key: str) -> bool:
    """Carry out a key if it is a command; true if the card was left by it, or edited."""
    asked = table.asked
    return key in COMMANDS and (obey(table, key) or table.asked is not asked)


def _note(judging: Judging, key: str) -> None:
    if key in set("ynp"):
        judging.judge(key)
    elif key == BACK:
        judging.back()


def _point(table: Table, judging: Judging) -> list[str]:
    """The point or claim to be judged, and the keys."""
    assert table.asked is not None  # noqa: S101 - for mypy: there is a card to be judged
    step = len(judging.said)
    _, shown = answer_texts.finding(table.asked.card, judging.proposal, step)
    claim = step >= len(judging.proposal.findings)
    words = "y claimed, n not" if claim else "y said, n not, p partly"
    grade = f"grade 0-5, Space takes {judging.quality}, ? keys, q leave"
    return [shown, f"{words}, Enter the rest as found", grade]

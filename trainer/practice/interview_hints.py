"""Hints in an interview: a nudge towards what is asked, which halves what it then earns."""

from __future__ import annotations

from trainer.cards.scenario import FOLLOWED
from trainer.grading.rubric import FOUND, judge
from trainer.history.interview import Record
from trainer.practice.interviewer import QUESTION, Stage
from trainer.questions.question import Question

Hint = tuple[str, str]  # what it is about, as the record names it, and its text
NO_HINT = ("", "")


def hint_for(stage: Stage, record: Record, question: Question | None) -> Hint:
    """The next hint; `NO_HINT` where there is none, or where it was shown already.

    Args:
        stage: The interview's stage.
        record: The interview so far.
        question: The side-question on the table, or None.
    """
    if question is not None:
        about, step = f"question {len(record.figures)}", question.steps[-1]
        return NO_HINT if about in record.hints else (about, f"{step.name} = {step.formula}")
    if record.phase == "answer":
        return _for_answer(stage, record)
    if record.phase == "follow-ups" and record.branches:
        return _for_branch(stage, record)
    return NO_HINT


def _for_branch(stage: Stage, record: Record) -> Hint:
    """The narrower question of the branch that was just begun."""
    when, turn, verdict = record.branches[-1]
    name = when.partition(" ")[2]
    if turn != QUESTION or verdict or name in record.hints:
        return NO_HINT
    return name, stage.fill(stage.scenario.follow_ups[when].narrower)


def _for_answer(stage: Stage, record: Record) -> Hint:
    """The narrower question about the heaviest point that was not said yet."""
    text = "\n".join(turn.text for turn in record.said("answer"))
    points = [point for point in stage.scenario.points if point.dimension in FOLLOWED]
    findings = judge([point.point for point in points], text)
    missing = [
        point
        for point, finding in zip(points, findings, strict=True)
        if finding.verdict != FOUND and point.name not in record.hints
    ]
    if not missing:
        return NO_HINT
    heaviest = max(missing, key=lambda point: point.weight)
    branch = stage.scenario.follow_ups[f"missing {heaviest.name}"]
    return heaviest.name, stage.fill(branch.narrower)

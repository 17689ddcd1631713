"""The grader that is always there: the rubric's own words, on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.cards.card import Point
from trainer.grading import rubric
from trainer.grading.rubric import Finding


@dataclass(frozen=True, slots=True)
class RubricGrader:
    """Looks for the words that a deck or a scenario lists for each point."""

    name: str = "rubric"

    def judge(self, question: str, points: Sequence[Point], answer: str) -> Sequence[Finding]:
        """One finding for each point."""
        return rubric.judge(points, answer, question)

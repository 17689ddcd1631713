"""A grader that may fail, with the offline rubric behind it: nothing it says is taken on trust."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from trainer.cards.card import Point
from trainer.graders.offline import RubricGrader
from trainer.grading.rubric import FOUND, MISSING, UNSURE, Finding
from trainer.practice.ports import Grader

MARK = "the offline rubric grades"


class GraderError(Exception):
    """A grader gave no usable verdict; the text says why, in words that hold no secret."""


@dataclass(slots=True)
class WithFallback:
    """Asks one grader until it fails, then the offline rubric for the rest of the sitting.

    A verdict whose quote is no part of the answer is not believed: the rubric's own takes its
    place. Each of the two is told once, in one line.

    Attributes:
        first: The grader that was configured.
        tell: Says a line to the learner.
    """

    first: Grader
    tell: Callable[[str], None]
    _offline: RubricGrader = field(default_factory=RubricGrader)
    _failed: bool = False
    _doubted: bool = False

    @property
    def name(self) -> str:
        """The name of the grader that is being asked."""
        return self._offline.name if self._failed else self.first.name

    def judge(self, question: str, points: Sequence[Point], answer: str) -> Sequence[Finding]:
        """One finding for each point, each with a quote that is part of the answer."""
        if not self._failed:
            try:
                return self._checked(
                    self.first.judge(question, points, answer), question, points, answer
                )
            except GraderError as error:
                reason = str(error)
            except Exception as error:  # whatever a package does, an interview goes on
                reason = type(error).__name__
            self._failed = True
            self.tell(f"grader {self.first.name}: {reason}; {MARK} the rest of this sitting")
        return self._offline.judge(question, points, answer)

    def _checked(
        self, findings: Sequence[Finding], question: str, points: Sequence[Point], answer: str
    ) -> Sequence[Finding]:
        if len(findings) != len(points):
            raise GraderError(f"{len(findings)} verdicts for {len(points)} points")
        if all(map(_sound, findings, [answer] * len(findings))):
            return findings
        if not self._doubted:
            self._doubted = True
            self.tell(f"grader {self.first.name}: a quote is not in the answer; {MARK} that point")
        own = self._offline.judge(question, points, answer)
        pairs = zip(findings, own, strict=True)
        return [given if _sound(given, answer) else mine for given, mine in pairs]


def _sound(finding: Finding, answer: str) -> bool:
    """Whether a verdict is one, and rests on words that were said."""
    if finding.verdict == FOUND:
        return bool(finding.quote.strip()) and finding.quote in answer
    return finding.verdict in (MISSING, UNSURE) and finding.quote in answer

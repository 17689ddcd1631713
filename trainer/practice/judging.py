"""An answer judged point by point: what the grader found, and what the learner says of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from trainer.grading.quality import SAID, WITH_TRAP, quality_of_points
from trainer.grading.rubric import FOUND, MISSING, Claim, Finding, Proposal


@dataclass(slots=True)
class Judging:
    """The points of a card, and then the claims that seem wrong, judged one after another.

    The learner's word goes before what was found. Of a claim `y` says that it was made, so that
    it caps the quality.

    Attributes:
        proposal: What the grader found.
        hints: How many hints were shown.
        said: The learner's letters so far, of points and then of claims.
    """

    proposal: Proposal
    hints: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """How many points and claims there are."""
        return len(self.proposal.findings) + len(self.proposal.claims)

    @property
    def done(self) -> bool:
        """Whether nothing is left to be judged."""
        return len(self.said) >= self.steps

    @property
    def quality(self) -> int:
        """The quality that follows; the grader's own until the learner has judged a point."""
        if not self.said:
            return self.proposal.quality
        points = "".join(self._points())
        return quality_of_points(points, trapped=self.trapped, hints=self.hints)

    @property
    def points(self) -> str:
        """A letter for each point; empty where one is not judged and only a reader can tell."""
        points = self._points()
        return "".join(points) if len(points) == len(self.proposal.findings) else ""

    @property
    def trapped(self) -> bool:
        """Whether a wrong claim was made."""
        return bool(self._claims())

    @property
    def traps(self) -> tuple[str, ...]:
        """The names of the traps that were stepped into, each once."""
        return tuple(dict.fromkeys(claim.trap for claim in self._claims()))

    def confirmed(self, quality: int) -> tuple[str, tuple[str, ...]]:
        """The letters and the traps that the learner's quality confirms.

        The quality that follows, or any once all was judged, confirms what was found. Another one
        says nothing of the points; what was shown as a trap stands where it is as low as a trap
        leaves it, and is denied by a higher one.
        """
        if self.done or quality == self.quality:
            return self.points, self.traps
        return "", self.traps if quality <= WITH_TRAP else ()

    def judge(self, letter: str) -> None:
        """Judge the next point or claim: y, n or p.

        Raises:
            ValueError: If it is no such letter, or nothing is left to be judged.
        """
        if letter not in SAID or self.done:
            raise ValueError(f"there is nothing to be judged {letter!r}")
        self.said.append(letter)

    def back(self) -> None:
        """Judge the last point or claim once more."""
        if self.said:
            self.said.pop()

    def _points(self) -> list[str]:
        """The letters of the points that are known."""
        findings = self.proposal.findings
        found = [_letter(each) for each in findings]
        said = self.said[: len(findings)]
        return [letter for letter in (*said, *found[len(said) :]) if letter]

    def _claims(self) -> list[Claim]:
        """The claims that were made, as far as the learner did not say otherwise."""
        judged = self.said[len(self.proposal.findings) :]
        letters = [*judged, *"y" * len(self.proposal.claims)]
        return [
            claim
            for claim, letter in zip(self.proposal.claims, letters, strict=False)
            if letter != "n"
        ]


def _letter(finding: Finding) -> str:
    """What a finding says: in part where it is unsure of a quote, nothing without one."""
    unsure = "p" if finding.quote else ""
    return {FOUND: "y", MISSING: "n"}.get(finding.verdict, unsure)

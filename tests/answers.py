"""Answers with judged points, written by someone who has not seen the deck's word groups.

`tune.jsonl` holds 96 answers to 12 cards, on which grader and groups were tuned; `heldout.jsonl`
holds as many to 12 other cards, of which nothing but the sums below was ever looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.conftest import ROOT
from trainer.cards.card import Card
from trainer.cards.parse import parse_deck
from trainer.grading.rubric import FOUND, UNSURE, propose

FOLDER = ROOT / "tests" / "data" / "answers"
DECK, _ = parse_deck((ROOT / "decks" / "week06.md").read_text("utf-8"), "week06.md")
CARDS: Mapping[str, Card] = {card.id: card for card in DECK.cards}
STATES = ("wrong", "negated")  # kinds of answers that state what is not so


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer, what kind it was meant to be, and which points its author says it makes."""

    card: str
    kind: str
    text: str
    points: tuple[bool, ...]


@dataclass(slots=True)
class Score:
    """How verdicts and judgements met: counts by (kind of answer, said, verdict)."""

    counts: Counter[tuple[str, bool, str]] = field(default_factory=Counter)

    def count(
        self, kinds: str | tuple[str, ...] = (), said: bool | None = None, *verdicts: str
    ) -> int:
        """How many points of these kinds, said or not, got one of these verdicts; all if none."""
        return sum(
            n
            for (kind, was, verdict), n in self.counts.items()
            if (not kinds or kind in kinds)
            and (said is None or was is said)
            and (not verdicts or verdict in verdicts)
        )

    def precision(self, *verdicts: str) -> float:
        """Share of the points with these verdicts that were said."""
        return self.count((), True, *verdicts) / (self.count((), None, *verdicts) or 1)

    def recall(self, *verdicts: str) -> float:
        """Share of the points said that got these verdicts."""
        return self.count((), True, *verdicts) / self.count((), True)

    def false_hits(self, *kinds: str) -> float:
        """Share of the points not said in these kinds of answers that were found."""
        return self.count(kinds, False, FOUND) / self.count(kinds, False)


def judged(half: str) -> Iterator[Judged]:
    """The answers of one half, `tune` or `heldout`."""
    for line in (FOLDER / f"{half}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Judged(row["card"], row["kind_of_answer"], row["answer"], tuple(row["points"]))


def score(half: str) -> Score:
    """The verdicts on all points of one half, against its judgements."""
    found = Score()
    for answer in judged(half):
        proposal = propose(CARDS[answer.card], answer.text)
        for said, finding in zip(answer.points, proposal.findings, strict=True):
            found.counts[answer.kind, said, finding.verdict] += 1
    return found


def report(half: str, found: Score) -> list[str]:
    """The figures of one half, line by line; `unsure` counts as not found, then as found."""
    both = (FOUND, UNSURE)
    return [
        f"{half}: {found.count()} points, {found.count((), True)} of them said",
        f"  precision {found.precision(FOUND):.3f}, recall {found.recall(FOUND):.3f}"
        f" (unsure as found: {found.precision(*both):.3f}, {found.recall(*both):.3f})",
        f"  false hits on wrong and negated answers {found.false_hits(*STATES):.3f}"
        f" (wrong {found.false_hits('wrong'):.3f}, negated {found.false_hits('negated'):.3f},"
        f" stuffed {found.false_hits('stuffed'):.3f},"
        f" pasted {found.false_hits('pasted'):.3f}, off-topic {found.false_hits('off-topic'):.3f})",
    ]


if __name__ == "__main__":
    import sys

    for name in sys.argv[1:]:
        print("\n".join(report(name, score(name))))

"""What is known about claims, and what a judgement on one says: the nouns of `history.scales`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from trainer.cards.scenario import RANKS
from trainer.history.claims import Claim, Piece
from trainer.history.proof import Standing
from trainer.history.usual import NUMBER, TEXT

PROVEN, FADING, DISPUTED, UNPROVEN = "proven", "fading", "disputed", "unproven"


@dataclass(frozen=True, slots=True)
class Interviewed:
    """The newest interview on a scenario: when, the rank it reached, and the percentage."""

    day: date
    reached: str
    percent: int

    def passes(self, rank: str) -> bool:
        """Whether this rank was reached."""
        return bool(self.reached) and RANKS.index(self.reached) >= RANKS.index(rank)


@dataclass(frozen=True, slots=True)
class Known:
    """All that a log tells about what is claimed.

    Attributes:
        texts: How free-text cards stand, by id and the quality that they must reach.
        families: How families stand for a piece of evidence, by its `piece_key`.
        read: The sections of the explainer that were read, with the day.
        words: How many words each section has.
        interviews: The newest interview on each scenario.
        minutes: How long an interview on each scenario takes.
        labs: The labs that were measured, with the day.
        memo: The day of the newest memo that still passes its check, or None.
        recall: The predicted recall of each card that has a memory.
        cards_of: The cards of a family, by its name.
        doubted: By topic, when the newest prediction of one of its labs was wrong.
        topics: The topic of each card.
        pace: Seconds that an answer takes, by `numeric` and `cards`.
    """

    texts: Mapping[tuple[str, int], Standing] = field(default_factory=dict)
    families: Mapping[tuple[str, str], Standing] = field(default_factory=dict)
    read: Mapping[str, date] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    interviews: Mapping[str, Interviewed] = field(default_factory=dict)
    minutes: Mapping[str, int] = field(default_factory=dict)
    labs: Mapping[str, date] = field(default_factory=dict)
    memo: date | None = None
    recall: Mapping[str, float] = field(default_factory=dict)
    cards_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    doubted: Mapping[str, date] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    pace: Mapping[str, float] = field(default_factory=lambda: {"numeric": NUMBER, "cards": TEXT})


def piece_key(claim: Claim, family: str) -> tuple[str, str]:
    """Under which `Known.families` has the standing of a family in a claim."""
    return claim.id, family


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that a sitting which proves a claim asks: a card, or a family so many times."""

    kind: str
    name: str
    times: int
    bounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next: a command, the minutes it takes, what it is, and `today` or `tomorrow`."""

    command: str
    minutes: int
    says: str
    when: str = "today"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A piece of evidence on the scales.

    Attributes:
        piece: What is asked for.
        held: Whether there is proof, however old and whatever an interview said.
        fresh: Whether it is recent.
        disputed: Whether an interview or a lab said no since.
        says: How it stands, in a few words.
        step: What would mend it, None where nothing is to be mended today.
    """

    piece: Piece
    held: bool
    fresh: bool
    disputed: bool
    says: str
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a claim stands.

    Attributes:
        claim: The claim.
        state: `proven`, `fading`, `disputed` or `unproven`.
        because: Why, in a few words.
        recall: The mean predicted recall of its cards, None where none has a memory.
        weighed: Its pieces of evidence.
        step: What to do next, None where it is proven.
        asks: What a sitting of today would ask.
    """

    claim: Claim
    state: str
    because: str
    recall: float | None
    weighed: tuple[Weighed, ...]
    step: Step | None
    asks: tuple[Ask, ...]

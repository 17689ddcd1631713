"""Whether a claim is proven, fading, disputed or unproven, and what to do next."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from trainer.history.claims import ASKED, Check, Claim, Piece, Rules
from trainer.history.judgement import (
    DISPUTED,
    FADING,
    PROVEN,
    UNPROVEN,
    Ask,
    Judgement,
    Known,
    Step,
    Weighed,
    piece_key,
)
from trainer.history.proof import Standing

RECALL = 0.85  # predicted recall below which a proof fades
MOST_ASKED = 12  # questions of a sitting that proves: about a quarter of an hour
WORDS_PER_MINUTE = 150  # of technical text that is to be understood
LAB_MINUTES, MEMO_MINUTES, INTERVIEW_MINUTES = 3, 45, 20


def judge(claim: Claim, known: Known, check: Check, today: date) -> Judgement:
    """How a claim stands on a learning day."""
    scales = _Scales(claim, known, check.rules, today)
    weighed = tuple(scales.weigh(piece) for piece in claim.pieces)
    recall = scales.recall()
    state, because = _state(weighed, recall)
    step = None
    if state != PROVEN:
        step = next((each.step for each in weighed if each.step), None) or scales.later()
    asked = scales.lacking or (scales.asks(again=True) if step else [])
    return Judgement(claim, state, because, recall, weighed, step, tuple(asked))


def asks(claim: Claim, known: Known, check: Check, today: date) -> list[Ask]:
    """What a sitting asks to prove a claim: what is lacking and can be tried today.

    Where nothing is lacking, each of its questions once, which keeps the proof fresh.
    """
    scales = _Scales(claim, known, check.rules, today)
    return scales.lacking or scales.asks(again=True)


def standings(claim: Claim, piece: Piece, known: Known, rules: Rules) -> list[Standing]:
    """How each card or family of a piece of evidence stands, those never tried too."""
    if piece.kind == "cards":
        texts, need = known.texts, rules.days
        return [texts.get((n, piece.quality)) or Standing(n, need=need) for n in piece.names]
    keys = [piece_key(claim, name) for name in piece.names]
    return [known.families.get(key) or Standing(key[1], need=piece.need) for key in keys]


def _state(weighed: Sequence[Weighed], recall: float | None) -> tuple[str, str]:
    refused = [each for each in weighed if each.disputed]
    lacking = [each for each in weighed if not each.held]
    if refused and all(each.disputed for each in lacking):
        return DISPUTED, "; ".join(each.says for each in refused)
    if lacking:
        return UNPROVEN, "; ".join(each.says for each in lacking)
    if stale := [each for each in weighed if not each.fresh]:
        return FADING, "; ".join(each.says for each in stale)
    if recall is not None and recall < RECALL:
        return FADING, f"predicted recall is down to {100 * recall:.0f}%"
    return PROVEN, "; ".join(each.says for each in weighed)


class _Scales:
    """Weighs the evidence of one claim."""

    def __init__(self, claim: Claim, known: Known, rules: Rules, today: date) -> None:
        self.claim, self.known, self.rules, self.today = claim, known, rules, today

    def weigh(self, piece: Piece) -> Weighed:
        """A piece of evidence, weighed by its kind."""
        match piece.kind:
            case "numeric" | "cards":
                return self._answers(piece)
            case "sections":
                return self._sections(piece)
            case "interview":
                return self._interview(piece)
            case "labs":
                return self._labs(piece)
            case _:
                return self._memo(piece)

    def recall(self) -> float | None:
        """The mean predicted recall of the cards that the claim is about."""
        known = [self.known.recall[card] for card in self._cards() if card in self.known.recall]
        return sum(known) / len(known) if known else None

    def _cards(self) -> Iterator[str]:
        for piece in self.claim.pieces:
            for name in piece.names if piece.kind in ASKED else ():
                yield from self.known.cards_of.get(name, ()) if piece.kind == "numeric" else (name,)

    # Answers

    def _standings(self, piece: Piece) -> list[Standing]:
        return standings(self.claim, piece, self.known, self.rules)

    def _answers(self, piece: Piece) -> Weighed:
        standings, rules = self._standings(piece), self.rules
        held = [each for each in standings if each.held(rules)]
        fresh = [each for each in held if each.fresh(rules, self.today)]
        doubted = self._doubted(held)
        unrefused = sum(not each.disputed(rules) for each in held)
        return Weighed(
            piece=piece,
            held=len(held) >= piece.wanted,
            fresh=len(fresh) >= piece.wanted,
            disputed=len(held) >= piece.wanted and bool(doubted or unrefused < piece.wanted),
            says=doubted or _says(piece, standings, rules, self.today),
            step=self._prove,
        )

    def _doubted(self, held: Iterable[Standing]) -> str:
        """That a lab was mispredicted after the proofs of its topic; empty if none was."""
        newest = max((each.newest for each in held if each.newest), default=None)
        topics = {self.known.topics[card] for card in self._cards() if card in self.known.topics}
        if self.claim.topic:
            topics = {self.claim.topic}
        for topic in sorted(topics & self.known.doubted.keys()):
            day = self.known.doubted[topic]
            if newest is not None and newest <= day:
                return f"a lab on {topic} was predicted wrong on {day}"
        return ""

    def asks(self, *, again: bool = False, today: bool = True) -> list[Ask]:
        """What is lacking, what is nearest to its proof first.

        Args:
            again: Whether to ask everything once, lacking or not.
            today: Whether to leave out what no answer of today can prove.
        """
        found: list[tuple[int, Ask]] = []
        for piece in self.claim.pieces:
            for standing in self._standings(piece) if piece.kind in ASKED else ():
                lacking = standing.lacks(self.rules, self.today)
                times = 1 if again or (piece.kind == "cards" and lacking) else lacking
                if times and (standing.can_try(self.today) or not today):
                    ask = Ask(piece.kind, standing.name, times, piece.bounds)
                    found.append((standing.need - standing.have, ask))
        found.sort(key=lambda each: each[0])
        chosen = _first(ask for _, ask in found)
        return sorted(chosen, key=lambda ask: ASKED.index(ask.kind))  # a text gives numbers away

    @cached_property
    def lacking(self) -> list[Ask]:
        """What is lacking and can be asked today."""
        return self.asks()

    @cached_property
    def _prove(self) -> Step | None:
        asked = self.lacking
        return self._sitting(asked, "cold, unseen numbers, no hints") if asked else None

    def later(self) -> Step:
        """What is left where nothing is lacking that today can bring."""
        if asked := self.asks(again=True):
            return self._sitting(asked, "asked again, cold")
        asked = self.asks(today=False) or self.asks(again=True, today=False)
        return self._sitting(asked, "the first try of the day counts", "tomorrow")

    def _sitting(self, asked: Sequence[Ask], says: str, when: str = "today") -> Step:
        seconds = sum(self.known.pace[ask.kind] * ask.times for ask in asked)
        many = sum(ask.times for ask in asked)
        what = f"{many} question{'' if many == 1 else 's'}, {says}"
        return Step(f"trainer prove {self.claim.id}", max(1, math.ceil(seconds / 60)), what, when)

    # Everything else

    def _sections(self, piece: Piece) -> Weighed:
        left = [name for name in piece.names if name not in self.known.read]
        says = f"{len(piece.names) - len(left)} of {len(piece.names)} sections read"
        step = None
        if left:
            words = sum(self.known.words.get(name, 0) for name in left)
            minutes = max(1, round(words / WORDS_PER_MINUTE))
            step = Step(f"trainer read {left[0]}", minutes, f"{len(left)} sections to read")
        return Weighed(piece, not left, True, False, says, step)

    def _interview(self, piece: Piece) -> Weighed:
        found = [(name, self.known.interviews.get(name)) for name in piece.names]
        failed = [(name, each) for name, each in found if each and not each.passes(piece.rank)]
        missing = [name for name, each in found if each is None]
        old = [n for n, each in found if each and self._days_ago(each.day) > self.rules.recent_days]
        says = f"interview passed as {piece.rank}"
        if failed:
            name, newest = failed[0]
            reached = newest.reached or "no rank"
            says = f"interview {name} reached {reached} ({newest.percent}%) on {newest.day}"
            says += f", {piece.rank} is wanted"
        elif missing:
            says = f"interview {missing[0]} not held yet"
        elif old:
            says = f"interview {old[0]} was more than {self.rules.recent_days} days ago"
        todo = next(iter([*(name for name, _ in failed), *missing, *old]), None)
        step = None
        if todo is not None:
            minutes = self.known.minutes.get(todo, INTERVIEW_MINUTES)
            step = Step(f"trainer interview {todo}", minutes, "a mock interview")
        return Weighed(piece, not failed and not missing, not old, bool(failed), says, step)

    def _labs(self, piece: Piece) -> Weighed:
        have = len(self.known.labs)
        left = max(0, piece.need - have)
        step = None
        if left:
            step = Step("trainer lab list", LAB_MINUTES * left, f"{left} more labs to measure")
        says = f"{have} labs measured, {piece.need} are wanted"
        return Weighed(piece, not left, True, False, says, step)

    def _memo(self, piece: Piece) -> Weighed:
        if self.known.memo is not None:
            says = f"a memo passed its check on {self.known.memo}"
            return Weighed(piece, True, True, False, says)
        step = Step("trainer memo new -o memo.md", MEMO_MINUTES, "the decision memo")
        return Weighed(piece, False, False, False, "no decision memo passed its check yet", step)

    def _days_ago(self, day: date) -> int:
        return (self.today - day).days


def _first(found: Iterable[Ask]) -> Iterator[Ask]:
    """The first asks that fit into a sitting, at least one."""
    room = MOST_ASKED
    for ask in found:
        if room <= 0:
            return
        yield ask
        room -= ask.times


def _says(piece: Piece, standings: Sequence[Standing], rules: Rules, today: date) -> str:
    """How the answers to a piece of evidence stand, in a few words."""
    held = [each for each in standings if each.held(rules)]
    what = "families" if piece.kind == "numeric" else "cards"
    if len(standings) == 1:
        return _says_one(standings[0], rules, today)
    if len(held) >= piece.wanted and (disputed := [s for s in held if s.disputed(rules)]):
        return f"an interview found {disputed[0].name} wanting on {disputed[0].refused}"
    fresh = [each for each in held if each.fresh(rules, today)]
    if len(fresh) < len(held):
        return (
            f"{len(fresh)} of {len(standings)} {what} proven in the last {rules.recent_days} days"
        )
    wanted = f", {piece.wanted} are wanted" if piece.wanted < len(standings) else ""
    return f"{len(held)} of {len(standings)} {what} proven{wanted}"


def _says_one(one: Standing, rules: Rules, today: date) -> str:
    if one.held(rules) and one.disputed(rules):
        return f"an interview found {one.name} wanting on {one.refused}"
    if one.held(rules) and not one.fresh(rules, today):
        return f"{one.name} last proven on {one.newest}"
    if one.have >= one.need and one.days < rules.days:
        return f"{one.name} proven on one day only, {rules.days} are wanted"
    return f"{one.name}: {min(one.have, one.need)} of {one.need} right in a row"

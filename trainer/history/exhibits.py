"""The evidence that is listed with a claim: what was asked, what was answered, what it proves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from trainer.cards.card import Card
from trainer.cards.marks import unmarked
from trainer.history.claims import Claim, Piece, Rules
from trainer.history.gathering import Gathered
from trainer.history.health import Evidence
from trainer.history.judgement import Judgement
from trainer.history.proof import cold_numbers, flaw_of_number, flaw_of_text, within
from trainer.history.record import Review
from trainer.history.sources import Course, Past

A_CARD = 2  # answers that are listed for each card of an item
MOST = 16  # answers that are listed for a claim
OF_A_TOPIC = 6

OUTSIDE = "other numbers than the claim is about"
Rows = Mapping[int, Review]


class Exhibits:
    """Lists the evidence of claims; all that they need of the log is read at once."""

    def __init__(
        self,
        course: Course,
        past: Past,
        gathered: Gathered,
        newest: Callable[[str, int], list[int]],
        cold: Callable[[list[int]], set[int]],
    ) -> None:
        """Prepare the evidence.

        Args:
            course: What is claimed.
            past: What was done.
            gathered: How everything stands.
            newest: From a card and a number to so many of its newest rows.
            cold: From rows to those of them that were cold.
        """
        self.course, self.past, self.gathered = course, past, gathered
        self.rules: Rules = course.check.rules
        self.ids = {
            (claim.id, card): newest(card, A_CARD)
            for claim in course.check.claims
            for piece in claim.pieces
            if piece.kind == "cards"
            for card in piece.names
        }
        for claim in course.claims:
            if claim.topic:
                for card, row in self._of_topic(claim):
                    self.ids.setdefault((claim.id, card), []).append(row)
        wanted = {row for each in self.ids.values() for row in each}
        self.rows: Rows = past.rows(wanted)
        self.cold = cold(list(wanted))

    def _of_topic(self, claim: Claim) -> list[tuple[str, int]]:
        """The newest proofs of a topic's free-text cards; any newest answers where it has none."""
        texts, newest = self.gathered.known.texts, self.gathered.newest
        names = [(n, p.quality) for p in claim.pieces if p.kind == "cards" for n in p.names]
        found = [(row, key[0]) for key in names if key in texts for row in texts[key].rows]
        found = found or [(newest[name], name) for name, _ in names if name in newest]
        return [(name, row) for row, name in sorted(found, reverse=True)[:OF_A_TOPIC]]

    def of(self, judgement: Judgement) -> tuple[Evidence, ...]:
        """The evidence of a claim, newest first for each piece."""
        claim = judgement.claim
        most = OF_A_TOPIC if claim.topic else MOST
        found: list[Evidence] = []
        for piece in claim.pieces:
            match piece.kind:
                case "numeric":
                    found += self._newest(self._numbers(claim, piece), most)
                case "cards":
                    found += self._newest(self._texts(claim, piece), most)
                case _:
                    found += self._others(piece)
        return tuple(found)

    @staticmethod
    def _newest(found: Iterable[Evidence], most: int) -> list[Evidence]:
        return sorted(found, key=lambda each: each.date, reverse=True)[:most]

    def _numbers(self, claim: Claim, piece: Piece) -> Iterator[Evidence]:
        for family in piece.names:
            rows = self.gathered.family_rows.get(family, [])
            cold = cold_numbers(rows, self.past.answers.taken)
            standing = self.gathered.known.families[claim.id, family]
            shown = 1 if claim.topic else max(piece.need, len(standing.rows))
            for row, first in cold[-shown:]:
                question = self.past.redraw(row)
                flaw = flaw_of_number(row, cold=first, rules=self.rules)
                if not flaw and (question is None or not within(question, piece.bounds)):
                    flaw = OUTSIDE
                prompt = question.prompt if question else family
                yield self._answer("numeric", family, row, prompt, flaw)

    def _texts(self, claim: Claim, piece: Piece) -> Iterator[Evidence]:
        for name in piece.names:
            ids = self.ids.get((claim.id, name), [])
            for row in (self.rows[number] for number in ids if number in self.rows):
                cold = row.id in self.cold
                flaw = flaw_of_text(row, cold=cold, quality=piece.quality, rules=self.rules)
                yield self._answer("cards", name, row, asked(self.course.cards[name]), flaw)

    def _answer(self, kind: str, about: str, row: Review, question: str, flaw: str) -> Evidence:
        return Evidence(kind, about, row.day, question, row.answer, row.seconds, not flaw, flaw)

    def _others(self, piece: Piece) -> Iterator[Evidence]:
        match piece.kind:
            case "sections":
                read = [(day, n) for n in piece.names if (day := self.past.read.get(n))]
                for day, name in sorted(read)[-1:]:
                    left = len(piece.names) - len(read)
                    says = f"{len(read)} of {len(piece.names)} sections read"
                    flaw = f"{left} are still to read" if left else ""
                    yield _done("sections", name, day, says, counts=not left, because=flaw)
            case "interview":
                yield from self._interviews(piece)
            case "labs":
                for lab, day in sorted(self.past.labs.items()):
                    yield _done("labs", lab, day, "measured")
            case _ if self.past.memo is not None:
                yield _done("memo", "memo", self.past.memo, "passed its check")

    def _interviews(self, piece: Piece) -> Iterator[Evidence]:
        for name in piece.names:
            held = self.gathered.known.interviews.get(name)
            if held is not None:
                says = f"{held.percent}%, reached {held.reached or 'no rank'}"
                passes = held.passes(piece.rank)
                flaw = "" if passes else f"{piece.rank} is wanted"
                yield _done("interview", name, held.day, says, counts=passes, because=flaw)


def asked(card: Card) -> str:
    """What a card asks, as plain text: marked numbers as they are read, no signs of quoting."""
    lines = unmarked(card.question).split("\n")
    return "\n".join(line.removeprefix("> ") for line in lines) or card.family


def _done(
    kind: str, about: str, day: date, says: str, *, counts: bool = True, because: str = ""
) -> Evidence:
    return Evidence(kind, about, day, about, says, None, counts, because)

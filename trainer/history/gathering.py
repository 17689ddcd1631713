"""From a log to what it tells about claims: how cards, families and scenarios stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING

from trainer.history.claims import Claim, Piece
from trainer.history.interview import Record
from trainer.history.judgement import Interviewed, Known, piece_key
from trainer.history.proof import Standing, stand_family
from trainer.history.record import PRACTICE, Review
from trainer.history.sources import Course, Past
from trainer.scheduling.sm2 import PASSING

if TYPE_CHECKING:
    from trainer.history.statistics import Table

NEWEST = 40  # answers to a family that are looked at
ANSWERS = ("review", "drill", "lab", "import")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a log tells about claims, and the answers it was told by.

    Attributes:
        known: How everything stands.
        family_rows: The newest answers to each family, those taken back too, oldest first.
        refusals: The rows of interviews that found a card wanting, oldest first.
        newest: The number of the newest answer to each card.
        held: The interviews that were scored and stand, oldest first.
    """

    known: Known
    family_rows: Mapping[str, list[Review]]
    refusals: tuple[Review, ...]
    newest: Mapping[str, int]
    held: tuple[Record, ...]


def gather(
    course: Course,
    past: Past,
    counted: Table,
    recall: Mapping[str, float],
    pace: Mapping[str, float],
    today: date,
) -> Gathered:
    """What the learner's past tells about the claims of a course.

    Args:
        course: What is claimed.
        past: What was done.
        counted: The answers that count.
        recall: The predicted recall of each card.
        pace: Seconds of an answer, by `numeric` and `cards`.
        today: The learning day.
    """
    log = _Log(course, past, counted, today)
    claims = course.claims
    rows = log.family_rows(
        {name for _, piece in _pieces(claims, "numeric") for name in piece.names}
    )
    known = Known(
        texts=log.texts(piece for _, piece in _pieces(claims, "cards")),
        families=log.families(_pieces(claims, "numeric"), rows),
        read=past.read,
        words=course.words,
        interviews=log.interviews(),
        minutes=course.minutes,
        labs=past.labs,
        memo=past.memo,
        recall=recall,
        cards_of=log.cards_of,
        doubted=log.doubted(),
        topics={name: card.topic for name, card in course.cards.items()},
        pace=pace,
    )
    newest = {name: log.newest[place][0] for name, place in log.places.items()}
    newest = {name: row for name, row in newest.items() if row}
    return Gathered(known, rows, log.refusals, newest, log.held)


def _pieces(claims: Iterable[Claim], kind: str) -> list[tuple[Claim, Piece]]:
    return [(claim, piece) for claim in claims for piece in claim.pieces if piece.kind == kind]


class _Log:
    """Asks the learner's log about the cards of a course."""

    def __init__(self, course: Course, past: Past, counted: Table, today: date) -> None:
        from trainer.history import statistics  # numpy, only where there is something to count

        self.statistics = statistics
        self.course, self.past, self.counted, self.today = course, past, counted, today
        self.places = {name: place for place, name in enumerate(past.answers.cards)}
        self.cards_of: dict[str, list[str]] = {}
        for card in course.cards.values():
            if card.family:
                self.cards_of.setdefault(card.family, []).append(card.id)
        self.begins = [0, *accumulate(past.answers.counts)]
        self.newest = statistics.newest(counted)
        self.refusals = self._refusals()
        self.held = tuple(self._held())
        self.wanting = self._wanting()

    def _refusals(self) -> tuple[Review, ...]:
        """The standing rows in which interviews found a card wanting."""
        ids = self.statistics.rows_of_kind(self.past.answers, "interview")
        rows = self.past.rows(row for row in ids if row not in self.past.answers.taken)
        return tuple(rows[row] for row in sorted(rows) if rows[row].day <= self.today)

    def _wanting(self) -> dict[str, date]:
        """When an interview last found a card wanting, whether the learner took it on or not."""
        found: dict[str, date] = {}
        for row in self.refusals:
            found[row.card] = max(row.day, found.get(row.card, date.min))
        for record in self.held:
            for card in record.owed.get("declined", ()):
                found[card] = max(record.day or date.min, found.get(card, date.min))
        return found

    def _held(self) -> Iterator[Record]:
        """The interviews that were scored and not taken back as a whole."""
        standing = {(row.card, row.day) for row in self.refusals}
        for record in self.past.interviews:
            if not record.score or record.day is None or record.day > self.today:
                continue
            owed = record.owed.get("cards", ())
            if not owed or any((card, record.day) in standing for card in owed):
                yield record

    def texts(self, pieces: Iterable[Piece]) -> dict[tuple[str, int], Standing]:
        """How the free-text cards of these pieces stand."""
        wanted: dict[int, dict[str, None]] = {}
        for piece in pieces:
            wanted.setdefault(piece.quality, {}).update(dict.fromkeys(piece.names))
        return {
            (standing.name, quality): standing
            for quality, names in wanted.items()
            for standing in self._texts(quality, names)
        }

    def _texts(self, quality: int, names: Iterable[str]) -> Iterator[Standing]:
        counted, rules = self.counted, self.course.check.rules
        good = self.statistics.proves(counted, quality, rules.seconds)
        wanting = {
            self.places[card]: day.toordinal()
            for card, day in self.wanting.items()
            if card in self.places
        }
        runs = self.statistics.runs(counted, good, counted.quality < quality, wanting)
        for name in names:
            place = self.places.get(name)
            if place is None:
                continue
            yield Standing(
                name=name,
                have=runs.run[place],
                need=rules.days,
                days=runs.run[place],  # a cold answer is the first of its day
                newest=_day(runs.newest[place]) if runs.run[place] else None,
                refused=self.wanting.get(name),
                since=runs.since[place],
                rows=(runs.row[place],) if runs.run[place] else (),
                closed=_day(self.newest[place][1]),
                decides=runs.decisive[place],
            )

    def family_rows(self, families: Iterable[str]) -> dict[str, list[Review]]:
        """The newest answers to each family, in reviews and practice, oldest first.

        Those that were taken back are among them: the question was seen.
        """
        ids = {}
        for family in families:
            names = [*self.cards_of.get(family, ()), PRACTICE + family]
            places = sorted(self.places[name] for name in names if name in self.places)
            newest = self.statistics.last_rows(self.counted, places, NEWEST)
            ids[family] = sorted({*newest, *self._taken_back(places)})
        rows = self.past.rows({row for each in ids.values() for row in each})
        return {
            family: [rows[row] for row in each if rows[row].kind in ANSWERS]
            for family, each in ids.items()
        }

    def _taken_back(self, places: Iterable[int]) -> Iterator[int]:
        """The rows of cards that were taken back, undos of undos among them."""
        answers = self.past.answers
        for place in places if answers.taken else ():
            begin, end = self.begins[place], self.begins[place + 1]
            yield from (row for row in answers.by_card[begin:end] if row in answers.taken)

    def families(
        self, pieces: Iterable[tuple[Claim, Piece]], rows: Mapping[str, list[Review]]
    ) -> dict[tuple[str, str], Standing]:
        """How the families of each claim stand."""
        found = {}
        for claim, piece in pieces:
            for name in piece.names:
                refused = [
                    self.wanting[c] for c in self.cards_of.get(name, ()) if c in self.wanting
                ]
                found[piece_key(claim, name)] = stand_family(
                    name,
                    rows[name],
                    self.past.redraw,
                    need=piece.need,
                    bounds=piece.bounds,
                    rules=self.course.check.rules,
                    refused=max(refused, default=None),
                    taken=self.past.answers.taken,
                )
        return found

    def interviews(self) -> dict[str, Interviewed]:
        """The newest interview on each scenario."""
        found = {}
        for record in self.held:
            score = record.score
            if record.day is not None:
                found[str(record.begun["scenario"])] = Interviewed(
                    record.day, str(score["reached"]), int(score["percent"])
                )
        return found

    def doubted(self) -> dict[str, date]:
        """By topic, when the newest prediction of one of its labs was wrong."""
        labs = [card for card in self.course.cards.values() if card.lab]
        rows = {
            card.id: self.newest[self.places[card.id]][0] for card in labs if card.id in self.places
        }
        answers = self.past.rows(row for row in rows.values() if row)
        found: dict[str, date] = {}
        for card in labs:
            row = answers.get(rows.get(card.id, 0))
            if row is not None and row.quality is not None and row.quality < PASSING:
                found[card.topic] = max(row.day, found.get(card.topic, date.min))
        return found


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None

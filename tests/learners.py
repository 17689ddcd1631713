"""Simulated learners on a small course, for tests of the states that they deserve."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.columns import answers_of
from tests.diary import TODAY, Diary
from tests.world import WORLD
from trainer.cards.card import Card, Point, Trap
from trainer.history.assess import assess
from trainer.history.claims import Check, Claim, Piece, Rules
from trainer.history.health import ClaimReport, HealthReport
from trainer.history.interview import Record
from trainer.history.record import Review
from trainer.history.sources import Course, Past
from trainer.questions.families import FAMILIES
from trainer.questions.family import draw
from trainer.questions.question import Question

FAMILY, TEXTS = "weights-raw", ("why-int4", "why-cache")
POINTS = (Point("says bytes", (("bytes",),)), Point("says bits", (("bits",),)))


def text_card(name: str, topic: str = "weights", traps: tuple[str, ...] = ()) -> Card:
    """A free-text card."""
    return Card(name, "d", "recall", "green", topic, "Why?", "Because.", POINTS, traps=traps)


NUMBERS = Card("raw", "d", "numeric", "green", "weights", family=FAMILY)
LAB = Card("lab-bits", "d", "lab", "green", "cache", lab="bits")
CLAIMS = (
    Claim("numbers", "Weights by heart", 5, (Piece("numeric", (FAMILY,), need=3),)),
    Claim("texts", "Weights explained", 5, (Piece("cards", TEXTS, quality=4),)),
    Claim(
        "talk",
        "Weights in an interview",
        20,
        (Piece("cards", TEXTS), Piece("interview", ("cheap",), rank="mid")),
    ),
    Claim("read", "All read", 9, (Piece("sections", ("1.1", "1.2")),)),
    Claim("work", "The assignment", 60, (Piece("labs", need=2), Piece("memo"))),
)
COURSE = Course(
    cards={
        card.id: card
        for card in (
            NUMBERS,
            text_card("why-int4", traps=("free",)),
            text_card("why-cache", "cache"),
            LAB,
        )
    },
    topics={"weights": "Weight memory", "cache": "The cache"},
    traps={"free": Trap("free", "int4 is free", "it is not")},
    check=Check(
        "A small course", Rules(2, 30, 180.0), CLAIMS, {"share": 0.8, "right": 2, "quality": 4}
    ),
    words={"1.1": 300, "1.2": 300},
    minutes={"cheap": 23},
)


def redraw(row: Review) -> Question | None:
    """The question of a numeric row, where its card is the one of the course."""
    known = row.content == NUMBERS.content_hash() and row.seed is not None
    return draw(FAMILIES[row.family], row.seed, WORLD) if known else None


@dataclass
class Student(Diary):
    """Answers the cards of `COURSE`; seeds differ from answer to answer."""

    read: dict[str, int] = field(default_factory=dict)
    held: list[Record] = field(default_factory=list)
    labs: dict[str, int] = field(default_factory=dict)
    memo: int | None = None

    def number(self, ago: int, *, right: bool = True, **more: object) -> Review:
        """A typed answer to the numeric card."""
        fields = {
            "answer": "140 GB",
            "seconds": 20.0,
            "family": FAMILY,
            "seed": 1000 + 7 * len(self.rows),
            "content": NUMBERS.content_hash(),
        }
        return self.answer("raw", 5 if right else 1, ago, **fields | more)

    def text(self, card: str, ago: int, own: int = 5, **more: object) -> Review:
        """A typed answer to a free-text card, on which the grader agrees."""
        fields = {"answer": "Bytes are bits over eight.", "seconds": 40.0, "proposed": own}
        return self.answer(card, own, ago, **fields | more)

    def interview(self, ago: int, reached: str, percent: int = 50, **more: object) -> Record:
        """An interview on the scenario `cheap`."""
        day = TODAY - timedelta(days=ago)
        record = Record(f"interview-{len(self.held)}", len(self.held) + 1)
        record.at, record.day = datetime(day.year, day.month, day.day, 12, tzinfo=UTC), day
        record.begun = {"scenario": "cheap", "title": "Cheap at rest", "level": "mid"}
        parts = {"correctness": {"level": 2}, "numbers": {"level": 3}}
        record.score = {"percent": percent, "reached": reached, "parts": parts}
        record.own = {"correctness": 4, "numbers": 4}
        for name, value in more.items():
            setattr(record, name, value)
        self.held.append(record)
        return record

    def past(self) -> Past:
        """What the report is made of."""
        rows = {row.id: row for row in self.rows}

        def chosen(ids: Iterable[int]) -> dict[int, Review]:
            return {row: rows[row] for row in ids}

        return Past(
            answers=answers_of(self.rows),
            rows=chosen,
            redraw=redraw,
            read={name: TODAY - timedelta(days=ago) for name, ago in self.read.items()},
            interviews=self.held,
            labs={name: TODAY - timedelta(days=ago) for name, ago in self.labs.items()},
            memo=None if self.memo is None else TODAY - timedelta(days=self.memo),
        )

    def report(self, course: Course = COURSE) -> HealthReport:
        """The health report as of `TODAY`."""
        return assess(course, self.past(), TODAY)

    def claim(self, name: str) -> ClaimReport:
        """How a claim stands."""
        return next(claim for claim in self.report().claims if claim.id == name)


def lucky_guesser() -> Student:
    """Types what comes to mind: one number in three is right, one text in three is good."""
    student, chance = Student(), random.Random(4)
    for ago in range(40, -1, -1):
        student.number(ago, right=chance.random() < 1 / 3, confidence="guess")
        for card in TEXTS:
            lucky = chance.random() < 1 / 3
            student.text(card, ago, 5 if lucky else 2, proposed=4 if lucky else 1)
    student.number(0, right=False)
    for card in TEXTS:
        student.text(card, 0, 2)
    return student


def steady() -> Student:
    """Answers what is due, typed, cold and right; passes the interview, reads and measures."""
    student = Student(read={"1.1": 20, "1.2": 19}, labs={"bits": 9, "cache": 8}, memo=5)
    for ago in (25, 24, 18, 3):
        student.number(ago, confidence="certain")
        student.number(ago, confidence="certain")
        for card in TEXTS:
            student.text(card, ago, confidence="certain")
    student.interview(4, "senior", 88)
    return student


def forgetful() -> Student:
    """Proved it all once, and has not come back for two months."""
    student = steady()
    older = Student(read=student.read, labs=student.labs, memo=5)
    for row in student.rows:
        day, at = row.day - timedelta(days=60), row.at - timedelta(days=60)
        due = row.due - timedelta(days=60) if row.due else None
        older.rows.append(replace(row, day=day, at=at, due=due))
    for record in student.held:
        older.interview(64, record.score["reached"], record.score["percent"])
    return older


def over_confident() -> Student:
    """Is sure of everything and grades high; the interview a day ago found both cards wanting."""
    student = Student()
    for ago in (20, 14, 6):
        student.number(ago, right=ago != 6, confidence="certain")
        student.number(ago, right=False, confidence="certain")
        student.number(ago, right=False, confidence="certain")
        for card in TEXTS:
            student.text(card, ago, 5, proposed=4, confidence="certain")
    student.interview(1, "", 31)
    for card in TEXTS:
        student.answer(card, None, 1, kind="interview", sitting="interview-0")
    return student


def self_grader() -> Student:
    """Says everything aloud and gives a 5 for it; reveals the numbers and calls them right."""
    student = Student(read={"1.1": 3})
    for ago in (20, 19, 13, 2):
        student.answer("raw", 5, ago, family=FAMILY, content=NUMBERS.content_hash(), seed=ago)
        for card in TEXTS:
            student.answer(card, 5, ago, proposed=3, seconds=15.0)
    return student


LEARNERS: dict[str, Callable[[], Student]] = {
    "lucky guesser": lucky_guesser,
    "steady": steady,
    "forgetful": forgetful,
    "over-confident": over_confident,
    "self-grader": self_grader,
}

"""What the health report needs, read from decks, data, log and journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trainer import files
from trainer.cards.card import Card, Deck
from trainer.cards.scenario import PHASES
from trainer.cli.settings import Settings
from trainer.cli.wiring import askable, explainer
from trainer.cli.world import world
from trainer.history.claims import Check, read_check
from trainer.history.interview_fold import records
from trainer.history.journal import Entry
from trainer.history.marks import KIND as MARK
from trainer.history.marks import marks_on
from trainer.history.proof import Redraw
from trainer.history.record import Review
from trainer.history.sources import Course, Past
from trainer.questions.families import family_named
from trainer.questions.question import Question
from trainer.store.answers import read_answers, read_rows
from trainer.store.log import Log

if TYPE_CHECKING:
    from trainer.history.gathering import Gathered
    from trainer.history.health import HealthReport

CHECK = "health/week06.toml"


@dataclass(frozen=True, slots=True)
class Checkup:
    """Everything that is looked at, opened: decks and data, log and journal.

    Attributes:
        settings: What the learner set.
        decks: The decks.
        course: What there is to know.
        log: Where the answers lie.
        today: The learning day.
    """

    settings: Settings
    decks: Sequence[Deck]
    course: Course
    log: Log
    today: date

    def report(self) -> HealthReport:
        """The health report as the log stands now."""
        from trainer.cli.progress import working
        from trainer.history.assess import assess

        with working("counting the log"):
            return assess(self.course, self._past(), self.today, self.settings.interview_date)

    def look(self) -> Gathered:
        """How everything stands that is claimed."""
        from trainer.history.assess import look

        return look(self.course, self._past(), self.today)

    def _past(self) -> Past:
        return read_past(self.course, self.log, self.settings, self.today)


def open_checkup() -> Checkup:
    """Decks and log of the learner, opened.

    Raises:
        TrainerError: If decks or store cannot be used.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import open_store, read_decks

    settings = load()
    decks = read_decks(settings)
    course = read_course(settings, decks)
    log = open_store(settings)
    return Checkup(settings, decks, course, log, settings.calendar.day(settings.moment()))


def read_course(settings: Settings, decks: Iterable[Deck]) -> Course:
    """The cards, topics and traps of the decks, and the health check that ships with them."""
    known = list(decks)
    scenarios = files.by_name(files.scenario_files(settings.places), "scenario")
    return Course(
        cards=askable(known),
        topics={name: title for deck in known for name, title in deck.topics.items()},
        traps={name: trap for deck in known for name, trap in deck.traps.items()},
        check=read_check(files.read_data(CHECK)),
        words={number: section.words for number, section in explainer().sections.items()},
        minutes={name: minutes for name, path in scenarios.items() if (minutes := _minutes(path))},
    )


def _minutes(path: Path) -> int:
    """How long a scenario takes, 0 where its file does not say so.

    Its front matter alone is read: parsing all of it takes longer than the report.
    """
    try:
        return sum(int(files.front_matter(path)["minutes"][phase]) for phase in PHASES)
    except (KeyError, TypeError, ValueError):
        return 0


def read_past(course: Course, log: Log, settings: Settings, today: date) -> Past:
    """What the learner did, up to this learning day.

    Raises:
        StoreError: If the database cannot be read.
    """
    journal, calendar = log.journal, settings.calendar

    def rows(ids: Iterable[int]) -> dict[int, Review]:
        return read_rows(log.database, log.learner, ids)

    return Past(
        answers=read_answers(log.database, log.learner),
        rows=rows,
        redraw=redraw_with(course),
        read={each.section: calendar.day(each.at) for each in log.readings()},
        interviews=records(e for e in journal.entries("interview") if e.day <= today),
        labs=_labs(journal.entries("lab"), today),
        memo=_memo(log, today),
        suspended=marks_on(journal.entries(MARK), today).suspended,
    )


def _labs(entries: Iterable[Entry], today: date) -> dict[str, date]:
    return {entry.subject: entry.day for entry in entries if entry.day <= today}


def _memo(log: Log, today: date) -> date | None:
    """The day of the newest memo that still passes its check."""
    kept = log.journal.entries("memo")
    if not kept:
        return None
    from trainer.history.lab_run import dated_runs  # calculators and labs, only for a memo
    from trainer.history.memo import newest_right

    runs = [dated.run for dated in dated_runs(log.journal.entries("lab"))]
    return newest_right(kept, world().models, runs, today)


def redraw_with(course: Course) -> Redraw:
    """From a row of the log to the question that was asked, as far as its card is still known.

    A numeric row holds its family and seed; what the numbers were drawn from is told by the
    digest of its card, as it stands in the decks, in free practice, or in a claim.
    """
    known = {card.content_hash(): card for card in _numeric_cards(course)}
    drawn: dict[tuple[str, int | None, str], Question | None] = {}

    def redraw(row: Review) -> Question | None:
        key = (row.family, row.seed, row.content)
        if key not in drawn:
            drawn[key] = _draw(known, row)
        return drawn[key]

    return redraw


def _numeric_cards(course: Course) -> Iterable[Card]:
    yield from (card for card in course.cards.values() if card.family)
    for family, bounds in _asked(course.check):
        yield claim_card(family, bounds)
    for family in {card.family: None for card in course.cards.values() if card.family}:
        yield claim_card(family, {})


def _asked(check: Check) -> Iterable[tuple[str, Mapping[str, tuple[str, ...]]]]:
    for claim in check.claims:
        for piece in claim.pieces:
            if piece.kind == "numeric":
                yield from ((name, piece.bounds) for name in piece.names)


def claim_card(family: str, bounds: Mapping[str, tuple[str, ...]]) -> Card:
    """The card of free practice on a family, its numbers narrowed to bounds.

    Raises:
        DeckError: If there is no such family.
    """
    from trainer.errors import DeckError
    from trainer.practice.prove import proof_card

    found = family_named(family)
    if found is None:
        raise DeckError(f"{CHECK}: unknown family {family!r}; mend the file")
    return proof_card(found, bounds)


def _draw(known: Mapping[str, Card], row: Review) -> Question | None:
    from trainer.questions.family import draw

    card, family = known.get(row.content), family_named(row.family)
    if card is None or family is None or row.seed is None or card.family != row.family:
        return None
    return draw(family, row.seed, world(), card.bounds)

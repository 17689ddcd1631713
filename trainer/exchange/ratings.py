"""Answers that other programs kept as CSV: `card_id, rating, time`, in any order of columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from trainer.exchange.plain import seconds_of
from trainer.exchange.table import flaw, table
from trainer.history.merge import Rating

NEEDED = ("card_id", "rating", "time")
# Buttons of four grades, by number or word, as SM-2 qualities: SM-2 passes from 3, and a card
# that was forgotten comes back as one that was wrong, not as a blank.
BUTTONS = {1: 1, 2: 3, 3: 4, 4: 5}
WORDS = {"again": 1, "hard": 3, "good": 4, "easy": 5}
SECONDS_TO = 1e11  # a larger number of a moment counts milliseconds: seconds reach it in 5138
YEARS = range(1000, 9000)  # of an answer: its learning day and its due day are dates too


@dataclass(slots=True)
class Ratings:
    """What a file of another program's answers gave.

    Attributes:
        taken: Answers to chosen cards.
        left: How many answers were to cards that nobody chose, by the card's id there.
        problems: What is wrong with which line, from 1.
    """

    taken: list[Rating] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def take(self, theirs: str, ours: str | None, answer: tuple[datetime, int, float]) -> None:
        """Keep an answer (moment, quality, seconds) if its card was chosen, else count it."""
        if ours is None:
            self.left[theirs] = self.left.get(theirs, 0) + 1
        else:
            self.taken.append(Rating(ours, *answer))


def is_ratings(header: Iterable[str]) -> bool:
    """Whether a CSV file with these columns is one of ratings."""
    return set(NEEDED) <= {name.strip().lower() for name in header}


def read_ratings(
    text: str, cards: Mapping[str, str], *, buttons: bool, zone: tzinfo | None
) -> Ratings:
    """The answers of a CSV text.

    Args:
        text: With a header; a column `seconds` is read too, others are passed over.
        cards: The chosen cards: their id in the file, and the card's id here.
        buttons: Whether ratings are buttons 1 to 4 (again, hard, good, easy), not 0 to 5.
        zone: Where a time without a zone was written; None for the machine's.
    """
    found = Ratings()
    reader = table(text, skipinitialspace=True)
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        if not is_ratings(reader.fieldnames):
            found.problems.append((1, f"the header lacks one of {', '.join(NEEDED)}"))
            return found
        for values in reader:
            line = {name: (value or "").strip() for name, value in values.items() if name}
            try:
                quality = _quality(line["rating"], buttons=buttons)
                at = _moment(line["time"], zone)
                seconds = _seconds(line.get("seconds") or "0")
            except ValueError as error:
                found.problems.append((reader.line_num, str(error)))
                continue
            theirs = line["card_id"]
            found.take(theirs, cards.get(theirs), (at, quality, seconds))
    except csv.Error as error:
        found.problems.append(flaw(reader.reader, error))
    return found


def read_choice(text: str) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """The chosen cards of a CSV text of two columns, their id and ours, and what is wrong."""
    chosen: dict[str, str] = {}
    problems = []
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for line in reader:
            cells = [cell.strip() for cell in line]
            if not any(cells):
                continue
            if len(cells) != 2 or not all(cells):
                problems.append((reader.line_num, "a line holds two ids, `theirs,ours`"))
            else:
                chosen[cells[0]] = cells[1]
    except csv.Error as error:
        problems.append(flaw(reader, error))
    return chosen, problems


def _quality(text: str, *, buttons: bool) -> int:
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    number = int(text) if text.isascii() and text.isdecimal() else -1
    allowed = BUTTONS if buttons else {quality: quality for quality in range(6)}
    if number not in allowed:
        scale = "1 to 4" if buttons else "0 to 5"
        raise ValueError(f"rating is {text[:40]!r}; give {scale}, or again, hard, good, easy")
    return allowed[number]


def checked_moment(moment: datetime) -> datetime:
    """A moment that an answer can have been given at.

    Raises:
        ValueError: If it is none.
    """
    if moment.year not in YEARS:
        raise ValueError(moment)
    return moment


def _seconds(text: str) -> float:
    try:
        return seconds_of(text)
    except ValueError:
        raise ValueError(f"seconds is {text[:40]!r}; give a number from 0") from None


def _moment(text: str, zone: tzinfo | None) -> datetime:
    try:
        if text.isascii() and text.replace(".", "", 1).isdecimal():
            number = float(text)
            seconds = number / 1000 if number > SECONDS_TO else number
            return checked_moment(datetime.fromtimestamp(seconds, UTC))
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone) if zone else moment.astimezone()
        return checked_moment(moment.astimezone(UTC))
    except (ValueError, OverflowError, OSError):
        what = f"time is {text[:40]!r}; give ISO 8601, or seconds since 1970"
        raise ValueError(what) from None

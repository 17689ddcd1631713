"""The review log of an Anki collection: `collection.anki2` itself, or an exported package.

A row of Anki's table `revlog` has the moment in milliseconds as its id, the card, the button
(1 to 4; 0 where the card was moved by hand), the milliseconds it took, and its type: 0 learning,
1 review, 2 relearning, 3 filtered deck, 4 by hand, 5 rescheduled. Only 0 to 2 are answers that
count there, so only those count here.

Source: the AnkiDroid wiki, Database Structure; the zstd-packed `collection.anki21b` of packages
since Anki 2.1.50 is refused, since the standard library cannot read it.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trainer.errors import TrainerError
from trainer.exchange.plain import seconds_of
from trainer.exchange.ratings import BUTTONS, Ratings, checked_moment

GUID = "trainer:"  # begins the note ids that our own packages have, see `anki_deck`
PACKED = ("collection.anki21", "collection.anki2")  # in a package, the newer first
LARGEST = 2**31  # bytes of an unpacked collection
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUERY = """
SELECT r.id, r.cid, n.id, n.guid, r.ease, r.time FROM revlog r
LEFT JOIN cards c ON c.id = r.cid LEFT JOIN notes n ON n.id = c.nid
WHERE r.type IN (0, 1, 2) AND r.ease BETWEEN 1 AND 4 ORDER BY r.id
"""


def read_collection(path: Path, cards: Mapping[str, str], known: frozenset[str]) -> Ratings:
    """The answers that a collection's log has to chosen cards.

    Args:
        path: A `collection.anki2`, or a package (`.apkg`, `.colpkg`).
        cards: The chosen cards: the id of Anki's card or note, and the card's id here.
        known: Ids of cards here; a note that `trainer deck export --anki` made stands for its
            own card. Its frozen examples of numeric questions stand for none: they prove
            nothing about fresh numbers.

    Raises:
        TrainerError: If the file is no collection, or a package that cannot be read.
    """
    found = Ratings()
    with _collection(path) as connection:
        for number, row in enumerate(connection.execute(QUERY), start=1):
            at, card, note, guid, button, milliseconds = row
            ours = cards.get(str(card)) or cards.get(str(note)) or _own(str(guid), known)
            try:
                moment = checked_moment(EPOCH + timedelta(milliseconds=at))
                answer = moment, BUTTONS[button], seconds_of(milliseconds / 1000)
            except (ValueError, TypeError, OverflowError, KeyError):
                what = f"answer {at} has a moment, a button or a time that Anki never writes"
                found.problems.append((number, what))
                continue
            found.take(str(card), ours, answer)
    return found


def _own(guid: str, known: frozenset[str]) -> str | None:
    card = guid.removeprefix(GUID) if guid.startswith(GUID) else ""
    return card if card in known else None


@contextmanager
def _collection(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a collection, which writes nothing."""
    try:
        with _unpacked(path) as file:
            uri = f"{file.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                yield connection
    except sqlite3.Error as error:
        what = f"{path}: cannot be read as an Anki collection ({error})"
        raise TrainerError(f"{what}; close Anki, or export a package and name that") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TrainerError(f"{path}: cannot be read ({reason}); check the path") from None


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The collection's file: the one that is named, or a copy out of a package."""
    if not zipfile.is_zipfile(path):
        yield path
        return
    try:
        with zipfile.ZipFile(path) as package, tempfile.TemporaryDirectory() as folder:
            yield Path(package.extract(_member(package, path), folder))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise TrainerError(f"{path}: the package is damaged; export it again") from None


def _member(package: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    names = set(package.namelist())
    if "collection.anki21b" in names:
        what = f"{path}: a package of Anki's newest format"
        raise TrainerError(f"{what}; export it again with `Support older Anki versions` on")
    for name in PACKED:
        if name in names:
            member = package.getinfo(name)
            if member.file_size > LARGEST:
                raise TrainerError(f"{path}: {name} is larger than 2 GiB; name a smaller export")
            return member
    raise TrainerError(f"{path}: no Anki package; it holds no collection")

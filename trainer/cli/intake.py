"""What `trainer history import` takes in: it tells the kinds of files apart and wires them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.errors import TrainerError
from trainer.exchange.log_files import Numbered, from_csv, from_json_lines
from trainer.exchange.ratings import Ratings, is_ratings, read_choice, read_ratings
from trainer.exchange.table import header_of
from trainer.history.merge import Merged, merge, rows_of

if TYPE_CHECKING:
    from trainer.cli.settings import Settings
    from trainer.history.record import Review

ANKI = (".anki2", ".anki21", ".apkg", ".colpkg")
MOST = 10  # problems that are shown; the rest is counted


def take_in_file(
    file: Path, choice: Path | None, *, buttons: bool, dry_run: bool
) -> dict[str, Any]:
    """Take a file's answers into the log; returns how many rows were added and known.

    Raises:
        TrainerError: If the file cannot be read or a line is no answer; nothing was taken in.
    """
    from trainer.cli.progress import working
    from trainer.cli.settings import load
    from trainer.cli.wiring import open_store, tell
    from trainer.store.intake import take_in

    settings = load()
    rows, left = _read(file, choice, settings, buttons=buttons)
    log = open_store(settings)

    def join(existing: Sequence[Review]) -> Merged:
        return merge(existing, rows, settings.longest_interval)

    with working("taking answers in"):
        merged = join(log.rows()) if dry_run else take_in(log, join)
    for what in _shortened(merged.left):
        tell(f"{file}: left out: {what}")
    for theirs, count in Counter(left).most_common(MOST):
        tell(f"{file}: left out: {count} answers to {theirs!r}, which is no chosen card")
    if len(left) > MOST:
        tell(f"{file}: left out: answers to {len(left) - MOST} more cards; choose with --cards")
    return {"added": len(merged.rows), "known": merged.known, "left": merged.left, "others": left}


def _read(
    file: Path, choice: Path | None, settings: Settings, *, buttons: bool
) -> tuple[list[Review], dict[str, int]]:
    """The file's rows, and how many answers it has to cards that nobody chose, by card."""
    if file.suffix.lower() in ANKI:
        from trainer.exchange.anki_log import read_collection

        cards, known = _chosen(choice, settings)
        return _rows(read_collection(file, cards, known), file, settings, "anki")
    text = _text(file)
    if is_ratings(header_of(text)):
        cards, known = _chosen(choice, settings)
        theirs = {card: card for card in known} | cards
        zone = settings.calendar.zone
        found = read_ratings(text, theirs, buttons=buttons, zone=zone)
        return _rows(found, file, settings, "csv")
    as_csv = file.suffix.lower() == ".csv"
    read: Numbered = from_csv(text) if as_csv else from_json_lines(text)
    _refuse(file, read[1])
    return read[0], {}


def _rows(
    found: Ratings, file: Path, settings: Settings, source: str
) -> tuple[list[Review], dict[str, int]]:
    _refuse(file, found.problems)
    if found.left and not found.taken:
        what = f"{file}: no answer is to one of your cards"
        raise TrainerError(f"{what}; choose cards with --cards CSV, lines `theirs,ours`")
    return rows_of(found.taken, settings.calendar, source), found.left


def _chosen(choice: Path | None, settings: Settings) -> tuple[dict[str, str], frozenset[str]]:
    """The chosen cards, theirs to ours, and the ids of all cards here."""
    from trainer.cli.wiring import read_decks

    known = frozenset(card.id for deck in read_decks(settings) for card in deck.cards)
    if choice is None:
        return {}, known
    chosen, problems = read_choice(_text(choice))
    _refuse(choice, problems)
    unknown = sorted(set(chosen.values()) - known)
    if unknown:
        what = f"{choice}: no card {', '.join(map(repr, unknown[:MOST]))}"
        raise TrainerError(f"{what}; `trainer deck cards` lists them")
    return chosen, known


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TrainerError(f"{file}: not UTF-8 text; name a file that was exported") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TrainerError(f"{file}: cannot be read ({reason}); check the path") from None


def _refuse(file: Path, problems: Sequence[tuple[int, str]]) -> None:
    if problems:
        lines = _shortened([f"{file}:{line}: {what}" for line, what in problems])
        raise TrainerError("\n".join([*lines, "nothing was taken in; mend the file"]))


def _shortened(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST
    return [*lines[:MOST], *([f"and {more} more"] if more > 0 else [])]

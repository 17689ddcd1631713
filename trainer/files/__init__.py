"""Where things lie on this machine, and reading decks and data from there.

Decks and scenarios lie in the learner's own `decks` folder and among the shipped ones; an own
file takes the place of a shipped one of the same name. `find` says how one is named.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer import __version__
from trainer.errors import DeckError, TrainerError
from trainer.files.writing import write_whole

if TYPE_CHECKING:  # a calculator reads data files, and does without cards
    from trainer.cards.card import Card, Deck, Problem

PACKAGE = Path(__file__).parents[1]
SHIPPED = PACKAGE / "shipped" if (PACKAGE / "shipped").is_dir() else PACKAGE.parent
LARGEST_DECK = 4_000_000  # bytes; a deck of ten thousand cards is smaller


@dataclass(frozen=True)
class Places:
    """Where the program keeps things; `TRAINER_HOME` moves them all.

    Attributes:
        home: The folder that holds all the others, or None for the system's own places.
    """

    home: Path | None

    @cached_property
    def config_folder(self) -> Path:
        """The folder of the configuration."""
        return self.home or self._system("user_config_path")

    @cached_property
    def data_folder(self) -> Path:
        """The folder of decks, log and backups."""
        return self.home or self._system("user_data_path")

    @cached_property
    def cache_folder(self) -> Path:
        """The folder of what can be made again."""
        return self.home / "cache" if self.home else self._system("user_cache_path")

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.config_folder / "config.toml"

    @property
    def database(self) -> Path:
        """The SQLite file of the log."""
        return self.data_folder / "trainer.db"

    @property
    def backups(self) -> Path:
        """The folder of the database's backups."""
        return self.data_folder / "backups"

    @property
    def decks(self) -> Path:
        """The folder of the learner's own decks."""
        return self.data_folder / "decks"

    @staticmethod
    def _system(which: str) -> Path:
        import platformdirs  # 30 ms that a set TRAINER_HOME saves

        return Path(getattr(platformdirs, which)("trainer", appauthor=False))


def shipped_decks() -> Path:
    """The folder of the decks that come with the program."""
    return SHIPPED / "decks"


def is_shipped(path: Path) -> bool:
    """Whether a deck or scenario came with the program, however its path is spelled."""
    return path.resolve().is_relative_to(shipped_decks().resolve())


def shipped_explainer() -> Path:
    """The file of the explainer that comes with the program."""
    return SHIPPED / "data" / "explainer" / "week06.md"


def read_data(name: str) -> dict[str, Any]:
    """A shipped data file, `models.toml`, as a mapping."""
    return tomllib.loads((SHIPPED / "data" / name).read_text(encoding="utf-8"))


def stored_runs() -> list[dict[str, Any]]:
    """The runs of all labs on other machines that come with the program, the newest day first.

    Of one day those without a GPU come first, `2026-11-27-cpu.json`.
    """
    paths = sorted((SHIPPED / "data" / "runs").glob("*.json"))
    paths.sort(key=lambda path: path.name[:10], reverse=True)
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def deck_files(places: Places) -> dict[str, Path]:
    """Every deck file by its file name without ending, own ones before shipped ones."""
    return _markdown_files(places.decks, shipped_decks())


def scenario_files(places: Places) -> dict[str, Path]:
    """Every interview scenario by its file name without ending, own ones before shipped ones."""
    return _markdown_files(places.decks / "interviews", shipped_decks() / "interviews")


def _markdown_files(*folders: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.md")):
            if path.stem.lower() != "readme":
                found.setdefault(path.stem, path)
    return found


def find_deck(places: Places, name: str) -> Path:
    """The file of a deck, as `find` finds it.

    Raises:
        DeckError: If there is none.
    """
    files = deck_files(places)
    found = find(name, files, "deck")
    if found is None:
        known = ", ".join(by_name(files, "deck")) or "none"
        raise DeckError(f"no deck {name!r}; decks: {known}, or give a path")
    return found


def find(name: str, files: Mapping[str, Path], key: str) -> Path | None:
    """The file of a deck or scenario that bears this name, else is called so, else lies there.

    Args:
        name: Its name, the name of its file without ending, or a path.
        files: All that there are, by file name without ending.
        key: Where its front matter has the name, `deck` or `scenario`.

    Returns:
        Its file; a path that can be no name is one, whether or not a file is there.
    """
    found = by_name(files, key).get(name) or files.get(name)
    path = Path(name)
    is_path = path.suffix == ".md" or path.name != name or os.path.isfile(name)
    return found or (path if is_path else None)


def by_name(files: Mapping[str, Path], key: str) -> dict[str, Path]:
    """The files by the names that they bear, the first where several bear the same."""
    named: dict[str, Path] = {}
    for path in files.values():
        named.setdefault(str(front_matter(path).get(key, path.stem)), path)
    return named


def front_matter(path: Path) -> dict[str, Any]:
    """The front matter of a deck or scenario alone, empty where it cannot be read."""
    try:
        return tomllib.loads(read_text(path).split("+++", 2)[1])
    except (DeckError, IndexError, ValueError):
        return {}


def read_text(path: Path, *, byte_order_mark: bool = True) -> str:
    """The text of a deck or notes file.

    Args:
        path: The file.
        byte_order_mark: Whether one at its start is passed over; else it is refused.

    Raises:
        DeckError: If it is missing, unreadable, too large or not UTF-8 text.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DeckError(f"{path}: no such file; check the path") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DeckError(f"{path}: cannot be read ({reason}); {_remedy(error)}") from None
    if len(content) > LARGEST_DECK:
        raise DeckError(f"{path}: larger than {LARGEST_DECK:,} bytes; split it")
    if content.startswith(b"\xef\xbb\xbf") and not byte_order_mark:
        raise DeckError(f"{path}:1: begins with a byte order mark; save it as UTF-8 without one")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DeckError(f"{path}:{line}: not UTF-8 text; save the file as UTF-8") from None
    if "\0" in text:
        raise DeckError(f"{path}: holds NUL bytes, so it is no text; name a Markdown file")
    return text


def _remedy(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "check its permissions"
    return "name a file in it" if isinstance(error, IsADirectoryError) else "name another file"


def read_deck(path: Path, places: Places) -> tuple[Deck, list[Problem]]:
    """A deck file's deck and problems, from the cache while the file is unchanged.

    Raises:
        DeckError: If the file cannot be read.
    """
    text = read_text(path)
    cache = places.cache_folder / "decks" / f"{path.stem}.json"
    key = f"{__version__} {path} {_stamp(PACKAGE / 'cards')} {hash_text(text)}"
    kept = _read_cache(cache, key)
    if kept is not None:
        return kept, []
    from trainer.cards.parse import parse_deck  # 0.1 s that the cache saves

    deck, problems = parse_deck(text, str(path))
    if not problems:
        _write_cache(cache, key, deck)
    return deck, problems


def hash_text(text: str) -> str:
    """A digest of a text."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def _stamp(folder: Path) -> int:
    """When the parser last changed, so that a cache never outlives the code that wrote it."""
    return max(path.stat().st_mtime_ns for path in folder.glob("*.py"))


def _read_cache(cache: Path, key: str) -> Deck | None:
    try:
        kept = json.loads(cache.read_text(encoding="utf-8"))
        return _as_deck(kept["deck"]) if kept["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a cache that cannot be read is made again


def _write_cache(cache: Path, key: str, deck: Deck) -> None:
    with suppress(TrainerError):  # without a cache the next start is slower, and that is all
        write_whole(cache, json.dumps({"key": key, "deck": asdict(deck)}), folder=True)


def _as_deck(kept: Mapping[str, Any]) -> Deck:
    from trainer.cards.card import Deck, Trap

    traps = {name: Trap(**_tuples(trap)) for name, trap in kept["traps"].items()}
    cards = tuple(_as_card(card) for card in kept["cards"])
    return Deck(kept["name"], kept["title"], kept["path"], kept["topics"], traps, cards)


def _as_card(kept: Mapping[str, Any]) -> Card:
    from trainer.cards.card import Card, Point

    fields = _tuples(kept)
    for name in ("points", "wrong_claims"):
        fields[name] = tuple(Point(**_tuples(point)) for point in kept[name])
    fields["bounds"] = _tuples(kept["bounds"])
    return Card(**fields)


def _tuples(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping with tuples in the place of JSON's lists."""

    def frozen(value: Any) -> Any:
        return tuple(map(frozen, value)) if isinstance(value, list) else value

    return {name: frozen(value) for name, value in kept.items()}

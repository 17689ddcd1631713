"""The desk of a sitting: deck files that can be mended, and the explainer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer import files
from trainer.cards.card import Card, Deck, Problem
from trainer.errors import DeckError
from trainer.files import Places
from trainer.files.writing import write_whole
from trainer.practice.ports import Clock
from trainer.store.log import Log


@dataclass(frozen=True, slots=True)
class FileDesk:
    """Deck files on this machine, and the explainer that comes with the program.

    Attributes:
        places: Where decks lie.
        log: Where it is kept which sections were read.
        clock: Says when.
    """

    places: Places
    log: Log
    clock: Clock

    def source(self, card: Card) -> str:
        """The text of the card's deck file, its line ends and byte order mark as they are."""
        path = Path(card.path)
        files.read_text(path)  # refuses what is no text
        return path.read_bytes().decode()

    def revise(self, card: Card, text: str) -> Mapping[str, Card]:
        """Store a new text of the card's deck; returns its cards that can be asked, by id.

        A deck that came with the program stays as it is: the new text becomes the learner's own
        deck of that name, which takes its place.

        Raises:
            DeckError: If something is wrong in the text; nothing is stored then.
        """
        path = Path(card.path)
        if files.is_shipped(path):
            path = self.places.decks / path.name
        deck, problems = _check(text, path, card.id)
        problems += self._taken(deck, path)
        if problems:
            raise DeckError("\n".join(str(problem) for problem in problems))
        remedy = "check its permissions"
        write_whole(path, text, folder=True, error=DeckError, remedy=remedy)
        return {each.id: each for each in deck.cards if not each.draft}

    def read(self, sections: Sequence[str]) -> str:
        """The text of these sections, Markdown; they count as read."""
        from trainer.cli.wiring import explainer

        found = [each for each in map(explainer().find, sections) if each]
        for each in found:
            for section in each.sections:
                self.log.add_reading(section.number, self.clock.now())
        return "\n\n".join(each.markdown for each in found)

    def _taken(self, deck: Deck, path: Path) -> list[Problem]:
        """The ids of a deck that another deck has too."""
        others = [each for each in files.deck_files(self.places).values() if each.stem != path.stem]
        taken = {
            card.id: each for each in others for card in files.read_deck(each, self.places)[0].cards
        }
        remedy = "give it an id of its own"
        return [
            Problem(card.path, card.line, f"id {card.id!r} stands in {taken[card.id]} too", remedy)
            for card in deck.cards
            if card.id in taken
        ]


def _check(text: str, path: Path, card: str) -> tuple[Deck, list[Problem]]:
    """The deck of a text and what is wrong with it, as `trainer deck check` finds it.

    Args:
        text: The deck file's new text.
        path: The deck file.
        card: The id of a card that must still be there.
    """
    from trainer.cli.checking import check_text

    deck, problems = check_text(text, path)
    problems = [problem for problem in problems if not problem.warning]
    if not problems and not any(each.id == card and not each.draft for each in deck.cards):
        remedy = "leave its id as it was: your progress hangs on it"
        problems.append(Problem(str(path), 1, f"the card {card} is gone or a draft", remedy))
    return deck, problems

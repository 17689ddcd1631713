"""A deck as an Anki package: a note for each card, tags for level, kind and topic.

A card of free text becomes one note with its question, model answer, points, follow-up and
sources. A numeric card draws new numbers each time, which Anki cannot: it becomes ten drawn
examples, and each says that it is frozen. The id of a note is made of the card's id, so a second
export updates the first, and Anki's review log finds its way back.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from trainer.calc.derivation import Step
from trainer.cards.card import Card, Deck
from trainer.cards.marks import unmarked
from trainer.errors import TrainerError
from trainer.exchange.anki_log import GUID
from trainer.questions.chance import seed_from
from trainer.questions.question import Question
from trainer.units import show, show_bytes, unit

EXAMPLES = 10
FROZEN = "One of ten frozen examples: in trainer the numbers are new each time."
MODEL = "trainer card"
FIELDS = ("Question", "Answer", "Points", "More")
FRONT = "{{Question}}"
BACK = '{{FrontSide}}<hr id="answer">{{Answer}}{{#Points}}<ul>{{Points}}</ul>{{/Points}}{{More}}'
CSS = ".card { font-family: sans-serif; font-size: 1.1em; text-align: left; max-width: 40em; }"
SHARED = tuple[str, ...]


def export_decks(
    decks: Sequence[Deck], target: Path, draw: Callable[[Card, int], Question]
) -> tuple[int, int]:
    """Write the cards of these decks as one package; returns how many cards and notes.

    Drafts and cards that measure (labs) stay out: Anki can run neither.

    Args:
        decks: The decks.
        target: The file, which is written whole or not at all.
        draw: From a numeric card and a seed to its question.

    Raises:
        TrainerError: If genanki is not installed, or the file cannot be written.
    """
    genanki = _genanki()
    model = genanki.Model(
        _number(MODEL),
        MODEL,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": MODEL, "qfmt": FRONT, "afmt": BACK}],
        css=CSS,
    )
    packed, cards, notes = [], 0, 0
    for deck in decks:
        made = genanki.Deck(_number(f"deck {deck.name}"), f"trainer::{deck.title}")
        for card in deck.cards:
            if card.draft or not (card.question or card.family):
                continue
            cards += 1
            for name, fields in _notes(card, draw):
                note = genanki.Note(model, list(fields), tags=_tags(card), guid=GUID + name)
                made.add_note(note)
                notes += 1
        packed.append(made)
    _write(genanki.Package(packed), target)
    return cards, notes


def _genanki() -> Any:
    try:
        import genanki
    except ImportError:
        remedy = "install it: pip install 'interview-trainer[anki]'"
        raise TrainerError(f"Anki packages need genanki; {remedy}") from None
    return genanki


def _write(package: Any, target: Path) -> None:
    scratch = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        package.write_to_file(str(scratch), timestamp=0.0)
        scratch.replace(target)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        raise TrainerError(f"{target}: cannot be written ({reason}); name another") from None


def _notes(card: Card, draw: Callable[[Card, int], Question]) -> Iterable[tuple[str, SHARED]]:
    """The notes of a card: a name within the package, and its fields as HTML."""
    if card.kind != "numeric":
        yield card.id, _free_text(card)
        return
    for number in range(1, EXAMPLES + 1):
        question = draw(card, seed_from("anki", card.id, number))
        yield f"{card.id}#{number}", _example(card, question)


def _free_text(card: Card) -> SHARED:
    points = "".join(f"<li>{_shown(point.text)}</li>" for point in card.points)
    more = [f"Next they ask: {card.follow_up}"] if card.follow_up else []
    return (_shown(card.question), _shown(card.answer), points, _more(card, more))


def _example(card: Card, question: Question) -> SHARED:
    value = _amount(question.value, question.unit)
    steps = "".join(f"<li>{_shown(_step(step))}</li>" for step in question.steps)
    return (_shown(question.prompt), _shown(value), steps, _more(card, [FROZEN]))


def _more(card: Card, first: Sequence[str]) -> str:
    lines = list(first)
    if card.reads:
        lines.append(f"Read: {', '.join(card.reads)}")
    if card.sources:
        lines.append(f"Sources: {', '.join(card.sources)}")
    return "".join(f"<p><small>{_shown(line)}</small></p>" for line in lines)


def _step(step: Step) -> str:
    return f"{step.name} = {step.formula} = {_amount(step.value, step.unit)}"


def _amount(value: Any, name: str) -> str:
    return show_bytes(value) if unit(name).dimension == "size" else show(value, name)


def _tags(card: Card) -> list[str]:
    names = (f"level::{card.level}", f"kind::{card.kind}", f"topic::{card.topic}")
    return [*names, *(f"trap::{name}" for name in card.traps)]


def _shown(text: str) -> str:
    """Plain text as HTML: escaped, paragraphs kept."""
    parts = re.split(r"\n\s*\n", unmarked(text).strip())
    return "<br><br>".join(html.escape(part).replace("\n", "<br>") for part in parts)


def _number(name: str) -> int:
    """A number of Anki's kind for a name, the same each time."""
    digest = hashlib.sha256(name.encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4], "big") % (1 << 30)

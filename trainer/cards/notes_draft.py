"""A deck drafted from study notes, in the format of `decks/README.md`.

Every card is a draft: it has a question, and what the notes know of the answer; its owner
writes the rest. Health items are goals and stand in a list, as do markers and prerequisites.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trainer.cards.card import Problem
from trainer.cards.notes import Entry, Notes, unquoted
from trainer.errors import DeckError

# The sections that become cards, each with its title and the kind of its cards.
CARDS = {
    "key_concepts": ("Key concepts", "recall"),
    "mental_models": ("Mental models", "model"),
    "traps": ("Common traps", "trap"),
    "interview": ("Interview phrasing", "recall"),
    "self_check": ("Self-check questions", "recall"),
}
LISTS = {
    "health": "Goals: the health check",
    "difficulty": "Difficulty markers",
    "prerequisites": "Prerequisites and connections",
}
USUAL_LEVEL = "yellow"  # of a card that no marker speaks of
NAME_WEIGHT = 2  # a name, bf16 or GPTQ, tells as much of a topic as two common words
ENOUGH = 2  # weight that a card shares with a marker that speaks of it
STEM = 6  # letters; quantized and quantization share them
LONGEST_ID = 6  # words
# Words that tell no topic.
COMMON = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "by", "do", "does", "for", "from", "have", "how",
    "in", "is", "it", "math", "not", "of", "off", "on", "one", "or", "per", "that", "the", "to",
    "trade", "versus", "vs", "what", "when", "why", "with", "you",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Draft:
    """A card to be: what the notes say, the marker that speaks of it, and its texts."""

    id: str
    section: str
    entry: Entry
    marker: Entry | None
    question: str
    answer: str


def draft_deck(notes: Notes, name: str) -> tuple[str, list[Problem]]:
    """A deck of this name as Markdown, and the difficulty markers that no card speaks of.

    Ids begin with the deck's name, so that they differ from those of other decks.

    Raises:
        DeckError: If no item of the notes becomes a card.
    """
    drafts = list(_drafts(notes, name))
    if not drafts:
        titles = ", ".join(title for title, _ in CARDS.values())
        raise DeckError(f"{notes.path}: no item becomes a card; bullets of these do: {titles}")
    blocks = [_front_matter(notes, name, drafts)]
    for section, (title, _) in CARDS.items():
        cards = [_card(draft) for draft in drafts if draft.section == section]
        blocks += [f"# {title}", *map(_line, notes.prose[section]), *cards] if cards else []
    for section, title in LISTS.items():
        items = "\n".join(_listed(entry) for entry in notes.sections[section])
        blocks += [f"# {title}", *map(_line, notes.prose[section]), items] if items else []
    return "\n\n".join(blocks) + "\n", _unused_markers(notes, drafts)


def slug(text: str) -> str:
    """A text's first telling words as a name: lower-case letters, digits, hyphens; or empty."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]{1,40}", ascii_text.lower())
    return "-".join([word for word in words if word not in COMMON][:LONGEST_ID])


def _drafts(notes: Notes, name: str) -> Iterator[_Draft]:
    taken: set[str] = set()
    markers = [(marker, _words(marker.text)) for marker in notes.sections["difficulty"]]
    for section in CARDS:
        for entry in notes.sections[section]:
            question, answer = _texts(entry.text, section)
            words = slug(entry.text.partition(": ")[0])
            card_id = _free("-".join(filter(None, (name, _topic(section), words))), taken)
            marker = _marker_of(entry.text, markers)
            yield _Draft(card_id, section, entry, marker, question, answer)


def _free(wanted: str, taken: set[str]) -> str:
    """The wanted name, or the first of it with a number that is not taken; takes it."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


def _texts(text: str, section: str) -> tuple[str, str]:
    """The question that an item asks, and what it says of the answer."""
    if section == "traps":
        claim, _, truth = re.sub(r"[;:] ", "\n", text, count=1).partition("\n")
        return claim, truth
    subject, colon, picture = text.partition(": ")
    if section == "mental_models" and colon:
        return f"Explain with one picture: {subject}", unquoted(picture)
    return (f"Explain: {text}" if section == "key_concepts" else text), ""


# Levels


def _marker_of(text: str, markers: Iterable[tuple[Entry, dict[str, int]]]) -> Entry | None:
    """The marker that shares the largest part of its weight with a text, if it shares enough."""
    said = _words(text).keys()
    best, largest = None, 0.0
    for marker, words in markers:
        total = sum(words.values())
        shared = sum(words[word] for word in words.keys() & said)
        if shared >= min(ENOUGH, total) and shared > largest * total:
            best, largest = marker, shared / total
    return best


def _words(text: str) -> dict[str, int]:
    """The beginnings of a text's words that mean something, each with its weight."""
    words = {}
    for word in re.findall(r"\w+", text):
        if word.lower() not in COMMON:
            named = word[1:] != word[1:].lower() or (word.isalnum() and not word.isalpha())
            stem = word.lower() if named else word.lower().removesuffix("s")[:STEM]
            words[stem] = NAME_WEIGHT if named and not word.isdigit() else 1
    return words


def _unused_markers(notes: Notes, drafts: Iterable[_Draft]) -> list[Problem]:
    used = {draft.marker for draft in drafts}
    return [
        Problem(
            notes.path,
            marker.line,
            f"no card speaks of the difficulty marker {marker.text[:60]!r}",
            "set the level of its cards by hand",
            warning=True,
        )
        for marker in notes.sections["difficulty"]
        if marker not in used
    ]


# Markdown


def _front_matter(notes: Notes, name: str, drafts: Iterable[_Draft]) -> str:
    lines = ["+++", f"deck = {_quoted(name)}", f"title = {_quoted(notes.title or name)}", ""]
    lines += ["[topics]"]
    sections = dict.fromkeys(draft.section for draft in drafts)
    lines += [f"{_topic(section)} = {_quoted(CARDS[section][0])}" for section in sections]
    for draft in drafts:
        if draft.section == "traps":
            lines += ["", f"[traps.{draft.id}]", f"claim = {_quoted(draft.question)}"]
            lines += [f"truth = {_quoted(draft.answer)}"]
    return "\n".join([*lines, "+++"])


def _quoted(text: str) -> str:
    """A text as a string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _topic(section: str) -> str:
    return section.replace("_", "-")


def _card(draft: _Draft) -> str:
    level = draft.marker.level if draft.marker else ""
    fields = {
        "kind": _kind(draft),
        "level": level or USUAL_LEVEL,
        "topic": _topic(draft.section),
        "traps": draft.id if draft.section == "traps" else "",
        "reads": ", ".join(draft.entry.reads),
        "status": "draft",
    }
    listed = "\n".join(f"- {name}: {value}" for name, value in fields.items() if value)
    question = f"> {draft.question}" if draft.section == "traps" else _line(draft.question)
    answer = ["### Answer", _line(draft.answer)] if draft.answer else ["### Answer"]
    return "\n\n".join([f"## {draft.id}", listed, question, *answer, "### Points"])


def _kind(draft: _Draft) -> str:
    kind = CARDS[draft.section][1]
    compares = re.search(r"\b(?:vs|versus)\b", draft.entry.text)
    return "compare" if compares and kind == "recall" else kind


def _line(text: str) -> str:
    """A paragraph that Markdown takes for nothing else: no heading, list, quote or HTML."""
    return re.sub(r"^(?=[#>+*=~`<|-])|^([0-9]+)(?=[.)])", r"\1\\", text)


def _listed(entry: Entry) -> str:
    level = f"{entry.level}: " if entry.level else ""
    reads = f" (§{', §'.join(entry.reads)})" if entry.reads else ""
    return f"- {_line(f'{level}{entry.text}{reads}')}"

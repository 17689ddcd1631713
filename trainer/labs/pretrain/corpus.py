"""The training text: pages of the Python documentation, without what `pydoc` topics say.

Evaluation text is `pydoc_data.topics`. It is made from the language reference and parts of four
library pages, so those pages stay out of training, and so does each paragraph of another page
that has ten words in a row in common with a topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import TrainerError
from trainer.labs.pretrain.pages import plain_text

RUN = 10  # words in a row that count as the same text
LARGEST_SHARE = 0.05  # of a page's runs; pages above it are where topics come from
LEFT_OUT = ("reference/", "license", "copyright")
HELD_OUT = 40  # every so many-th page is for choosing settings, not for training
Run = tuple[str, ...]


@dataclass(frozen=True)
class Corpus:
    """Training text and where it came from.

    Attributes:
        training: Texts of the pages to train on.
        held_out: Texts of the pages to choose settings by.
        left_out: Names of the pages that are in neither.
        paragraphs: Paragraphs taken out of other pages.
    """

    training: tuple[str, ...]
    held_out: tuple[str, ...]
    left_out: tuple[str, ...]
    paragraphs: int


def read_corpus(docs: Path, evaluation: Iterable[str]) -> Corpus:
    """The corpus of a folder as Debian's python3.11-doc has it: `_sources` names the pages.

    Raises:
        TrainerError: If the folder has no such pages.
    """
    taboo = {run for text in evaluation for run in runs(text)}
    kept: list[str] = []
    left_out: list[str] = []
    paragraphs = 0
    for source in sorted((docs / "_sources").rglob("*.rst.txt")):
        name = source.relative_to(docs / "_sources").as_posix().removesuffix(".rst.txt")
        page = docs / f"{name}.html"
        if not page.exists():
            continue  # the changelog, which the package has elsewhere
        text = plain_text(page.read_text(encoding="utf-8"))
        if name.startswith(LEFT_OUT) or share(text, taboo) > LARGEST_SHARE:
            left_out.append(name)
            continue
        pieces = text.split("\n\n")
        own = [piece for piece in pieces if not taboo & set(runs(piece))]
        paragraphs += len(pieces) - len(own)
        kept.append("\n\n".join(own))
    if not kept:
        raise TrainerError(f"{docs}: no pages; install python3.11-doc and give its html folder")
    training = tuple(text for index, text in enumerate(kept) if index % HELD_OUT)
    return Corpus(training, tuple(kept[::HELD_OUT]), tuple(left_out), paragraphs)


def runs(text: str) -> list[Run]:
    """Every ten words in a row of a text."""
    words = re.findall(r"\w+", text.lower())
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]


def share(text: str, taboo: set[Run]) -> float:
    """The share of a text's runs that are taboo."""
    own = runs(text)
    return sum(run in taboo for run in own) / max(1, len(own))

"""What of an answer says nothing: a bare list of keywords, and the question again."""

from __future__ import annotations

from trainer.grading.lexicon import word_set
from trainer.grading.negation import is_negator
from trainer.grading.text import Text, is_content
from trainer.grading.words import CLAUSE, FUNCTION, sentences, words_of

STUFFED = "A list of keywords says nothing by itself; say how they belong together."
PASTED = "This is the question again; only what goes beyond it counts."

MOST_BARE = 4  # items that a list may have before it counts as stuffing
MOSTLY = 0.6  # share of an answer that such lists make up; in a fuller one they may stand
ITEM = 4.0  # words that its items have at most on average
UNMARKED = 2.4  # words of an item where nothing marks its end
ITEMS_SAID = 8  # items of a list for each word that could say something of them
RUN = 5  # words in a row that are the question's own
NEW = 0.25  # share of the words that must be new, or else all of it is the question

_PREDICATES = (FUNCTION | {"times", "plus", "equals"}) - word_set(
    "of for in on per = / a an the and or at to with by from"
)


def bare_list(text: Text) -> set[int]:
    """The words that only list, in an answer that hardly does anything else."""
    whole = range(len(text.words))
    if _is_bare(text, whole):
        return set(whole)
    bare = (sentence for sentence in sentences(text.words) if _is_bare(text, sentence))
    spent = {at for sentence in bare for at in sentence}
    return spent if len(spent) >= MOSTLY * len(whole) else set()


def _is_bare(text: Text, part: range) -> bool:
    """Whether these words are many short items, and nothing is said of them."""
    words = text.words[part.start : part.stop]
    items = 1 + sum(word.cut >= CLAUSE for word in words[1:])
    if not any(word.text in FUNCTION for word in words):
        items = max(items, int(len(words) / UNMARKED))
    said = sum(word.text in _PREDICATES or is_negator(word) for word in words)
    return items > MOST_BARE and len(words) <= ITEM * items and said * ITEMS_SAID <= items


def said_again(text: Text, question: str) -> set[int]:
    """The words of the answer that are a run of the question's, or all if hardly any is new."""
    asked = [word.keys[0] for word in words_of(question)]
    runs = {tuple(asked[at : at + RUN]) for at in range(len(asked) - RUN + 1)}
    keys = [word.keys[0] for word in text.words]
    spent: set[int] = set()
    for at in range(len(keys) - RUN + 1):
        if tuple(keys[at : at + RUN]) in runs:
            spent.update(range(at, at + RUN))
    content = [at for at, word in enumerate(text.words) if is_content(word)]
    known = set(asked)
    new = sum(keys[at] not in known for at in content)
    if len(content) >= RUN and new < NEW * len(content):
        spent.update(range(len(keys)))
    return spent

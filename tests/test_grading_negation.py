"""Which words a text denies."""

import pytest

from trainer.grading.negation import DENIED, DISMISSED, SPOKEN_OF, polarity
from trainer.grading.words import FUNCTION, words_of


def roles(text: str) -> dict[str, int]:
    """The role of each word by the word."""
    words = words_of(text)
    return dict(zip((word.text for word in words), polarity(words), strict=True))


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("it does not shrink the cache", "shrink cache"),
        ("it doesnt shrink the cache", "shrink cache"),
        ("the scores are never written, it works in tiles", "written"),
        ("not range but precision", "range"),
        ("precision rather than range", "range"),
        ("no loss of range", "loss range"),
        ("neither is an approximation", "approximation"),
        ("without labels", "labels"),
        ("there is hardly any room for the cache", "room"),
        ("no room for the cache", "room"),
        ("it does not avoid storing the scores", ""),
        ("not only the weights", ""),
        ("no doubt it shrinks", ""),
        ("no, it grows", ""),
        ("it does nothing at the beginning", ""),
        ("the claim that it helps is wrong", ""),
        ("the wrong passage is retrieved", ""),
        ("it is not trained because it stays frozen", "trained"),
    ],
)
def test_a_negator_denies_what_follows_in_its_clause(text, denied):
    """And no more than that."""
    said = {word for word, role in roles(text).items() if role == DENIED}
    assert said - FUNCTION == set(denied.split())


@pytest.mark.parametrize(
    ("text", "word", "role"),
    [
        ("RAG isn't needed here", "rag", DISMISSED),
        ("RAG brings nothing here", "rag", DISMISSED),
        ("RAG is overkill", "rag", DISMISSED),
        ("retrieval would be a bad idea because it is slow", "retrieval", DISMISSED),
        ("there is no need for RAG", "rag", DENIED),
        ("sharding does not keep the quality", "sharding", SPOKEN_OF),
        ("it was not just an experiment", "experiment", SPOKEN_OF),
        ("140 GB does not fit", "140", 0),
        ("tiles without writing the scores", "tiles", 0),
    ],
)
def test_what_is_denied_of_a_thing_leaves_it_open_or_dismisses_it(text, word, role):
    """A figure or what only stands beside a denial is affirmed all the same."""
    assert roles(text)[word] == role

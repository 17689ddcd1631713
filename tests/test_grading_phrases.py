"""Alternatives of word groups and where a text says them."""

import pytest

from trainer.grading.phrases import MOST_HITS, claim_of, hits, phrase_of
from trainer.grading.text import text_of


def said(alternative: str, text: str) -> list[str]:
    """The places where a text says an alternative, the sure ones."""
    phrase = phrase_of(alternative)
    assert phrase is not None
    read = text_of(text)
    return [read.quote(hit.first, hit.last) for hit in hits(read, phrase) if not hit.weak]


@pytest.mark.parametrize(
    ("alternative", "text"),
    [
        ("scale channel", "each channel gets a scale of its own"),
        ("shrink cache", "the cache really shrinks"),
        ("no shrink cache", "it does not shrink the cache"),
        ("no loss", "no loss of range"),
        ("no rag", "RAG isn't needed"),
        ("no rag", "there is no need for RAG"),
        ("largest|biggest set|decide", "the biggest one decides"),
        ("35..40 gb", "about 37-ish GB"),
        ("in bytes", "compare in bytes"),
        ("8x", "eight times as much"),
        ("fp16 finer", "fp16: 10 bits of mantissa, so it is finer"),
        ("fp16 finer", "finer is fp16"),
        ("then", "then we measure"),
    ],
)
def test_an_alternative_is_met(alternative, text):
    """Any order, any ending, another spelling; a denial where it asks for one."""
    assert said(alternative, text)


@pytest.mark.parametrize(
    ("alternative", "text"),
    [
        ("shrink cache", "it does not shrink the cache"),
        ("shrink cache", "it shrinks. The weights stay, and so does all of the cache"),
        ("no shrink cache", "it shrinks the cache"),
        ("no loss", "a loss of range"),
        ("no rag", "use RAG"),
        ("no gradient", "the gradients don't vanish"),
        ("35..40 gb", "about 42 GB"),
        ("in bytes", "count the bytes"),
        ("4 bytes", "4 GPUs and many more of them, and some bytes"),
        ("fp16 finer", "bf16 is finer"),
        ("fp16 finer", "bf16 has fewer bits than fp16, it is finer"),
        ("quality", "quality is not kept"),
    ],
)
def test_an_alternative_is_not_met(alternative, text):
    """What is denied, apart, another number, or said of another name."""
    assert said(alternative, text) == []


def test_a_wrong_claim_is_met_in_its_very_words_only():
    """`is four times faster` must stand there as it is, and be affirmed."""
    claim = claim_of("is four times faster")
    texts = ("INT4 is 4x faster.", "INT4 is not 4x faster.", "Is a 4x speed-up faster to get?")
    assert [any(hits(text_of(text), claim)) for text in texts] == [True, False, False]


@pytest.mark.parametrize("alternative", ["", " ", "?", "|", "..", "a|", "1..", "| |"])
def test_odd_alternatives_break_nothing(alternative):
    """A deck may hold anything between two commas."""
    phrase = phrase_of(alternative)
    assert phrase is None or list(hits(text_of("some text"), phrase)) == []


def test_a_text_that_repeats_itself_is_not_searched_to_its_end():
    """A hit is paired with those of other groups, so their number is bounded."""
    assert len(said("range", "the range " * 1000)) == MOST_HITS

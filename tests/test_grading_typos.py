"""Typos are forgiven, look-alikes are not."""

import re
import zlib

import pytest

from tests.answers import CARDS, DECK
from tests.conftest import ROOT
from tests.pack_english import pack
from trainer.cards.card import Point
from trainer.grading.english import _words
from trainer.grading.evidence import sought
from trainer.grading.rubric import FOUND, MISSING, judge
from trainer.grading.stems import keys_of
from trainer.grading.typos import SHORTEST, meant

WORD = re.compile(r"[a-z]+")


def verdict(alternative: str, text: str) -> str:
    """What is found of a point with this one alternative."""
    return judge([Point("it", ((alternative,),))], text)[0].verdict


@pytest.mark.parametrize(
    ("alternative", "text"),
    [
        ("quantize", "we quantzie it"),
        ("quantization", "quantisaton helps"),
        ("gradient", "the gradiant is lost"),
        ("dequantize", "it is dequantizd first"),
        ("activation", "activaton outliers"),
        ("bandwidth", "bandwith limits it"),
        ("calibrate", "calibraited on code"),
        ("no retrain", "without retrainng"),
    ],
)
def test_a_typo_is_read_as_what_was_meant(alternative, text):
    """Letters left out, added, changed or swapped."""
    assert verdict(alternative, text) == FOUND


@pytest.mark.parametrize(
    ("alternative", "text"),
    [
        ("bf16", "fp16"),
        ("fp16", "bf16"),
        ("gqa", "MQA"),
        ("mqa", "GQA"),
        ("int8", "int4"),
        ("int4", "int8"),
        ("lora", "QLoRA"),
        ("qlora", "LoRA"),
        ("gptq", "GPT"),
        ("layer", "later"),
        ("shard", "sharing"),
        ("throughput", "throughout"),
        ("quantile", "quantized"),
        ("context", "content"),
        ("symmetric", "asymmetric"),
        ("prefill", "profile"),
        ("retrain", "restrain"),
        ("convert", "converges"),
        ("compare", "compaction"),
        ("attend", "attenuation"),
        ("crash", "clashes"),
        ("finish", "Finnish"),
        ("quantile", "quantised"),
    ],
)
def test_a_look_alike_is_no_typo(alternative, text):
    """Names and formats one letter apart, and words that English has."""
    assert verdict(alternative, f"{text} it is") == MISSING


def test_no_shipped_word_is_a_typo_of_another():
    """Of all words in decks, scenarios and explainer, none is read as another that cards seek."""
    known = sought(tuple(point.groups for card in CARDS.values() for point in card.points))
    files = [*(ROOT / "decks").rglob("*.md"), *(ROOT / "data" / "explainer").glob("*.md")]
    words = {word for path in files for word in WORD.findall(path.read_text("utf-8").lower())}
    taken = {word: meant(word, known) for word in words}
    assert {w: key for w, key in taken.items() if key and key not in keys_of(w)} == {}
    assert len(files) >= 10
    assert DECK.cards


def test_the_packed_words_are_whole():
    """In order, each once, and plain; the figure is the one that the docstring names."""
    words = _words()
    assert words == sorted(set(words))
    assert all(re.fullmatch(f"[a-z]{{{SHORTEST},}}", word) for word in words)
    assert f"{len(words):,} words" in str(_words.__doc__)


def test_the_packed_words_are_those_of_the_lists(tmp_path):
    """The script packs plain and capital words, and leaves short ones and marks out."""
    (tmp_path / "english-words.10").write_text("throughput\nword\ndon't\n", encoding="latin-1")
    (tmp_path / "british-upper.60").write_text("Finnish\nCaf\xe9tier\n", encoding="latin-1")
    (tmp_path / "english-words.95").write_text("zyzzyvas\n", encoding="latin-1")
    assert zlib.decompress(pack(tmp_path)).split() == [b"finnish", b"throughput"]

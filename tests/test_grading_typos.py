"""Typos are forgiven, look-alikes are not."""

import re

import pytest

from tests.answers import CARDS, DECK
from tests.conftest import ROOT
from trainer.cards.card import Point
from trainer.grading.evidence import sought
from trainer.grading.rubric import FOUND, MISSING, judge
from trainer.grading.stems import keys_of
from trainer.grading.typos import meant

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
    ],
)
def test_a_look_alike_is_no_typo(alternative, text):
    """Names and formats one letter apart, and words that English has."""
    assert verdict(alternative, f"{text} it is") == MISSING


def test_no_word_of_the_deck_is_a_typo_of_another():
    """Of all words that its cards use, none is read as another one that they look for."""
    known = sought(tuple(point.groups for card in CARDS.values() for point in card.points))
    text = (ROOT / "decks" / "week06.md").read_text("utf-8").lower()
    taken = {word: meant(word, known) for word in set(WORD.findall(text))}
    assert {w: key for w, key in taken.items() if key and key not in keys_of(w)} == {}
    assert DECK.cards

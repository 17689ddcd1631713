"""Words of free text: numbers by value, formats and factors by meaning, words by their stems."""

import pytest

from trainer.grading.words import CLAUSE, NONE, SENTENCE, words_of


def keys(text: str) -> set[str]:
    """All keys by which the words of a text are found."""
    return {key for word in words_of(text) for key in word.keys}


@pytest.mark.parametrize(
    "texts",
    [
        ("70B", "70 billion", "70 bn", "7e10", "70e9", "70,000,000,000"),
        ("4.5 bit", "4.5 bits", "4.5bit", "4.5-bit"),
        ("four", "4", "4.0"),
        ("4x", "x4", "four times", "4 times", "fourfold", "a factor of 4", "\u00d74"),
        ("int4", "4 bit", "4-bit", "four bits"),
        ("fp16", "half precision", "float16", "FP16"),
        ("140 GB", "140GB", "140 gigs", "140 gbytes"),
        ("65,504", "65504"),
        ("2^30", "1,073,741,824", "2**30"),
        ("half", "halved", "halves", "1/2"),
        ("quantised", "quantized", "quantisation", "Quantizing"),
        ("behaviour", "behavior"),
        ("labelled", "labeled"),
        ("VRAM", "memory", "footprint"),
        ("KV cache", "key/value cache", "the KV", "caches"),
        ("tokens per second", "throughput", "tok/s"),
        ("fine-tuning", "finetuning", "fine tuned", "FT"),
        ("de-quantize", "dequantizing", "unpacked", "upcast"),
        ("on the fly", "just in time", "on demand"),
        ("4 bytes/param", "4B/param", "four bytes per parameter"),
    ],
    ids=lambda texts: texts[0],
)
def test_what_means_the_same_is_found_by_the_same_key(texts):
    """Every way to write it shares a key with the first."""
    assert [text for text in texts if not keys(text) & keys(texts[0]) - {"/"}] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fp16", "bf16"),
        ("int8", "int4"),
        ("MQA", "GQA"),
        ("LoRA", "QLoRA"),
        ("7B", "70B"),
        ("7B", "7 GB"),
        ("GB", "GiB"),
        ("four times", "for some time"),
        ("KV heads", "KV cache"),
        ("times", "time"),
    ],
)
def test_what_differs_is_never_the_same(one, other):
    """Formats, methods and sizes that are one sign apart have no exact key in common."""
    first, second = ({word.keys[0] for word in words_of(text)} for text in (one, other))
    assert not first & second


def test_a_word_knows_its_place_and_what_cuts_it_off():
    """Offsets are those of the text as typed; sentences and clauses end where they should."""
    text = "It\u2019s 3.5 GB, e.g. on disk. Then:\n- split\u2014twice"
    words = words_of(text)
    assert [text[word.start : word.end].lower() for word in words][:3] == ["it\u2019s", "3.5", "gb"]
    cuts = {word.text: word.cut for word in words}
    assert cuts["it"] == cuts["then"] == cuts["split"] == SENTENCE
    assert (cuts["e"], cuts["on"], cuts["twice"]) == (CLAUSE, NONE, CLAUSE)


def test_a_line_that_an_editor_broke_goes_on():
    """A long line followed by more text is one sentence; short lines are notes."""
    long = "the cache keeps growing with every token of every live sequence and does\nnot shrink"
    assert [word.cut for word in words_of(long) if word.text == "not"] == [NONE]
    assert [word.cut for word in words_of("flash: tiles\npaged: blocks")][2] == SENTENCE

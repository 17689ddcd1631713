"""Typed answers: what is read, what is asked back, and what is said about it.

Expected amounts are written as arithmetic on the definitions (GB = 1e9, GiB = 2**30 bytes).
"""

# ruff: noqa: RUF001 - characters that look alike are what learners type

from __future__ import annotations

import pytest

from trainer.grading.answer import LARGEST, MAX_LENGTH, read_answer
from trainer.grading.numerals import MAX_POWER, QUOTE, UnclearError, read_numeral

GB, GIB, KIB = 10**9, 2**30, 2**10

READ = [
    # Sizes: units in any usual spelling
    ("140 GB", "GB", 140 * GB, "number and unit"),
    ("140gb", "GB", 140 * GB, "no space, lower case"),
    ("140e9 bytes", "GB", 140 * GB, "power of ten"),
    ("1.4E+11 bytes", "GB", 140 * GB, "power of ten with a sign"),
    ("130.4 GiB", "GB", 130.4 * GIB, "binary unit where a decimal one is asked"),
    ("2 gib", "GB", 2 * GIB, "binary unit in lower case"),
    ("13.476831232 GB", "GB", 13476831232, "exact, not 13476831231.999998"),
    ("140 gigabytes", "GB", 140 * GB, "unit as a word"),
    ("140 GByte", "GB", 140 * GB, "half a word"),
    ("2 Gibibytes", "GiB", 2 * GIB, "binary unit as a word"),
    ("140000 MB", "GB", 140 * GB, "smaller unit"),
    ("131072 B", "bytes", 131072, "B is bytes where a size is asked"),
    ("70B", "bytes", 70, "B is bytes where a size is asked, tight too"),
    ("70G", "GB", 70 * GB, "a letter alone is the decimal size"),
    ("512M", "GB", 512 * 10**6, "a letter alone is the decimal size"),
    ("140㎇", "GB", 140 * GB, "one character for two letters"),
    # Numbers: marks, scripts, words
    ("~140", "GB", 140 * GB, "the question's unit"),
    ("140", "GiB", 140 * GIB, "the question's unit"),
    ("= 140 GB", "GB", 140 * GB, "equals sign before it"),
    ("about 140 GB", "GB", 140 * GB, "a word before it"),
    ("approx. 140 GB.", "GB", 140 * GB, "full stops"),
    ("≈140 GB", "GB", 140 * GB, "almost equal to"),
    ("1,400", "tokens", 1400, "comma before three digits groups"),
    ("1,4 TB", "GB", 1400 * GB, "decimal comma; a units library read 14 TB"),
    ("1,40", "tokens/s", 1.4, "decimal comma before two digits"),
    ("0,125", "x", 0.125, "no group begins with 0"),
    ("1234,567", "x", 1234.567, "four digits before it: no group"),
    ("1,400,000", "tokens", 1400000, "two groups"),
    ("1.400.000", "tokens", 1400000, "two groups with points"),
    ("1.400,5", "x", 1400.5, "points group, comma decimal"),
    ("1,400.5", "x", 1400.5, "commas group, point decimal"),
    ("1 400 GB", "GB", 1400 * GB, "space groups"),
    ("1\u2009400 GB", "GB", 1400 * GB, "thin space"),
    ("1\u202f400\u00a0GB", "GB", 1400 * GB, "narrow and plain no-break space"),
    ("1'400 GB", "GB", 1400 * GB, "apostrophe groups"),
    ("1\u2019400 GB", "GB", 1400 * GB, "curly apostrophe"),
    ("1_400", "tokens", 1400, "underscore, as in Python"),
    ("1.234", "x", 1.234, "three decimals that do not end in 0"),
    ("0.500", "x", 0.5, "no group begins with 0"),
    ("1.000e9", "parameters", 10**9, "a mantissa is not grouped"),
    (".5 GB", "GB", GB // 2, "no digit before the point"),
    ("１４０ ＧＢ", "GB", 140 * GB, "full width"),
    ("١٤٠ GB", "GB", 140 * GB, "Arabic-Indic digits"),
    ("١٫٥", "x", 1.5, "Arabic decimal separator"),
    ("۱۴۰ GB", "GB", 140 * GB, "Persian digits"),
    ("1\u200b40 GB", "GB", 140 * GB, "zero-width space"),
    ("\u22125 GB", "GB", -5 * GB, "true minus"),
    ("two hundred GB", "GB", 200 * GB, "number words"),
    ("seventy billion", "parameters", 70 * 10**9, "number and scale words"),
    ("thirteen GB", "GB", 13 * 10**9, "every number word below twenty"),
    ("140 billion bytes", "GB", 140 * GB, "scale word before a unit"),
    ("a million tokens", "tokens", 10**6, "scale alone is one of it"),
    # Counts
    ("13bn params", "parameters", 13 * 10**9, "scale and short unit"),
    ("70B", "parameters", 70 * 10**9, "B is billions where things are counted"),
    ("7b", "parameters", 7 * 10**9, "lower case too"),
    ("7 B parameters", "parameters", 7 * 10**9, "B before a unit"),
    ("128K", "tokens", 128000, "K is a thousand"),
    ("128k tok", "tokens", 128000, "short unit"),
    ("4M tokens", "tokens", 4 * 10**6, "M is a million"),
    ("15T", "tokens", 15 * 10**12, "T is a trillion"),
    ("1 parameter", "parameters", 1, "singular"),
    ("8 gpus", "GPUs", 8, "any case"),
    ("12 users", "users", 12, "plain count"),
    ("2,048 blocks", "blocks", 2048, "grouped count"),
    ("14 parameters", "weights", 14, "weights are parameters"),
    ("-3", "", -3, "plain number"),
    # Compound units
    ("0.5MiB/token", "KiB/token", 512 * KIB, "larger unit"),
    ("128 KiB per token", "KiB/token", 128 * KIB, "per"),
    ("128 KiB / tok", "KiB/token", 128 * KIB, "spaces round the slash"),
    ("128 KiB", "KiB/token", 128 * KIB, "the question says per token"),
    ("131072 B", "KiB/token", 128 * KIB, "the question says per token"),
    ("128/token", "KiB/token", 128 * KIB, "the question says KiB"),
    ("40 tok/s", "tokens/s", 40, "short unit"),
    ("40 tokens per second", "tokens/s", 40, "words"),
    ("40/s", "tokens/s", 40, "the question says tokens"),
    ("2,400 tokens/min", "tokens/s", 40, "longer time"),
    ("4.5 bits", "bits/parameter", 4.5, "the question says per parameter"),
    ("4.5 bpw", "bits/parameter", 4.5, "bits per weight"),
    ("3.35 TB/s", "GB/s", 3350 * GB, "larger unit"),
    ("312 TFLOPS", "TFLOP/s", 312 * 10**12, "the question says per second"),
    # Time, shares, ratios
    ("1h30m", "s", 5400, "m is minutes behind hours"),
    ("1 h 30 min", "min", 5400, "spaced"),
    ("2 min 5.5 s", "s", 125.5, "fraction at the end"),
    ("30m", "s", 1800, "m is minutes where time is asked"),
    ("45 ms", "ms", 0.045, "seconds are the base"),
    ("250 µs", "ms", 0.00025, "micro sign"),
    ("2.5 hours", "s", 9000, "word"),
    ("15%", "%", 0.15, "a share is a fraction"),
    ("15 per cent", "%", 0.15, "two words"),
    ("15", "%", 0.15, "the question's unit"),
    ("half", "%", 0.5, "a share"),
    ("a quarter", "fraction", 0.25, "a share"),
    ("1/4", "%", 0.25, "a quotient up to one is a share, not a quarter of a percent"),
    ("3407872/8030261248", "%", 3407872 / 8030261248, "LoRA r=8 over Llama-3-8B"),
    ("100*1/4", "%", 0.25, "arithmetic is in the question's unit"),
    ("1.9x", "x", 1.9, "x behind the last number is a unit"),
    ("2 times", "x", 2, "times behind the last number too"),
    ("4x", "", 4, "a ratio is a plain number"),
    # Arithmetic
    ("2*70e9 bytes", "GB", 140 * GB, "product"),
    ("4 x 80 GB", "GB", 320 * GB, "x between numbers"),
    ("4x80GB", "GB", 320 * GB, "x without spaces"),
    ("2 times 70e9 bytes", "GB", 140 * GB, "times between numbers"),
    ("1.4×10^11", "bytes", 140 * GB, "multiplication sign"),
    ("1.4·10¹¹ bytes", "GB", 140 * GB, "raised digits"),
    ("10⁹", "parameters", 10**9, "raised digit"),
    ("10⁻³ s", "ms", 0.001, "raised minus"),
    ("2^30", "bytes", GIB, "power"),
    ("2**30 bytes", "GiB", GIB, "power as in Python"),
    ("1/4 GB", "GB", GB // 4, "a plain quotient shares the unit"),
    ("½ GB", "GB", GB // 2, "one character"),
    ("half a GB", "GB", GB // 2, "words"),
    ("70B * 2 bytes", "GB", 140 * GB, "B beside a size is billions"),
    ("2 bytes × 70B", "GB", 140 * GB, "on either side"),
    ("70B params * 2 bytes", "GB", 140 * GB, "a count of things times a size"),
    ("70B params * 2 bytes/param", "GB", 140 * GB, "params cancel"),
    ("4096 tokens * 128 KiB/token", "MiB", 512 * 2**20, "tokens cancel"),
    ("512 MiB / 4096 tokens", "KiB/token", 128 * KIB, "a size over a count"),
    ("4 GPUs * 80 GB", "GB", 320 * GB, "GPUs are counted"),
    ("320 GB / 80 GB", "GPUs", 4, "a ratio of sizes is a count"),
    ("16 GB / 80 GB", "%", 0.2, "a ratio of sizes is a share"),
    ("2 TB/s / 14 GB", "tokens/s", 2000 / 14, "decode bound"),
    ("15% of 80 GB", "GB", 12 * GB, "of multiplies"),
    ("28 GB / 50%", "GB", 56 * GB, "a share below"),
    ("0.9*80 GB - 14 GB", "GB", 58 * GB, "difference of sizes"),
    ("(80 - 14) GB", "GB", 66 * GB, "difference in parentheses"),
    ("100 + 40 GB", "GB", 140 * GB, "the unit is both numbers'"),
    ("1 GiB + 1 GB", "GB", GIB + GB, "units of one dimension"),
    ("2^31 - 1", "tokens", 2**31 - 1, "a power less one is no range"),
    ("2*32*8*128*2 bytes", "KiB/token", 128 * KIB, "KV cache of Llama-3-8B"),
]

RANGES = "range"
BOUND = "bound"
SEVERAL = "several numbers"
MISSING = "number is missing"
WORD = "cannot read the word"
SIGN = "cannot read"
OTHER = "the question asks"
MEANINGS = "more than one meaning"
SIZE = "this large or small"

ASKED = [
    ("130-140 GB", "GB", RANGES),
    ("130 - 140 GB", "GB", RANGES),
    ("130–140 GB", "GB", RANGES),
    ("130 GB-140 GB", "GB", RANGES),
    ("130 to 140", "GB", RANGES),
    ("130 or 140", "GB", RANGES),
    ("between 130 and 140 GB", "GB", RANGES),
    ("130±5 GB", "GB", RANGES),
    ("130..140", "GB", RANGES),
    ("130…140", "GB", RANGES),
    ("> 140", "GB", BOUND),
    ("<140 GB", "GB", BOUND),
    ("≥ 140", "GB", BOUND),
    ("at least 140", "GB", BOUND),
    ("up to 140 GB", "GB", BOUND),
    ("more than 140", "GB", BOUND),
    ("140+", "GB", BOUND),
    ("1.000 GB", "GB", "1.000 can be read as 1 or 1000"),
    ("13.480 GB", "GB", "13.480 can be read as 13.48 or 13480"),
    ("1,400e9", "parameters", "can be read as"),
    ("140 Gb", "GB", "bits or bytes"),
    ("140 Gib", "GiB", "bits or bytes"),
    ("100 Gb/s", "GB/s", "bits or bytes"),
    ("140 b", "GB", MEANINGS),
    ("4 B", "bits/parameter", MEANINGS),
    ("128K", "KiB/token", MEANINGS),
    ("70B * 2", "GB", MEANINGS),
    ("140 billion", "GB", "needs a unit"),
    ("140 tokens", "GB", OTHER),
    ("3 s", "bytes", OTHER),
    ("4x", "GB", OTHER),
    ("15%", "users", OTHER),
    ("128 KiB/token", "GB", OTHER),
    ("128 tokens", "KiB/token", OTHER),
    ("7 GB", "parameters", OTHER),
    ("4 bits", "bytes", OTHER),
    ("70B * 4 bits / 8", "GB", OTHER),
    ("320 GB / 80 GB", "GB", OTHER),
    ("1/(4 GB)", "GB", OTHER),
    ("12 GB", "", OTHER),
    ("", "GB", MISSING),
    ("   \t", "GB", MISSING),
    ("GB", "GB", MISSING),
    ("K", "tokens", MISSING),
    ("-", "GB", MISSING),
    ("2 *", "GB", MISSING),
    ("--5", "", MISSING),
    ("idk", "GB", WORD),
    ("nan", "x", WORD),
    ("inf", "x", WORD),
    ("140 GB of memory", "GB", WORD),
    ("140 GB/token/layer", "GB", WORD),
    ("two thirds", "%", WORD),
    ("8 32", "GB", SEVERAL),
    ("1½ h", "s", SEVERAL),
    ("1h30", "s", SEVERAL),
    ("45 ms 50 ms", "ms", SEVERAL),
    ("1h 20 GB", "s", SEVERAL),
    ("1,400 50", "GB", SEVERAL),
    ("2*70e9 = 140 GB", "GB", SIGN),
    ("140, 130", "GB", SIGN),
    ("1,2,3", "GB", SIGN),
    ("1:30", "s", SIGN),
    ("0x10", "x", SIGN),
    ("5 GB^2", "GB", SIGN),
    ("140 GB GiB", "GB", SIGN),
    ("2)", "x", SIGN),
    ("9**99999", "x", "power this large"),
    ("9**9**9", "x", 'cannot read "**" where it stands'),
    ("2^0.5", "x", "whole exponent"),
    ("(2 GB)^2", "GB", "power of a unit"),
    ("2^(1 GB)", "GB", "power of a unit"),
    ("0^-1", "x", "divides by zero"),
    ("1/0", "%", "divides by zero"),
    ("80 GB * 80 GB", "GB", "do not combine"),
    ("1 GB/s/(2 tokens)", "GB/s", "do not combine"),
    ("80 GB + 2 tokens", "GB", "cannot be added"),
    ("(2 * 3", "x", "parenthesis is open"),
    ("()", "x", MISSING),
    ("(" * 60 + "1" + ")" * 60, "x", "too many parentheses"),
    ("1e999999", "GB", SIZE),
    ("1e-999999", "GB", SIZE),
    ("1e350", "x", SIZE),
    ("1e-350", "x", SIZE),
    ("1e399 / 3", "x", SIZE),
    ("140 GB 🙂", "GB", SIGN),
    ("1\x000 GB", "GB", SIGN),
    ("\ud800", "GB", SIGN),
    ("9" * 10_000, "GB", "longer than"),
    ("(" * 10_000, "GB", "longer than"),
]


@pytest.mark.parametrize(("text", "unit", "value", "why"), READ)
def test_reads(text: str, unit: str, value: float, why: str) -> None:
    """A clear answer gives its amount in base units, an int where it is whole."""
    reading = read_answer(text, unit)
    assert value == reading.value, f"{why}: {reading.says}"
    assert isinstance(reading.value, int) == (value == int(value))


@pytest.mark.parametrize(("text", "unit", "why"), ASKED)
def test_asks_back(text: str, unit: str, why: str) -> None:
    """An unclear answer has no value; what is said names the reason."""
    reading = read_answer(text, unit)
    assert reading.value is None, reading.says
    assert reading.unit is None
    assert why in reading.says


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("140 GB", "GB", "140 GB = 1.40e11 B = 130.4 GiB"),
        ("140", "GB", "140 GB = 1.40e11 B = 130.4 GiB"),
        ("130.4 GiB", "GB", "130.4 GiB = 1.40e11 B = 140 GB"),
        ("2^30", "bytes", "1.074e9 bytes = 1.074 GB = 1 GiB"),
        ("12 bytes", "GB", "12 bytes"),
        ("128 KiB", "KiB/token", "128 KiB/token = 1.31e5 B/token = 131.1 kB/token"),
        ("1h30m", "s", "1.5 h = 5,400 s"),
        ("half", "%", "0.5 = 50%"),
        ("15%", "%", "15%"),
        ("13bn params", "parameters", "13,000,000,000 parameters"),
        ("3", "", "3"),
        ("130-140", "GB", '"130-140": a range is no answer; type one number.'),
    ],
)
def test_says(text: str, unit: str, says: str) -> None:
    """The echo shows the amount in the units that a slip would confuse."""
    assert says == read_answer(text, unit).says


@pytest.mark.parametrize(
    ("text", "asked", "unit"),
    [
        ("70", "GB", None),
        ("65 GiB", "GB", "GiB"),
        ("70B * 2 bytes", "GB", "bytes"),
        ("4096 tokens * 128 KiB/token", "MiB", "KiB"),
        ("128 KiB", "MiB/token", "KiB/token"),
        ("512 MiB / 4096 tokens", "KiB/token", "MiB/token"),
        ("70B", "bytes", "bytes"),
        ("70B", "parameters", None),
        ("1h30m", "s", "h"),
        ("1/4", "%", "fraction"),
    ],
)
def test_tells_the_typed_unit(text: str, asked: str, unit: str | None) -> None:
    """The unit is the typed one, completed by the question; None where none was typed."""
    assert unit == read_answer(text, asked).unit


def test_unknown_unit_of_a_question_is_a_slip_of_the_program() -> None:
    """Only the text is a learner's; a wrong unit of the question raises."""
    with pytest.raises(ValueError, match="unknown unit"):
        read_answer("1", "furlongs")


def test_limits_are_where_they_are_said_to_be() -> None:
    """The longest text and the largest value are read, one more is asked back."""
    assert read_answer("1".rjust(MAX_LENGTH), "").value == 1
    assert read_answer("1".rjust(MAX_LENGTH + 1), "").value is None
    assert read_answer("1e300", "").value == LARGEST
    assert read_answer("1e300 + 1e290", "").value is None


@pytest.mark.parametrize("numeral", [f"1e{MAX_POWER + 1}", f"1e-{MAX_POWER + 1}", "1.5e500"])
def test_a_vast_exponent_is_refused_before_it_is_worked_out(numeral: str) -> None:
    """A power of ten is worked out exactly, so a billion of digits would fill the memory."""
    assert read_numeral(f"1e{MAX_POWER}") == 10**MAX_POWER
    with pytest.raises(UnclearError, match="check the exponent"):
        read_numeral(numeral)


def test_quotes_are_short_and_printable() -> None:
    """A terminal gets no control characters, and no flood, from what it is asked to show."""
    says = read_answer("\x1b[31m\u202e\n" + "x" * 5000, "GB").says
    assert says.isprintable()
    assert len(says) < QUOTE + 80

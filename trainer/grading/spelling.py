"""What a typed word means: a unit in any usual spelling, a scale, a number, a bound."""

from __future__ import annotations

import re
from functools import lru_cache

from trainer.grading.numerals import UnclearError
from trainer.units import COUNTED, unit

_SPELLINGS = {
    "bytes": "byte bytes",
    "kB": "kb kbyte kbytes kilobyte kilobytes", "KiB": "kib kibibyte kibibytes",
    "MB": "mb mbyte mbytes megabyte megabytes meg megs", "MiB": "mib mebibyte mebibytes",
    "GB": "gb gbyte gbytes gigabyte gigabytes gig gigs", "GiB": "gib gibibyte gibibytes",
    "TB": "tb tbyte tbytes terabyte terabytes", "TiB": "tib tebibyte tebibytes",
    "bits": "bit bits",
    "s": "s sec secs second seconds", "min": "min mins minute minutes", "h": "h hr hrs hour hours",
    "ms": "ms msec millisecond milliseconds", "us": "us usec microsecond microseconds",
    "FLOPs": "flop flops", "GFLOP": "gflop gflops", "TFLOP": "tflop tflops",
    "%": "% percent pct", "fraction": "fraction", "x": "x times fold",
    **{noun: f"{noun} {noun.removesuffix('s')}".lower() for noun in COUNTED},
}  # fmt: skip
UNITS: dict[str, str] = {
    spelling: symbol for symbol, spellings in _SPELLINGS.items() for spelling in spellings.split()
}
UNITS |= {
    "param": "parameters", "params": "parameters", "tok": "tokens", "toks": "tokens",
    "seq": "sequences", "seqs": "sequences", "req": "requests", "reqs": "requests",
    "bpw": "bits/parameter", "tps": "tokens/s",
}  # fmt: skip

# A letter that is a scale where things are counted and a unit, or half of one, where a size is.
LETTERS: dict[str, int] = {
    "K": 10**3, "k": 10**3, "M": 10**6, "m": 10**6, "G": 10**9, "g": 10**9,
    "T": 10**12, "B": 10**9, "b": 10**9,
}  # fmt: skip

SCALES: dict[str, int] = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "millions": 10**6, "mn": 10**6,
    "mln": 10**6, "mio": 10**6, "billion": 10**9, "billions": 10**9, "bn": 10**9, "bln": 10**9,
    "trillion": 10**12, "trillions": 10**12, "tn": 10**12,
}  # fmt: skip

NUMBERS: dict[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip

FRACTIONS: dict[str, int] = {"half": 2, "third": 3, "quarter": 4}  # one over this

BOUNDS = frozenset({
    "at", "least", "most", "more", "less", "fewer", "than", "over", "under", "above", "below",
    "up", "max", "maximum", "minimum", "plus",
})  # fmt: skip
RANGES = frozenset({"to", "between", "or", "and", "through"})

_BITS_OR_BYTES = re.compile("[KMGT]i?b")
_BELOW = re.compile(r"\s*/\s*|\s*\bper\s+(?!cent)")


@lru_cache(maxsize=1024)
def spelled_unit(word: str) -> str | None:
    """The symbol in `trainer.units` of a typed unit, `tok/s` or `GiB per token`; else None.

    A unit that begins with its slash (`/s`) keeps it.

    Raises:
        UnclearError: If the word can mean bits or bytes.
    """
    above, *below = [_spelled(part) for part in _BELOW.split(word)]
    if not below:
        return above
    if len(below) > 1 or below[0] is None or above is None:
        return None
    return over(above, below[0])


def _spelled(word: str) -> str | None:
    """The symbol of a unit without a slash; an empty word keeps its place."""
    if _BITS_OR_BYTES.fullmatch(word):
        raise UnclearError(f"{word} may be bits or bytes; type {word[:-1]}B for bytes.")
    if word == "B":
        return "bytes"
    return UNITS.get(word.lower().replace(" ", "")) if word else ""


def over(above: str, below: str) -> str:
    """The symbol of one unit per another, `KiB/token`; without a second, the first."""
    if not below:
        return above
    return f"{above}/{below.removesuffix('s') if below in COUNTED else below}"


def measures(symbol: str) -> str:
    """What a unit measures; weights and parameters are the same thing."""
    return unit(symbol).dimension.replace("weights", "parameters")

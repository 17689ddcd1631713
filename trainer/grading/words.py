"""Free text as words that can be compared, each with its place in the text.

Numbers are compared by value (`70B`, `70 billion`, `7e10`), formats and factors by meaning
(`4 bit`, `int4`; `x4`, `four times`), words by `trainer.grading.stems`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from trainer.grading.lexicon import FORMATS, NUMBERS, PHRASES, SCALES, UNITS, word_set
from trainer.grading.stems import keys_of, stem

NONE, CLAUSE, SENTENCE = range(3)  # how much a word is cut off from the word before it

FUNCTION = word_set(
    "a an the is are was were be been being am it its this that these those of to in on at for by "
    "with from and or as into onto than then also so very really just about roughly around approx "
    "there here any i you we they he she my your our their me us them do does did done has have "
    "had will would can could should may might must but if which who what where when how why "
    "because since while = /"
)

_TOKEN = re.compile(
    r"""
    (?P<part>\bw/o\b|\bw/)
    |(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)
        (?P<power>\ ?(?:\^|\*\*)\ ?-?\d+)? (?P<suffix>[a-z%]*)
    |(?P<word>(?:(?:de|re|pre|non|un)-)?(?:[a-z]+\d[a-z0-9]*|[a-z]+(?:'[a-z]+)*))
    |(?P<stop>[.!?]+(?=[\s)"']|$))
    |(?P<line>\n\s*)
    |(?P<cut>[,;:()\[\]]|[-=]+>|\ -+\ |[\u2013\u2014\u2192])
    |(?P<sign>[*%=/])
    """,
    re.VERBOSE,
)
_PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00d7": "*", "\u2011": "-", "\u00a0": " ",
                        "\u202f": " ", "\u2212": "-", "\t": " ", "\r": " ", "\u21d2": "\u2192",
                        "\u201c": '"', "\u201d": '"', "\u2026": "."})  # fmt: skip
_SIGNS = {"*": "times", "x": "times", "%": "percent", "=": "=", "/": "/"}
_SHORT = ("e.g.", "i.e.", "vs.", "etc.", "approx.", "ca.", "cf.", "no.")
_BULLET = re.compile(r"[-*\u2022]|\d+[.)]\s")
_WRAPPED = 50  # characters of a line that may have been broken by an editor
_WIDTHS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64)


@dataclass(slots=True)
class Word:
    """A word of a text.

    Attributes:
        text: As typed, in lower case.
        start: Where it begins in the text.
        end: Where it ends.
        keys: What it is found by, the most exact first.
        cut: How much it is cut off from the word before it, `NONE` to `SENTENCE`.
        value: Its value if it is a number.
        stem: The word without its ending.
    """

    text: str
    start: int
    end: int
    keys: tuple[str, ...]
    cut: int = NONE
    value: float | None = None
    stem: str = ""


def words_of(text: str) -> list[Word]:
    """The words of a text in order; any text has some, or none."""
    return list(_joined(_measured(_raw(_plain(text)))))


def sentences(words: Sequence[Word]) -> Iterator[range]:
    """The places of the words of each sentence."""
    starts = [at for at, word in enumerate(words) if not at or word.cut >= SENTENCE]
    ends = [*starts[1:], len(words)]
    yield from map(range, starts, ends)


def _plain(text: str) -> str:
    """The text in lower case and plain marks, character for character."""
    flat = text.translate(_PLAIN)
    low = flat.lower()
    if len(low) != len(flat):  # a capital that has no single small letter
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in flat)
    return low


def _raw(text: str) -> list[Word]:
    """Words and numbers as they stand, and how they are cut off from each other."""
    words: list[Word] = []
    cut = SENTENCE
    line = 0  # where the current line begins
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "line":
            cut = max(cut, _line_cut(text, line, match))
            line = match.end()
        elif kind == "stop":
            cut = max(cut, SENTENCE if _ends(text, match) else NONE)
        elif kind == "cut":
            cut = max(cut, CLAUSE)
        else:
            words += _numbers(match, cut) if match["number"] else [_word(match, cut)]
            cut = NONE
    return words


def _line_cut(text: str, line: int, match: re.Match[str]) -> int:
    """A new line ends a sentence, unless an editor broke a long one."""
    rest = text[match.end() : match.end() + 4]
    if match[0].count("\n") > 1 or _BULLET.match(rest):
        return SENTENCE
    long = match.start() - line >= _WRAPPED
    return NONE if long else SENTENCE


def _ends(text: str, match: re.Match[str]) -> bool:
    return match[0] != "." or not text[: match.end()].endswith(_SHORT)


def _word(match: re.Match[str], cut: int) -> Word:
    text = match[0]
    start, end = match.span()
    if text in _SIGNS:
        return Word(text, start, end, (_SIGNS[text],), cut, None, text)
    if match["part"]:
        text = "without" if text == "w/o" else "with"
    plain = text.replace("-", "").removesuffix("'s")
    if factor := re.fullmatch(r"x(\d+)", plain):
        return Word(plain, start, end, (f"{factor[1]}x", factor[1]), cut, float(factor[1]))
    keys = keys_of(plain)
    value = float(NUMBERS[plain]) if plain in NUMBERS else None
    return Word(plain, start, end, keys, cut, value, stem(plain))


def _numbers(match: re.Match[str], cut: int) -> list[Word]:
    """A number, and the unit that is written to it as a word of its own."""
    start, end = match.span("number")
    value = float(match["number"].replace(",", ""))
    suffix = match["suffix"]
    if match["power"]:
        end = match.end("power")
        value = _power(value, float(match["power"].lstrip(" ^*")))
    after = match.string[match.end() : match.end() + 5].lstrip(" ")
    if suffix == "b" and value <= 64 and after.startswith(("/", "per")):
        suffix = "bytes"  # 4B/param
    tail = [Word(suffix, match.start("suffix"), match.end(), (UNITS[suffix],))] if (
        suffix in UNITS
    ) else []  # fmt: skip
    if suffix == "x":
        return [Word(match[0], start, match.end(), (f"{value:g}x", f"{value:g}"), cut, value)]
    if suffix in SCALES:
        value, end = value * SCALES[suffix], match.end()
    elif suffix and not tail and suffix not in ("th", "st", "nd", "rd", "s"):
        return [Word(match[0], start, match.end(), (match[0],), cut)]
    digits = match["number"]
    return [Word(digits, start, end, (f"{value:.10g}",), cut, value, digits), *tail]


def _power(base: float, exponent: float) -> float:
    try:
        return base**exponent if abs(exponent) < 400 else 0.0
    except (OverflowError, ZeroDivisionError):
        return 0.0


def _measured(words: list[Word]) -> list[Word]:
    """Numbers one with what follows them: `70 billion`, `16 bit`, `eight times`, `1/8`."""
    done: list[Word] = []
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else None
        if not (done and word.cut == NONE and _absorbs(done[-1], word, following)):
            done.append(word)
    for at, word in enumerate(done):
        _as_factor(done, at, word)
    return done


def _absorbs(number: Word, word: Word, following: Word | None) -> bool:
    """Whether a word belongs to the number before it, which then is found by both."""
    if number.value is None:
        return False
    counted = following is not None and following.value is not None  # 2 times 32 is a product
    if word.text in SCALES and len(word.text) > 1:
        number.value *= SCALES[word.text]
        number.keys = (f"{number.value:.10g}",)
    elif word.keys[0] == "bit" and number.value in _WIDTHS:
        width = f"{number.value:g}bit"
        number.keys = (*FORMATS.get(width, (width,)), *number.keys, "bit")
    elif word.text in ("times", "x", "fold") and not counted:
        number.keys = (f"{number.value:g}x", *number.keys, "times")
    else:
        return False
    number.end = word.end
    return True


def _as_factor(words: list[Word], at: int, word: Word) -> None:
    """`1/8` as a part, `factor of 8` as a factor."""
    if word.value is None or at < 2:
        return
    if words[at - 1].text == "/" and words[at - 2].value == 1:
        words[at - 2].keys = (f"1/{word.value:g}", *words[at - 2].keys)
    elif "factor" in (words[at - 1].text, words[at - 2].text):
        word.keys = (*word.keys, f"{word.value:g}x")


def _joined(words: list[Word]) -> Iterator[Word]:
    """The words, those of a known phrase as one."""
    at = 0
    while at < len(words):
        word = words[at]
        length, name = _phrase(words, at)
        if not length:
            if word.text == "kv" and not _is_head(words, at + 1):
                word.keys = (*keys_of("cache"), "kv")
            yield word
            at += 1
            continue
        end = words[at + length - 1].end
        for part in name.split():
            yield Word(part, word.start, end, keys_of(part), word.cut, None, stem(part))
            word.cut = NONE
        at += length


def _is_head(words: list[Word], at: int) -> bool:
    return at < len(words) and words[at].stem == "head"


def _phrase(words: list[Word], at: int) -> tuple[int, str]:
    """How many words from here are a known phrase, and its name; 0 if they are none."""
    for stems, name in _phrases().get(words[at].stem, ()):
        end = at + len(stems)
        if end <= len(words) and all(
            words[at + n].stem == stems[n] and (not n or words[at + n].cut == NONE)
            for n in range(len(stems))
        ):
            return len(stems), name
    return 0, ""


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The known phrases by the stem of their first word, the longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase in sorted(PHRASES, key=len, reverse=True):
        stems = tuple(stem(word) for word in phrase.split())
        table.setdefault(stems[0], []).append((stems, PHRASES[phrase]))
    return table

"""Words that English has, so that none of them is taken for a typo of another.

`english.words.z` holds those of seven letters and more from SCOWL 2020.12.07: words and names of
its lists up to size 60, in American and British spelling. `python -m tests.pack_english` makes it,
and `english.LICENSE.txt` says whose the lists are and that anyone may pass them on. It is read as
the program's own code is, and only once a word looks like a typo.
"""

from __future__ import annotations

import pkgutil
import zlib
from bisect import bisect_left
from functools import cache

from trainer.grading.lexicon import word_set

# Words of the field that no dictionary has, and that are near to others of the field.
FIELD = word_set(
    """
    latents preemptions quantile quantiles quantisation quantised quantiser quantisers quantises
    quantising quantized quantizer quantizers quantizes quantizing readonly sharded sharding
    significand significands tokenizer tokenizers
    """
)


def is_english(word: str) -> bool:
    """Whether English or the field has this word, in lower case and of seven letters or more."""
    words = _words()
    at = bisect_left(words, word)
    return word in FIELD or (at < len(words) and words[at] == word)


@cache
def _words() -> list[str]:
    """The 68,352 words in order; unpacked in 10 ms, at the first word that looks like a typo."""
    packed = pkgutil.get_data(__package__, "english.words.z") or b""
    return zlib.decompress(packed).decode("ascii").split()

"""What of something said in an interview is judged at all: no lists, no echoes, no pasted books.

Here an utterance counts or does not, held against all that the interviewer says; in a card's answer
`grading.guards` masks the words that say nothing and lets the rest count.
"""

from __future__ import annotations

import re
from itertools import islice

from trainer.grading.guards import RUN

PACE = 200  # words a minute; people in the US speak about 150 (Nat. Center for Voice and Speech)
SHORTEST = 2  # minutes that are granted at least, for a short line
ITEMS = 3  # what a list has at least
SPOKEN = 0.15  # share of little words below which it is a list; a test finds 0.36 in prose
_LITTLE = """
a about all also an and any are as at be because been before but by can could do does don t for
from had has have how i if in into is isn it its just ll may might more most must my no not of on
only or our per s so some than that the their them then there these they this those to was we were
what when where which while who why will with would you your re ve d m
"""
LITTLE = frozenset(_LITTLE.split())

Notes = dict[str, str]


def fair(text: str, script: str, minutes: float) -> tuple[str, Notes]:
    """What of a text is judged, and why not all of it.

    More words than anyone says in that time are cut off; of twice as many, of a bare list of
    keywords and of the interviewer's own words nothing counts.

    Args:
        text: What was said.
        script: Everything that the interviewer may say in this scenario.
        minutes: How long the candidate had.
    """
    words, most = len(text.split()), int(PACE * max(minutes, SHORTEST))
    if words > 2 * most:
        what = f"{words:,} words are no answer of {max(minutes, SHORTEST):g} minutes"
        return "", {"pasted": f"{what}: they were pasted, and nothing of them counts."}
    if is_list(text):
        return "", {"stuffed": "A list of keywords is no answer: nothing of it counts."}
    if is_echo(text, script):
        return "", {"copied": "The interviewer's own words are no answer: nothing of them counts."}
    if words > most:
        *_, last = islice(re.finditer(r"\S+", text), most)
        note = f"Only the first {most:,} of {words:,} words were judged."
        return text[: last.end()], {"cut": note}
    return text, {}


def is_list(text: str) -> bool:
    """Whether a text only lists: three items or more, and hardly a word that makes a sentence."""
    items = [item for item in re.split(r"[,;\n]", text) if re.search(r"[A-Za-z]{2}", item)]
    words = _words(text)
    said = sum(word in LITTLE for word in words)
    return len(items) >= ITEMS and said < SPOKEN * len(words)


def is_echo(text: str, script: str) -> bool:
    """Whether more than half of a text are runs of words that the interviewer says."""
    words, asked = _words(text), _words(script)
    runs = set(_runs(asked))
    echoed: set[int] = set()
    for start, run in enumerate(_runs(words)):
        if run in runs:
            echoed.update(range(start, start + RUN))
    return 2 * len(echoed) > len(words)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]

"""Text to measure and calibrate on, from the Python that runs this.

Topics of `pydoc` (the language reference) for perplexity and calibration: what they say was kept
out of training. The sources of some standard modules are another domain; their code was not
trained on, but a docstring may say what a page of the documentation said. Both vary a little with
the version of Python.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from trainer.errors import TrainerError
from trainer.labs.algorithms.checks import Array

CALIBRATION_EVERY = 4  # of the topics, by name, one in four is for calibration
MODULES = (
    *("argparse", "ast", "calendar", "cmd", "configparser", "csv", "dataclasses", "difflib"),
    *("enum", "fractions", "heapq", "inspect", "pathlib", "shutil", "statistics", "textwrap"),
)


def evaluation_text() -> str:
    """The topics to measure perplexity on, about 350,000 characters.

    Raises:
        TrainerError: If this Python came without them.
    """
    return "\n\n".join(text for index, text in enumerate(_topics()) if index % CALIBRATION_EVERY)


def calibration_text() -> str:
    """The topics for GPTQ, AWQ and the like, about 120,000 characters; errors as above."""
    return "\n\n".join(_topics()[::CALIBRATION_EVERY])


def source_text() -> str:
    """Python source of some standard modules, one after another: another domain to adapt to.

    Raises:
        TrainerError: If this Python came without its sources.
    """
    texts = [text for name in MODULES if (text := _source(name))]
    if not texts:
        raise TrainerError("this Python has no library sources; use one that has, of python.org")
    return "\n\n".join(texts)


def windows(tokens: Array, count: int, length: int, seed: int) -> Array:
    """Some windows of a text that do not overlap, in the text's order: (count, length + 1), int64.

    The last token of each is only predicted. The seed chooses which windows.

    Raises:
        ValueError: If the text is too short for so many.
    """
    room = (len(tokens) - 1) // length
    if not 1 <= count <= room:
        raise ValueError(f"the text has room for {room} windows of {length}, not {count}")
    chosen = np.sort(np.random.default_rng(seed).permutation(room)[:count])
    places = chosen[:, None] * length + np.arange(length + 1)  # (count, length + 1)
    cut: Array = tokens[places].astype(np.int64)
    return cut


def _topics() -> list[str]:
    try:
        from pydoc_data.topics import topics
    except ImportError:
        raise TrainerError(
            "this Python has no pydoc topics, which labs measure on; "
            "install its full standard library"
        ) from None
    return [text for _, text in sorted(topics.items())]


def _source(name: str) -> str | None:
    spec = find_spec(name)
    loader = spec.loader if spec else None
    read = getattr(loader, "get_source", None)
    return read(name) if read else None

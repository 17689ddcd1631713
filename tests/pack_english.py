"""Packs SCOWL's word lists for `trainer.grading.english`: `python -m tests.pack_english FOLDER`.

FOLDER holds the lists, as Debian's package scowl puts them into `/usr/share/dict/scowl`. The same
lists give the same file.
"""

from __future__ import annotations

import re
import sys
import zlib
from itertools import product
from pathlib import Path

from tests.conftest import ROOT
from trainer.grading.typos import SHORTEST

PACKED = ROOT / "trainer" / "grading" / "english.words.z"
SPELLINGS = ("english", "american", "british", "british_z")
KINDS = ("words", "upper", "proper-names")
SIZES = (10, 20, 35, 40, 50, 55, 60)


def pack(folder: Path) -> bytes:
    """The plain words of the lists that can be told from a typo, compressed."""
    lists = (folder / f"{s}-{kind}.{size}" for s, kind, size in product(SPELLINGS, KINDS, SIZES))
    found = {
        word
        for path in lists
        if path.exists()  # not each spelling has words of its own in each size
        for word in path.read_text(encoding="latin-1").lower().split()
        if re.fullmatch(f"[a-z]{{{SHORTEST},}}", word)
    }
    return zlib.compress("\n".join(sorted(found)).encode("ascii"), 9)


if __name__ == "__main__":
    PACKED.write_bytes(pack(Path(sys.argv[1])))

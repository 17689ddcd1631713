"""Pins drawn questions: `python -m tests.pin_questions FILE FAMILY...` adds families to a file.

What is pinned already is never written again, since a stored seed must give the same question
for ever.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from tests.world import ask
from trainer.questions.question import Question

SEEDS = range(5)


def pin(question: Question) -> list[str]:
    """What is kept of a question: its value and a digest of its prompt."""
    return [str(question.value), hashlib.sha256(question.prompt.encode()).hexdigest()[:16]]


def main(path: Path, *families: str) -> None:
    """Add these families to the file."""
    pinned = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for family in families:
        pinned.setdefault(family, [pin(ask(family, seed)) for seed in SEEDS])
    rows = (f"{json.dumps(name)}: {json.dumps(pinned[name])}" for name in sorted(pinned))
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])

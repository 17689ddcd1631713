"""An interview as Markdown for a mentor, and the mentor's scores read back from that file."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from trainer.cards.scenario import DIMENSIONS
from trainer.errors import TrainerError
from trainer.history.interview import Record

FORM = "## Mentor"
NAMED = re.compile(r"^<!-- trainer interview (\S+) -->$", re.MULTILINE)
ROW = re.compile(r"^\|([^|\n]*)\|([^|\n]*)\|([^\n]*?)\|?\s*$", re.MULTILINE)
LONGEST_REMARK = 500  # characters


def to_markdown(record: Record, lines: Iterable[str]) -> str:
    """The file for a mentor: what was said and scored, quoted, and a form to fill in.

    Args:
        record: The interview.
        lines: Transcript and debrief as the terminal shows them, one line each.
    """
    return "\n".join((*_head(record), *(_quoted(line) for line in lines), *_form(), ""))


def _head(record: Record) -> Iterator[str]:
    yield f"<!-- trainer interview {record.sitting} -->"
    yield ""
    yield f"# Interview {record.number}: {html.escape(str(record.begun['title']), quote=False)}"
    yield ""
    yield (
        "Please score the candidate in the form at the end, 1 to 4 for each dimension, and say why"
        " where you like. Nothing above the form is read back."
    )
    yield ""


def _quoted(line: str) -> str:
    """A line that stays text in Markdown, whatever was said."""
    flat = re.sub(r"([\\`*_\[\]#|])", r"\\\1", html.escape(line.strip(), quote=False))
    return f"> {flat}  " if flat else ">"


def _form() -> Iterator[str]:
    yield ""
    yield FORM
    yield ""
    yield "| dimension | 1 to 4 | why |"
    yield "|---|---|---|"
    for name in DIMENSIONS:
        yield f"| {name} |  |  |"


def read_scores(text: str, record: Record) -> tuple[dict[str, int], dict[str, str]]:
    """The mentor's scores and remarks by dimension, from a file written for this interview.

    Raises:
        TrainerError: If it is of another interview, or a score is none.
    """
    named = NAMED.search(text)
    if named is None or named[1] != record.sitting:
        raise TrainerError(f"this file is not of interview {record.number}; export that one anew")
    form = text.rpartition(f"\n{FORM}")[2]
    scores, remarks = {}, {}
    for row in ROW.finditer(form):
        name, given, why = (cell.strip() for cell in row.groups())
        if name not in DIMENSIONS:
            continue
        if why:
            remarks[name] = why[:LONGEST_REMARK]
        if not given:
            continue
        if given not in set("1234"):
            raise TrainerError(f"{name} has the score {given[:20]!r}; give 1, 2, 3 or 4")
        scores[name] = int(given)
    if not scores:
        raise TrainerError("the form at the end holds no score; fill it in, 1 to 4")
    return scores, remarks

"""CSV as it comes from elsewhere: a header, then lines, whose fields may be long."""

from __future__ import annotations

import csv
import io
from typing import Any, Protocol

LARGEST_FIELD = 2**24  # characters of a typed answer; csv's own limit is 131,072

csv.field_size_limit(LARGEST_FIELD)


class Lines(Protocol):
    """A reader of csv, which counts its lines."""

    line_num: int


def table(text: str, **how: Any) -> csv.DictReader[str]:
    """The lines of a CSV text, by the columns of its header; `csv.Error` may come from both."""
    return csv.DictReader(io.StringIO(text, newline=""), restkey="", **how)


def header_of(text: str) -> list[str]:
    """The columns that the first line of a text names; none where it is no CSV."""
    try:
        return list(table(text).fieldnames or ())
    except csv.Error:
        return []


def flaw(lines: Lines, error: csv.Error) -> tuple[int, str]:
    """The line at which a reader gave up, and what is wrong with it."""
    return lines.line_num, f"the line is no CSV ({error})"

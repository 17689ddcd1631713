"""A log as a file: JSON Lines, a row a line, or CSV with a header; either reads back exactly."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from trainer.exchange.plain import COLUMNS, Faulty, row_from, row_values
from trainer.exchange.table import flaw, table
from trainer.history.record import Review

Numbered = tuple[list[Review], list[tuple[int, str]]]  # rows, and problems by line from 1


def to_json_lines(rows: Iterable[Review]) -> Iterator[str]:
    """Each row as a line of JSON with its end."""
    for row in rows:
        yield json.dumps(row_values(row), ensure_ascii=False) + "\n"


def from_json_lines(text: str) -> Numbered:
    """The rows of a text of JSON Lines, and what is wrong with which line."""
    rows: list[Review] = []
    problems: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            if not isinstance(values, dict):
                raise Faulty("the line is no JSON object")
            rows.append(row_from(values))
        except (ValueError, RecursionError):
            problems.append((number, "the line is no JSON"))
        except Faulty as error:
            problems.append((number, error.what))
    return rows, problems


def to_csv(rows: Iterable[Review]) -> Iterator[str]:
    """The header, then each row, as lines of CSV with their ends; None is an empty field."""
    yield _csv_line(COLUMNS)
    for row in rows:
        yield _csv_line(row_values(row).values())


def from_csv(text: str) -> Numbered:
    """The rows of a CSV text, and what is wrong with which line."""
    rows: list[Review] = []
    problems: list[tuple[int, str]] = []
    reader = table(text)
    try:
        lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if lacking:
            return [], [(1, f"the header lacks {', '.join(lacking)}")]
        for values in reader:
            try:
                rows.append(row_from(values))
            except Faulty as error:
                problems.append((reader.line_num, error.what))
    except csv.Error as error:
        problems.append(flaw(reader.reader, error))
    return rows, problems


def _csv_line(values: Iterable[object]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(values)  # so that a lone \r is quoted too
    return line.getvalue()

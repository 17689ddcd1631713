"""Showing a result: one JSON document with `--json`, else lines of text."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

ROOM = 24  # columns in which the last cell of a row can be read below itself
json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document."
)


def print_json(document: Any) -> None:
    """Print a document as JSON on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def write_page(path: Path, page: str) -> None:
    """Write a page, in the place of one that is there; `-` is stdout.

    Raises:
        TrainerError: If the file cannot be written.
    """
    from trainer.cli.wiring import tell
    from trainer.files.writing import write_new

    if str(path) == "-":
        click.echo(page, nl=False)
        return
    write_new(path, page, force=True)
    tell(f"{path} written")


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows in aligned columns; a terminal too narrow for a row goes on below, at a word."""
    from shutil import get_terminal_size
    from textwrap import fill

    table = [header, *([_cell(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(header))]
    last = sum(widths[:-1]) + 2 * len(widths[:-1])
    columns = get_terminal_size().columns if sys.stdout.isatty() else 0
    indent = " " * (last if columns - last >= ROOM else 4)
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        line = "  ".join(cells).rstrip()
        if 0 < columns < len(line):
            line = fill(line, columns, subsequent_indent=indent, break_on_hyphens=False)
        click.echo(line)


def _cell(value: object) -> str:
    from trainer.cards.clean import clean  # cards' text is foreign text

    return "-" if value is None else clean(str(value))

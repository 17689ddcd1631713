"""`trainer read`: the explainer, a section or a chapter at a time."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from trainer.cli import complete
from trainer.cli.names import close_to
from trainer.cli.show import json_option, print_json, print_table
from trainer.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from trainer.cards.explainer import Chapter, Explainer, Section


@click.command()
@click.argument("section", required=False, shell_complete=complete.sections)
@click.option("--search", metavar="WORDS", help="List the sections that mention all these words.")
@json_option
def command(section: str | None, search: str | None, as_json: bool) -> None:
    """Read the explainer, section by section.

    Without SECTION it lists them. `2.3` shows a section and `2` a chapter, in a pager where
    stdout is a terminal, and marks what it shows as read.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import SystemClock, explainer, open_store

    if search is not None and (section is not None or not search.strip()):
        raise UsageError('name a section, or search for words: --search "int8 outlier"')
    book, settings = explainer(), load()
    if section is None:
        read = {reading.section: reading.at for reading in open_store(settings).readings()}
        _list(book, search, read, as_json=as_json)
        return
    part = _find(book, section)
    _show(part, as_json=as_json)
    log = open_store(settings)
    for each in part.sections:
        log.add_reading(each.number, SystemClock(settings.now).now())


def _list(
    book: Explainer, search: str | None, read: Mapping[str, datetime], *, as_json: bool
) -> None:
    found = [each for each in book.sections.values() if search is None or each.mention(search)]
    if as_json:
        print_json([_document(section, read.get(section.number)) for section in found])
    elif search is None:
        print_table(("section", "read (UTC)", "title"), _contents(book, read))
    elif found:
        rows = [(s.number, _day(s, read), s.title, s.mention(search)) for s in found]
        print_table(("section", "read (UTC)", "title", "mention"), rows)
    else:
        from trainer.cli.wiring import tell

        tell(f"no section mentions {search!r}; `trainer read` lists them all")


def _document(section: Section, read: datetime | None) -> dict[str, Any]:
    return {
        "section": section.number,
        "title": section.title,
        "words": section.words,
        "read": read.isoformat() if read else None,
    }


def _contents(book: Explainer, read: Mapping[str, datetime]) -> list[tuple[str, str, str]]:
    rows = []
    for chapter in book.chapters:
        rows.append((chapter.number, "", chapter.title))
        rows += [(each.number, _day(each, read), each.title) for each in chapter.sections]
    return rows


def _day(section: Section, read: Mapping[str, datetime]) -> str:
    return f"{read[section.number]:%Y-%m-%d}" if section.number in read else "-"


def _find(book: Explainer, number: str) -> Chapter | Section:
    part = book.find(number)
    if part is None:
        named = {name: each for each in book.sections.values() for name in _names(each)}
        near = dict.fromkeys(named[name] for name in close_to(number, named))
        known = ", ".join(f"{each.number} {each.title}" for each in near)
        closest = f"closest: {known}; " if near else ""
        raise UsageError(f"no section {number!r}; {closest}`trainer read` lists them")
    return part


def _names(section: Section) -> tuple[str, str]:
    return section.number, section.title.lower()


def _show(part: Chapter | Section, *, as_json: bool) -> None:
    if as_json:
        numbers = [each.number for each in part.sections]
        text = {"section": part.number, "title": part.title, "text": part.markdown}
        print_json({**text, "sections": numbers})
        return
    from trainer.screens.page import page
    from trainer.screens.paint import console

    screen = console()
    # None lets click tell less to show colours; True would send them to a pager that prints ESC.
    color = None if sys.stdout.isatty() else screen.is_terminal
    click.echo_via_pager(page(part.markdown, screen), color=color)

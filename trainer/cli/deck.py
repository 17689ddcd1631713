"""`trainer deck`: the decks there are, their cards, what is wrong with one, drafts from notes."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trainer.cards.marks import unmarked
from trainer.cli import complete
from trainer.cli.progress import working
from trainer.cli.show import json_option, print_json, print_table
from trainer.errors import DeckError

if TYPE_CHECKING:
    from trainer.cards.card import Card, Problem


@click.group()
def command() -> None:
    """List, show, check and import decks."""


@command.command("list")
@json_option
def list_decks(as_json: bool) -> None:
    """List the decks that a review takes, own ones first."""
    from trainer.cli.settings import load
    from trainer.cli.wiring import read_decks

    decks = read_decks(load())
    if as_json:
        print_json(
            [
                {"deck": d.name, "title": d.title, "cards": len(d.cards), "path": d.path}
                for d in decks
            ]
        )
        return
    print_table(
        ("deck", "cards", "title", "path"), [(d.name, len(d.cards), d.title, d.path) for d in decks]
    )


@command.command("cards")
@complete.deck_option
@json_option
def list_cards(deck: str | None, as_json: bool) -> None:
    """List the cards of all decks, or of one; --json has their full text."""
    from trainer.cli.settings import load
    from trainer.cli.wiring import read_decks

    cards = [card for found in read_decks(load(), deck) for card in found.cards]
    if as_json:
        print_json([_document(card) for card in cards])
        return
    print_table(
        ("deck", "level", "kind", "topic", "id"),
        [(card.deck, card.level, card.kind, card.topic, card.id) for card in cards],
    )


def _document(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "deck": card.deck,
        "kind": card.kind,
        "level": card.level,
        "topic": card.topic,
        "question": unmarked(card.question),
        "answer": unmarked(card.answer),
        "points": [point.text for point in card.points],
        "hints": list(card.hints),
        "follow_up": card.follow_up,
        "traps": list(card.traps),
        "reads": list(card.reads),
        "sources": list(card.sources),
        "family": card.family or None,
        "lab": card.lab or None,
        "bounds": {name: list(values) for name, values in card.bounds.items()},
        "draft": card.draft,
        "line": card.line,
    }


@command.command()
@click.argument("path", type=click.Path(path_type=Path))
@json_option
def check(path: Path, as_json: bool) -> None:
    """Check a deck or an interview scenario: every problem with its line and what to do.

    Problems go to stderr and give exit code 3. Drafts, missing sources and answers that are no
    30 to 120 words are warnings.
    """
    from trainer.cards.scenario_parse import is_scenario
    from trainer.files import read_text
    from trainer.screens.texts import clean

    text = read_text(path)
    summary, found = (_check_scenario if is_scenario(text) else _check_deck)(text, path)
    problems = sorted(found, key=lambda problem: problem.line)
    wrong = sum(not problem.warning for problem in problems)
    if as_json:
        print_json({**summary, "problems": [_problem(problem) for problem in problems]})
    for problem in problems:
        click.echo(clean(f"{'warning: ' if problem.warning else ''}{problem}"), err=True)
    if wrong:
        click.get_current_context().exit(3)
    if not as_json:
        *_, (what, count) = summary.items()
        click.echo(f"{path}: {count} {what}, no problems")


def _check_deck(text: str, path: Path) -> tuple[dict[str, Any], list[Problem]]:
    from trainer.cli.checking import check_text

    deck, problems = check_text(text, path)
    return {"deck": deck.name, "cards": len(deck.cards)}, problems


def _check_scenario(text: str, path: Path) -> tuple[dict[str, Any], list[Problem]]:
    from trainer.cards.scenario_checks import check_scenario
    from trainer.cards.scenario_parse import parse_scenario
    from trainer.cli.settings import load
    from trainer.cli.wiring import explainer, read_decks

    scenario, problems = parse_scenario(text, str(path))
    if scenario is None:
        return {"scenario": "", "points": 0}, problems
    decks = {deck.name: deck for deck in read_decks(load())}
    problems += check_scenario(scenario, decks, explainer().sections)
    return {"scenario": scenario.name, "points": len(scenario.points)}, problems


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "what": problem.what,
        "remedy": problem.remedy,
        "warning": problem.warning,
    }


@command.command("export")
@complete.deck_option
@click.option(
    "--anki", metavar="FILE", type=click.Path(path_type=Path), required=True,
    help="The Anki package to write, FILE.apkg.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@json_option
def export_deck(deck: str | None, anki: Path, force: bool, as_json: bool) -> None:
    """Write decks as an Anki package, with tags for level, kind and topic.

    A numeric card becomes ten drawn examples, each marked as frozen: Anki draws no new numbers.
    Needs genanki: pip install 'interview-trainer[anki]'.
    """
    from trainer.cli.settings import load
    from trainer.cli.wiring import draw_question, read_decks
    from trainer.exchange.anki_deck import export_decks
    from trainer.files.writing import refuse_existing

    refuse_existing(anki, force=force)
    with working("drawing examples"):
        cards, notes = export_decks(read_decks(load(), deck), anki, draw_question)
    if as_json:
        print_json({"file": str(anki), "cards": cards, "notes": notes})
    else:
        click.echo(f"{anki}: {cards} cards as {notes} notes")


@command.command("import")
@click.argument("notes", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="DECK", type=click.Path(path_type=Path),
              help="The deck file to write; without it the draft goes to stdout.")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite DECK if it is there.")
@json_option
def import_notes(notes: Path, output: Path | None, force: bool, as_json: bool) -> None:
    """Draft a deck from study notes, Markdown or the text of a page.

    Each item becomes a card that is not asked until you fill it; `trainer deck check` lists
    them. What was not understood is a warning on stderr. With --json, what was found by section.
    """
    from trainer.cards.notes import read_notes
    from trainer.cards.notes_draft import draft_deck, slug
    from trainer.cli.wiring import tell
    from trainer.files import read_text

    found = read_notes(read_text(notes, byte_order_mark=False), str(notes))
    deck, unused = draft_deck(found, slug((output or notes).stem) or "notes")
    problems = sorted([*found.problems, *unused], key=lambda problem: problem.line)
    counts = {section: len(entries) for section, entries in found.sections.items()}
    if output:
        _write_draft(output, deck, notes, force)
    if as_json:
        shown = [_problem(problem) for problem in problems]
        print_json({"by_section": counts, "problems": shown})
    elif output:
        click.echo(f"{output}: drafted from {_counted(counts)}")
    else:
        click.echo(deck, nl=False)
    for problem in problems:
        tell(f"warning: {problem}")


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)


def _write_draft(path: Path, deck: str, notes: Path, force: bool) -> None:
    """Write a deck file whole or not at all.

    Raises:
        DeckError: If it is there and not to be overwritten, is the notes, or cannot be written.
    """
    from trainer.files.writing import write_new

    with suppress(OSError):  # a file that is not there is no other one
        if path.samefile(notes):
            raise DeckError(f"{path}: is the notes themselves; name another file")
    write_new(path, deck, force=force, error=DeckError)

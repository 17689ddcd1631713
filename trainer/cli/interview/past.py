"""Looking back: the list of scenarios, past interviews, one of them, and a mentor's file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from trainer.cli.settings import Settings, load
from trainer.cli.show import print_json, print_table
from trainer.cli.wiring import SystemClock, open_store, tell
from trainer.errors import TrainerError
from trainer.history.interview import Record
from trainer.history.interview_fold import records
from trainer.history.journal import Entry
from trainer.screens import interview_past
from trainer.store.log import Log


def run(given: Mapping[str, Any]) -> None:
    """Show what was asked for.

    Raises:
        TrainerError: If there is no such interview, or a file cannot be used.
    """
    settings = load()
    if given["listed"]:
        _list(settings, as_json=given["as_json"])
        return
    log = open_store(settings)
    past = records(log.journal.entries("interview"))
    if given["past"]:
        _past(past, as_json=given["as_json"])
        return
    record = next((record for record in past if record.number == given["show"]), None)
    if record is None:
        known = f"there are 1 to {len(past)}" if past else "there is none yet"
        raise TrainerError(f"no interview {given['show']}; {known}, see `trainer interview --past`")
    if given["taken"]:
        _take(log, settings, record, given["taken"])
    elif given["export"]:
        _export(record, given["export"], force=given["force"])
    else:
        _show(record, as_json=given["as_json"])


def _list(settings: Settings, *, as_json: bool) -> None:
    from trainer.cli.interview.sittings import read_scenarios

    scenarios = sorted(read_scenarios(settings).values(), key=lambda scenario: scenario.name)
    if as_json:
        print_json(
            [
                {
                    "scenario": scenario.name,
                    "title": scenario.title,
                    "level": scenario.level,
                    "minutes": sum(scenario.minutes.values()),
                }
                for scenario in scenarios
            ]
        )
        return
    rows = [(s.name, s.level, sum(s.minutes.values()), s.title) for s in scenarios]
    print_table(("scenario", "level", "minutes", "title"), rows)


def _past(past: list[Record], *, as_json: bool) -> None:
    if as_json:
        print_json([interview_past.document(record) for record in past])
    elif not past:
        click.echo("There was no interview yet; `trainer interview` begins one.")
    else:
        header = ("interview", "day", "scenario", "rubric", "reached", "you - rubric")
        print_table(header, interview_past.rows(past))
        if trend := interview_past.trend(past):
            click.echo(trend)


def _show(record: Record, *, as_json: bool) -> None:
    if as_json:
        print_json(_document(record))
        return
    if not sys.stdout.isatty():
        click.echo("\n".join(_lines(record)))
        return
    from trainer.screens.interview_report import whole
    from trainer.screens.paint import console, hanging, paint

    screen = console()
    paint(screen, hanging(whole(record), screen.width))


def _lines(record: Record) -> list[str]:
    from trainer.screens.interview_report import whole

    return [text for _, text in whole(record)]


def _document(record: Record) -> dict[str, Any]:
    return {
        **interview_past.document(record),
        "title": record.begun["title"],
        "setting": dict(record.begun["setting"]),
        "hard": record.begun["hard"],
        "limits": dict(record.begun["minutes"]),
        "seconds": dict(record.seconds),
        "pauses": list(record.pauses),
        "hints": list(record.hints),
        "turns": [
            {
                "who": turn.who,
                "phase": turn.phase,
                "seconds": turn.seconds,
                "late": turn.late,
                "about": turn.about or None,
                "text": turn.text,
            }
            for turn in record.turns
        ],
        "numbers": [
            {
                "family": figure.family,
                "seed": figure.seed,
                "typed": figure.text,
                "verdict": figure.verdict,
                "answer": figure.answer,
                "mistakes": list(figure.mistakes),
            }
            for figure in record.figures
        ],
        "score": dict(record.score),
        "due": list(record.owed.get("cards", [])),
        "remarks": dict(record.mentor.get("remarks", {})),
    }


# A mentor's file


def _export(record: Record, path: Path, *, force: bool) -> None:
    from trainer.exchange.mentor import to_markdown
    from trainer.files.writing import write_new

    write_new(path, to_markdown(record, _lines(record)), force=force)
    tell(f"interview {record.number} written to {path}")


def _take(log: Log, settings: Settings, record: Record, path: Path) -> None:
    from trainer.exchange.mentor import read_scores
    from trainer.files import read_text

    text = read_text(path)
    try:
        scores, remarks = read_scores(text, record)
    except TrainerError as error:
        raise TrainerError(f"{path}: {error}") from None
    now = SystemClock(settings.now).now()
    body = {"event": "mentor", "n": record.events, "scores": scores, "remarks": remarks}
    log.journal.note(Entry("interview", record.sitting, now, settings.calendar.day(now), body))
    shown = ", ".join(f"{name} {level}" for name, level in scores.items())
    click.echo(f"Taken in for interview {record.number}: {shown}.")

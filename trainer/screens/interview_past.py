"""Past interviews: a list, how candidates scored themselves over time, and a loop's summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from trainer.cards.scenario import DIMENSIONS
from trainer.history.interview import Record
from trainer.history.interview_score import Score, from_document
from trainer.screens.texts import Line, clean

RECENT = 5  # interviews that "lately" means


def gap(record: Record) -> float | None:
    """By how many levels candidates scored themselves above the rubric, over all dimensions.

    None where they scored nothing.
    """
    if not record.score or not record.own:
        return None
    parts = record.score["parts"]
    gaps = [level - parts[name]["level"] for name, level in record.own.items()]
    return float(sum(gaps)) / len(gaps)


def mean_gap(records: Sequence[Record]) -> float | None:
    """The mean of their gaps; None where there is none."""
    gaps = [found for found in map(gap, records) if found is not None]
    return sum(gaps) / len(gaps) if gaps else None


def document(record: Record) -> dict[str, Any]:
    """One past interview for `--past --json`."""
    score = record.score
    found = gap(record)
    return {
        "interview": record.number,
        "at": record.at.isoformat() if record.at else None,
        "scenario": record.begun["scenario"],
        "level": record.begun["level"],
        "seed": record.begun["seed"],
        "closed": record.closed,
        "percent": score["percent"] if score else None,
        "percent_in_time": score["percent_in_time"] if score else None,
        "reached": (score["reached"] or None) if score else None,
        "rubric": {n: part["level"] for n, part in score["parts"].items()} if score else {},
        "self": dict(record.own),
        "mentor": dict(record.mentor.get("scores", {})),
        "gap": None if found is None else round(found, 2),
    }


def rows(records: Sequence[Record]) -> list[tuple[object, ...]]:
    """One row of a table for each interview."""
    table: list[tuple[object, ...]] = []
    for record in records:
        known = document(record)
        percent = "open" if known["percent"] is None else f"{known['percent']}%"
        apart = "-" if known["gap"] is None else f"{known['gap']:+.1f}"
        day = record.day.isoformat() if record.day else "-"
        reached = known["reached"] or "-"
        table.append((record.number, day, known["scenario"], percent, reached, apart))
    return table


def trend(records: Sequence[Record]) -> str:
    """How the candidate's own scores stand to the rubric's, lately and before; empty if unknown."""
    scored = [record for record in records if gap(record) is not None]
    lately, before = mean_gap(scored[-RECENT:]), mean_gap(scored[:-RECENT])
    if lately is None:
        return ""
    often = "the last interview" if len(scored) == 1 else f"{min(RECENT, len(scored))} interviews"
    said = f"You scored yourself {_apart(lately)} in {often}"
    return f"{said}, {_apart(before)} before." if before is not None else f"{said}."


def _apart(levels: float) -> str:
    if abs(levels) < 0.05:
        return "as the rubric does"
    return f"{abs(levels):.1f} level {'above' if levels > 0 else 'below'} the rubric"


def summary(records: Sequence[Record]) -> Iterator[Line]:
    """What a loop of interviews came to."""
    yield ("", "")
    yield ("title", "Summary")
    scores: list[Score] = []
    for record in records:
        score = from_document(record.score)
        scores.append(score)
        style = "good" if score.passed else "bad"
        level = score.reached or "none yet"
        yield (style, f"{clean(record.begun['scenario'])}: {score.percent}%, {level}")
    if not scores:
        return
    shares = {name: _share(scores, name) for name in DIMENSIONS}
    weakest = min(shares, key=shares.__getitem__)
    yield ("", ", ".join(f"{name} {share:.0%}" for name, share in shares.items()))
    yield ("title", f"Weakest over all: {weakest}.")


def _share(scores: Sequence[Score], dimension: str) -> float:
    weight = sum(score.parts[dimension].weight for score in scores)
    earned = sum(score.parts[dimension].earned for score in scores)
    return earned / weight if weight else 0.0

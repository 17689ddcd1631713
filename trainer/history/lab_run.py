"""A lab that was run: what was predicted, what was measured, where and with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from trainer.history.journal import Entry
from trainer.units import in_base, show, show_number

Cell = str | int | float | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class LabRun:
    """One run of a lab.

    Attributes:
        lab: The lab's name.
        title: What the lab is about.
        seed: What its numbers were drawn from.
        asks: The question after the number.
        unit: Of both figures; empty for a plain number.
        measured: The figure that was measured.
        direction: The direction that was measured.
        expected: The direction that theory expects.
        says: What the measurement shows, a sentence or two.
        table: What was measured beside it; the rows have the same columns.
        published: The figure that others printed, with its source.
        device: `cpu` or `cuda`.
        machine: The processor's or card's name.
        versions: Of Python, numpy, torch, ..., by name.
        seconds: How long it took.
        predicted: The learner's number, None if none was said.
        predicted_direction: The learner's direction, empty if none was said.
        verdict: `full`, `half`, `off` or `none`, on the number.
        direction_verdict: `right`, `wrong` or `none`.
    """

    lab: str
    title: str
    seed: int
    asks: str
    unit: str
    measured: float
    direction: str
    expected: str
    says: str
    table: tuple[Row, ...]
    published: str
    device: str
    machine: str
    versions: Mapping[str, str]
    seconds: float
    predicted: float | None = None
    predicted_direction: str = ""
    verdict: str = "none"
    direction_verdict: str = "none"

    @property
    def where(self) -> str:
        """On what it was measured, with what, and in how long."""
        versions = ", ".join(f"{name} {version}" for name, version in self.versions.items())
        place = f"{self.device}, {self.machine}"
        return f"{place}, in {self.seconds:g} s, seed {self.seed} ({versions})"

    def shown(self, figure: float) -> str:
        """A figure in the run's unit as text, `8.3x`."""
        return show(in_base(figure, self.unit), self.unit)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the table's columns."""
        return tuple(self.table[0]) if self.table else ()

    def cells(self) -> list[list[str]]:
        """The rows of the table as text, under `columns`."""
        return [[_shown(row.get(name)) for name in self.columns] for row in self.table]


def _shown(value: Cell) -> str:
    if value is None:
        return "-"
    return show_number(value) if isinstance(value, int | float) else value


@dataclass(frozen=True, slots=True)
class DatedRun:
    """A run and the learning day on which it was made."""

    run: LabRun
    day: date


def entry_of(run: LabRun, at: datetime, day: date) -> Entry:
    """The journal entry that keeps a run."""
    body = asdict(run)
    del body["lab"]
    return Entry("lab", run.lab, at, day, body)


def run_of(lab: str, body: Mapping[str, Any]) -> LabRun:
    """The run that a journal entry's body, or a stored run, holds.

    Fields that it does not know are left out, so that a newer program's entries stay readable.

    Raises:
        ValueError: If it lacks a field.
    """
    known = {field.name for field in fields(LabRun)} - {"lab"}
    try:
        given = {name: value for name, value in body.items() if name in known}
        given["table"] = tuple(given["table"])
        return LabRun(lab, **given)
    except (KeyError, TypeError) as error:
        raise ValueError(f"the stored run of {lab} is not complete: {error}") from None


def dated_runs(entries: Iterable[Entry]) -> list[DatedRun]:
    """The runs that journal entries of kind `lab` hold, in their order."""
    return [DatedRun(run_of(entry.subject, entry.body), entry.day) for entry in entries]


def newest(runs: Sequence[DatedRun]) -> list[DatedRun]:
    """The newest run of each lab on each kind of device, in the order first measured."""
    found: dict[tuple[str, str], DatedRun] = {}
    for dated in runs:
        found[dated.run.lab, dated.run.device] = dated
    return list(found.values())

"""The labs of this machine behind the port of `practice`, and the journal that keeps their runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trainer.errors import UsageError
from trainer.history.lab_run import DatedRun, LabRun, dated_runs, entry_of
from trainer.labs.bench import run_lab
from trainer.labs.device import choose_device
from trainer.labs.lab import Bench
from trainer.labs.registry import LABS
from trainer.practice.ports import Clock
from trainer.questions.lab import LabQuestion
from trainer.scheduling.days import Calendar
from trainer.store.journal import Journal


@dataclass(frozen=True, slots=True)
class Laboratory:
    """Runs labs on a device and keeps their runs in the learner's journal.

    Attributes:
        journal: Where runs are kept.
        clock: The time of day.
        calendar: How days are cut.
        device: `auto`, `cpu` or `cuda`.
    """

    journal: Journal
    clock: Clock
    calendar: Calendar
    device: str = "auto"

    def question(self, lab: str, seed: int) -> LabQuestion:
        """The prediction that a lab asks for with this seed.

        Raises:
            TrainerError: If there is no such lab, or it cannot be measured here.
        """
        if lab not in LABS:
            raise UsageError(f"no lab {lab!r}; labs: {', '.join(LABS)}")
        return LABS[lab].question(seed, choose_device(self.device, LABS[lab]))

    def measure(self, question: LabQuestion, progress: Callable[[float], None]) -> LabRun:
        """Measure, telling the share that is done; nothing is stored yet.

        Raises:
            MeasurementError: If the measurement fails; says why.
        """
        bench = Bench(question.seed, question.device, progress, quick=False)
        return run_lab(LABS[question.lab], bench)

    def keep(self, run: LabRun) -> None:
        """Append a run to the journal; on return it is on the disk."""
        now = self.clock.now()
        self.journal.note(entry_of(run, now, self.calendar.day(now)))

    def runs(self, lab: str | None = None) -> list[DatedRun]:
        """The runs that were kept, of one lab if it is named, oldest first."""
        return dated_runs(self.journal.entries("lab", lab))

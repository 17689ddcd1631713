"""Lab runs in the journal: what goes in comes out."""

from datetime import UTC, date, datetime

import pytest

from tests.lab_runs import lab_run
from trainer.history.journal import Entry
from trainer.history.lab_run import dated_runs, entry_of, newest, run_of

NOW, TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 23)


def test_a_run_survives_the_journal():
    """The entry's body gives the same run again."""
    run = lab_run(predicted=3.0, predicted_direction="larger", verdict="half")
    entry = entry_of(run, NOW, TODAY)
    assert (entry.kind, entry.subject, entry.day) == ("lab", "paged-cache", TODAY)
    assert dated_runs([entry])[0].run == run


def test_a_newer_programs_fields_are_left_out():
    """An unknown field does not make an entry unreadable."""
    body = dict(entry_of(lab_run(), NOW, TODAY).body) | {"colour": "blue"}
    assert run_of("paged-cache", body) == lab_run()


def test_an_entry_without_its_figures_is_refused():
    """A run that lacks what was measured names its lab."""
    with pytest.raises(ValueError, match="the stored run of paged-cache is not complete"):
        dated_runs([Entry("lab", "paged-cache", NOW, TODAY, {"table": []})])


def test_the_newest_run_of_each_lab_and_device_is_compared():
    """A later run takes the place of an earlier one on the same kind of device."""
    runs = [lab_run(seed=1), lab_run(seed=2, device="cuda"), lab_run(seed=3), lab_run("other")]
    entries = [entry_of(run, NOW, TODAY) for run in runs]
    kept = newest(dated_runs(entries))
    assert [(dated.run.lab, dated.run.device, dated.run.seed) for dated in kept] == [
        ("paged-cache", "cpu", 3), ("paged-cache", "cuda", 2), ("other", "cpu", 1),
    ]  # fmt: skip


def test_a_table_is_shown_with_its_columns():
    """Missing cells are dashes, numbers are for people."""
    run = lab_run(table=({"policy": "a", "unused": 1234.5}, {"policy": "b", "unused": None}))
    assert run.columns == ("policy", "unused")
    assert run.cells() == [["a", "1,234"], ["b", "-"]]

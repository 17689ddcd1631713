"""Waiting: what is waited for at which stage, how long, and what the learner is told."""

from dataclasses import dataclass, field

import pytest

from trainer.errors import StoreError
from trainer.store.patience import AwayError, BusyError, Patience, StuckError, TryAgainError


@dataclass
class Scene:
    """Work that fails a number of times, a clock that only sleeping moves, and what was said."""

    error: Exception
    fails: float
    said: list[str] = field(default_factory=list)
    tried: int = 0
    now: float = 0.0

    def work(self) -> str:
        """Fail as often as it should, then give a result."""
        self.tried += 1
        if self.tried <= self.fails:
            raise self.error
        return "written"

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    def wait(self, seconds: float | None, stage: str) -> str:
        """The result of work with this patience."""
        patience = Patience(seconds, self.said.append, self.sleep, lambda: self.now)
        return patience(self.work, stage)


@pytest.mark.parametrize(
    ("error", "stage", "person", "pipe"),
    [
        (BusyError("x"), "opening", True, True),
        (BusyError("x"), "reading", True, True),
        (BusyError("x"), "writing", True, True),
        (AwayError("x"), "opening", False, False),
        (AwayError("x"), "reading", True, True),
        (AwayError("x"), "writing", True, True),
        (StuckError("x"), "opening", False, False),
        (StuckError("x"), "reading", False, False),
        (StuckError("x"), "writing", True, False),
        (StoreError("x"), "writing", False, False),
    ],
)
def test_what_is_waited_for(error, stage, person, pipe):
    """An answer waits for all that may pass; what only a person can mend waits for a person."""
    for seconds, waits in ((None, person), (60.0, pipe)):
        scene = Scene(error, fails=3)
        if waits:
            assert scene.wait(seconds, stage) == "written"
        else:
            with pytest.raises(StoreError):
                scene.wait(seconds, stage)
        assert scene.tried == (4 if waits else 1)


def test_the_wait_is_told_once_for_each_reason():
    """One line, however often it is tried; an answer is said to be kept."""
    scene = Scene(BusyError("db: locked; wait"), fails=9)
    scene.wait(None, "writing")
    assert scene.said == ["db: locked; wait; your answer is kept, trying again"]
    scene = Scene(BusyError("db: locked; wait"), fails=1)
    scene.wait(None, "opening")
    assert scene.said == ["db: locked; wait; trying again"]


def test_a_pipe_waits_for_a_minute_and_a_person_for_ever():
    """The error comes out when the time is over; pauses grow to two seconds."""
    scene = Scene(BusyError("x"), fails=float("inf"))
    with pytest.raises(BusyError):
        scene.wait(60.0, "writing")
    assert 60 <= scene.now < 62
    scene = Scene(BusyError("x"), fails=1000)
    assert scene.wait(None, "writing") == "written"
    assert scene.now == 0.5 + 1 + 2 * 998


def test_without_patience_the_first_failure_is_the_last():
    """Commands that change nothing of worth do not wait."""
    scene = Scene(BusyError("x"), fails=1)
    with pytest.raises(BusyError):
        scene.wait(0.0, "writing")
    assert (scene.said, scene.now) == ([], 0.0)


def test_another_writer_or_a_cut_connection_is_tried_again_at_once():
    """Silently, without a pause, also without patience; but not for ever."""
    scene = Scene(TryAgainError("x"), fails=50)
    assert scene.wait(0.0, "writing") == "written"
    assert (scene.said, scene.now) == ([], 0.0)
    with pytest.raises(TryAgainError):
        Scene(TryAgainError("x"), fails=float("inf")).wait(0.0, "writing")

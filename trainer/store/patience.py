"""Waiting for a database that is locked or away, instead of losing an answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TypeVar

from trainer.errors import StoreUnavailableError

T = TypeVar("T")
AT_ONCE = 100  # tries without a pause before something else must be wrong
PAUSES = (0.5, 1.0, 2.0)  # seconds between tries; the last one from then on


class TryAgainError(StoreUnavailableError):
    """Another writer came first, or an idle connection had been cut; the next try may succeed."""


class BusyError(StoreUnavailableError):
    """Others hold the database, or too many ask at once; they let go by themselves."""


class AwayError(StoreUnavailableError):
    """The server does not answer; it may come back."""


class StuckError(StoreUnavailableError):
    """Nothing can be written until somebody mends that: a full disk, a read-only file."""


# What is waited for: an address that is wrong, or a file that was always read-only, is told at
# once; an answer that was given is never dropped for what may pass.
WAITS: Mapping[str, tuple[type[StoreUnavailableError], ...]] = {
    "opening": (BusyError,),
    "reading": (BusyError, AwayError),
    "writing": (BusyError, AwayError, StuckError),
}


def _quiet(_text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call is tried again while the database is locked or away.

    Attributes:
        seconds: Until when, from the first failure; 0 raises at once. None is for ever: somebody
            is there, who may mend what is stuck, or leave.
        say: Tells the learner what is waited for; called once for each new reason.
        sleep: Waits so many seconds.
        clock: Seconds since some fixed moment.
    """

    seconds: float | None = 0.0
    say: Callable[[str], None] = _quiet
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def __call__(self, work: Callable[[], T], stage: str = "reading") -> T:
        """What `work` returns, once it does.

        Args:
            work: What to try.
            stage: One of `WAITS`, which says what is waited for.

        Raises:
            StoreUnavailableError: If the database stays locked or away for too long.
        """
        kept = "your answer is kept, trying again" if stage == "writing" else "trying again"
        started, said, at_once = None, "", AT_ONCE
        pauses = chain(PAUSES, repeat(PAUSES[-1]))
        while True:
            try:
                return work()
            except TryAgainError:
                at_once -= 1
                if not at_once:
                    raise
            except WAITS[stage] as error:
                now = self.clock()
                started = now if started is None else started
                if self._gives_up(error, now - started):
                    raise
                if said != str(error):
                    said = str(error)
                    self.say(f"{said}; {kept}")
                self.sleep(next(pauses))

    def _gives_up(self, error: StoreUnavailableError, waited: float) -> bool:
        if self.seconds is None:
            return False
        return waited >= self.seconds or isinstance(error, StuckError)

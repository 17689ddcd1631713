"""Waiting for a database that is locked or away, instead of losing an answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TypeVar

from trainer.errors import StoreUnavailableError

T = TypeVar("T")
AT_ONCE = 100  # tries without a pause before something else must be wrong
PAUSES = (0.5, 1.0, 2.0, 5.0)  # seconds between tries; the last one from then on


class TryAgainError(StoreUnavailableError):
    """Another writer came first, or an idle connection had been cut; the next try may succeed."""


def _quiet(_text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call is tried again while the database is locked or away.

    Attributes:
        seconds: Until when, from the first failure; None is for ever, 0 raises at once.
        say: Tells the learner what is waited for; called once for each new reason.
        sleep: Waits so many seconds.
        clock: Seconds since some fixed moment.
    """

    seconds: float | None = 0.0
    say: Callable[[str], None] = _quiet
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def __call__(self, work: Callable[[], T]) -> T:
        """What `work` returns, once it does.

        Raises:
            StoreUnavailableError: If the database stays locked or away for too long.
        """
        started, said, at_once = None, "", AT_ONCE
        pauses = chain(PAUSES, repeat(PAUSES[-1]))
        while True:
            try:
                return work()
            except TryAgainError:
                at_once -= 1
                if not at_once:
                    raise
            except StoreUnavailableError as error:
                now = self.clock()
                started = now if started is None else started
                if self.seconds is not None and now - started >= self.seconds:
                    raise
                if said != str(error):
                    said = str(error)
                    self.say(f"{said}; your answer is kept, trying again")
                self.sleep(next(pauses))

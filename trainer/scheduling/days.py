"""Learning days: which calendar day a moment belongs to, in the learner's zone.

A learning day starts at a local hour, 04:00 by default, so that a review after midnight
still counts for the evening before. Moments are UTC; days are calendar dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

DAY_STARTS = time(4)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a learner's days are cut.

    Attributes:
        zone: The learner's time zone; None means the zone of the machine.
        day_starts: The local time at which a new learning day begins.
    """

    zone: tzinfo | None = None
    day_starts: time = DAY_STARTS

    def day(self, moment: datetime) -> date:
        """The learning day of a moment.

        The wall clock decides, so a day starts at the same local time also when the clocks
        change and the day has 23, 24.5 or 25 hours.

        Raises:
            ValueError: If the moment has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        starts = timedelta(hours=self.day_starts.hour, minutes=self.day_starts.minute)
        return (wall - starts).date()

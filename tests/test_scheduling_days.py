"""Learning days across zones, clock changes and leap days."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from trainer.scheduling.days import Calendar


@pytest.mark.parametrize(
    ("zone", "starts", "moment", "expected", "why"),
    [
        ("UTC", time(4), "2026-11-23T03:59:59+00:00", date(2026, 11, 22), "before 04:00"),
        ("UTC", time(4), "2026-11-23T04:00:00+00:00", date(2026, 11, 23), "from 04:00"),
        ("UTC", time(0), "2026-11-23T00:00:00+00:00", date(2026, 11, 23), "days from midnight"),
        ("UTC", time(23), "2026-11-23T22:59:00+00:00", date(2026, 11, 22), "days from 23:00"),
        ("UTC", time(23), "2026-11-23T23:00:00+00:00", date(2026, 11, 23), "days from 23:00"),
        ("America/New_York", time(4), "2026-11-01T07:30:00+00:00", date(2026, 10, 31), "02:30 EST"),
        ("America/New_York", time(4), "2026-11-01T09:00:00+00:00", date(2026, 11, 1), "04:00 EST"),
        ("America/New_York", time(4), "2026-03-08T07:59:00+00:00", date(2026, 3, 7), "03:59 EDT"),
        ("America/New_York", time(4), "2026-03-08T08:00:00+00:00", date(2026, 3, 8), "04:00 EDT"),
        ("Australia/Sydney", time(4), "2026-10-03T17:00:00+00:00", date(2026, 10, 4), "04:00 AEDT"),
        ("Australia/Lord_Howe", time(4), "2026-04-04T17:29:00+00:00", date(2026, 4, 4), "03:59"),
        ("Australia/Lord_Howe", time(4), "2026-04-04T17:30:00+00:00", date(2026, 4, 5), "04:00"),
        ("UTC", time(4), "2028-02-29T12:00:00+00:00", date(2028, 2, 29), "a leap day"),
    ],
)
def test_a_moment_belongs_to_the_day_of_the_wall_clock(zone, starts, moment, expected, why):
    """The local hour decides; expected days worked out from each zone's offset."""
    calendar = Calendar(ZoneInfo(zone), starts)
    assert calendar.day(datetime.fromisoformat(moment).astimezone(UTC)) == expected, why


def test_a_moment_without_a_zone_is_refused():
    """A naive moment could mean any day."""
    with pytest.raises(ValueError, match="time zone"):
        Calendar(ZoneInfo("UTC")).day(datetime(2026, 11, 23, 9))

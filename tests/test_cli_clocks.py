"""Clocks at the door: time zones, clock changes, leap days, a clock set back; nothing is lost."""

import json
from datetime import date, datetime, timedelta

import pytest

from tests.piped import deck_of

# Each change of the clocks in 2026: the day, the offsets before and after, the day's hours.
# Source: IANA time zone database 2025b, files northamerica and australasia.
CHANGES = [
    pytest.param("America/New_York", "2026-03-08", "-05:00", "-04:00", 23, id="new-york-spring"),
    pytest.param("America/New_York", "2026-11-01", "-04:00", "-05:00", 25, id="new-york-autumn"),
    pytest.param("Australia/Sydney", "2026-10-04", "+10:00", "+11:00", 23, id="sydney-spring"),
    pytest.param("Australia/Sydney", "2026-04-05", "+11:00", "+10:00", 25, id="sydney-autumn"),
    pytest.param("Australia/Lord_Howe", "2026-10-04", "+10:30", "+11:00", 23.5, id="howe-spring"),
    pytest.param("Australia/Lord_Howe", "2026-04-05", "+11:00", "+10:30", 24.5, id="howe-autumn"),
]


@pytest.fixture
def at(run, home):
    """Run the program at a moment; `review` takes one card of nine and answers it with 4."""
    deck = str(deck_of(home / "decks" / "plain.md", 9))

    def call(moment, *arguments, zone="UTC", day_starts="04:00"):
        if arguments[0] == "review":
            arguments = ("review", "--plain", "--limit", "1", "--deck", deck, *arguments[1:])
        clock = {"TRAINER_NOW": str(moment), "TRAINER_TIMEZONE": zone}
        shown = run(*arguments, stdin="x\n4\n", **clock, TRAINER_DAY_STARTS=day_starts)
        assert (shown.returncode, shown.stderr) == (0, "")
        return json.loads(shown.stdout) if "--json" in arguments else shown.stdout

    return call


@pytest.mark.parametrize(
    "day_starts",
    [
        pytest.param("00:00", marks=pytest.mark.slow),
        "04:00",
        pytest.param("23:00", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize(("zone", "day", "before", "after", "hours"), CHANGES)
def test_a_day_with_a_clock_change_ends_when_the_wall_clock_says(
    at, zone, day, before, after, hours, day_starts
):
    """A card of that day is due at the next day's first minute, and not in the minute before."""
    change = date.fromisoformat(day)
    first = change if day_starts == "00:00" else change - timedelta(days=1)
    starts = datetime.fromisoformat(f"{first}T{day_starts}{before}")
    ends = datetime.fromisoformat(f"{first + timedelta(days=1)}T{day_starts}{after}")
    assert ends - starts == timedelta(hours=hours)
    here = {"zone": zone, "day_starts": day_starts}
    minute = timedelta(minutes=1)
    at(starts, "review", **here)
    assert at(ends - minute, "status", "--json", **here)["due"] == 0
    assert at(ends, "status", "--json", **here)["due"] == 1
    at(ends, "review", "--new", "0", **here)
    rows = at(ends, "history", "--json", **here)
    assert [(row["kind"], row["due"]) for row in rows] == [
        ("review", str(first + timedelta(days=1))),
        ("review", str(first + timedelta(days=7))),
    ]
    assert at(starts - minute, "status", "--json", **here)["reviewed_today"] == 0
    assert at(starts, "status", "--json", **here)["reviewed_today"] == 1


@pytest.mark.parametrize(
    ("days", "dues"),
    [
        (("2028-02-28", "2028-02-29"), ["2028-02-29", "2028-03-06"]),
        (("2028-02-29", "2028-03-01"), ["2028-03-01", "2028-03-07"]),
        (("2027-02-28", "2027-03-01"), ["2027-03-01", "2027-03-07"]),
    ],
)
def test_a_leap_day_is_a_day(at, days, dues):
    """SM-2's 1 day, then 6 days, counted on the calendar."""
    for day in days:
        at(f"{day}T12:00:00Z", "review", "--new", "1")
    rows = at(f"{dues[-1]}T12:00:00Z", "history", "--json")
    assert [row["due"] for row in rows] == dues
    assert at(f"{dues[-1]}T12:00:00Z", "status", "--json")["due"] == 1


def test_a_clock_set_back_two_days_loses_and_doubles_nothing(at, run):
    """Cards keep their days, rows their order; what was scheduled meanwhile stays scheduled."""
    at("2026-11-23T12:00:00Z", "review")
    at("2026-11-24T12:00:00Z", "review", "--new", "0")
    back = "2026-11-22T12:00:00Z"
    assert at(back, "status", "--json")["due"] == 0
    at(back, "review")
    rows = at(back, "history", "--json")
    assert [(row["id"], row["card"], row["kind"], row["due"]) for row in rows] == [
        (1, "c00", "review", "2026-11-24"),
        (2, "c00", "review", "2026-11-30"),
        (3, "c01", "review", "2026-11-23"),
    ]
    at(back, "review", "--cram")
    assert at(back, "history", "--json")[-1]["kind"] == "drill"
    right = "2026-11-25T12:00:00Z"
    assert at(right, "status", "--json")["due"] == 1
    at(right, "undo")
    at(right, "undo")
    assert [row["undoes"] for row in at(right, "history", "--json")[-2:]] == [4, 3]
    assert at("2026-11-30T12:00:00Z", "status", "--json")["due"] == 1
    assert run("store", "check").returncode == 0


def test_a_journey_west_asks_nothing_twice(at, run):
    """From UTC+14 to UTC-11, where it is still yesterday: the card waits for its date there."""
    west = {"zone": "Pacific/Pago_Pago"}
    at("2026-11-23T20:00:00Z", "review", zone="Pacific/Kiritimati")  # 24 November, 10:00
    assert at("2026-11-23T21:00:00Z", "status", "--json", **west)["due"] == 0
    assert at("2026-11-25T14:59:00Z", "status", "--json", **west)["due"] == 0
    assert at("2026-11-25T15:00:00Z", "status", "--json", **west)["due"] == 1  # 25th, 04:00
    assert run("store", "check").returncode == 0


def test_a_journey_east_keeps_the_date(at, run):
    """From UTC-11 to UTC+14, where it is already tomorrow: the card is due there and then."""
    east = {"zone": "Pacific/Kiritimati"}
    at("2026-11-23T20:00:00Z", "review", zone="Pacific/Pago_Pago")  # 23 November, 09:00
    assert at("2026-11-23T21:00:00Z", "status", "--json", **east)["due"] == 1
    at("2026-11-23T21:00:00Z", "review", "--new", "0", **east)
    rows = at("2026-11-23T21:00:00Z", "history", "--json", **east)
    assert [(row["at"], row["kind"], row["due"]) for row in rows] == [
        ("2026-11-23T20:00:00+00:00", "review", "2026-11-24"),
        ("2026-11-23T21:00:00+00:00", "review", "2026-11-30"),
    ]
    assert run("store", "check").returncode == 0

"""Habits and days on the health page: slips, traps, leeches, what is due, when it was studied."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.history import wording as say
from trainer.history.health import HealthReport
from trainer.report import charts
from trainer.report.health_pieces import MOST, chart, table
from trainer.report.markup import Markup, element, figure

CHARTED = 6  # slips of the chart


def slips(report: HealthReport) -> Iterator[Markup]:
    """The mistakes that recur, over the weeks, with a drill for each."""
    if not report.slips:
        yield element("p", "No named mistake was made twice.", class_="soft")
        return
    yield chart(
        charts.slips(report.slips[:CHARTED]), "How often each was made, a bar for each week."
    )
    rows = [
        (
            (f"{slip.id} {slip.name}", element("br"), element("code", slip.drill)),
            figure(f"slips.{n}.last_30_days", slip.last_30_days, f"{slip.last_30_days}"),
            figure(f"slips.{n}.times", slip.times, f"{slip.times}"),
            slip.trend,
        )
        for n, slip in enumerate(report.slips[:MOST])
    ]
    header = ("mistake and its drill", ">30 days", ">all", "trend")
    yield table("Named mistakes made at least twice", header, rows)


def traps(report: HealthReport) -> Iterator[Markup]:
    """The traps, those that bite first, and the cards that keep failing."""
    rows = [
        (
            f"{trap.trap}: {say.shorten(trap.claim)}",
            figure(f"traps.{n}.times", trap.times, f"{trap.times}"),
            element("span", say.day(trap.last), class_="day"),
            element("strong", "still bites")
            if trap.biting
            else "-"
            if not trap.times
            else "settled",
        )
        for n, trap in enumerate(report.traps[:MOST])
    ]
    yield table("Traps: beliefs that are wrong", ("belief", ">times", "last", "now"), rows)
    if not report.leeches:
        yield element("p", "No card failed eight times: no leeches.", class_="soft")
        return
    rows = [
        (
            f"{leech.card}{', suspended' if leech.suspended else ''}",
            figure(f"leeches.{n}.failures", leech.failures, f"{leech.failures}"),
            figure(f"leeches.{n}.recall", leech.recall, say.percent(leech.recall)),
            ", ".join(leech.reads) or "-",
        )
        for n, leech in enumerate(report.leeches[:MOST])
    ]
    header = ("card", ">failures", ">recall", "read")
    yield table("Leeches: cards that failed eight times or more", header, rows)


def forecast(report: HealthReport) -> Iterator[Markup]:
    """What is due on the next thirty days."""
    days = report.forecast
    week, total = sum(day.due for day in days[:7]), sum(day.due for day in days)
    today = figure("forecast.0.due", days[0].due, f"{days[0].due}")
    tomorrow = figure("forecast.1.due", days[1].due, f"{days[1].due}")
    said = f"; {week} in the next 7 days, {total} in 30."
    yield element("p", "Due today ", today, ", tomorrow ", tomorrow, said)
    yield chart(charts.forecast(days), "Cards due on each day as things stand, new ones left out.")


def time(report: HealthReport) -> Iterator[Markup]:
    """How long answers take."""
    rows = [
        (
            pace.kind,
            figure(f"time.{n}.answers", pace.answers, f"{pace.answers:,}"),
            figure(f"time.{n}.median", pace.median, say.seconds(pace.median)),
            figure(f"time.{n}.nine_in_ten", pace.nine_in_ten, say.seconds(pace.nine_in_ten)),
        )
        for n, pace in enumerate(report.time)
    ]
    header = ("kind", ">answers", ">half within", ">nine in ten within")
    yield table("Time for an answer", header, rows)


def calendar(report: HealthReport) -> Iterator[Markup]:
    """The days studied."""
    days = report.calendar
    yield element(
        "p", figure("calendar.studied", days.studied, say.count(days.studied, "day")), " studied; ",
        figure("calendar.last_7", days.last_7, f"{days.last_7}"), " of the last 7, ",
        figure("calendar.last_30", days.last_30, f"{days.last_30}"), " of the last 30; run of ",
        figure("calendar.streak", days.streak, say.count(days.streak, "day")), ", the longest ",
        figure("calendar.longest", days.longest, say.count(days.longest, "day")), ".",
    )  # fmt: skip
    caption = "One square for each day, Monday on top; stronger from 1, 5, 15 and 30 answers on."
    yield chart(charts.calendar(days, report.as_of), caption, wide=True)

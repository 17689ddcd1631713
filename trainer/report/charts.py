"""The charts of the health page as inline SVG: no script, readable at 360 pixels, in any theme.

Colours and fonts come from the page's style by class. Each mark carries its figure (`data-at`,
`data-value`) and says it when pointed at; the chart's label says what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.history import wording as say
from trainer.history.calibration import Said
from trainer.history.habits import Slip
from trainer.history.recall import Band
from trainer.history.shares import Share
from trainer.history.study_days import CalendarReport, DueDay
from trainer.report.markup import Markup, element

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 10, 34  # margins around what is drawn
STEPS = (1, 5, 15, 30)  # answers of a day from which a square of the calendar is stronger
WEEKS, CELL = 53, 6.5
NAMED = 3  # weeks from the name of a month to the next one at least


def _svg(label: str, children: Iterable[Markup], height: float = HEIGHT) -> Markup:
    box = f"0 0 {WIDTH} {height:g}"
    return element("svg", children, viewBox=box, role="img", aria_label=label)


def _text(x: float, y: float, text: str, class_: str = "", anchor: str = "middle") -> Markup:
    given = anchor if anchor != "start" else None
    return element("text", text, x=_n(x), y=_n(y), text_anchor=given, class_=class_ or None)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _mark(name: str, at: str, value: object, says: str, **attributes: object) -> Markup:
    """A shape that carries a figure and says it when pointed at."""
    title = element("title", says)
    return element(name, title, data_at=at, data_value=value, **attributes)


@dataclass(frozen=True, slots=True)
class _Axes:
    """A frame with shares upwards and places to the right.

    Attributes:
        places: How many.
        floor: The share at the bottom, a multiple of a quarter below 1.
    """

    places: int
    floor: float

    @classmethod
    def around(cls, shares: Sequence[Share]) -> _Axes:
        """A frame from the quarter below all intervals up to 100%."""
        lowest = min([share.low for share in shares if share.answers] + [0.75])
        return cls(len(shares), int(lowest * 4) / 4)

    def x(self, place: float) -> float:
        """The middle of a place."""
        return LEFT + (place + 0.5) * (WIDTH - LEFT - RIGHT) / self.places

    def y(self, share: float) -> float:
        """The height of a share."""
        up = (1 - max(share, self.floor)) / (1 - self.floor)
        return TOP + up * (HEIGHT - TOP - BOTTOM)

    def frame(self) -> Iterable[Markup]:
        """Lines at round percentages, which they say."""
        step = {0.5: 0.1, 0.75: 0.05}.get(self.floor, 0.25)
        for line in range(round((1 - self.floor) / step) + 1):
            share = self.floor + line * step
            y = self.y(share)
            yield element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=_n(y), y2=_n(y), class_="grid")
            yield _text(LEFT - 4, y + 4, say.percent(share), "axis", "end")

    def share(self, place: float, share: Share, at: str, name: str) -> Iterable[Markup]:
        """A share as a dot in its interval."""
        if share.share is None:
            return
        x, y = self.x(place), self.y(share.share)
        low, high = self.y(share.low), self.y(share.high)
        yield element("line", x1=_n(x), x2=_n(x), y1=_n(low), y2=_n(high), class_="interval")
        says = f"{name}: {say.share_words(share)}"
        yield _mark(
            "circle", f"{at}.share", share.share, says, cx=_n(x), cy=_n(y), r=4.5, class_="dot"
        )


def ready(low: float, high: float) -> Markup:
    """Readiness as a stretch of a scale from 0 to 100%."""
    left, width = 4, WIDTH - 8
    shapes = [
        element("rect", x=left, y=8, width=width, height=16, rx=8, class_="track"),
        _mark(
            "rect", "readiness.low", low, say.span(low, high), x=_n(left + low * width), y=8,
            width=_n(max(2.0, (high - low) * width)), height=16, rx=8, class_="range",
        ),
    ]  # fmt: skip
    ends = {0.0: "start", 0.5: "middle", 1.0: "end"}
    shapes += [_text(left + s * width, 40, say.percent(s), "axis", end) for s, end in ends.items()]
    return _svg(f"Readiness: {say.span(low, high)} of 0% to 100%", shapes, 46)


def retention(bands: Sequence[Band]) -> Markup:
    """Measured retention with its interval, and what was predicted, by interval band."""
    axes = _Axes.around([band.passed for band in bands])
    shapes = list(axes.frame())
    points = [
        (axes.x(n), axes.y(b.predicted)) for n, b in enumerate(bands) if b.predicted is not None
    ]
    line = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    shapes.append(element("polyline", points=line, class_="predicted"))
    for place, band in enumerate(bands):
        at, name = f"retention.bands.{place}", say.band(band)
        if band.predicted is not None:
            x, y = axes.x(place), axes.y(band.predicted)
            diamond = f"M{_n(x)} {_n(y - 5)}l5 5-5 5-5-5z"
            says = f"{name}: {say.percent(band.predicted)} predicted"
            shapes.append(
                _mark("path", f"{at}.predicted", band.predicted, says, d=diamond, class_="expected")
            )
        shapes += axes.share(place, band.passed, f"{at}.passed", name)
        shapes.append(_text(axes.x(place), HEIGHT - 18, _short(band), "axis"))
    shapes.append(_text((LEFT + WIDTH) / 2, HEIGHT - 3, "days the card was put off", "axis"))
    return _svg("Share remembered by how long the card was put off, measured and predicted", shapes)


def _short(band: Band) -> str:
    if band.last is None:
        return f">{band.first - 1}"
    return f"{band.first}" if band.first == band.last else f"{band.first}-{band.last}"


def calibration(said: Sequence[Said]) -> Markup:
    """How often answers were right by what the learner said of them before."""
    axes = _Axes.around([each.passed for each in said])
    shapes = list(axes.frame())
    for place, each in enumerate(said):
        at = f"calibration.confidence.{place}.passed"
        shapes += axes.share(place, each.passed, at, each.confidence)
        shapes.append(_text(axes.x(place), HEIGHT - 18, each.confidence, "axis"))
    shapes.append(_text((LEFT + WIDTH) / 2, HEIGHT - 3, "said before the answer was shown", "axis"))
    return _svg("Share of answers that were right by confidence", shapes)


def forecast(days: Sequence[DueDay]) -> Markup:
    """A bar for each of the next days."""
    most = max([day.due for day in days] + [1])
    width = (WIDTH - LEFT - RIGHT) / len(days)
    floor = HEIGHT - BOTTOM
    shapes = [element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=floor, y2=floor, class_="grid")]
    shapes += [_text(LEFT - 4, TOP + 4, f"{most}", "axis", "end")]
    shapes += [_text(LEFT - 4, floor + 4, "0", "axis", "end")]
    for place, day in enumerate(days):
        height = (floor - TOP) * day.due / most
        x = LEFT + place * width
        shapes.append(
            _mark(
                "rect", f"forecast.{place}.due", day.due, f"{day.date}: {day.due} due",
                x=_n(x + 1), y=_n(floor - height), width=_n(width - 2), height=_n(height),
                class_="bar",
            )
        )  # fmt: skip
        if place % 7 == 0:
            shapes.append(_text(x + width / 2, HEIGHT - 18, _day(day.date), "axis"))
    return _svg("Cards due on each of the next 30 days", shapes)


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def calendar(report: CalendarReport, today: date) -> Markup:
    """A square for each day of the last 53 weeks, stronger the more answers; Monday on top."""
    answers = {day.date: (place, day.answers) for place, day in enumerate(report.days)}
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    shapes, month, labelled = [], 0, -NAMED
    for week in range(WEEKS):
        first = monday + timedelta(weeks=week)
        if first.month != month and week - labelled >= NAMED and week < WEEKS - 2:
            month, labelled = first.month, week
            shapes.append(_text(8 + week * CELL, 8, f"{first:%b}", "axis small", "start"))
        for weekday in range(7):
            day = first + timedelta(days=weekday)
            if day <= today:
                where = {"x": _n(8 + week * CELL), "y": _n(14 + weekday * CELL)}
                shapes.append(_square(day, answers.get(day), where))
    studied = say.count(report.studied, "day")
    return _svg(f"Calendar of the last 53 weeks; {studied} studied in all", shapes, 62)


def _square(day: date, found: tuple[int, int] | None, where: dict[str, str]) -> Markup:
    size = _n(CELL - 1.2)
    if found is None:
        return element("rect", class_="l0", width=size, height=size, **where)
    place, answers = found
    level = sum(answers >= step for step in STEPS)
    says = f"{day}: {say.count(answers, 'answer')}"
    return _mark(
        "rect", f"calendar.days.{place}.answers", answers, says,
        class_=f"l{level}", width=size, height=size, **where,
    )  # fmt: skip


def slips(found: Sequence[Slip]) -> Markup:
    """A row of twelve bars for each slip, one a week."""
    rows = list(enumerate(found))
    most = max([count for slip in found for count in slip.weeks] + [1])
    high, begin, width = 34, 150, (WIDTH - 150 - RIGHT) / 12
    shapes = []
    for row, slip in rows:
        floor = row * high + 28
        shapes.append(
            _text(0, floor - 4, say.shorten(f"{slip.id} {slip.name}", 26), "row", "start")
        )
        shapes.append(
            element("line", x1=begin, x2=WIDTH - RIGHT, y1=floor, y2=floor, class_="grid")
        )
        for week, count in enumerate(slip.weeks):
            height = 22 * count / most
            ago = len(slip.weeks) - 1 - week
            when = "this week" if not ago else f"{say.count(ago, 'week')} ago"
            shapes.append(
                _mark(
                    "rect", f"slips.{row}.weeks.{week}", count, f"{when}: {count}",
                    x=_n(begin + week * width + 1), y=_n(floor - height), width=_n(width - 2),
                    height=_n(height), class_="bar",
                )
            )  # fmt: skip
    bottom = len(found) * high + 12
    shapes.append(_text(begin, bottom, "12 weeks ago", "axis", "start"))
    shapes.append(_text(WIDTH - RIGHT, bottom, "this week", "axis", "end"))
    return _svg("Slips in each of the last 12 weeks", shapes, bottom + 6)

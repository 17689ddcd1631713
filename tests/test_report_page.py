"""The health page: the same figures as the JSON, self-contained, small, and nothing runs in it."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.diary import TODAY
from tests.learners import COURSE, LEARNERS, Student, steady, text_card
from tests.test_history_assess import BAD, WIDE, past_of
from trainer.cards.card import Trap
from trainer.history.assess import assess
from trainer.history.health import Evidence, HealthReport
from trainer.report.health_json import plain
from trainer.report.health_page import page
from trainer.report.markup import Markup, element, figure

LARGEST = 300_000  # bytes
HOSTILE = "<script>window.ran = true</script><img src=x onerror='window.ran = true'>\x1b[31m\u202e"


class Figures(HTMLParser):
    """Reads every figure of a page: its place in the JSON, its exact value, what is shown."""

    def __init__(self, text):
        super().__init__()
        self.found, self.shown, self.open = {}, {}, None
        self.tags, self.ids = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note an element, and a figure with its exact value."""
        given = dict(attrs)
        self.tags.append((tag, given))
        if "data-at" in given:
            value = given.get("data-value", given.get("value"))
            self.found.setdefault(given["data-at"], set()).add(value)
            self.open = given["data-at"] if tag == "data" else None

    def handle_data(self, data):
        """Note what is shown of the figure that was just opened."""
        if self.open:
            self.shown[self.open] = data
            self.open = None


def at(document, place):
    """The value at a place like `topics.3.seen`."""
    for step in place.split("."):
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def reports():
    """Reports of every learner and of every odd log."""
    yield from ((name, make().report()) for name, make in LEARNERS.items())
    yield from ((name, assess(WIDE, past_of(rows), TODAY)) for name, rows in BAD.items())
    yield "nobody", Student().report()


REPORTS = dict(reports())


@pytest.mark.parametrize("name", REPORTS)
def test_the_page_and_the_json_have_the_same_figures(name):
    """Each figure of the page is exactly that of the JSON, and the main ones are all there."""
    report = REPORTS[name]
    document = json.loads(json.dumps(plain(report), allow_nan=False))
    figures = Figures(page(report))
    for place, values in figures.found.items():
        value = at(document, place)
        assert values == {"" if value is None else repr(value)}, place
    wanted = {"readiness.low", "readiness.high", "answers.answers", "version"}
    wanted |= {f"topics.{n}.seen" for n in range(len(report.topics))}
    if report.answers.answers:
        wanted |= {f"forecast.{n}.due" for n in range(30)}
        wanted |= {f"calendar.days.{n}.answers" for n in range(len(report.calendar.days))}
        wanted |= {f"prediction.scores.{n}.log_loss" for n in range(len(report.prediction.scores))}
        bands = enumerate(report.retention.bands)
        wanted |= {f"retention.bands.{n}.passed.share" for n, b in bands if b.passed.answers}
    assert wanted <= figures.found.keys()


def test_what_is_shown_is_the_figure_rounded():
    """Percentages are those of the exact values beside them."""
    figures = Figures(page(REPORTS["steady"]))
    checked = 0
    for place, shown in figures.shown.items():
        exact = next(iter(figures.found[place]))
        if re.fullmatch(r"\d+%", shown) and "percent" not in place:
            assert shown == f"{100 * float(exact):.0f}%", place
            checked += 1
    assert checked > 10


@pytest.mark.parametrize("name", REPORTS)
def test_the_page_needs_nothing_from_elsewhere(name):
    """No script, no link to another place, one file, small."""
    text = page(REPORTS[name])
    tags = {tag for tag, _ in Figures(text).tags}
    assert not tags & {"script", "link", "iframe", "img", "object", "embed", "form"}
    assert not re.search(r"https?://|url\(|@import|javascript:", text)
    assert not any(key.startswith("on") for _, attrs in Figures(text).tags for key in attrs)
    assert len(text.encode()) < LARGEST


def hostile() -> HealthReport:
    """A report whose titles, questions and answers are markup with script in it."""
    cards = {f"{n}{HOSTILE}": text_card(f"{n}{HOSTILE}", "weights", (HOSTILE,)) for n in "ab"}
    cards = {name: replace(card, question=HOSTILE) for name, card in cards.items()}
    claims = [replace(claim, title=HOSTILE) for claim in COURSE.check.claims]
    pieces = (replace(claims[1].pieces[0], names=tuple(cards)),)
    claims[1] = replace(claims[1], pieces=pieces)
    course = replace(
        COURSE,
        cards=COURSE.cards | cards,
        topics={"weights": HOSTILE},
        traps={HOSTILE: Trap(HOSTILE, HOSTILE, HOSTILE)},
        check=replace(COURSE.check, claims=tuple(claims), title=HOSTILE),
    )
    student = steady()
    for ago in range(40, 0, -1):
        for card in cards:
            quality = 5 if ago in (1, 9) else 1
            student.text(card, ago, quality, answer=HOSTILE, mistakes=(HOSTILE,) * (quality < 3))
    student.interview(1, "mid", 60, begun={"scenario": HOSTILE, "title": HOSTILE, "level": "mid"})
    return student.report(course)


def test_markup_in_decks_and_answers_is_text():
    """Escaped everywhere; the page has the elements that a harmless one has."""
    text = page(hostile())
    assert HOSTILE[:8] not in text
    assert text.count("&lt;script&gt;") > 10
    assert not {tag for tag, _ in Figures(text).tags} & {"script", "img"}
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_page_full_of_evidence_stays_small():
    """Sixteen long answers for each of twenty-four claims."""
    report = REPORTS["steady"]
    long = Evidence("cards", "card" * 20, TODAY, "q" * 5000, "a" * 5000, 100.0, True, "")
    claim = replace(report.claims[0], evidence=(long,) * 16)
    days = tuple(
        replace(report.calendar.days[0], date=TODAY - timedelta(days=n)) for n in range(371)
    )
    full = replace(
        report, claims=(claim,) * 24, calendar=replace(report.calendar, days=days),
    )  # fmt: skip
    assert len(page(full).encode()) < LARGEST


def test_headings_begin_at_one_and_skip_none():
    """One h1, then h2, then h3."""
    for report in REPORTS.values():
        levels = [
            int(tag[1]) for tag, _ in Figures(page(report)).tags if re.fullmatch("h[1-6]", tag)
        ]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_chart_says_what_it_shows():
    """Each SVG is an image with a label."""
    charts = [attrs for tag, attrs in Figures(page(REPORTS["steady"])).tags if tag == "svg"]
    assert len(charts) >= 5
    assert all(attrs["role"] == "img" and attrs["aria-label"] for attrs in charts)


def test_elements_escape_text_and_keep_markup():
    """Children, attributes and nested lists; void elements have no end."""
    inner = element("b", "<x>", class_='a"b')
    assert inner == '<b class="a&quot;b">&lt;x&gt;</b>'
    assert element("p", [inner, "&"], hidden=True, id=None) == f"<p hidden>{inner}&amp;</p>"
    assert element("br") == "<br>"
    assert element("rect", x=1) == '<rect x="1"/>'
    assert figure("a.b", 0.25, "25%") == '<data value="0.25" data-at="a.b">25%</data>'
    assert isinstance(inner, Markup)

"""The health report as one self-contained HTML page: no script, nothing from elsewhere.

Every figure stands in a `data` element, or in a mark of a chart, with its place in the JSON of
the same report; a test reads both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trainer.history import wording as say
from trainer.history.health import HealthReport
from trainer.report import charts, health_habits, health_memory
from trainer.report.health_claims import badge, claims, evidence
from trainer.report.health_pieces import Cell, chart, table
from trainer.report.health_style import STYLE
from trainer.report.markup import Markup, element, figure


def page(report: HealthReport) -> str:
    """The page as text."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Health check, {report.title}, {report.as_of}"),
        element("style", Markup(STYLE)),
    )
    body = element("body", _header(report), element("main", _sections(report)), _footer(report))
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _header(report: HealthReport) -> Markup:
    totals = report.answers
    kept = say.count(totals.answers, "answer")
    parts = [
        element("h1", "Health check"),
        element("p", f"{report.title}, as of {report.as_of}.", class_="soft"),
        element("p", say.habit(report.calendar), class_="lede"),
        element(
            "p",
            figure("answers.answers", totals.answers, kept),
            ", ",
            figure("answers.minutes", totals.minutes, say.hours(totals.minutes)),
            " of answering, ",
            figure("answers.cards_seen", totals.cards_seen, f"{totals.cards_seen:,}"),
            " of ",
            figure("answers.cards", totals.cards, f"{totals.cards:,}"),
            " cards seen.",
            class_="soft",
        ),
    ]
    if totals.future:
        left = figure("answers.future", totals.future, say.count(totals.future, "answer"))
        parts.append(element("p", left, " of days to come left out: was a clock wrong?"))
    return element("header", parts)


def _sections(report: HealthReport) -> Iterator[Markup]:
    begun = report.answers.answers > 0
    if not begun:
        says = "Nothing is proven yet; that is where everybody starts. Answer the first cards with "
        yield element("p", says, element("code", "trainer review"), ".", class_="lede")
    yield _section("Readiness", _readiness(report))
    yield _section("Claims", claims(report), long=True)
    yield _section("Topics", _topics(report), long=True)
    if not begun:
        return
    parts = (
        ("True retention", health_memory.retention),
        ("Predicted recall", health_memory.prediction),
        ("Confidence", health_memory.confidence),
        ("Own scores", health_memory.own_scores),
        ("Slips", health_habits.slips),
        ("Traps and leeches", health_habits.traps),
        ("Days to come", health_habits.forecast),
        ("Time", health_habits.time),
    )
    yield element("div", [_section(name, part(report)) for name, part in parts], class_="wall")
    yield _section("Days studied", health_habits.calendar(report))


def _section(title: str, parts: Iterable[Markup], *, long: bool = False) -> Markup:
    return element("section", element("h2", title), parts, class_="long" if long else None)


def _footer(report: HealthReport) -> Markup:
    says = (
        "Every figure is counted from the learner's log of answers, which nothing rewrites. "
        "Intervals are Wilson's, 95%. Right means remembered: quality 3 or better."
    )
    version = figure("version", report.version, f"version {report.version}")
    return element("footer", element("p", says, " Report ", version, "."))


# Sections


def _readiness(report: HealthReport) -> Iterator[Markup]:
    ready = report.readiness
    yield element(
        "p", "Ready for ",
        figure("readiness.low", ready.low, say.percent(ready.low)), " to ",
        figure("readiness.high", ready.high, say.percent(ready.high)),
        " of the week's questions, asked cold; ",
        figure("readiness.topics_tested", ready.topics_tested, f"{ready.topics_tested}"), " of ",
        figure("readiness.topics", ready.topics, say.count(ready.topics, "topic")), " tested.",
        class_="lede",
    )  # fmt: skip
    if ready.days_left is not None:
        yield element("p", figure("readiness.days_left", ready.days_left, say.interview(ready)))
    yield chart(
        charts.ready(ready.low, ready.high),
        "The true share lies here with a chance of 95%; a topic never tried counts from 0 to 100%.",
    )
    if ready.raise_most:
        yield element("h3", "What would raise the lower end most for each minute")
        rows = [
            element(
                "li", f"{each.title}: ",
                figure(f"readiness.raise_most.{n}.gain", each.gain, say.gain(each.gain)), " in ",
                figure(f"readiness.raise_most.{n}.minutes", each.minutes, f"{each.minutes} min"),
                ", ", element("code", each.command),
            )
            for n, each in enumerate(ready.raise_most)
        ]  # fmt: skip
        yield element("ol", rows)


def _topics(report: HealthReport) -> Iterator[Markup]:
    rows: list[Sequence[Cell]] = []
    proofs = []
    for place, topic in enumerate(report.topics):
        at = f"topics.{place}"
        claim = say.of_topic(report, topic.topic)
        seen = figure(f"{at}.seen", topic.seen, f"{topic.seen}")
        rows.append(
            (
                topic.title,
                badge(claim.state) if claim else "-",
                (seen, "/", figure(f"{at}.cards", topic.cards, f"{topic.cards}")),
                figure(f"{at}.passed.share", topic.passed.share, say.percent(topic.passed.share)),
                figure(f"{at}.recall", topic.recall, say.percent(topic.recall)),
            )
        )
        if claim is not None and claim.evidence:
            proofs.append(evidence(claim, topic.title))
    header = ("topic", "state", ">seen", ">right", ">recall")
    yield table("Right: the first answer of each day. Recall: predicted for today.", header, rows)
    if proofs:
        listed = element("div", proofs, class_="columns")
        yield element("div", element("h3", "Evidence by topic"), listed, class_="screen")

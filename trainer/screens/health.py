"""The health report in a terminal: rich tables that also read well as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from trainer.history import wording as say
from trainer.history.health import ClaimReport, Evidence, HealthReport
from trainer.history.judgement import DISPUTED, FADING, PROVEN, UNPROVEN
from trainer.screens.paint import AMBER, GREEN, RED, TEAL
from trainer.screens.texts import clean

STYLES = {PROVEN: GREEN, FADING: AMBER, DISPUTED: RED, UNPROVEN: ""}
MOST = 5  # rows of a list that the overview shows
WIDEST = 110  # characters of a line that the eye still follows


def show(console: Console, report: HealthReport) -> None:
    """Print the overview."""
    parts = _first_page(report) if not report.answers.answers else _pages(report)
    _print(console, parts)


def show_claim(console: Console, claim: ClaimReport) -> None:
    """Print one claim with all its evidence."""
    _print(console, [*_claim(claim), *_evidence(claim.evidence)])


def _print(console: Console, parts: Iterable[RenderableType]) -> None:
    with console.capture() as captured:
        console.print(Group(*parts), width=min(console.width, WIDEST))
    lines = (line.rstrip() for line in captured.get().strip("\n").split("\n"))
    console.file.write("\n".join(lines) + "\n")


def _first_page(report: HealthReport) -> Iterator[RenderableType]:
    """What a learner sees who has not answered anything yet."""
    yield _head(f"Health check, {report.as_of}. {clean(report.title)}")
    yield _text("Nothing is proven yet; that is where everybody starts.")
    yield _text("Each claim below becomes proven by answers that the log keeps: typed, cold,")
    yield _text(
        "without hints, on two days. `trainer review` is the way there; come back after it."
    )
    if reminder := say.interview(report.readiness):
        yield _text(reminder)
    yield from _claims(report)


def _pages(report: HealthReport) -> Iterator[RenderableType]:
    yield _head(f"Health check, {report.as_of}. {clean(report.title)}")
    yield _text(say.ready(report.readiness), "bold")
    if reminder := say.interview(report.readiness):
        yield _text(reminder)
    yield _text(say.habit(report.calendar))
    if report.answers.future:
        answers = say.count(report.answers.future, "answer")
        yield _text(f"{answers} of days to come left out: was a clock wrong?", AMBER)
    yield from _raise(report)
    yield from _claims(report)
    yield from _topics(report)
    yield from _memory(report)
    yield from _calibration(report)
    yield from _habits(report)
    yield from _ahead(report)


# Claims


def _raise(report: HealthReport) -> Iterator[RenderableType]:
    found = report.readiness.raise_most
    if found:
        yield _head("What would raise readiness most for each minute")
        rows = [(r.title, f"{r.minutes} min", say.gain(r.gain), r.command) for r in found]
        yield _table(("topic", ">time", ">gain", "command"), rows)


def _claims(report: HealthReport) -> Iterator[RenderableType]:
    items = say.items(report)
    yield _head(f"Claims: {say.tally(items)}")
    for claim in items:
        yield from _claim(claim)


def _claim(claim: ClaimReport) -> Iterator[RenderableType]:
    line = Text(f"[{claim.state}]", style=STYLES[claim.state])
    yield line.append(f" {clean(claim.title)}", style="bold")
    recall = "" if claim.recall is None else f"; recall {say.percent(claim.recall)}"
    yield _indented(f"{clean(claim.because)}{recall}")
    if claim.next:
        yield _indented(f"next: {clean(say.step(claim.next))}", TEAL)


def _evidence(evidence: Sequence[Evidence]) -> Iterator[RenderableType]:
    if not evidence:
        yield _indented("No evidence yet.")
        return
    yield _head("Evidence, newest first")
    for each in evidence:
        counts = "counts" if each.counts else f"does not count: {clean(each.because)}"
        took = f", {say.seconds(each.seconds)}" if each.seconds is not None else ""
        yield _text(
            f"{each.date} {clean(each.about)}{took}: {counts}", "" if each.counts else "dim"
        )
        if each.question != each.about:
            yield _indented(f"asked: {clean(say.shorten(each.question, 300))}")
        said = "(shown)" if each.kind == "numeric" else "(aloud)"
        yield _indented(f"answered: {clean(say.shorten(each.answer, 300)) or said}")


def _topics(report: HealthReport) -> Iterator[RenderableType]:
    yield _head("Topics")
    rows = []
    for topic in report.topics:
        claim = say.of_topic(report, topic.topic)
        rows.append(
            (
                topic.title,
                claim.state if claim else "-",
                f"{topic.seen}/{topic.cards}",
                say.percent(topic.passed.share),
                say.percent(topic.recall),
                f"{claim.next.minutes} min" if claim and claim.next else "-",
            )
        )
    yield _table(("topic", "state", ">seen", ">right", ">recall", ">next"), rows)
    yield _text("`trainer prove topic:NAME` asks what a topic still lacks.", "dim")


# Memory


def _memory(report: HealthReport) -> Iterator[RenderableType]:
    retention, prediction = report.retention, report.prediction
    if not retention.all.answers:
        return
    yield _head("True retention: reviews that were remembered, by how long the card was put off")
    yield _text(f"All: {say.share_words(retention.all)}.")
    yield _text(f"Last 30 days: {say.share_words(retention.last_30_days)}.")
    rows = [
        (say.band(b), f"{b.passed.answers}", say.percent(b.passed.share),
         say.span(b.passed.low, b.passed.high), say.percent(b.predicted))
        for b in retention.bands
        if b.passed.answers
    ]  # fmt: skip
    yield _table(("put off for", ">reviews", ">right", "95% interval", ">predicted"), rows)
    yield _head("Predicted recall, scored before each answer; lower loss and error are better")
    if prediction.method == "sm2":
        missing = prediction.enough - prediction.reviews
        yield _text(f"SM-2's own figure as yet; fitted to you after {missing} more reviews.")
    scores = [
        (say.RIVALS[s.name], f"{s.log_loss:.4f}", f"{s.rmse:.4f}",
         "-" if s.auc is None else f"{s.auc:.3f}")
        for s in prediction.scores
    ]  # fmt: skip
    yield _table(("predicted by", ">log loss", ">RMSE in bins", ">AUC"), scores)


def _calibration(report: HealthReport) -> Iterator[RenderableType]:
    calibration = report.calibration
    said = [each for each in calibration.confidence if each.passed.answers]
    if said:
        yield _head("Confidence before the answer was shown, and how often it was right")
        for each in said:
            yield _text(f"{each.confidence}: {say.share_words(each.passed)}")
    for topic in calibration.over_confident[:MOST]:
        passed = say.share_words(topic.passed)
        yield _text(f"Too sure in {clean(topic.title)}: certain, and right {passed}.", AMBER)
    own = calibration.self_score[0]
    if own.gap is not None:
        yield _head("Your own grades beside the grader's, typed free texts")
        yield _text(
            f"{own.gap:+.2f} on average over {say.count(own.answers, 'answer')}: "
            f"{own.higher} higher, {own.lower} lower."
        )
    if calibration.interviews:
        yield _head("Interviews: your own scores beside the rubric's")
        rows = [
            (i.date, i.title, f"{i.percent}%", i.reached or "-",
             "-" if i.gap is None else f"{i.gap:+.1f}")
            for i in calibration.interviews[-MOST:]
        ]  # fmt: skip
        yield _table(("day", "scenario", ">score", "reached", ">own - rubric"), rows)


# Habits and days


def _habits(report: HealthReport) -> Iterator[RenderableType]:
    if report.slips:
        yield _head("Slips that recur")
        rows = [
            (f"{s.id} {s.name}", f"{s.last_30_days}", f"{s.times}", s.trend, s.drill)
            for s in report.slips[:MOST]
        ]
        yield _table(("mistake", ">30 days", ">all", "trend", "drill"), rows)
    biting = [trap for trap in report.traps if trap.biting]
    if biting:
        yield _head("Traps that still bite")
        for trap in biting:
            times = say.count(trap.times, "time")
            claim = f"{trap.trap}: {say.shorten(trap.claim)}"
            yield _text(f"{clean(claim)} ({times}, last {say.day(trap.last)})", AMBER)
    if report.leeches:
        yield _head("Leeches: cards that keep failing")
        for leech in report.leeches[:MOST]:
            reads = f"; read {clean(', '.join(leech.reads))}" if leech.reads else ""
            away = ", suspended" if leech.suspended else ""
            yield _text(f"{clean(leech.card)}: {leech.failures} failures{away}{reads}")
            if leech.question != leech.card:
                yield _indented(clean(say.shorten(leech.question, 90)))


def _ahead(report: HealthReport) -> Iterator[RenderableType]:
    if report.time:
        yield _head("Time for an answer")
        rows = [
            (p.kind, f"{p.answers:,}", say.seconds(p.median), say.seconds(p.nine_in_ten))
            for p in report.time
        ]
        yield _table(("kind", ">answers", ">half within", ">nine in ten within"), rows)
    days = report.forecast
    most = max(days, key=lambda day: day.due)
    yield _head("Due in the next 30 days, as things stand")
    total = sum(day.due for day in days)
    week = sum(day.due for day in days[:7])
    said = f"Today {days[0].due}, tomorrow {days[1].due}, in the next 7 days {week}, in all {total}"
    yield _text(f"{said}; most on {most.date} ({most.due}).")
    yield _text("`trainer health --html FILE` writes the page with charts and all evidence,")
    yield _text("`trainer health CLAIM` shows one claim with its evidence.")


# Pieces of a page


def _head(title: str) -> RenderableType:
    return Padding(Text(title, style="bold underline"), (1, 0, 0, 0))


def _text(text: str, style: str = "") -> Text:
    return Text(text, style=style)


def _indented(text: str, style: str = "") -> RenderableType:
    return Padding(Text(text, style=style), (0, 0, 0, 4))


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table without a frame; a heading that begins with > is that of a column of numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for title in header:
        right = title.startswith(">")
        table.add_column(title.removeprefix(">"), justify="right" if right else "left")
    for row in rows:
        table.add_row(*(Text(clean(str(cell)), style=STYLES.get(str(cell), "")) for cell in row))
    return table

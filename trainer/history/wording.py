"""The figures of the health report as people say them, the same on every face of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from trainer.history.health import ClaimReport, HealthReport
from trainer.history.judgement import DISPUTED, FADING, PROVEN, UNPROVEN, Step
from trainer.history.readiness import Readiness
from trainer.history.recall import Band
from trainer.history.scales import RECALL
from trainer.history.shares import Share
from trainer.history.study_days import CalendarReport
from trainer.history.usual import WINDOW

STATES = (PROVEN, FADING, DISPUTED, UNPROVEN)
MEANS = {
    PROVEN: "the log proves it: cold, typed, in time, on enough days, and lately",
    FADING: f"it was proven, but the proof is old or predicted recall is below {100 * RECALL:.0f}%",
    DISPUTED: "your answers say yes, an interview or a lab said no",
    UNPROVEN: "not enough of it is proven yet, or only you said so",
}
RIVALS = {
    "predictor": "this report",
    "sm2": "SM-2 alone",
    "mean": "your mean so far",
    "moving_average": f"your last {WINDOW}",
}


def percent(share: float | None) -> str:
    """`87%`, or `-` where there is nothing to tell."""
    return "-" if share is None else f"{100 * share:.0f}%"


def span(low: float, high: float) -> str:
    """`62% to 96%`."""
    return f"{percent(low)} to {percent(high)}"


def share_words(share: Share) -> str:
    """`87%, 13 of 15 (62% to 96%)`."""
    if share.share is None:
        return "no answers yet"
    return (
        f"{percent(share.share)}, {share.right} of {share.answers} ({span(share.low, share.high)})"
    )


def count(number: int, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def seconds(value: float | None) -> str:
    """`45 s`, `2 min 5 s`, or `-`."""
    if value is None:
        return "-"
    whole = round(value)
    return f"{whole} s" if whole < 120 else f"{whole // 60} min {whole % 60} s"


def hours(minutes: float) -> str:
    """`35 min`, `4 h 10 min`."""
    whole = round(minutes)
    return f"{whole} min" if whole < 100 else f"{whole // 60} h {whole % 60} min"


def day(value: date | None) -> str:
    """`2026-11-27`, or `never`."""
    return "never" if value is None else value.isoformat()


def band(each: Band) -> str:
    """`7 to 20 days`, `over 90 days`."""
    if each.last is None:
        return f"over {each.first - 1} days"
    if each.first == each.last:
        return count(each.first, "day")
    return f"{each.first} to {each.last} days"


def step(next_step: Step) -> str:
    """`trainer prove kv-cache (6 min): 4 questions, cold`."""
    begins = "tomorrow " if next_step.when == "tomorrow" else ""
    return f"{begins}{next_step.command} ({next_step.minutes} min): {next_step.says}"


def tally(claims: Iterable[ClaimReport]) -> str:
    """`2 proven, 1 fading, 3 unproven`; states that no claim has are left out."""
    found = Counter(claim.state for claim in claims)
    return ", ".join(f"{found[state]} {state}" for state in STATES if found[state])


def items(report: HealthReport) -> list[ClaimReport]:
    """The claims of the health check, those of topics left out."""
    return [claim for claim in report.claims if not claim.topic]


def of_topic(report: HealthReport, topic: str) -> ClaimReport | None:
    """The claim of a topic; None where it has no cards."""
    return next((claim for claim in report.claims if claim.topic == topic), None)


def ready(readiness: Readiness) -> str:
    """How ready, in one sentence."""
    said = f"Ready for {span(readiness.low, readiness.high)} of the week's questions, asked cold"
    tested = f"{readiness.topics_tested} of {count(readiness.topics, 'topic')} tested"
    return f"{said} ({tested})."


def interview(readiness: Readiness) -> str:
    """When the interview is, empty where no day is set."""
    left = readiness.days_left
    if left is None:
        return ""
    if left < 0:
        return f"The interview was {count(-left, 'day')} ago."
    return "The interview is today." if not left else f"{count(left, 'day')} to the interview."


def habit(calendar: CalendarReport) -> str:
    """The days studied, without guilt."""
    if not calendar.studied:
        return "No day studied yet; the first one counts."
    lately = (
        f"Studied on {calendar.last_7} of the last 7 days and {calendar.last_30} of the last 30"
    )
    streak = f"{count(calendar.streak, 'day')} in a row" if calendar.streak else "no run at present"
    longest = f"the longest run {count(calendar.longest, 'day')}"
    return f"{lately}; {streak}, {longest}. A day off takes nothing away."


def gain(value: float) -> str:
    """`+2.3 points`."""
    return f"+{100 * value:.1f} points"


def shorten(text: str, longest: int = 160) -> str:
    """The text on one line, cut with `...` where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 3].rstrip()}..."

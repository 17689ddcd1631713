"""Claims on the health page: each with state, reason, evidence and next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trainer.history import wording as say
from trainer.history.health import ClaimReport, Evidence, HealthReport
from trainer.report.markup import Markup, element, figure, join

LONGEST = 160  # characters of a question or an answer
LISTED, LISTED_OF_A_TOPIC = 12, 6  # pieces of evidence on the page
MEANINGS = tuple(say.MEANS.items())


def claims(report: HealthReport) -> Iterator[Markup]:
    """The items of the health check."""
    items = [(n, claim) for n, claim in enumerate(report.claims) if not claim.topic]
    yield element("p", say.tally(claim for _, claim in items), class_="soft")
    yield element("ul", [_claim(n, claim) for n, claim in items], class_="claims")
    yield element("h3", "What the states mean")
    yield element("dl", [_meaning(*each) for each in MEANINGS])


def _meaning(state: str, means: str) -> Markup:
    return join((element("dt", badge(state)), element("dd", means, class_="soft")))


def badge(state: str) -> Markup:
    """A state as a word on its colour."""
    return element("span", state, class_=f"state {state}")


def _claim(place: int, claim: ClaimReport) -> Markup:
    parts = [badge(claim.state), Markup(" "), element("h3", claim.title)]
    parts.append(element("p", claim.because, _recall(place, claim)))
    if claim.next is not None:
        parts.append(next_step(f"claims.{place}.next", claim))
    parts.append(evidence(claim))
    return element("li", parts, id=f"claim-{place}")


def _recall(place: int, claim: ClaimReport) -> Iterable[Markup | str]:
    if claim.recall is None:
        return ()
    return (
        "; predicted recall ",
        figure(f"claims.{place}.recall", claim.recall, say.percent(claim.recall)),
    )


def next_step(at: str, claim: ClaimReport) -> Markup:
    """What to do next, with its minutes."""
    step = claim.next
    if step is None:
        return Markup("")
    when = "Tomorrow: " if step.when == "tomorrow" else "Next: "
    minutes = figure(f"{at}.minutes", step.minutes, f"{step.minutes} min")
    return element("p", when, element("code", step.command), " ", minutes, f", {step.says}")


def evidence(claim: ClaimReport, title: str = "Evidence") -> Markup:
    """The evidence of a claim, folded."""
    if not claim.evidence:
        return element("p", "No evidence yet.", class_="soft")
    proofs = sum(each.counts for each in claim.evidence)
    said = f"{title}: {proofs} of {len(claim.evidence)} count"
    most = LISTED_OF_A_TOPIC if claim.topic else LISTED
    parts = [element("ul", map(_evidence, claim.evidence[:most]), class_="evidence")]
    if len(claim.evidence) > most:
        more = element("code", f"trainer health {claim.id}")
        parts.append(element("p", f"{len(claim.evidence) - most} more: ", more, class_="soft"))
    return element("details", element("summary", said), parts)


def _evidence(each: Evidence) -> Markup:
    counts = "counts" if each.counts else f"does not count: {each.because}"
    took = f", {say.seconds(each.seconds)}" if each.seconds is not None else ""
    day = element("time", say.day(each.date), datetime=say.day(each.date))
    parts: list[str] = [element("div", day, f" {each.about}{took}: ", element("strong", counts))]
    if each.question != each.about:
        parts.append(element("div", "Asked: ", say.shorten(each.question, LONGEST)))
    said = "shown" if each.kind == "numeric" else "said aloud"
    answer = say.shorten(each.answer, LONGEST) or said
    parts.append(element("div", "Answered: " if each.seconds is not None else "", answer))
    return element("li", parts, class_="counts" if each.counts else None)

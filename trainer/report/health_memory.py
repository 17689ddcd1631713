"""Memory on the health page: what is remembered, predicted, and believed."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.history import wording as say
from trainer.history.health import HealthReport
from trainer.report import charts
from trainer.report.health_pieces import MOST, chart, share, table
from trainer.report.markup import Markup, element, figure

FEW = 6  # topics of a list that is sorted by what is worst


def retention(report: HealthReport) -> Iterator[Markup]:
    """What was remembered, all in all and by how long the card was put off."""
    measured = report.retention
    for name, at, whole in (
        ("All reviews", "retention.all", measured.all),
        ("Last 30 days", "retention.last_30_days", measured.last_30_days),
    ):
        counted = f", {whole.right:,} of {whole.answers:,}." if whole.answers else " (no reviews)"
        yield element("p", f"{name}: ", share(at, whole), counted)
    yield chart(
        charts.retention(measured.bands),
        "Dots: remembered, with 95% intervals. Diamonds: predicted before the answer.",
    )
    rows = [
        (
            say.band(band),
            figure(
                f"retention.bands.{n}.passed.answers",
                band.passed.answers,
                f"{band.passed.answers:,}",
            ),
            share(f"retention.bands.{n}.passed", band.passed),
            figure(f"retention.bands.{n}.predicted", band.predicted, say.percent(band.predicted)),
        )
        for n, band in enumerate(measured.bands)
    ]
    yield table(
        "By how long the card was put off", ("put off", ">reviews", ">right", ">predicted"), rows
    )


def prediction(report: HealthReport) -> Iterator[Markup]:
    """How well recall was predicted, beside what knows no card."""
    made = report.prediction
    how = (
        "SM-2's figure, 0.9 to the power of days over interval, corrected by a logistic layer "
        "that learns from this log."
        if made.method == "fitted"
        else f"SM-2's figure as yet; it is fitted from {made.enough} reviews on."
    )
    reviews = figure("prediction.reviews", made.reviews, f"{made.reviews:,}")
    yield element("p", how, " Scored on ", reviews, " reviews, each predicted before its answer.")
    rows = [
        (
            say.RIVALS[score.name],
            figure(f"prediction.scores.{n}.log_loss", score.log_loss, f"{score.log_loss:.4f}"),
            figure(f"prediction.scores.{n}.rmse", score.rmse, f"{score.rmse:.4f}"),
            figure(
                f"prediction.scores.{n}.auc",
                score.auc,
                "-" if score.auc is None else f"{score.auc:.3f}",
            ),
        )
        for n, score in enumerate(made.scores)
    ]
    header = ("predicted by", ">log loss", ">RMSE in bins", ">AUC")
    yield table("Lower loss and error are better, a higher AUC is", header, rows)
    says = "A predictor worth its name beats the mean; where it does not, do not trust it."
    yield element("p", says, class_="soft")


def confidence(report: HealthReport) -> Iterator[Markup]:
    """How often answers were right by how sure the learner was."""
    calibration = report.calibration
    if not any(each.passed.answers for each in calibration.confidence):
        yield element("p", "No answer says yet how sure you were.", class_="soft")
        return
    yield chart(
        charts.calibration(calibration.confidence),
        "Share that was right, with 95% intervals. Certain should mean nine in ten.",
    )
    rows = [
        (
            each.confidence,
            figure(
                f"calibration.confidence.{n}.passed.answers",
                each.passed.answers,
                f"{each.passed.answers:,}",
            ),
            share(f"calibration.confidence.{n}.passed", each.passed),
        )
        for n, each in enumerate(calibration.confidence)
    ]
    yield table("By what was said before", ("said", ">answers", ">right"), rows)
    if calibration.over_confident:
        yield element("h3", "Too sure")
        sure = [
            (each.title, share(f"calibration.over_confident.{n}.passed", each.passed))
            for n, each in enumerate(calibration.over_confident[:MOST])
        ]
        yield table("Certain, and surely right less than nine in ten", ("topic", ">right"), sure)


def own_scores(report: HealthReport) -> Iterator[Markup]:
    """The learner's own grades and interview scores beside those of grader and rubric."""
    scores, held = report.calibration.self_score, report.calibration.interviews
    if scores[0].gap is None and not held:
        yield element("p", "No typed free text and no interview yet.", class_="soft")
    if scores[0].gap is not None:
        names = {topic.topic: topic.title for topic in report.topics}
        widest = sorted(range(1, len(scores)), key=lambda n: -abs(scores[n].gap or 0.0))
        rows = [
            (
                names.get(scores[n].topic, "all topics"),
                figure(
                    f"calibration.self_score.{n}.answers",
                    scores[n].answers,
                    f"{scores[n].answers:,}",
                ),
                figure(
                    f"calibration.self_score.{n}.higher", scores[n].higher, f"{scores[n].higher:,}"
                ),
                figure(
                    f"calibration.self_score.{n}.lower", scores[n].lower, f"{scores[n].lower:,}"
                ),
                figure(f"calibration.self_score.{n}.gap", scores[n].gap, _signed(scores[n].gap)),
            )
            for n in (0, *widest[:FEW])
        ]
        header = ("topic", ">answers", ">higher", ">lower", ">gap")
        yield table("Own grade less the grader's, of 0 to 5, widest topics first", header, rows)
    if held:
        first = max(0, len(held) - MOST)
        talks = [
            (
                f"{each.date} {each.title}",
                figure(f"calibration.interviews.{n}.percent", each.percent, f"{each.percent}%"),
                each.reached or "no rank",
                figure(f"calibration.interviews.{n}.gap", each.gap, _signed(each.gap)),
            )
            for n, each in enumerate(held[first:], first)
        ]
        heads = ("interview", ">score", "reached", ">gap")
        yield table("Interviews: own scores less the rubric's, 1 to 4", heads, talks)


def _signed(gap: float | None) -> str:
    return "-" if gap is None else f"{gap:+.2f}"

"""A lab in a sitting: predict, measure, compare, and keep what came of it."""

from __future__ import annotations

from dataclasses import replace

from trainer.grading.prediction import Prediction, PredictionGrade, grade_prediction
from trainer.history.lab_run import LabRun
from trainer.history.record import Review
from trainer.practice.ports import LabRunner
from trainer.practice.review import Answer, Asked, Sitting
from trainer.questions.lab import LabQuestion


def compare(
    question: LabQuestion, prediction: Prediction, run: LabRun
) -> tuple[LabRun, PredictionGrade]:
    """The run with the prediction and its verdicts in it, and the grade."""
    grade = grade_prediction(prediction, run.measured, run.direction, question.tolerance)
    compared = replace(
        run,
        predicted=prediction.number,
        predicted_direction=prediction.direction,
        verdict=grade.number,
        direction_verdict=grade.direction,
    )
    return compared, grade


def keep(
    labs: LabRunner, sitting: Sitting, asked: Asked, run: LabRun, grade: PredictionGrade
) -> Review:
    """Keep a compared run, then append the answer to its card; on return both are on the disk."""
    labs.keep(run)
    said = "" if run.predicted is None else f"{run.predicted:.6g} {run.unit}".strip()
    text = f"{said} {run.predicted_direction}".strip()
    return sitting.store(asked, grade.quality, Answer(text, run.seconds))

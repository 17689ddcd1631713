"""Judging what was said in an interview: one call to the grader, and when each quote was said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trainer.cards.card import Point
from trainer.grading.numeric import Grade, grade_answer
from trainer.grading.rubric import FOUND, MISSING, UNSURE, Finding
from trainer.history.interview import Record, Turn
from trainer.practice.interview_fair import Notes, fair
from trainer.practice.interviewer import Stage, asks
from trainer.practice.ports import Grader
from trainer.questions.question import Question
from trainer.units import show

SENTENCE_ENDS = re.compile(r"(?<=\?)|(?<=[.!])(?=\s)|(?<=\n)")
GIVES_UP = "?"  # typed for a side-question: show me the answer

Found = dict[str, list[Any]]  # by name: verdict, quote, seconds, late


@dataclass(frozen=True, slots=True)
class Bench:
    """What is needed to judge something that was said.

    Attributes:
        grader: Who judges.
        question: What was asked.
        script: All that the interviewer may say, which nobody earns by repeating.
        minutes: How long the candidate had.
    """

    grader: Grader
    question: str
    script: str
    minutes: float


def judge_facts(stage: Stage, record: Record, grader: Grader) -> dict[str, Any]:
    """What the last thing that was said asks for, of the facts of the scenario."""
    points = {fact.name: fact.asks for fact in stage.scenario.facts}
    turns = record.said(record.phase)[-1:]
    bench = _bench(stage, record, grader, stage.fill(stage.scenario.opening))
    found, notes = _find(bench, points, turns)
    return _body(grader, _beside(notes), facts=_only_found(found))


def judge_answer(stage: Stage, record: Record, grader: Grader) -> dict[str, Any]:
    """What the whole answer says of the points, and which traps it steps into.

    With a hard limit only what was said in time is judged. What was spoken and not typed is
    unsure: the candidate decides at the end.
    """
    turns = record.said("answer")
    if record.begun["hard"]:
        turns = [turn for turn in turns if not turn.late]
    points = {point.name: point.point for point in stage.scenario.points}
    bench = _bench(stage, record, grader, stage.fill(stage.scenario.opening), "answer")
    found, notes = _find(bench, points | stage.traps(), turns)
    traps = {name: found.pop(name) for name in stage.traps()}
    traps |= _stated(bench, stage.traps(), traps, turns)
    if record.aloud:
        for each in found.values():
            each[0] = UNSURE if each[0] == MISSING else each[0]
    return _body(grader, notes, points=found, traps=_only_found(traps))


def judge_reply(stage: Stage, record: Record, grader: Grader) -> dict[str, Any]:
    """What the reply to a follow-up says: of its question, and of everything still missing."""
    when, turn, verdict = record.branches[-1] if record.branches else ("", "", FOUND)
    points = {p.name: p.point for p in stage.scenario.points if record.lacks(p.name)}
    traps = {name: trap for name, trap in stage.traps().items() if name not in record.traps}
    asked = {} if verdict else {when: asks(stage.scenario.follow_ups[when], turn)}
    question = stage.fill(" ".join(point.text for point in asked.values()))
    bench = _bench(stage, record, grader, question)
    turns = record.said(record.phase)[-1:]
    found, notes = _find(bench, points | traps | asked, turns)
    branch = found.pop(when, [])
    heard = {name: found.pop(name) for name in traps}
    stepped = _only_found(heard | _stated(bench, traps, heard, turns))
    return _body(grader, _beside(notes), points=found, traps=stepped, branch=branch)


def grade_figure(record: Record, question: Question) -> tuple[Grade | None, dict[str, Any]]:
    """The grade of the last thing that was said, and what the journal keeps of it.

    Returns:
        No grade if the answer was asked for; nothing to keep if it could not be read.
    """
    said, place = record.said("numbers")[-1], len(record.figures)
    grade = None if said.text.strip() == GIVES_UP else grade_answer(question, said.text)
    if grade is not None and grade.verdict == "unreadable":
        return grade, {}
    return grade, {
        "place": place,
        "family": question.family,
        "seed": question.seed,
        "text": said.text,
        "verdict": grade.verdict if grade else "no answer",
        "answer": show(question.value, question.unit),
        "mistakes": [made.id for made in grade.mistakes] if grade else [],
        "late": said.late,
        "hints": record.hints.count(f"question {place}"),
    }


def _bench(stage: Stage, record: Record, grader: Grader, question: str, phase: str = "") -> Bench:
    seconds = record.begun["minutes"][phase or record.phase]
    return Bench(grader, question, stage.script(), seconds / 60)


def _body(grader: Grader, notes: Notes, **found: Any) -> dict[str, Any]:
    empty = {"facts": {}, "points": {}, "traps": {}, "branch": [], "reply": ""}
    return {**empty, **found, "notes": notes, "grader": grader.name}


def _beside(notes: Notes) -> Notes:
    """Notes on a single line, which say nothing of the answer."""
    return {f"{kind} line": note for kind, note in notes.items()}


def _only_found(found: Found) -> Found:
    """Those that were found, without their verdict."""
    return {name: rest for name, (verdict, *rest) in found.items() if verdict == FOUND}


def _find(bench: Bench, points: Mapping[str, Point], turns: Sequence[Turn]) -> tuple[Found, Notes]:
    """A finding by name, with when it was said and whether that was late; and what was not judged.

    What was said in time is judged by itself first, so that nothing said later can take away
    from it.
    """
    text, notes = _judged(turns, bench)
    early, _ = _judged([turn for turn in turns if not turn.late], bench)
    whole = _judge(bench, points, text)
    in_time = _judge(bench, points, early) if text != early else whole
    found = {}
    for name in points:
        late = in_time[name].verdict != FOUND and bool(turns) and turns[-1].late
        finding = whole[name] if late else in_time[name]
        seconds = _when(finding.quote, turns)
        found[name] = [finding.verdict, finding.quote, seconds, late]
    return found, notes


def _stated(bench: Bench, traps: Mapping[str, Point], found: Found, turns: Sequence[Turn]) -> Found:
    """What becomes of the traps that were heard in a question, which claims nothing.

    They are listened for again in the rest of what was said.
    """
    rest = [replace(turn, text=_without_questions(turn.text)) for turn in turns]
    text = "\n".join(turn.text for turn in rest)
    asked = [
        n for n, (verdict, quote, *_) in found.items() if verdict == FOUND and quote not in text
    ]
    return _find(bench, {name: traps[name] for name in asked}, rest)[0] if asked else {}


def _without_questions(text: str) -> str:
    sentences = SENTENCE_ENDS.split(text)
    return "".join(sentence for sentence in sentences if not sentence.endswith("?"))


def _judged(turns: Sequence[Turn], bench: Bench) -> tuple[str, Notes]:
    return fair("\n".join(turn.text for turn in turns), bench.script, bench.minutes)


def _judge(bench: Bench, points: Mapping[str, Point], text: str) -> dict[str, Finding]:
    if not text.strip():
        return {name: Finding(MISSING) for name in points}
    findings = bench.grader.judge(bench.question, list(points.values()), text)
    return dict(zip(points, findings, strict=True))


def _when(quote: str, turns: Sequence[Turn]) -> float:
    """How far into the phase these words were said; the end of it if they span several lines."""
    said = (turn.seconds for turn in turns if quote and quote in turn.text)
    return next(said, turns[-1].seconds if turns else 0.0)

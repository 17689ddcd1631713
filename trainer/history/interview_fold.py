"""What each event of an interview does to its record; each entry of the journal holds one event.

| event   | says                                                                          |
|---------|-------------------------------------------------------------------------------|
| begin   | scenario, level, seed, what was drawn, seconds of each phase, the loop it is in |
| ask     | the interviewer says something; `about` tells what                             |
| say     | the candidate says something; `late` where the phase's time had run out       |
| judge   | what a grader found in what was said                                           |
| grade   | what became of a numeric answer                                                |
| hint    | a hint was shown                                                               |
| pause   | the clock stops; `go` starts it again                                          |
| aloud   | the answer was spoken, not typed                                               |
| end     | the phase is over                                                              |
| draft   | what was typed and not yet said when the terminal closed                       |
| resume  | another process carried on                                                     |
| rate    | the candidate's own score of a dimension                                       |
| confirm | the candidate's word on a point that no grader could judge                     |
| score   | the rubric's scores as they were shown                                         |
| owe     | the cards that become due, or that the candidate declined them                 |
| close   | the sitting is over                                                            |
| mentor  | a mentor's scores, read back                                                   |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trainer.cards.scenario import PHASES
from trainer.grading.rubric import FOUND, MISSING, UNSURE
from trainer.history.interview import (
    ASKED_FOR,
    CANDIDATE,
    DEBRIEF,
    INTERVIEWER,
    VERDICT,
    WORD,
    Figure,
    Record,
    Shown,
    Turn,
)
from trainer.history.journal import Entry


def records(entries: Iterable[Entry]) -> list[Record]:
    """The interviews that these entries tell of, in the order in which they began."""
    found: dict[str, Record] = {}
    for entry in entries:
        record = found.get(entry.subject)
        if record is None:
            record = found[entry.subject] = Record(entry.subject, len(found) + 1)
        fold(record, entry)
    return list(found.values())


def fold(record: Record, entry: Entry) -> None:
    """Fold in the next entry; an event of a newer program is passed over."""
    body = entry.body
    event = str(body.get("event", ""))
    record.events += 1
    if event == "begin":
        record.at, record.day, record.begun = entry.at, entry.day, body
    if event in _FOLDS:
        _FOLDS[event](record, body)
    if "phase" in body and "seconds" in body:
        record.seconds[body["phase"]] = body["seconds"]


# One function for each event


def _resume(record: Record, body: Mapping[str, Any]) -> None:
    record.resumed += 1


def _ask(record: Record, body: Mapping[str, Any]) -> None:
    about = body["about"]
    record.turns.append(
        Turn(INTERVIEWER, body["phase"], body["text"], body["seconds"], about=about)
    )
    record.unanswered = False
    if "turn" in body:
        record.branches.append((about, body["turn"], ""))


def _say(record: Record, body: Mapping[str, Any]) -> None:
    turn = Turn(CANDIDATE, body["phase"], body["text"], body["seconds"], body["late"])
    record.turns.append(turn)
    record.unanswered = True
    record.draft = ""


def _judge(record: Record, body: Mapping[str, Any]) -> None:
    phase, reply = body["phase"], body["reply"]
    record.judged.append(phase)
    record.unanswered = False
    if reply:
        record.turns.append(Turn(INTERVIEWER, phase, reply, body["seconds"], about="reply"))
    if body["grader"] not in record.graders:
        record.graders.append(body["grader"])
    record.notes.update(body["notes"])
    for known, found in ((record.facts, body["facts"]), (record.traps, body["traps"])):
        for name, (quote, seconds, late) in found.items():
            known.setdefault(name, Shown(quote, phase, seconds, late))
    for name, finding in body["points"].items():
        _find(record, phase, name, *finding)
    if body["branch"]:
        _follow(record, body)


def _find(
    record: Record, phase: str, name: str, verdict: str, quote: str, seconds: float, late: bool
) -> None:
    """What a finding of a point earns: all in the answer, half in part or where it was asked for.

    One that is unsure without any words to show was said aloud.
    """
    if verdict == UNSURE and not quote:
        record.unsure += [name] * (name not in record.unsure)
    elif verdict != MISSING and record.lacks(name):
        prompted = phase != "answer" or name in record.hints or verdict == UNSURE
        shown = Shown(quote, phase, seconds, late, ASKED_FOR if prompted else 1.0)
        record.points.setdefault(name, shown)
        (record.partly.add if verdict == UNSURE else record.partly.discard)(name)


def _follow(record: Record, body: Mapping[str, Any]) -> None:
    """What an answer to a follow-up earns: a point asked for, the harder turn the rest of it."""
    verdict, quote, seconds, late = body["branch"]
    when, turn, _ = record.branches[-1]
    record.branches[-1] = (when, turn, verdict)
    kind, _, name = when.partition(" ")
    if verdict != FOUND:
        return
    if kind == "trap":
        record.mended.append(name)
    if kind == "missing":
        known = record.points.get(name)
        full = turn == "harder" and not late and name not in record.hints
        shown = Shown(quote, body["phase"], seconds, late, 1.0 if full else ASKED_FOR)
        record.partly.discard(name)
        if known is None or (full and not known.late and known.credit < 1):
            record.points[name] = shown


def _grade(record: Record, body: Mapping[str, Any]) -> None:
    record.unanswered = False
    verdict = f"{body['verdict'].capitalize()}; the answer is {body['answer']}."
    record.turns.append(Turn(INTERVIEWER, "numbers", verdict, body["seconds"], about=VERDICT))
    record.figures.append(
        Figure(
            place=body["place"],
            family=body["family"],
            seed=body["seed"],
            text=body["text"],
            verdict=body["verdict"],
            answer=body["answer"],
            mistakes=tuple(body["mistakes"]),
            seconds=body["seconds"],
            late=body["late"],
            hints=body["hints"],
        )
    )


def _hint(record: Record, body: Mapping[str, Any]) -> None:
    record.hints.append(body["about"])


def _pause(record: Record, body: Mapping[str, Any]) -> None:
    record.paused = True


def _go(record: Record, body: Mapping[str, Any]) -> None:
    record.paused = False
    record.pauses.append(body["away"])


def _aloud(record: Record, body: Mapping[str, Any]) -> None:
    record.aloud = True


def _end(record: Record, body: Mapping[str, Any]) -> None:
    later = PHASES.index(body["phase"]) + 1
    record.phase = PHASES[later] if later < len(PHASES) else DEBRIEF
    record.unanswered = False
    record.draft = ""


def _draft(record: Record, body: Mapping[str, Any]) -> None:
    record.draft = body["text"]


def _rate(record: Record, body: Mapping[str, Any]) -> None:
    record.own[body["dimension"]] = body["level"]


def _confirm(record: Record, body: Mapping[str, Any]) -> None:
    name = body["point"]
    if name in record.unsure:
        record.unsure.remove(name)
    credit = WORD[body["letter"]]
    if credit and name not in record.points:
        record.points[name] = Shown("", "answer", record.seconds.get("answer", 0.0), False, credit)


def _score(record: Record, body: Mapping[str, Any]) -> None:
    record.score = body["score"]


def _owe(record: Record, body: Mapping[str, Any]) -> None:
    record.owed = body


def _close(record: Record, body: Mapping[str, Any]) -> None:
    record.closed = True


def _mentor(record: Record, body: Mapping[str, Any]) -> None:
    record.mentor = body


_FOLDS = {
    "ask": _ask, "say": _say, "judge": _judge, "grade": _grade, "hint": _hint, "pause": _pause,
    "go": _go, "aloud": _aloud, "end": _end, "draft": _draft, "resume": _resume, "rate": _rate,
    "confirm": _confirm, "score": _score, "owe": _owe, "close": _close, "mentor": _mentor,
}  # fmt: skip

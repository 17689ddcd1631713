"""The debrief of an interview, live or from the record, and its transcript: lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trainer.cards.scenario import DIMENSIONS, PHASES
from trainer.history.interview import CANDIDATE, DEBRIEF, Record
from trainer.history.interview_score import Item, Part, Score, from_document
from trainer.screens.interview_texts import clock
from trainer.screens.texts import Line, clean

LONGEST_QUOTE = 90  # characters of the candidate's words that a line of evidence shows
MARKS = {"fact": "not asked", "point": "missed", "figure": "wrong"}
EARNED = {"fact": "asked", "point": "said", "figure": "right"}


def transcript(record: Record) -> Iterator[Line]:
    """Everything that was said, with the time into its phase."""
    phase = ""
    for said in record.turns:
        if said.phase != phase:
            phase = said.phase
            yield ("title", f"{phase}, {_time(record, phase)}")
        who = "You" if said.who == CANDIDATE else "Interviewer"
        late = " OVERTIME" if said.late else ""
        style = "" if said.who == CANDIDATE else "question"
        for line in clean(said.text).split("\n"):
            yield (style, f"{clock(said.seconds)}{late} {who}: {line}")


def _time(record: Record, phase: str) -> str:
    limit = record.begun["minutes"].get(phase, 0)
    return f"{clock(record.seconds.get(phase, 0.0))} of {clock(limit)}"


def debrief(record: Record, score: Score) -> Iterator[Line]:
    """The evidence for each score."""
    for dimension in DIMENSIONS:
        yield from _evidence(dimension, score)


def result(record: Record, score: Score) -> Iterator[Line]:
    """The scores beside the candidate's own, the level, and what to mend first: on one screen."""
    yield ("", "")
    yield from _table(record.own, score.parts, record.mentor.get("scores", {}))
    yield from _reached(record, score)
    for note in score.notes.values():
        yield ("bad", clean(note))
    yield ("dim", "; ".join(_circumstances(record, score)) + ".")
    yield from _fix(score)


def _table(
    own: Mapping[str, int], parts: Mapping[str, Part], mentor: Mapping[str, int]
) -> Iterator[Line]:
    heads = ("you", "rubric", "gap") + (("mentor",) if mentor else ())
    yield ("title", f"{'':<12}" + "".join(f"{head:>8}" for head in heads))
    for name, part in parts.items():
        cells = [str(own.get(name, "-")), str(part.level)]
        gap = _signed(own[name] - part.level) if name in own else "-"
        cells += [gap] + ([str(mentor.get(name, "-"))] if mentor else [])
        yield ("", f"{name:<12}" + "".join(f"{cell:>8}" for cell in cells))


def _signed(number: int) -> str:
    return f"{number:+d}" if number else "0"


def _evidence(dimension: str, score: Score) -> Iterator[Line]:
    part = score.parts[dimension]
    yield ("", "")
    in_time = "" if part.in_time == part.earned else f", {part.in_time:g} in time"
    head = f"{dimension.capitalize()}: {part.earned:g} of {part.weight:g}{in_time}"
    yield ("title", head)
    for item in score.items:
        if item.dimension == dimension:
            yield _item(item)


def _item(item: Item) -> Line:
    text, where = clean(item.text), ""
    if item.phase:
        where = f" ({item.phase} {clock(item.seconds)})"
    quote = f' "{_short(item.quote)}"' if item.quote else ""
    if item.kind == "point" and item.earned and not item.quote:
        quote = " by your own word"
    if item.kind == "trap":
        mark = "trap, put right" if not item.earned else f"trap, costs {-item.earned:g}"
        return ("bad", f"  [{mark}] {text}{quote}{where}")
    if item.lost <= 0:
        return ("good", f"  [{EARNED[item.kind]}] {text}{quote}{where}")
    if item.earned:
        return ("", f"  [half] {text}{quote}{where}")
    read = f" (read {item.read})" if item.read else ""
    return ("bad", f"  [{MARKS[item.kind]}] {text}{quote}{read}")


def _short(quote: str) -> str:
    flat = " ".join(clean(quote).split())
    return flat if len(flat) <= LONGEST_QUOTE else f"{flat[:LONGEST_QUOTE]}..."


def _reached(record: Record, score: Score) -> Iterator[Line]:
    if score.percent_in_time == score.percent:
        share = f"{score.percent}% of all weights"
    else:
        share = f"{score.percent}% of all weights, {score.percent_in_time}% in time"
    passed = "passed" if score.passed else "not passed"
    style = "good" if score.passed else "bad"
    level = f"level reached: {score.reached or 'none yet'}"
    if score.reached_in_time != score.reached:
        level += f", in time {score.reached_in_time or 'none yet'}"
    yield (style, f"{share}; {level}. {score.level} needs {score.mark}%: {passed}.")
    marks = ", ".join(f"{rank} {mark}%" for rank, mark in score.marks.items())
    yield ("dim", f"Pass marks: {marks}.")
    if record.graders and record.graders != ["rubric"]:
        yield ("dim", f"Judged by {clean(', '.join(record.graders))}.")


def _circumstances(record: Record, score: Score) -> Iterator[str]:
    for phase in PHASES:
        late = f", OVERTIME {clock(score.late[phase])}" if phase in score.late else ""
        yield f"{phase} {_time(record, phase)}{late}"
    spoken = ", and more spoken" if record.aloud else ""
    yield f"{score.words} words in the answer{spoken}"
    if score.hints:
        yield f"{score.hints} hint{'' if score.hints == 1 else 's'}"
    if score.pauses:
        times = "1 pause" if len(score.pauses) == 1 else f"{len(score.pauses)} pauses"
        yield f"{times}, {clock(sum(score.pauses))} in all"
    if record.resumed:
        yield "left and resumed" + (f" {record.resumed} times" if record.resumed > 1 else "")


def _fix(score: Score) -> Iterator[Line]:
    if score.fix is None:
        yield ("good", "Nothing was missing.")
        return
    read = f" Read {score.fix.read}: `trainer read {score.fix.read}`." if score.fix.read else ""
    ask = "ask before you answer: " if score.fix.kind == "fact" else ""
    yield ("title", f"The one thing to mend first: {ask}{clean(score.fix.text)}{read}")


def whole(record: Record) -> Iterator[Line]:
    """A past interview: its transcript, then the debrief as it was shown."""
    begun = record.begun
    state = "" if record.closed else " (still open)"
    yield ("title", f"Interview {record.number}: {clean(begun['title'])}{state}")
    day = record.day.isoformat() if record.day else ""
    yield ("dim", f"{day}, {begun['scenario']}, level {begun['level']}, seed {begun['seed']}")
    yield from transcript(record)
    if record.score:
        yield ("", "")
        yield ("title", DEBRIEF.capitalize())
        score = from_document(record.score)
        yield from debrief(record, score)
        yield from result(record, score)

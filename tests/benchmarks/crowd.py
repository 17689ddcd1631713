"""Sixty-four programs that write to one PostgreSQL as fast as they can, each a process."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from tests.benchmarks.lived import next_answer

LEARNERS, SECONDS, BEFORE = 64, 4.0, 50
IDLE_MILLISECONDS = 600_000  # or the server closes all sessions while one waits for the others
_rounds = count(1)
_context = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a crowd did.

    Attributes:
        a_second: Commits a second, of all together.
        p50: Milliseconds of the middle one.
        p99: Milliseconds that one in a hundred took longer than.
        written: Rows in all, those before the clock started too.
    """

    a_second: float
    p50: float
    p99: float
    written: int


def crowd(url: str, kind: str) -> Figures:
    """The figures of `LEARNERS` programs that write at once: a `bare` row, or an `answer`."""
    turn = next(_rounds)
    ready, results = _context.Barrier(LEARNERS), _context.Queue()
    names = [f"{kind}-{turn}-{number}" for number in range(LEARNERS)]
    programs = [_context.Process(target=_program, args=(url, n, ready, results)) for n in names]
    for program in programs:
        program.start()
    times = [results.get() for _ in programs]
    for program in programs:
        program.join()
    taken = sorted(each for one in times for each in one)
    return Figures(
        a_second=len(taken) / SECONDS,
        p50=taken[len(taken) // 2] * 1e3,
        p99=taken[len(taken) * 99 // 100] * 1e3,
        written=len(taken) + LEARNERS * BEFORE,
    )


def _program(url: str, name: str, ready: Any, results: Any) -> None:
    import psycopg

    write = _bare(url, name) if name.startswith("bare") else _answer(url, name)
    for number in range(1, BEFORE + 1):
        write(number)
    if ready.wait() == 0:  # as the server does by itself within a minute
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute("ANALYZE")
    ready.wait()
    times, number, end = [], BEFORE, time.perf_counter() + SECONDS
    while (began := time.perf_counter()) < end:
        number += 1
        write(number)
        times.append(time.perf_counter() - began)
    results.put(times)


def _bare(url: str, name: str) -> Callable[[int], None]:
    import psycopg

    from trainer.store.answer import row_values

    connection = psycopg.connect(url)
    now = datetime.now(UTC)
    values = row_values(name, "", next_answer("card", now, date(2026, 1, 1))(None))
    marks = ",".join(f"%({column})s" for column in values)
    insert = f"INSERT INTO bare ({','.join(values)}) VALUES ({marks})"

    def write(number: int) -> None:
        connection.execute(insert, {**values, "id": number})
        connection.commit()

    return write


def _answer(url: str, name: str) -> Callable[[int], None]:
    from trainer.store import engine
    from trainer.store.log import open_log

    engine.IDLE_MILLISECONDS = IDLE_MILLISECONDS
    log = open_log(url, name)
    now = datetime.now(UTC)

    def write(number: int) -> None:
        card = f"card-{number % BEFORE}"
        log.append(card, next_answer(card, now, date(2026, 1, 1)))

    return write

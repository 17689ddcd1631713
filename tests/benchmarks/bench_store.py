"""The store with 100,000 cards and 1,000,000 answers, and 64 learners at once on PostgreSQL.

Run with `python -m pytest tests/benchmarks/bench_store.py --benchmark-only -s`; the store is made
once, in a minute. What is compared is measured in turns in the same run, so that a busy machine
disturbs both alike. Peak memory and first queue are those of a process of their own.
"""

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from datetime import UTC, date, datetime

import pytest

from tests.benchmarks.crowd import crowd
from tests.benchmarks.lived import card_name, make_store, next_answer
from tests.conftest import ROOT
from trainer.store.answer import row_values
from trainer.store.check import find_problems
from trainer.store.log import open_log
from trainer.store.tables import reviews

pytest_plugins = ("tests.postgres",)
CARDS, ROWS, ANSWERS = 100_000, 1_000_000, 400
COLUMNS = [column.name for column in reviews.columns]
QUEUE = """
import gc, json, sys, time
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from tests.benchmarks.lived import card_name
from tests.doubles import SetClock, recall
from trainer.practice.asked import Plan
from trainer.practice.review import Sitting
from trainer.scheduling.days import Calendar
from trainer.store.log import open_log
path, cards, day = sys.argv[1], int(sys.argv[2]), date.fromisoformat(sys.argv[3])
deck = {card_name(number): recall(card_name(number)) for number in range(cards)}
clock = SetClock(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))
gc.freeze()  # the deck is set-up: no collection may walk its 100,000 cards meanwhile
log = open_log(Path(path), "me")
for plan in (Plan(), Plan(reviews_per_day=2 * 1000)):
    began = time.perf_counter()
    sitting = Sitting(deck, log, clock, Calendar(ZoneInfo("UTC")), draw=None, plan=plan)
    sitting.next()
    print(json.dumps([time.perf_counter() - began, sitting.agenda.due]))
"""
REBUILD = """
import json, resource, sys, time
from pathlib import Path
from trainer.store.database import open_database
from trainer.store.rebuild import rebuild
database = open_database(Path(sys.argv[1]))
began = time.perf_counter()
rows = rebuild(database).rows
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([rows / (time.perf_counter() - began), peak]))
"""


def process(script, *arguments):
    """The lines of JSON that a script prints in a process of its own."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in shown.stdout.splitlines()]


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A large and a small store, each with the day after its last answer."""
    folder = tmp_path_factory.mktemp("lived")
    big, small = folder / "big.db", folder / "small.db"
    return {big: make_store(big, CARDS, ROWS), small: make_store(small, 1_000, 10_000)}


@pytest.fixture
def tell(capsys, benchmark):
    """Print a figure although pytest captures, and let the benchmark plugin see one call."""
    benchmark.pedantic(lambda: None, rounds=1)

    def call(text):
        with capsys.disabled():
            print(f"\n{text}", end="")

    return call


def test_first_queue(lived, tell):
    """Milliseconds from an open connection to the first card, the best of five processes."""
    (big, day), _ = lived.items()
    runs = [process(QUEUE, big, CARDS, day) for _ in range(5)]
    for place, name in enumerate(("40 reviews a day", "no limit, new cards looked for")):
        best = min(run[place][0] for run in runs) * 1e3
        tell(f"first queue, {runs[0][place][1]} due, {name}: {best:.1f} ms (goal 20)")
    assert {due for run in runs for _, due in run} == {1_000}


def test_an_answer(lived, tell):
    """One commit: large store, small store and a bare insert, in turns; medians."""
    chance, now, day = random.Random(1), datetime.now(UTC), date(2026, 1, 1)
    logs = [open_log(path, "me") for path in lived]
    bare = sqlite3.connect(next(iter(lived)).with_name("bare.db"), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON"):
        bare.execute(f"PRAGMA {pragma}").fetchall()
    bare.execute(f"CREATE TABLE bare ({','.join(COLUMNS)})")
    insert = f"INSERT INTO bare VALUES ({','.join(':' + name for name in COLUMNS)})"
    values = row_values("me", "", next_answer(card_name(0), now, day)(None))
    times = {"bare": [], CARDS: [], 1_000: []}
    for _ in range(ANSWERS):
        for (name, taken), log in zip(times.items(), (None, *logs), strict=True):
            card = card_name(chance.randrange(name)) if log else ""
            began = time.perf_counter()
            if log:
                log.append(card, next_answer(card, now, day))
            else:
                bare.execute(insert, values)
            taken.append(time.perf_counter() - began)
    bare.close()
    base, big, small = (statistics.median(taken) * 1e3 for taken in times.values())
    tell(f"an answer: {big:.3f} ms / bare insert {base:.3f} ms = {big / base:.2f} (goal 4)")
    tell(f"an answer: {big:.3f} ms / 1,000 cards {small:.3f} ms = {big / small:.2f} (goal 1.2)")
    for log in logs:
        log.close()
    assert base > 0


def test_rebuild(lived, tell):
    """Rows a second with reading them, and peak memory, the best of three processes."""
    figures = [process(REBUILD, next(iter(lived)))[0] for _ in range(3)]
    rate, peak = max(rate for rate, _ in figures), max(peak for _, peak in figures)
    tell(f"rebuild: {rate:,.0f} rows/s (goal 250,000), {peak:.0f} MB (goal 400)")
    assert rate > 0


def test_sixty_four_learners(postgres, tell):
    """Commits a second of 64 programs, against as many that insert a bare row and commit."""
    import psycopg

    open_log(postgres, "me").close()
    with psycopg.connect(postgres) as admin:
        admin.execute("CREATE TABLE bare AS SELECT * FROM reviews LIMIT 0")
        admin.execute("ALTER TABLE bare ADD PRIMARY KEY (learner_id, id)")
    written = 0
    for _ in range(3):
        bare, ours = crowd(postgres, "bare"), crowd(postgres, "answer")
        written += ours.written
        ratio = ours.a_second / bare.a_second
        tell(f"64 learners: {ours.a_second:.0f}/s / {bare.a_second:.0f}/s = {ratio:.2f} (goal 0.7)")
        tell(f"  p50 {ours.p50:.1f} ms, p99 {ours.p99:.1f} ms; bare p99 {bare.p99:.1f} ms")
    log = open_log(postgres, "me")
    assert find_problems(log.database) == (written, [])  # nothing lost
    log.close()

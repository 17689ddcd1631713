"""Key presses: CPU seconds from a key to what it brings, in a real pseudo-terminal.

Run with `python -m pytest tests/benchmarks/bench_keys.py --benchmark-only -s`. A sitting of 100
cards, each revealed and graded, costs so much more than one that is left at once; the rest is
divided by its keys. Goal of the project: under 0.05 s from a key to the next card.
"""

import os
import resource
import sys

import pexpect

from trainer.store.log import open_log

CARDS = 100
ROUNDS = 3
GOAL = 0.05  # seconds
CARD = """
## card-{number}

- kind: recall
- level: green
- topic: t

What is question {number}?

### Answer

This is answer {number}, as long as a good candidate would say it aloud in about half a minute:
two or three sentences that name the figure, the unit and the reason for it.

### Points

- names the figure
  - any: figure, number
- names the unit
  - any: unit
- names the reason
  - any: reason, because
"""


def sitting(path, home: str, presses: int) -> float:
    """CPU seconds of a review of new cards that are revealed and graded one by one, then left."""
    environment = {**os.environ, "TRAINER_HOME": home, "PROMPT_TOOLKIT_NO_CPR": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["-m", "trainer", "review", "--deck", str(path), "--new", str(CARDS)]
    child = pexpect.spawn(
        sys.executable, command, env=environment, dimensions=(24, 80), encoding="utf-8", timeout=30
    )
    child.delaybeforesend = None
    for number in range(1, presses + 1):
        child.expect_exact(f"question {number}?")
        child.expect("q leave")
        child.send(" ")
        child.expect("grade 0-5")
        child.send("4")
    child.expect("answers? kept" if presses else "q leave")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_cpu_from_a_key_to_the_next_card(benchmark, capsys, tmp_path):
    """A reveal and a grade that is stored, each with what it brings on the screen."""
    path = tmp_path / "cards.md"
    cards = "".join(CARD.format(number=number) for number in range(1, CARDS + 1))
    path.write_text(f'+++\ndeck = "cards"\ntitle = "C"\n[topics]\nt = "T"\n+++\n{cards}', "utf-8")
    homes = [tmp_path / f"home{number}" for number in range(ROUNDS)]
    for home in homes:
        home.mkdir()
        (home / "config.toml").touch()  # a learner who was welcomed
        sitting(path, str(home), 0)  # makes database and cache
    left = min(sitting(path, str(home), 0) for home in homes)
    done = min(sitting(path, str(home), CARDS) for home in homes)
    each = (done - left) / CARDS
    benchmark.pedantic(lambda: each, rounds=1)
    benchmark.extra_info["seconds"] = each
    with capsys.disabled():
        print(f"\nreveal, grade and the next card: {each:.4f} s CPU (goal {GOAL})")
    assert len(open_log(homes[-1] / "trainer.db", "me").rows()) == CARDS
    assert each < GOAL

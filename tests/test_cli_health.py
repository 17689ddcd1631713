"""`trainer health`: the JSON's contract, the terminal at every width, bad names, and the page."""

import io
import json
import re
from datetime import date

import pytest
from rich.console import Console

from tests.candidate import settle
from tests.conftest import ROOT
from trainer.history.health import ClaimReport, Evidence
from trainer.report import health_claims
from trainer.screens.health import show_claim
from trainer.store.log import open_log

KEYS = [
    "version", "as_of", "title", "answers", "claims", "topics", "retention", "calibration",
    "slips", "traps", "leeches", "time", "forecast", "calendar", "prediction", "readiness",
]  # fmt: skip
ITEMS = (
    "explainer-read", "weight-memory", "kv-cache", "lora-or-qlora", "assignment",
    "ready-for-retrieval",
)  # fmt: skip
TODAY = date(2026, 11, 23)  # that of the tests' fixed clock


@pytest.fixture(scope="module")
def studied(tmp_path_factory):
    """A database with a candidate's six weeks."""
    path = tmp_path_factory.mktemp("studied") / "trainer.db"
    log = open_log(path, "me")
    settle(log, TODAY, days=40)
    log.close()
    return path


@pytest.fixture
def health(run, home, studied):
    """Run `trainer health` on that database."""
    home.mkdir(exist_ok=True)
    (home / "trainer.db").write_bytes(studied.read_bytes())
    return lambda *arguments, **more: run("health", *arguments, **more)


def test_the_json_keeps_its_contract(health):
    """The keys of the design, six items and a claim for each topic, evidence with its fields."""
    report = json.loads(health("--json").stdout)
    assert list(report) == KEYS
    assert report["version"] == 1
    assert report["as_of"] == "2026-11-23"
    assert tuple(claim["id"] for claim in report["claims"][:6]) == ITEMS
    topics = [topic["topic"] for topic in report["topics"]]
    assert [claim["id"] for claim in report["claims"][6:]] == [f"topic:{name}" for name in topics]
    for claim in report["claims"]:
        assert claim["state"] in ("proven", "fading", "disputed", "unproven")
        assert (claim["next"] is None) == (claim["state"] == "proven")
        for evidence in claim["evidence"]:
            assert {"date", "question", "answer", "seconds"} <= evidence.keys()
    proofs = [e for claim in report["claims"] for e in claim["evidence"] if e["counts"]]
    assert any(e["kind"] == "numeric" for e in proofs)
    assert any(e["kind"] == "cards" for e in proofs)


def test_every_key_of_the_json_is_documented(health):
    """`data/health/README.md` names each field."""
    readme = (ROOT / "data" / "health" / "README.md").read_text(encoding="utf-8")

    def keys(value, at=""):
        if isinstance(value, dict) and at not in ("prediction.cards", "calibration.interviews.own"):
            for name, each in value.items():
                yield name
                yield from keys(each, f"{at}.{name}".strip("."))
        elif isinstance(value, list) and value:
            yield from keys(value[0], at)

    missing = {
        name for name in keys(json.loads(health("--json").stdout)) if f"`{name}`" not in readme
    }
    assert missing - {"scoping", "correctness", "numbers", "trade-offs", "delivery"} == set()


def test_an_empty_log_gets_a_friendly_first_page(run):
    """What to do, each claim with its first step, and no word of failure."""
    shown = run("health")
    assert shown.returncode == 0
    assert "that is where everybody starts" in shown.stdout
    assert "trainer review" in shown.stdout
    assert shown.stdout.count("next: trainer ") == 6
    assert "nan" not in shown.stdout.lower()
    assert json.loads(run("health", "--json").stdout)["readiness"]["low"] == 0


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_the_terminal_page_fits(health, columns):
    """No line is wider than the terminal, none ends in spaces, states stand in brackets."""
    shown = health(COLUMNS=str(columns))
    lines = shown.stdout.splitlines()
    assert max(map(len, lines)) <= columns
    assert all(line == line.rstrip() for line in lines)
    for words in ("Ready for ", "Claims: ", "[unproven]", "True retention", "Due in the next"):
        assert words in shown.stdout, words
    assert "\x1b" not in shown.stdout


def test_one_claim_shows_all_its_evidence(health):
    """Day, question, answer, seconds, and why something does not count."""
    shown = health("weight-memory").stdout
    assert "Raw weight memory" in shown
    assert re.search(r"2026-\d\d-\d\d weights-raw, \d+ s: (counts|does not count)", shown)
    assert "asked: llama" in shown
    assert "answered: " in shown
    assert json.loads(health("weight-memory", "--json").stdout)["id"] == "weight-memory"


def test_a_topic_is_found_by_its_name(health):
    """`lora` is a topic, `kv-cache` an item before it is one."""
    assert json.loads(health("lora", "--json").stdout)["id"] == "topic:lora"
    assert json.loads(health("kv-cache", "--json").stdout)["id"] == "kv-cache"
    assert json.loads(health("topic:kv-cache", "--json").stdout)["id"] == "topic:kv-cache"


def test_an_unknown_claim_names_the_closest(run):
    """Exit 2 and what is close to it."""
    shown = run("health", "wieght-memory")
    assert shown.returncode == 2
    assert "weight-memory" in shown.stderr
    assert shown.stdout == ""


def test_the_page_is_written_and_told(health, tmp_path):
    """One file; nothing on stdout, where it is on stderr; a page that is there is replaced."""
    for _ in range(2):
        shown = health("--html", "report.html")
        assert (shown.returncode, shown.stdout) == (0, "")
        assert "report.html written" in shown.stderr
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert len(text.encode()) < 300_000


def test_the_page_goes_to_stdout_for_a_dash(run, tmp_path):
    """As in `history export`; no file of that name is made."""
    shown = run("health", "--html", "-")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("<!doctype html>")
    assert not (tmp_path / "-").exists()


def test_the_page_and_the_json_may_come_together(health, tmp_path):
    """Both of one report."""
    report = json.loads(health("--html", "r.html", "--json").stdout)
    low = report["readiness"]["low"]
    assert f'value="{low!r}" data-at="readiness.low"' in (tmp_path / "r.html").read_text("utf-8")


def test_a_page_that_cannot_be_written_is_one_line(run):
    """A folder that is not there: exit 1, what is wrong."""
    shown = run("health", "--html", "nowhere/report.html")
    assert shown.returncode == 1
    assert shown.stderr.startswith("trainer: nowhere/report.html: cannot be written")


def test_the_days_to_the_interview_are_counted(health):
    """From the setting."""
    shown = health(TRAINER_INTERVIEW_DATE="2026-12-14")
    assert "21 days to the interview" in shown.stdout
    report = json.loads(health("--json", TRAINER_INTERVIEW_DATE="2026-11-20").stdout)
    assert report["readiness"]["days_left"] == -3


def test_a_clock_that_ran_ahead_is_told(health):
    """Answers of days to come are left out, and said to be."""
    shown = health(TRAINER_NOW="2026-11-10T12:00:00+00:00")
    assert "of days to come left out" in shown.stdout


def test_markup_in_a_deck_acts_neither_on_the_terminal_nor_in_rich(run, home, example):
    """A title with rich markup and control characters is shown as text."""
    (home / "decks").mkdir(parents=True)
    text = re.sub(r'(?m)^(\w[\w-]*) = "', r'\1 = "[red]\\u001b[31m', example, count=3)
    text = example.replace("[topics]\n", '[topics]\nodd = "[bold]\\u001b[31mOdd[/bold]"\n', 1)
    (home / "decks" / "example.md").write_text(text, encoding="utf-8")
    shown = run("health")
    assert shown.returncode == 0, shown.stderr
    assert "\x1b" not in shown.stdout


CARD = "quarter-size-four-times-speed"
WRONG = "INT4 is four times faster, so we need fewer machines."
TRAP = "int4-means-4x-speed"


@pytest.mark.parametrize(
    ("typed", "name", "claim"),
    [
        (f"{WRONG}\n\n", TRAP, "INT4 weights make inference four times faster."),
        (f"{WRONG}\n2\n", TRAP, "INT4 weights make inference four times faster."),
        (f"{WRONG}\n1\n", TRAP, "INT4 weights make inference four times faster."),
        (f"{WRONG}\n4\n", None, ""),
        ("The kv cache is smaller too.\n\n", CARD, "We moved to INT4, so the service"),
        ("No idea.\n1\n", CARD, "We moved to INT4, so the service is now four times faster."),
        ("No idea.\n3\n", None, ""),
    ],
)
def test_a_trap_bites_from_the_review_on(run, example_deck, typed, name, claim):
    """What was confirmed is in the row, in the JSON and on the screen; so is an unrefuted card."""
    example_deck.write_text(only(example_deck, CARD), encoding="utf-8")
    shown = run("review", "--plain", "--deck", str(example_deck), "--limit", "1", stdin=typed)
    assert "saved 1" in shown.stdout
    [row] = json.loads(run("history", "--json").stdout)[:1]
    assert row["mistakes"] == ([name] if name else [])
    report = json.loads(run("health", "--json").stdout)
    biting = [trap["trap"] for trap in report["traps"] if trap["biting"]]
    assert biting == row["mistakes"]
    page = run("health").stdout
    assert ("Traps that still bite" in page) == bool(name)
    assert not name or f"{name}: {claim}" in " ".join(page.split())


def only(deck, card):
    """The deck's text with no other card."""
    front, *cards = re.split(r"(?m)^(?=## )", deck.read_text(encoding="utf-8"))
    return front + next(text for text in cards if text.startswith(f"## {card}\n"))


def test_a_real_interview_and_a_real_lab_are_evidence(run):
    """Not stand-ins: both are run here, and the report lists what came of them."""
    said = "How long are the prompts?\n\nQuantize it, so memory is solved.\n\n\n"
    assert run("interview", "cheap-at-rest", "--plain", stdin=said).returncode == 0
    assert run("lab", "run", "weight-bytes", "--predict", "4.3", "--json").returncode == 0
    report = json.loads(run("health", "--json").stdout)
    claims = {claim["id"]: claim for claim in report["claims"]}
    (interview,) = report["calibration"]["interviews"]
    assert interview["scenario"] == "cheap-at-rest"
    assert set(interview["rubric"].values()) <= {1, 2, 3, 4}
    talk = [e for e in claims["kv-cache"]["evidence"] if e["kind"] == "interview"]
    assert talk[0]["answer"].startswith(f"{interview['percent']}%, reached ")
    assert not talk[0]["counts"]
    labs = [e for e in claims["assignment"]["evidence"] if e["kind"] == "labs"]
    assert [each["about"] for each in labs] == ["weight-bytes"]
    traps = {trap["trap"]: trap for trap in report["traps"]}
    assert traps["kv-cache-forgotten"]["times"] == 1
    assert traps["kv-cache-forgotten"]["biting"]
    assert run("health").returncode == 0


def test_a_number_without_an_answer_was_shown():
    """Nobody reveals a number by saying it aloud; a free text without one was said."""
    day = date(2026, 11, 23)
    given = [Evidence(kind, "x", day, "x", "", 3.0, False, "no") for kind in ("numeric", "cards")]
    claim = ClaimReport("x", "X", "", "unproven", "no", None, tuple(given), None)
    console = Console(file=io.StringIO(), width=80)
    show_claim(console, claim)
    shown = console.file.getvalue()
    assert shown.index("answered: (shown)") < shown.index("answered: (aloud)")
    page = str(health_claims.evidence(claim))
    assert page.index("Answered: shown") < page.index("Answered: said aloud")

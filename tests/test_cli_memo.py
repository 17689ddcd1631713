"""`trainer memo`: drafted, filled, checked, kept, and proven in the health check."""

import json
from datetime import UTC, date, datetime

import pytest

from tests.test_history_memo import MEMO, RUN
from trainer.history.lab_run import entry_of
from trainer.history.memo import digest
from trainer.store.log import open_log

LABS = ("weight-bytes", "number-formats", "paged-cache", "a", "b")


@pytest.fixture
def measured(home):
    """A journal with five labs measured, all with the same figures."""
    home.mkdir(exist_ok=True)
    log = open_log(home / "trainer.db", "me")
    for lab in LABS:
        entry = entry_of(RUN, datetime(2026, 11, 20, tzinfo=UTC), date(2026, 11, 20))
        log.journal.note(type(entry)(entry.kind, lab, entry.at, entry.day, entry.body))
    log.close()


def assignment(run):
    """The claim of the assignment."""
    return json.loads(run("health", "assignment", "--json").stdout)


def test_a_memo_that_passes_is_kept_and_proves(run, measured, tmp_path):
    """With five labs the assignment is proven; the same memo is kept once."""
    (tmp_path / "m.md").write_text(MEMO, encoding="utf-8")
    assert assignment(run)["because"] == "no decision memo passed its check yet"
    for _ in range(2):
        shown = run("memo", "check", "m.md")
        assert shown.returncode == 0, shown.stderr
        assert shown.stdout.startswith("m.md: 2 options, 2 computed, 1 measured, 1 given")
    claim = assignment(run)
    assert claim["state"] == "proven"
    assert {each["kind"] for each in claim["evidence"]} == {"labs", "memo"}
    assert run("store", "check").returncode == 0


def test_a_memo_that_fails_is_not_kept(run, measured, tmp_path):
    """Exit 3, each problem with file and line, nothing on stdout, the claim stays open."""
    (tmp_path / "m.md").write_text(MEMO.replace("6.51", "7.51"), encoding="utf-8")
    shown = run("memo", "check", "m.md")
    assert (shown.returncode, shown.stdout) == (3, "")
    assert shown.stderr.startswith("m.md:9: the marked number is '7.51 GB'")
    assert assignment(run)["state"] == "unproven"


def test_the_json_lists_problems(run, measured, tmp_path):
    """Counts and problems as one document, also where it fails."""
    (tmp_path / "m.md").write_text(MEMO, encoding="utf-8")
    found = json.loads(run("memo", "check", "m.md", "--json").stdout)
    assert found == {
        "options": ["int4", "fp16"], "computed": 2, "measured": 1, "given": 1, "problems": [],
    }  # fmt: skip
    (tmp_path / "m.md").write_text("nothing", encoding="utf-8")
    shown = run("memo", "check", "m.md", "--json")
    assert shown.returncode == 3
    assert len(json.loads(shown.stdout)["problems"]) >= 4


def test_a_draft_is_written_and_not_over_another(run, measured, tmp_path):
    """To stdout without -o; a file that is there is kept without --force."""
    assert run("memo", "new").stdout.startswith("# Decision memo: TODO")
    assert run("memo", "new", "-o", "m.md").returncode == 0
    (tmp_path / "m.md").write_text("mine", encoding="utf-8")
    shown = run("memo", "new", "-o", "m.md")
    assert shown.returncode == 1
    assert "--force" in shown.stderr
    assert (tmp_path / "m.md").read_text(encoding="utf-8") == "mine"
    assert run("memo", "new", "-o", "m.md", "--force").returncode == 0
    assert run("memo", "check", "m.md").returncode == 3, "a draft is no memo yet"


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "no such file"), (b"\xff\xfe\x00x", "not UTF-8"), (b"a\x00b", "NUL")],
)
def test_a_memo_that_cannot_be_read_is_one_line(run, tmp_path, content, words):
    """Missing, in another encoding, binary: exit 3."""
    if content is not None:
        (tmp_path / "m.md").write_bytes(content)
    shown = run("memo", "check", "m.md")
    assert shown.returncode == 3
    assert words in shown.stderr
    assert shown.stdout == ""


def test_markup_and_control_characters_of_a_memo_are_shown(run, measured, tmp_path):
    """They do not act on the terminal."""
    (tmp_path / "m.md").write_text(MEMO.replace("### fp16", "### \x1b[31mfp16"), encoding="utf-8")
    shown = run("memo", "check", "m.md")
    assert "\x1b" not in shown.stdout + shown.stderr


def test_the_whole_text_is_kept(run, measured, home, tmp_path):
    """With its digest, so that it can be checked again."""
    (tmp_path / "m.md").write_text(MEMO, encoding="utf-8")
    run("memo", "check", "m.md")
    log = open_log(home / "trainer.db", "me")
    (entry,) = log.journal.entries("memo")
    log.close()
    assert entry.body == {"digest": digest(MEMO), "text": MEMO}
    assert entry.subject == "m.md"

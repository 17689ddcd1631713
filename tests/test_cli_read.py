"""`trainer read`: lists, shows, searches, and keeps what was read."""

import json
import sys

import pexpect
import pytest

from tests.conftest import NOW
from tests.piped import PATIENCE
from tests.world import EXPLAINER


def listed(run, *arguments):
    """The sections that `trainer read --json` lists."""
    shown = run("read", "--json", *arguments)
    assert (shown.returncode, shown.stderr) == (0, "")
    return json.loads(shown.stdout)


def sections_read(run):
    """The numbers of the sections that are marked as read."""
    return [each["section"] for each in listed(run) if each["read"]]


def test_without_a_section_all_are_listed(run):
    """Chapters and sections with titles; none is read yet."""
    lines = run("read").stdout.split("\n")
    assert lines[0].split() == ["section", "read", "(UTC)", "title"]
    assert lines[1].split(maxsplit=1) == ["1", "The model that does not fit"]
    assert lines[2].split(maxsplit=2) == ["1.1", "-", "Raw memory"]
    assert [each["section"] for each in listed(run)] == list(EXPLAINER.sections)
    assert listed(run)[0] == {
        "section": "1.1",
        "title": "Raw memory",
        "words": EXPLAINER.sections["1.1"].words,
        "read": None,
    }


def test_a_section_is_shown_as_text_and_marked_as_read(run):
    """Plain when piped: links as their text, lines filled, nothing of Markdown; then kept."""
    shown = run("read", "2.3")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("2.3 Precision against range\n\n")
    assert "fp16 has a gap of 0.00098\nabove 1" in shown.stdout
    assert not any(sign in shown.stdout for sign in ("calc:", "](", "**", "\x1b"))
    assert max(map(len, shown.stdout.split("\n"))) <= 80
    assert sections_read(run) == ["2.3"]
    assert next(each["read"] for each in listed(run) if each["read"]) == NOW
    assert "2.3      2026-11-23  Precision against range" in run("read").stdout


def test_a_chapter_shows_and_marks_all_its_sections(run):
    """`trainer read 2` is sections 2.1 to 2.5, with their tables."""
    shown = run("read", "2").stdout
    numbers = ["2.1", "2.2", "2.3", "2.4", "2.5"]
    for number in numbers:
        assert f"\n{number} {EXPLAINER.sections[number].title}\n" in shown
    assert "FP8 E4M3  8     4         3         448" in shown
    assert sections_read(run) == numbers


def test_json_of_a_section_has_its_text(run):
    """One document, links as their text; it counts as read."""
    document = json.loads(run("read", "--json", "4.2").stdout)
    assert document["text"].startswith("## 4.2 The cache formula\n\nbytes = 2 x layers")
    assert "calc:" not in document["text"]
    del document["text"]
    assert document == {"section": "4.2", "title": "The cache formula", "sections": ["4.2"]}
    assert sections_read(run) == ["4.2"]


def test_search_lists_the_sections_that_mention_all_words(run):
    """Capitals do not matter; the mention is shown; nothing is marked as read."""
    shown = run("read", "--search", "nf4 DOUBLE")
    assert [line.split()[0] for line in shown.stdout.strip().split("\n")] == ["section", "5.4"]
    assert "NF4" in shown.stdout
    found = listed(run, "--search", "pagedattention")
    assert [each["section"] for each in found] == ["4.5"]
    assert sections_read(run) == []


def test_search_without_a_match_says_so(run):
    """The data is empty, the remark stands on stderr."""
    shown = run("read", "--search", "zeppelin")
    assert (shown.returncode, shown.stdout) == (0, "")
    assert (
        shown.stderr == "trainer: no section mentions 'zeppelin'; `trainer read` lists them all\n"
    )
    assert listed(run, "--search", "zeppelin") == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("2.33",), ("no section '2.33'", "2.3 Precision against range", "`trainer read`")),
        (("gptq",), ("no section 'gptq'; closest: 3.4 GPTQ",)),
        (("",), ("no section ''",)),
        (("2.3", "--search", "int8"), ("name a section, or search",)),
        (("--search", " "), ("name a section, or search",)),
    ],
)
def test_what_cannot_be_read_exits_two(run, arguments, words):
    """One clear line with the closest sections; nothing shown, nothing marked."""
    shown = run("read", *arguments)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert shown.stderr.startswith("trainer: ")
    assert shown.stderr.count("\n") == 1
    for word in words:
        assert word in shown.stderr
    assert sections_read(run) == []


def test_an_encoding_without_lines_gets_plain_ones(run_process):
    """On ASCII output tables are drawn with ASCII signs."""
    shown = run_process("read", "2.1", PYTHONIOENCODING="ascii")
    assert shown.returncode == 0
    assert "|fp16     |16" in shown.stdout
    assert shown.stdout.isascii()


def test_in_a_terminal_a_pager_shows_the_section(run, tmp_path, monkeypatch):
    """The program that PAGER names gets the whole text; it is read when the pager ends."""
    kept = tmp_path / "paged.txt"
    monkeypatch.setenv("PAGER", f"tee {kept}")
    monkeypatch.setenv("TERM", "xterm-256color")
    command = ["-m", "trainer", "read", "2.1"]
    child = pexpect.spawn(sys.executable, command, dimensions=(24, 60), timeout=PATIENCE)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    text = kept.read_text(encoding="utf-8")
    assert "2.1 Bits" in text
    assert "FP8 E4M3" in text
    assert sections_read(run) == ["2.1"]

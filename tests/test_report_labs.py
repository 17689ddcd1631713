"""The comparison of labs as Markdown and HTML."""

from datetime import date
from html.parser import HTMLParser

from tests.lab_runs import lab_run
from trainer.history.lab_run import DatedRun
from trainer.report import labs

TODAY = date(2026, 11, 23)
EVIL = '<script>alert("x")</script>|\n'


def runs(**given) -> list[DatedRun]:
    """Two runs, on a processor and on a card."""
    cuda = {"device": "cuda", "machine": "H100"}
    return [DatedRun(lab_run(**given), TODAY), DatedRun(lab_run("int4", **given, **cuda), TODAY)]


def test_the_table_has_a_row_for_each_run_with_device_and_date():
    """The assignment's table."""
    rows = labs.summary(runs(predicted=3.0, verdict="half", predicted_direction="same"))
    assert rows[0] == (
        "paged-cache", "2x", "3x", "half", "larger, predicted same", "cpu, EPYC", "2026-11-23",
    )  # fmt: skip
    assert rows[1][5] == "cuda, H100"
    assert all(len(row) == len(labs.HEADER) for row in rows)


def test_markdown_keeps_its_table_whatever_the_text():
    """A pipe, a line break or HTML in a text breaks no row and opens no tag."""
    page = labs.markdown(runs(published=EVIL, says=EVIL))
    table = [line for line in page.splitlines() if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in table[:4]} == {9}
    assert "<script" not in page
    assert "## Paged against reserved (`paged-cache`)" in page


def test_html_is_one_page_that_loads_nothing():
    """Every text is escaped; there is no link, script or image."""
    page = labs.html(runs(says=EVIL, published=EVIL, title=EVIL, table=({EVIL: EVIL},)))
    tags = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.add(tag)
    parser.feed(page)
    assert not tags & {"script", "link", "img", "iframe"}
    assert "3.5" not in page
    assert "&lt;script&gt;" in page


def test_html_spells_out_control_characters():
    """As the health page does: what acts on a terminal acts on none that prints the file."""
    assert "\\x1b[2J" in labs.html(runs(says="\x1b[2J"))


def test_without_runs_there_is_an_empty_table():
    """Nothing measured yet is no fault."""
    assert labs.summary([]) == []
    assert "| lab |" in labs.markdown([])
    assert "</html>" in labs.html([])

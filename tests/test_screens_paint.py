"""Colours that can be read on white as on black, and words that a narrow terminal leaves whole."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.style import Style
from rich.terminal_theme import TerminalTheme

from tests.terminal import Terminal
from trainer.screens import health
from trainer.screens.paint import STYLES, THEME

# The colours of xterm as its XTerm-col.ad lists them.
XTERM = TerminalTheme(
    (255, 255, 255),
    (0, 0, 0),
    [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205),
     (0, 205, 205), (229, 229, 229)],
    [(127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255),
     (0, 255, 255), (255, 255, 255)],
)  # fmt: skip
UNUSED = "markdown.kbd"
PAINTED = STYLES | health.STYLES | {
    name: str(style)
    for name, style in THEME.styles.items()
    if name.startswith(("markdown.", "bar.back", "progress.elapsed")) and name != UNUSED
}  # fmt: skip


def contrast(one, other):
    """The ratio of two colours after WCAG 2.2, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(rgb):
    """The relative luminance after WCAG 2.2."""
    parts = [part / 255 for part in rgb]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", PAINTED)
@pytest.mark.parametrize("ground", [(255, 255, 255), (0, 0, 0)], ids=["white", "black"])
def test_colours_can_be_read_on_both_grounds(name, ground):
    """At 3 to 1 at least, and none brings a ground of its own."""
    style = Style.parse(PAINTED[name])
    assert style.bgcolor is None
    colour = style.color or Color.default()
    if not colour.is_default:
        assert contrast(colour.get_truecolor(XTERM), ground) >= 3


@pytest.mark.parametrize("term", [pytest.param("dumb", marks=pytest.mark.slow), "xterm-256color"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("read", "3.4"),
        ("mark", "list"),
        *(
            pytest.param((name,), marks=pytest.mark.slow)
            for name in ("health", "config", "history")
        ),
    ],
)
def test_no_word_is_broken_at_60_columns(term, arguments, run, welcomed, monkeypatch):
    """Each word stands there as on a wide screen, whatever the terminal can do."""
    run("review", "--plain", stdin="140 GB\n" + "many words of an answer " * 3 + "\n2\n")
    run("mark", "flag", "gb-or-gib", "read it again when the week is over, and ask the mentor")
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("PAGER", "cat")
    wide, narrow = (Terminal(columns, 300, *arguments).finish() for columns in (300, 60))
    assert set(narrow.split()) - set(wide.split()) == set()

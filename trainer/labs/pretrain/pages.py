"""A page of the Python documentation, from HTML to the plain text that `pydoc` topics are in.

Sphinx writes the topics with its text builder: lines of at most 70 characters, code in double
quotes, headings underlined. This does the same, closely enough for a model to learn the form.
"""

from __future__ import annotations

import textwrap
from html.parser import HTMLParser

WIDTH = 70
HEADINGS = {"h1": "*", "h2": "=", "h3": "-", "h4": "~"}
MARKS = {"em": "*", "strong": "**", "code": '"'}
BREAKS = {"p", "dt", "li", "tr", "div", "section", "dl", "ul", "ol", "table", "blockquote", "br"}
INDENTS = {"dd": 3, "li": 2, "blockquote": 3}
VOID = {"br", "hr", "img", "input", "link", "meta", "col", "wbr"}


def plain_text(html: str) -> str:
    """The text of a page's body."""
    page = _Page()
    page.feed(html)
    page.close()
    return "\n".join(page.lines).strip() + "\n"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._open: list[str] = []  # tags inside the body; empty outside of it
        self._skip = 0  # depth at which a part to leave out began
        self._words: list[str] = []
        self._indent = 0
        self._bullet = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if not self._open and not (tag == "div" and "body" in classes):
            return
        if tag in VOID:
            self._words.append(" ")
            return
        self._open.append(tag)
        if not self._skip and ("headerlink" in classes or tag in ("script", "style")):
            self._skip = len(self._open)
        if self._skip:
            return
        if tag in BREAKS or tag in HEADINGS or tag in INDENTS or tag == "pre":
            self._flush()
        self._indent += INDENTS.get(tag, 0)
        if tag == "li":
            self._bullet = "* "
        self._mark(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open[-1] != tag:  # a tag that was left open ends with the one around it
            self._close(self._open[-1])
        self._close(tag)

    def _close(self, tag: str) -> None:
        if not self._skip:
            self._mark(tag)
            if tag in HEADINGS:
                self._heading(HEADINGS[tag])
            elif tag == "pre":
                self._verbatim()
            elif tag in ("td", "th"):
                self._words.append("   ")
            elif tag in BREAKS or tag in INDENTS:
                self._flush()
            self._indent -= INDENTS.get(tag, 0)
        if self._skip == len(self._open):
            self._skip = 0
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and not self._skip:
            self._words.append(data)

    def _mark(self, tag: str) -> None:
        if tag in MARKS and not {"pre", "dt", *HEADINGS} & set(self._open):
            self._words.append(MARKS[tag])

    def _take(self) -> str:
        text = "".join(self._words)
        self._words.clear()
        return text

    def _flush(self) -> None:
        text = " ".join(self._take().split())
        if not text:
            return
        indent = " " * self._indent
        first = indent[: -len(self._bullet) or None] + self._bullet
        self._bullet = ""
        self.lines += textwrap.wrap(
            text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False
        )
        self.lines.append("")

    def _heading(self, underline: str) -> None:
        text = " ".join(self._take().split())
        self.lines += [text, underline * len(text), "", ""]

    def _verbatim(self) -> None:
        indent = " " * (self._indent + 3)
        self.lines += [(indent + line).rstrip() for line in self._take().strip("\n").split("\n")]
        self.lines.append("")

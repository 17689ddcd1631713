"""Pieces of the health page: tables, shares with their intervals, charts with their captions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trainer.history import wording as say
from trainer.history.shares import Share
from trainer.report.markup import Markup, element, figure

MOST = 12  # rows of a list

Cell = str | Iterable[str]


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Markup:
    """A table; a heading that begins with > is that of a column of numbers."""
    classes = ["n" if title.startswith(">") else None for title in header]
    heads = [
        element("th", title.removeprefix(">"), scope="col", class_=class_)
        for title, class_ in zip(header, classes, strict=True)
    ]
    body = []
    for first, *cells in rows:
        named = element("th", first, scope="row")
        others = [element("td", c, class_=k) for c, k in zip(cells, classes[1:], strict=True)]
        body.append(element("tr", named, others))
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", heads)),
        element("tbody", body),
    )


def share(at: str, counted: Share) -> Cell:
    """A share with its interval, each with its place."""
    if counted.share is None:
        return "-"
    return (
        figure(f"{at}.share", counted.share, say.percent(counted.share)),
        " (",
        figure(f"{at}.low", counted.low, say.percent(counted.low)),
        " to ",
        figure(f"{at}.high", counted.high, say.percent(counted.high)),
        ")",
    )


def chart(drawn: Markup, caption: str, *, wide: bool = False) -> Markup:
    """A chart with its caption; a wide one takes all the room there is."""
    class_ = "wide" if wide else None
    return element("figure", drawn, element("figcaption", caption), class_=class_)

"""HTML and SVG as nested calls: whatever is not markup itself is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from trainer.cards.clean import clean

VOID = ("meta", "br", "hr", "rect", "line", "circle", "path", "polyline")


class Markup(str):
    """Text that is markup already; any other text is escaped where it meets it."""

    __slots__ = ()


def element(name: str, /, *children: str | Iterable[str], **attributes: object) -> Markup:
    """`<name attribute="value">children</name>`, everything but `Markup` escaped.

    Args:
        name: The element.
        children: Texts, elements, or iterables of them.
        attributes: By name; a last underscore is dropped (`class_`), the others become hyphens,
            None leaves an attribute out and True gives it without a value.
    """
    said = "".join(_attribute(*pair) for pair in attributes.items())
    if name in VOID and not children:
        return Markup(f"<{name}{said}>" if name in ("meta", "br", "hr") else f"<{name}{said}/>")
    return Markup(f"<{name}{said}>{join(children)}</{name}>")


def join(children: Iterable[str | Iterable[str]]) -> Markup:
    """Children one after the other, escaped where they are not markup."""
    return Markup("".join(_child(child) for child in children))


def _child(child: str | Iterable[str]) -> str:
    if isinstance(child, Markup):
        return child
    return escape(clean(child)) if isinstance(child, str) else join(child)


def _attribute(name: str, value: object) -> str:
    spelled = name.removesuffix("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {spelled}" if value is True else f' {spelled}="{escape(clean(str(value)))}"'


def figure(at: str, value: float | None, shown: str) -> Markup:
    """A figure of the report: what people read, and its exact value with its place in the JSON.

    Args:
        at: The place, `readiness.low` or `topics.3.seen`.
        value: The value there.
        shown: The same as people say it.
    """
    exact = "" if value is None else repr(value)
    return element("data", shown, value=exact, data_at=at)

"""The comparison table of measured labs, as Markdown and as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trainer.history.lab_run import DatedRun, LabRun
from trainer.report.markup import Markup, element

HEADER = ("lab", "measured", "predicted", "verdict", "direction", "device", "date")
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color-scheme: light dark; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border-bottom: 1px solid #8888; padding: .3rem .7rem; text-align: left;
  vertical-align: top; }
td { font-variant-numeric: tabular-nums; }
p.where { opacity: .75; font-size: .9em; }
"""


def summary(runs: Iterable[DatedRun]) -> list[tuple[str, ...]]:
    """A row for each run under the columns of `HEADER`."""
    return [
        (
            dated.run.lab,
            dated.run.shown(dated.run.measured),
            "-" if dated.run.predicted is None else dated.run.shown(dated.run.predicted),
            dated.run.verdict if dated.run.predicted is not None else "-",
            _direction(dated.run),
            f"{dated.run.device}, {dated.run.machine}",
            dated.day.isoformat(),
        )
        for dated in runs
    ]


def _wide(runs: Sequence[DatedRun]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of `summary`, with what others published as the last column."""
    published = [dated.run.published for dated in runs]
    rows = [(*row, figure) for row, figure in zip(summary(runs), published, strict=True)]
    return (*HEADER, "published"), rows


def _direction(run: LabRun) -> str:
    if not run.predicted_direction:
        return run.direction
    return f"{run.direction}, predicted {run.predicted_direction}"


def markdown(runs: Sequence[DatedRun]) -> str:
    """The table, then each lab with what was asked, its own table and what it shows."""
    lines = ["# Labs, predicted and measured", "", *_markdown_table(*_wide(runs))]
    for dated in runs:
        run = dated.run
        lines += ["", f"## {_plain(run.title)} (`{_plain(run.lab)}`)", "", _plain(run.asks), ""]
        lines += [*_markdown_table(run.columns, run.cells()), ""]
        lines += [_plain(run.says), "", _plain(_where(dated))]
    return "\n".join(lines) + "\n"


def _markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _plain(text: str) -> str:
    """Text on one line that ends no table cell and opens no HTML."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def html(runs: Sequence[DatedRun]) -> str:
    """One page that needs nothing from elsewhere: the table, then each lab."""
    parts = [element("h1", "Labs, predicted and measured"), _html_table(*_wide(runs))]
    for dated in runs:
        run = dated.run
        parts += [element("h2", run.title), element("p", run.asks)]
        parts += [_html_table(run.columns, run.cells()), element("p", run.says)]
        parts.append(element("p", _where(dated), class_="where"))
    style = element("style", Markup(STYLE))
    head = element("head", element("meta", charset="utf-8"), element("title", "Labs"), style)
    return f"<!doctype html>\n{element('html', head, element('body', parts), lang='en')}\n"


def _html_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    head = element("thead", element("tr", (element("th", name) for name in header)))
    lines = (element("tr", (element("td", cell) for cell in cells)) for cells in rows)
    return element("table", head, element("tbody", lines))


def _where(dated: DatedRun) -> str:
    return f"Measured on {dated.day.isoformat()} on {dated.run.where}."

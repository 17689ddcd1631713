"""The draft of a decision memo: its parts, numbers that calculators give, the labs measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from trainer.history.lab_run import LabRun

_HEAD = """\
# Decision memo: TODO what is to be decided

Numbers are links to their sources; `trainer memo check` computes each of them again.

## Question

TODO Who needs what, on which hardware, under which limits? A limit is given:
[2 s](given:the first token, says the product team).

## Options

### Quantize the weights to 4 bits

TODO What it takes: llama-2-13b in int4 has
[6.51 GB](calc:weights?model=llama-2-13b&dtype=int4) of raw weights in the place of
[26.03 GB](calc:weights?model=llama-2-13b&dtype=fp16) in fp16.

TODO What it costs: quality, kernels, calibration.

### Keep 16 bits and serve it on a larger GPU

TODO What it takes, with the cache:
[3.36 GB](calc:kv?model=llama-2-13b&tokens=4096) for one sequence of 4,096 tokens.

TODO What it costs.
"""
_TAIL = """\
## Decision

TODO What is chosen, and why the others are not.

## What would change it

- TODO A measurement, a price or a limit that would turn the decision round.
"""
_NONE = "TODO Measure labs first: `trainer lab list`, `trainer lab run NAME`, then draft anew.\n"


def draft(runs: Sequence[LabRun]) -> str:
    """A memo to be filled in, with a table of the labs that were measured."""
    return "\n".join((_HEAD, "## What was measured\n", _table(runs), _TAIL))


def _table(runs: Sequence[LabRun]) -> str:
    if not runs:
        return _NONE
    return "\n".join(_rows(runs)) + "\n"


def _rows(runs: Iterable[LabRun]) -> Iterable[str]:
    yield "| lab | measured | device |"
    yield "|---|---|---|"
    for run in runs:
        title = " ".join(run.title.replace("|", "/").split())
        link = f"lab:{quote(run.lab)}?device={run.device}"
        yield f"| {title} | [{_shown(run)}]({link}) | {run.device} |"


def _shown(run: LabRun) -> str:
    """The measured figure with enough digits to be found again."""
    return f"{run.measured:,.3f} {run.unit}".strip()

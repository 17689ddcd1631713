"""INT4 weights are a quarter of the bytes, so inference is four times as fast.

A product has to read the weights only once, whatever the batch; unpacking and arithmetic come on
top, and a kernel may pay for them again with each few rows of the batch.
"""

from __future__ import annotations

from typing import NamedTuple

from trainer.history.lab_run import Row
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph, turn
from trainer.labs.products import GROUP, Products
from trainer.questions.chance import Chance

BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
TIE = 0.1  # of the time


class Setting(NamedTuple):
    """What the seed draws: the width of the weight, and two batches that are asked about."""

    width: int
    small: int
    large: int


def draw(seed: int) -> Setting:
    """The setting of a seed."""
    chance = Chance(seed)
    small, large = chance.choose((1, 4, 8)), chance.choose((128, 256))
    return Setting(chance.choose((4096, 5120)), small, large)


def sizes(seed: int, device: str) -> tuple[int, int]:
    """Rows and columns of the weight: on a GPU large enough to lie well past the L2."""
    width = draw(seed).width
    return (7 * width, 2 * width) if device == "cuda" else (width, width)


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    rows, columns = sizes(seed, device)
    return (
        f"{draw(seed).small} token(s) at once (the batch) go through a weight of {rows:,} x "
        f"{columns:,}. How many times as fast is the product with int4 weights (groups of {GROUP}) "
        "as with bf16 ones?"
    )


def asks_direction(seed: int) -> str:
    """The question after the direction."""
    return (
        f"And at batch {draw(seed).large}, with torch's own kernels: is int4 faster than bf16, "
        "slower, or the same?"
    )


def measure(bench: Bench) -> Measured:
    """Times of the product in each format over the batch, next to what bandwidth allows."""
    _, small, large = draw(bench.seed)
    batches = sorted({1, small, large}) if bench.quick else BATCHES
    rows, columns = (2048, 2048) if bench.quick else sizes(bench.seed, bench.device)
    products = Products(rows, columns, bench.seed, bench.device)
    products.check()
    bench.progress(0.1)
    bandwidth = products.bandwidth()
    times: dict[int, dict[str, float | None]] = {}
    for batch in batches:
        times[batch] = products.times(batch)
        bench.progress(0.1 + 0.9 * len(times) / len(batches))
    bound = products.bytes_of("int4") / bandwidth
    figure = _ratio(times[small])
    byte_ratio = products.bytes_of("bf16") / products.bytes_of("int4")
    four, sixteen = bound / (times[1]["int4"] or 1), bound * byte_ratio / (times[1]["bf16"] or 1)
    slower = {name: (times[large][name] or 0) / (times[1][name] or 1) for name in ("bf16", "int4")}
    says = (
        f"int4 reads {byte_ratio:.2f} times fewer bytes, scales included. At batch 1 it is "
        f"{_ratio(times[1]):.2f} times as fast: it reaches {four:.0%} of the measured "
        f"{bandwidth / 1e9:,.0f} GB/s, bf16 {sixteen:.0%}. At batch {large} the bf16 product takes "
        f"{slower['bf16']:.1f} times as long as at 1, this int4 kernel {slower['int4']:.1f} times: "
        f"int4 is {_ratio(times[large]):.2f} times as fast. On a GPU a better kernel keeps some "
        "gain up to 64 or 128 (Marlin, arXiv:2408.11743). The cache, which int4 weights leave as "
        "it is, is not even counted."
    )
    direction = turn(_ratio(times[large]) - 1, TIE, LAB.directions)
    return Measured(figure, direction, tuple(_rows(times, bound)), says)


def _ratio(times: dict[str, float | None]) -> float:
    """How many times as fast int4 is as bf16."""
    return (times["bf16"] or 0.0) / (times["int4"] or 1.0)


def _rows(times: dict[int, dict[str, float | None]], bound: float) -> list[Row]:
    table: list[Row] = []
    for batch, found in times.items():
        micro = {f"{name}, us": _micro(seconds) for name, seconds in found.items()}
        reached = round(bound / (found["int4"] or bound), 3)
        last = {"speed-up": round(_ratio(found), 2), "of bound": reached}
        table.append({"batch": batch, **micro, **last})
    return table


def _micro(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1e6, 1)


LAB = Lab(
    name="int4-speed",
    title="INT4 is not four times faster",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="x",
    tolerance="ratio",
    asks_direction=asks_direction,
    directions=("faster", "slower", "same"),
    expected="slower",
    how=(
        "torch's own int4, int8 and bf16 products are timed on weights that no cache holds; on a "
        "CPU with one thread."
    ),
    published=Published(
        "Qwen3-8B on an A100 in vLLM, 100 requests, tokens/s of prompt and output: int4 with "
        "torch's GPU kernel 1,276, fp16 10,091",
        "pytorch/ao#3496",
    ),
    reads=("3.7",),
    seconds_cpu=7,
    seconds_gpu=10,
    measure=measure,
    needs="labs",
    devices=("cpu", "cuda"),
    gpu_claim=True,
)

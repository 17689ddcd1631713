"""fp16 has more mantissa bits than bf16, so it is the better format.

A format spends its bits on precision or on range; numbers that spread wide need the range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainer.history.lab_run import Row
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph, turn
from trainer.questions.chance import Chance

if TYPE_CHECKING:
    from trainer.labs.algorithms.checks import Array

COUNT = 200_000
NORMAL = (6.2e-5, 6.5e4)  # where fp16 has full precision


class Setting(NamedTuple):
    """What the seed draws: powers of ten between which the numbers lie."""

    low: int
    high: int


def draw(seed: int) -> Setting:
    """The range of a seed."""
    chance = Chance(seed)
    return Setting(-9 - chance.below(5), 5 + chance.below(5))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    low, high = draw(seed)
    return (
        f"Numbers from 1e{low} to 1e{high}, as many in each power of ten, are stored in fp16. What "
        "share of them turns into zero or infinity?"
    )


def measure(bench: Bench) -> Measured:
    """The share of random numbers that fp16 cannot hold, and the rounding error of those it can."""
    import numpy as np

    low, high = draw(bench.seed)
    rng = np.random.default_rng(bench.seed)
    count = COUNT // 10 if bench.quick else COUNT
    numbers = (10 ** rng.uniform(low, high, count)).astype(np.float32)
    numbers *= rng.choice([-1, 1], count).astype(np.float32)
    losses: dict[str, dict[str, float]] = {}
    for done, (name, rounded) in enumerate(_rounded(numbers).items()):
        losses[name] = _losses(numbers, rounded)
        bench.progress((done + 1) / 3)
    lost = {name: loss["lost, %"] for name, loss in losses.items()}
    ratio = losses["bf16"]["rounding error, %"] / losses["fp16"]["rounding error, %"]
    table: list[Row] = [{"format": name, **loss} for name, loss in losses.items()]
    says = (
        f"fp16 loses {lost['fp16']:.1f}% of these numbers and bf16 {lost['bf16']:.1f}%: "
        "fp16 reaches from 6e-8 to 65,504, bf16 as far as fp32. Where both reach, bf16 rounds "
        f"{ratio:.1f} times as coarsely, with 7 stored bits of mantissa against 10. These numbers "
        "are spread evenly; the published 5% are real gradients, which are not. Which loss hurts "
        "training more, the lab training-formats measures."
    )
    return Measured(lost["fp16"], turn(ratio - 1, 0.05, LAB.directions), tuple(table), says)


def _rounded(numbers: Array) -> dict[str, Array]:
    import numpy as np

    with np.errstate(over="ignore"):
        return {
            "fp32": numbers,
            "fp16": numbers.astype(np.float16).astype(np.float32),
            "bf16": to_bf16(numbers),
        }


def to_bf16(numbers: Array) -> Array:
    """The numbers rounded to bf16, ties to even, as float32."""
    import numpy as np

    bits = np.ascontiguousarray(numbers, np.float32).view(np.uint32).astype(np.uint64)
    bits = bits + 0x7FFF + ((bits >> 16) & 1)  # half of what is cut off, so that it rounds
    return (bits & 0xFFFF0000).astype(np.uint32).view(np.float32)


def _losses(numbers: Array, rounded: Array) -> dict[str, float]:
    """Shares that became 0 or infinite, and the mean relative error where fp16 is normal."""
    import numpy as np

    zero, infinite = rounded == 0, np.isinf(rounded)
    size = np.abs(numbers)
    near = (size > NORMAL[0]) & (size < NORMAL[1])
    error = np.abs(rounded[near] / numbers[near] - 1).mean()
    return {
        "zero, %": round(float(zero.mean()) * 100, 2),
        "infinite, %": round(float(infinite.mean()) * 100, 2),
        "lost, %": round(float((zero | infinite).mean()) * 100, 2),
        "rounding error, %": float(f"{error * 100:.3g}"),
    }


LAB = Lab(
    name="number-formats",
    title="What fp16 and bf16 lose",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="%",
    tolerance="ratio",
    asks_direction=lambda _: (
        "Of the numbers that both formats hold well: is the relative rounding error of bf16 "
        "larger than that of fp16, smaller, or the same?"
    ),
    directions=("larger", "smaller", "same"),
    expected="larger",
    how="Random numbers are rounded to each format and compared with what they were.",
    published=Published(
        "about 5% of a speech model's weight gradients lie below 2^-24", "arXiv:1710.03740, s. 3.1"
    ),
    reads=("2.1", "2.2", "2.3"),
    seconds_cpu=1,
    seconds_gpu=1,
    measure=measure,
)

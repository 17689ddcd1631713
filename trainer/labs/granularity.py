"""One scale for a whole matrix is good enough for int8.

A few large rows decide how coarse that scale is for all the others; a scale for each row keeps
them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainer.history.lab_run import Row
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph, turn
from trainer.questions.chance import Chance

if TYPE_CHECKING:
    from trainer.labs.algorithms.checks import Array

LARGE, BITS, TIE = 4, 8, 0.1
NAMES = ("q_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


class Setting(NamedTuple):
    """What the seed draws: a weight of the model, and the factor of its large rows."""

    weight: str
    factor: int


def draw(seed: int) -> Setting:
    """The setting of a seed."""
    chance = Chance(seed)
    return Setting(f"layers.{chance.below(4)}.{chance.choose(NAMES)}", chance.choose((8, 16, 32)))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    return (
        f"{LARGE} rows (output channels) of a weight are {draw(seed).factor} times as large as "
        f"usual. In int{BITS}, how many times as large is the error of the other rows with one "
        "scale for the matrix, next to a scale for each row?"
    )


def measure(bench: Bench) -> Measured:
    """The relative error of ordinary weights under each granularity, by where the outliers are."""
    import numpy as np

    from trainer.labs.model.opening import shipped_model

    setting = draw(bench.seed)
    weight = shipped_model().model.weights[setting.weight]  # (out, in)
    rng = np.random.default_rng(bench.seed)
    rows, columns = (rng.permutation(size)[:LARGE] for size in weight.shape)
    in_rows, in_columns = weight.copy(), weight.copy()
    in_rows[rows] *= setting.factor
    in_columns[:, columns] *= setting.factor
    errors = {
        "none": _errors(weight, np.ones(weight.shape, bool)),
        "in rows": _errors(in_rows, _other(weight, rows, 0)),
        "in columns": _errors(in_columns, _other(weight, columns, 1)),
    }
    bench.progress(1.0)
    table: list[Row] = [
        {"outliers": where, **{name: float(f"{error:.3g}") for name, error in found.items()}}
        for where, found in errors.items()
    ]
    one, by_row = errors["in rows"]["per tensor, %"], errors["in rows"]["per row, %"]
    across = errors["in columns"]["per row, %"]
    says = (
        f"With large rows the others are off by {one:.1f}% under one scale, {one / by_row:.1f} "
        f"times the {by_row:.2f}% with a scale each: the largest row sets the one ruler for all. "
        f"Large columns are another matter: each row holds {LARGE} of them, so a scale per row "
        f"leaves {across:.1f}%; groups keep the damage in the groups that hold one. The published "
        "figure is a model's accuracy, not an error of weights."
    )
    return Measured(
        one / by_row, turn(across / by_row - 1, TIE, LAB.directions), tuple(table), says
    )


def _other(weight: Array, large: Array, axis: int) -> Array:
    """Which weights (out, in) are not in the large rows or columns."""
    import numpy as np

    kept = np.ones(weight.shape, bool)
    kept[(large, slice(None)) if axis == 0 else (slice(None), large)] = False
    return kept


def _errors(weight: Array, ordinary: Array) -> dict[str, float]:
    """Root mean square error over root mean square, in percent, of the ordinary weights."""
    import numpy as np

    from trainer.labs.algorithms import rtn

    found = {
        "per tensor, %": rtn.quantize(weight, BITS, per_tensor=True),
        "per row, %": rtn.quantize(weight, BITS),
        "per 64, %": rtn.quantize(weight, BITS, 64),
    }
    size = np.linalg.norm(weight[ordinary])
    return {
        name: float(np.linalg.norm((quantized.dequantize() - weight)[ordinary]) / size) * 100
        for name, quantized in found.items()
    }


LAB = Lab(
    name="granularity",
    title="One ruler or many",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="x",
    tolerance="ratio",
    asks_direction=lambda _: (
        f"If {LARGE} columns (input channels) are large instead of rows: is the error with a scale "
        "per row larger than it was with large rows, smaller, or the same?"
    ),
    directions=("larger", "smaller", "same"),
    expected="larger",
    how=(
        "A weight of the small model is quantized three ways. The error is the root mean square, "
        "in percent of the weights' own; large rows or columns do not count."
    ),
    published=Published(
        "CNNs, int8 weights with a scale per channel and int8 activations: accuracy within 2% of "
        "float",
        "arXiv:1806.08342",
    ),
    reads=("3.2", "3.3"),
    seconds_cpu=1,
    seconds_gpu=1,
    measure=measure,
)

"""What every algorithm asks of its numbers before it starts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def matrix(numbers: npt.ArrayLike, name: str = "weight") -> Array:
    """The numbers as a float32 matrix.

    Raises:
        ValueError: If they are no matrix, empty, or hold a NaN or an infinity (also one that
            only float32 makes of them).
    """
    with np.errstate(over="ignore", invalid="ignore"):
        values = np.asarray(numbers).astype(np.float32)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"{name} must be a matrix with numbers in it, not of shape {values.shape}")
    if not np.isfinite(values).all():
        row, column = np.argwhere(~np.isfinite(values))[0]
        raise ValueError(f"{name} holds {values[row, column]} at row {row}, column {column}")
    return values


def inputs_of(weight: Array, inputs: npt.ArrayLike) -> Array:
    """The calibration inputs (tokens, in) of a weight (out, in), as float32.

    Raises:
        ValueError: If they are no finite matrix or their width is not the weight's.
    """
    values = matrix(inputs, "inputs")
    if values.shape[1] != weight.shape[1]:
        raise ValueError(f"inputs are {values.shape[1]} wide, the weight takes {weight.shape[1]}")
    return values


def check_bits(bits: int) -> None:
    """Nothing, if codes can have so many bits.

    Raises:
        ValueError: Below 2 bits there is no grid with a zero in it; over 8 no byte holds a code.
    """
    if not 2 <= bits <= 8:
        raise ValueError(f"bits must be 2 to 8, not {bits}")


def check_group(columns: int, group: int | None) -> int:
    """The number of weights that share a scale: `group`, or a whole row of `columns`.

    Raises:
        ValueError: If groups do not fill a row exactly.
    """
    if group is None:
        return columns
    if group < 1 or columns % group:
        raise ValueError(f"group must divide the {columns} columns, {group} does not")
    return group

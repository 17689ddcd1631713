"""GPTQ: quantize column by column, and let the columns still to come make up for each error.

H = X^T X (in, in) says how much an error in one input column can be undone by another. With
H^-1 = U^T U (U upper triangular), the error of column j, e = (w_j - dequantized w_j) / U_jj, is
taken from every later column k as e * U_jk.

Source: Frantar et al. 2023, arXiv:2210.17323, section 3 (algorithm 1): lazy batches of columns,
1% dampening; act-order and groups as in the authors' code.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms import rtn
from trainer.labs.algorithms.checks import Array, check_bits, check_group, inputs_of, matrix
from trainer.labs.algorithms.quantized import Quantized

BLOCK = 128  # columns whose errors reach the rest of the matrix in one product
DAMPENING = 0.01  # of the mean diagonal of H; without it H of few tokens has no inverse


def quantize(
    weight: npt.ArrayLike,
    inputs: npt.ArrayLike,
    bits: int,
    group: int | None = None,
    act_order: bool = False,
) -> Quantized:
    """The weight as codes whose outputs on the inputs stay close to the weight's own.

    Args:
        weight: W (out, in).
        inputs: X (tokens, in) of calibration text; a few hundred tokens overfit (see `rtn`).
        bits: b, 2 to 8.
        group: Columns that share a scale, set from the weights as corrected so far; None: all.
        act_order: Columns with the largest inputs first. With groups, a group then holds columns
            that do not lie side by side, which is why kernels dislike it.

    Raises:
        ValueError: If a number is NaN or infinite, or shapes, bits or group do not fit.
    """
    check_bits(bits)
    w = matrix(weight).astype(np.float64)  # (out, in)
    x = inputs_of(w, inputs).astype(np.float64)  # (tokens, in)
    size = check_group(w.shape[1], group)
    hessian = x.T @ x  # (in, in)
    dead = hessian.diagonal() == 0  # (in,) inputs that are always 0: their weight is of no use
    hessian[dead, dead], w[:, dead] = 1, 0
    order = np.arange(w.shape[1])  # (in,)
    if act_order:
        order = np.argsort(-hessian.diagonal(), kind="stable")
    upper = inverse_factor(hessian[np.ix_(order, order)])  # (in, in)
    step = BLOCK if group is None else size
    codes, scale, zero = _sweep(w[:, order], upper, bits, size, step)
    back = np.argsort(order)  # (in,) where each column went
    return Quantized(codes[:, back], scale, zero, bits, back // size, zero_bits=bits)


def inverse_factor(hessian: Array) -> Array:
    """U, upper triangular, with U^T U = (H + dampening)^-1; (in, in)."""
    damped = hessian + DAMPENING * hessian.diagonal().mean() * np.eye(len(hessian))
    return np.linalg.cholesky(np.linalg.inv(damped)).T


def _sweep(w: Array, upper: Array, bits: int, size: int, step: int) -> tuple[Array, Array, Array]:
    """Codes (out, in), scales and zero points (out, G); takes the errors out of `w` in place."""
    codes = np.empty(w.shape, np.uint8)  # (out, in)
    scales, zeros = [], []
    for start in range(0, w.shape[1], step):
        block = slice(start, min(start + step, w.shape[1]))
        if start % size == 0:  # a new group; a whole row's grid comes from the untouched weights
            scale, zero = rtn.grid(w[:, start : start + size], bits)  # (out,) each
            scales.append(scale)
            zeros.append(zero)
        errors = np.empty((len(w), block.stop - start))  # (out, step)
        for j in range(start, block.stop):
            codes[:, j] = rtn.encode(w[:, j], scale, zero, bits)
            error = (w[:, j] - scale * (codes[:, j] - zero)) / upper[j, j]  # (out,)
            w[:, j + 1 : block.stop] -= np.outer(error, upper[j, j + 1 : block.stop])
            errors[:, j - start] = error
        w[:, block.stop :] -= errors @ upper[block, block.stop :]  # the lazy batch
    return codes, np.stack(scales, 1), np.stack(zeros, 1)

"""Slow references for the labs' algorithms: float64, one weight or one column at a time."""

import math

import numpy as np


def layer(seed, *, out=48, columns=64, tokens=400, outliers=0):
    """A weight (out, in) and correlated inputs (tokens, in), the first channels times 30."""
    rng = np.random.default_rng(seed)
    mixing = np.eye(columns) + 0.3 * rng.standard_normal((columns, columns))
    inputs = rng.standard_normal((tokens, columns)) @ mixing
    inputs[:, :outliers] *= 30
    weight = 0.05 * rng.standard_normal((out, columns))
    return weight.astype(np.float32), inputs.astype(np.float32)


def output_error(weight, other, inputs):
    """Squared error of the outputs of another weight."""
    off = (np.asarray(other, float) - weight) @ np.asarray(inputs, float).T
    return float((off**2).sum())


def grid(row, bits):
    """Scale and zero point of one list of weights, and of 0."""
    low, high = min(0.0, *row), max(0.0, *row)
    if low == high:
        low, high = -1.0, 1.0
    scale = (high - low) / (2**bits - 1)
    return scale, float(round(-low / scale))


def encode(weight, scale, zero, bits):
    """The code of one weight."""
    return min(max(round(weight / scale) + zero, 0), 2**bits - 1)


def rtn(weight, bits, group):
    """Codes and values of round to nearest, weight by weight."""
    codes, values = np.zeros(weight.shape, int), np.zeros(weight.shape)
    for i, row in enumerate(weight.astype(float)):
        for start in range(0, len(row), group):
            scale, zero = grid(row[start : start + group], bits)
            for j in range(start, start + group):
                codes[i, j] = encode(row[j], scale, zero, bits)
                values[i, j] = scale * (codes[i, j] - zero)
    return codes, values


def gptq(weight, inputs, bits, group, act_order):
    """Codes and values as optimal brain surgery gives them: a full inverse, updated each column.

    No Cholesky factor, no blocks: after column j, its row and column leave H^-1 by elimination
    (Frantar et al. 2022, arXiv:2208.11580, lemma 1).
    """
    x = inputs.astype(float)
    hessian = x.T @ x
    hessian += 0.01 * np.mean(np.diag(hessian)) * np.eye(len(hessian))
    order = np.argsort(-np.diag(hessian), kind="stable") if act_order else np.arange(len(hessian))
    w, inverse = weight.astype(float)[:, order], np.linalg.inv(hessian[np.ix_(order, order)])
    codes, values = np.zeros(w.shape, int), np.zeros(w.shape)
    for j in range(w.shape[1]):
        if j % group == 0:
            grids = [grid(row[j : j + group], bits) for row in w]
        for i, (scale, zero) in enumerate(grids):
            codes[i, j] = encode(w[i, j], scale, zero, bits)
            values[i, j] = scale * (codes[i, j] - zero)
        error = (w[:, j] - values[:, j]) / inverse[j, j]
        w[:, j:] -= np.outer(error, inverse[j, j:])
        inverse -= np.outer(inverse[:, j], inverse[j]) / inverse[j, j]
    back = np.argsort(order)
    return codes[:, back], values[:, back]


def awq(weight, inputs, bits, group):
    """Scale and ratio by trying every ratio on every token."""
    size = np.abs(inputs.astype(float)).mean(0)
    best = (math.inf, None, None)
    for step in range(20):
        scale = np.maximum(size ** (step / 20), 1e-4)
        scale = scale / math.sqrt(scale.max() * scale.min())
        _, values = rtn((weight * scale).astype(np.float32), bits, group)
        error = output_error(weight, values / scale, inputs)
        if error < best[0]:
            best = (error, scale, step / 20)
    return best[1], best[2]

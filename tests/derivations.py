"""Recomputes derivations: each formula is read as arithmetic over the steps before it."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from trainer.calc.derivation import Step
from trainer.units import Number, unit

FUNCTIONS: dict[str, Callable[..., Number]] = {
    "abs": abs, "ceil": math.ceil, "floor": math.floor, "log2": math.log2,
    "max": max, "min": min, "round": round,
}  # fmt: skip
OPERATORS: dict[type, Callable[..., Number]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: lambda a, b: Fraction(a) / Fraction(b), ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.Pow: lambda a, b: Fraction(a) ** Fraction(b),
    ast.USub: operator.neg,
}  # fmt: skip


def evaluate(formula: str, names: Mapping[str, Number]) -> Number:
    """What the formula gives, exact where arithmetic can be; anything but arithmetic is refused."""
    return _value(ast.parse(formula, mode="eval").body, names, formula)


def recompute(steps: Iterable[Step]) -> Number:
    """The last value of a derivation; fails where a formula and its value disagree."""
    names: dict[str, Number] = {}
    value: Number = 0
    for step in steps:
        assert step.name.isidentifier(), f"{step.name!r} cannot stand in a formula"
        assert step.name not in names, f"{step.name} is defined twice"
        value = evaluate(step.formula, names)
        assert same(value, step.value), f"{step.name} = {step.formula}: {value}, not {step.value}"
        unit(step.unit)
        names[step.name] = step.value
    return value


def same(one: Number, other: Number) -> bool:
    """Whether two numbers agree: exactly, or to rounding where a float takes part."""
    if isinstance(one, float) or isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other


def _value(node: ast.expr, names: Mapping[str, Number], formula: str) -> Number:
    """One node of the formula."""
    match node:
        case ast.Constant(value=int()):
            return node.value
        case ast.Constant(value=float()):
            return Fraction(ast.get_source_segment(formula, node) or "")
        case ast.Name():
            return names[node.id]
        case ast.UnaryOp():
            return OPERATORS[type(node.op)](_value(node.operand, names, formula))
        case ast.BinOp():
            left, right = (_value(side, names, formula) for side in (node.left, node.right))
            return OPERATORS[type(node.op)](left, right)
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            return FUNCTIONS[name](*(_value(arg, names, formula) for arg in node.args))
    raise AssertionError(f"{formula!r}: {ast.dump(node)} is no arithmetic")

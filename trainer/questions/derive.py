"""Derivations bent to a question: cut off, carried on, or followed after a wrong step."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from trainer.calc.checks import exact
from trainer.calc.derivation import Step, pruned
from trainer.questions.question import Mistake
from trainer.units import Number

Turn = tuple[str, str, str]  # id of a mistake, the step where it parts, that step's wrong formula
Formula = Callable[[Mapping[str, Number]], Number]

_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "abs": abs, "ceil": math.ceil, "floor": math.floor, "log2": math.log2,
    "max": max, "min": min, "round": round,
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: lambda a, b: Fraction(a) / b, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.Pow: lambda a, b: a**b if b >= 0 else Fraction(a) ** b,
}  # fmt: skip


def until(steps: tuple[Step, ...], name: str) -> tuple[Step, ...]:
    """The derivation as far as this step, without what it does not need."""
    last = [step.name for step in steps].index(name)
    return pruned(steps[: last + 1])


def derived(steps: tuple[Step, ...], *how: Step) -> tuple[Step, ...]:
    """The derivation with one of its givens derived: the last of `how` takes its place."""
    at = [step.name for step in steps].index(how[-1].name)
    return (*steps[:at], *how, *steps[at + 1 :])


def asked_in(steps: tuple[Step, ...], unit: str) -> tuple[Step, ...]:
    """The derivation with its answer shown in this unit."""
    return (*steps[:-1], replace(steps[-1], unit=unit))


def astray(steps: tuple[Step, ...], *turns: Turn) -> tuple[Mistake, ...]:
    """The mistakes of these wrong turns, each followed from its step to the answer."""
    right = {step.name: _whole(step.value) for step in steps}
    return tuple(
        Mistake(known, _follow(steps, right, name, formula), formula, name)
        for known, name, formula in turns
    )


def _follow(
    steps: tuple[Step, ...], right: Mapping[str, Number], name: str, formula: str
) -> Number:
    """What the last step gives when the step of this name has another formula."""
    at = list(right).index(name)
    values = dict(right)
    values[name] = _formula(formula)[0](values)
    changed = {name}
    for step in steps[at + 1 :]:
        evaluate, letters = _formula(step.formula)
        if not changed.isdisjoint(letters):
            values[step.name] = _whole(evaluate(values))
            changed.add(step.name)
    return values[steps[-1].name]


def _whole(number: Number) -> Number:
    """The number, an int where it is a whole fraction: ints are several times faster."""
    if isinstance(number, Fraction) and number.denominator == 1:
        return number.numerator
    return number


@lru_cache(maxsize=4096)
def _formula(text: str) -> tuple[Formula, frozenset[str]]:
    """The formula as a function of the steps before it, and the names that stand in it."""
    return _node(ast.parse(text, mode="eval").body), frozenset(re.findall(r"[A-Za-z_]\w*", text))


def _node(node: ast.expr) -> Formula:
    """One node of a formula as a function of the names in it; arithmetic only."""
    match node:
        case ast.Constant(value=int() | float() as value):
            number = exact(value) if isinstance(value, float) else value
            return lambda names: number
        case ast.Name(id=name):
            return operator.itemgetter(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _node(operand)
            return lambda names: -inner(names)
        case ast.BinOp(left=left, op=op, right=right):
            one, other, apply = _node(left), _node(right), _OPERATORS[type(op)]
            return lambda names: apply(one(names), other(names))
        case ast.Call(func=ast.Name(id=name), args=args):
            call, inners = _FUNCTIONS[name], [_node(arg) for arg in args]
            return lambda names: call(*(inner(names) for inner in inners))
    raise ValueError(f"{ast.dump(node)} is no arithmetic")

"""Marked numbers computed again: whether a text still says what the calculators give."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from trainer.calc.capacity import capacity
from trainer.calc.checks import count, exact
from trainer.calc.finetune import (
    FROZEN,
    adapter_training_bytes,
    finetune_bytes,
    frozen_bytes,
    recipe,
)
from trainer.calc.formats import bits_per_value
from trainer.calc.kv_cache import CacheShape, bytes_per_token, cache_shape, kv_cache_bytes
from trainer.calc.lora import lora
from trainer.calc.paging import paged
from trainer.calc.parameters import PARTS, parameters
from trainer.calc.shapes import ModelShape, closest
from trainer.calc.weights import checkpoint, raw_bytes, scheme
from trainer.cards.marks import Mark
from trainer.units import Number, Unit, show_number, unit

Models = Mapping[str, ModelShape]
Results = Mapping[str, Number]

LONGEST = 200  # characters of an expression
LARGEST = 10_000  # bits of a power, so that 9**9**9 costs nothing

_SHOWN = re.compile(r"(?P<number>-?[\d,]+(?:\.(?P<decimals>\d+))?)(?: (?P<unit>\S+))?")
_OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def wrong_mark(mark: Mark, models: Models) -> str:
    """What is wrong with a marked number; an empty text where it is right.

    It is right if its calculation, rounded to the digits shown, gives what is shown.
    """
    try:
        key, value = _compute(mark, models)
        number, decimals, shown = _read(mark.shown)
        computed = exact(value) / _factor(mark.verb, key, shown)
    except ValueError as error:
        return f"the marked number {mark.shown!r} cannot be computed: {error}"
    if 2 * abs(computed - number) * 10**decimals <= 1:
        return ""
    exactly = f"{show_number(computed, 6)} {shown.symbol}".strip()
    return f"the marked number is {mark.shown!r}, but {mark.verb} gives {exactly}"


def _compute(mark: Mark, models: Models) -> tuple[str, Number]:
    """The result that a mark names, by name and in base units."""
    if mark.verb not in _VERBS:
        raise ValueError(f"unknown calculation {mark.verb!r}; known: {', '.join(_VERBS)}")
    options = _Options(mark.options, models)
    key = options.text("key", "")
    results = _VERBS[mark.verb](options)
    options.refuse_others()
    key = key or next(iter(results))
    if key not in results:
        raise ValueError(f"unknown key {key!r}; known: {', '.join(results)}")
    return key, results[key]


def _read(shown: str) -> tuple[Fraction, int, Unit]:
    """The number that is shown, how many decimals it has, and its unit."""
    found = _SHOWN.fullmatch(shown)
    if not found:
        raise ValueError("it is not a number and a unit")
    number = Fraction(found["number"].replace(",", ""))
    return number, len(found["decimals"] or ""), unit(found["unit"] or "")


def _factor(verb: str, key: str, shown: Unit) -> Fraction:
    """Base units in one of what is shown; arithmetic is done in the unit that is shown."""
    if verb == "arith":
        return Fraction(1)
    fits = shown.dimension == "size" if "bytes" in key else shown.factor == 1
    if not fits:
        raise ValueError(f"{key} is not counted in {shown.symbol or 'plain numbers'}")
    return shown.factor


# Arithmetic


def arithmetic(expression: str) -> Fraction:
    """The exact value of numbers joined by + - * / ** and parentheses; nothing else is read.

    Raises:
        ValueError: If it is anything else, too long or too large, or divides by zero.
    """
    if len(expression) > LONGEST:
        raise ValueError(f"an expression has at most {LONGEST} characters")
    try:
        return _value(ast.parse(expression, mode="eval").body)
    except SyntaxError:
        raise ValueError(f"cannot read {expression!r}") from None
    except ZeroDivisionError:
        raise ValueError(f"{expression!r} divides by zero") from None


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return exact(number)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_value(left), _value(right))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
            return _OPERATORS[type(sign)](_value(left), _value(right))
    raise ValueError("only numbers, + - * / ** and parentheses are computed")


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator != 1 or bits * abs(exponent) > LARGEST:
        raise ValueError("an exponent must be a whole number that is not too large")
    return base**exponent.numerator


# Calculations, as `trainer calc` has them


class _Options:
    """What a calculation is given; each option is taken once, and none may be left over."""

    def __init__(self, given: Mapping[str, str], models: Models) -> None:
        self._left = dict(given)
        self._models = models

    def has(self, name: str) -> bool:
        return name in self._left

    def text(self, name: str, default: str | None = None) -> str:
        value = self._left.pop(name, default)
        if value is None:
            raise ValueError(f"{name} is missing")
        return value

    def count(self, name: str, default: str | None = None) -> int:
        return count(arithmetic(self.text(name, default)), name)

    def list(self, name: str, default: str | None = None) -> list[str]:
        return [part for part in self.text(name, default).split(",") if part]

    def model(self) -> ModelShape:
        name = self.text("model")
        if name not in self._models:
            near = ", ".join(closest(name, self._models))
            raise ValueError(f"unknown model {name!r}; closest: {near}")
        return self._models[name]

    def refuse_others(self) -> None:
        if self._left:
            raise ValueError(f"unknown option {next(iter(self._left))!r}")


def _arith(options: _Options) -> Results:
    return {"value": arithmetic(options.text("expr"))}


def _weights(options: _Options) -> Results:
    dtype = options.text("dtype")
    if options.has("params"):
        return {"bytes": raw_bytes(options.count("params"), bits_per_value(dtype))}
    return {"bytes": checkpoint(options.model(), scheme(dtype)).bytes}


def _params(options: _Options) -> Results:
    split = parameters(options.model())
    return {name: getattr(split, name) for name in ("total", *PARTS, "active")}


def _kv(options: _Options) -> Results:
    if options.has("model"):
        shape = cache_shape(options.model())
    else:
        shape = CacheShape(*(options.count(name) for name in ("layers", "kv-heads", "head-dim")))
    bits = bits_per_value(options.text("dtype", "fp16"))
    tokens, sequences = options.count("tokens"), options.count("sequences", "1")
    return {
        "bytes": kv_cache_bytes(shape, tokens=tokens, sequences=sequences, bits=bits),
        "bytes_per_token": bytes_per_token(shape, bits=bits),
    }


def _lora(options: _Options) -> Results:
    rank, targets = options.count("rank"), options.list("targets", "")
    made = lora(options.model(), rank=rank, targets=targets)
    return {name: getattr(made, name) for name in ("trainable_params", "percent", "adapter_bytes")}


def _paged(options: _Options) -> Results:
    tokens = [count(arithmetic(each), "tokens") for each in options.list("tokens")]
    made = paged(tokens, options.count("block-size", "16"))
    return {name: getattr(made, name) for name in ("blocks", "slots", "wasted_slots")}


def _capacity(options: _Options) -> Results:
    served = capacity(
        cache_shape(options.model()),
        kv_bytes=options.count("kv-bytes"),
        max_len=options.count("max-len"),
        block_size=options.count("block-size", "16"),
        bits=bits_per_value(options.text("dtype", "fp16")),
        tensor_parallel=options.count("tp", "1"),
    )
    names = ("blocks", "tokens", "concurrency", "longest_context")
    return {name: getattr(served, name) for name in names}


def _finetune(options: _Options) -> Results:
    shape, name = options.model(), options.text("recipe")
    if name not in FROZEN:
        return {"bytes": finetune_bytes(parameters(shape).total, recipe(name))}
    rank, targets = options.count("rank"), options.list("targets", "")
    adapter = lora(shape, rank=rank, targets=targets)
    size = adapter_training_bytes(frozen_bytes(shape, name), adapter.trainable_params)
    return {"bytes": size}


_VERBS: dict[str, Callable[[_Options], Results]] = {
    "weights": _weights,
    "params": _params,
    "kv": _kv,
    "lora": _lora,
    "paged": _paged,
    "capacity": _capacity,
    "finetune": _finetune,
    "arith": _arith,
}

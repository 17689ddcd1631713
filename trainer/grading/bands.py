"""How near a typed amount must come to one that it is compared with."""

from __future__ import annotations

from trainer.units import Number

EXACT = 0.005  # 13.5 GB for 13.476831232 GB is 0.2% off
ROUNDED = 0.02  # what interview rounding may add to the rounded figure
COMPOSED = 0.001  # two mistakes together give many values, so each gets little room

COUNTS = frozenset(
    {"blocks", "slots", "sequences", "users", "requests", "layers", "heads", "GPUs"}
)  # fmt: skip


def agrees(value: float, other: Number, unit: str, share: float = EXACT) -> bool:
    """Whether a typed value is this amount, within a share of it; whole counts must be equal.

    A count that is no whole number (18.63 requests) is a mistake's, and compared like a size.
    """
    amount = float(other)
    if unit in COUNTS and (value.is_integer() or amount.is_integer()):
        return value == amount
    return abs(value - amount) <= share * abs(amount)

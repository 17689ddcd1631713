"""Weights as codes on a uniform grid, and what they take."""

from __future__ import annotations

from dataclasses import dataclass, field

from trainer.labs.algorithms.checks import Array


@dataclass(frozen=True, slots=True, eq=False)
class Quantized:
    """A weight matrix as whole numbers that share scales.

    Attributes:
        codes: q of each weight, (out, in), int8 or uint8.
        scale: s, the step between two codes, float32: (out, G), (out, 1) or (1, 1).
        zero: z, the code that stands for 0; of the scale's shape.
        bits: b of a code.
        group_of: The scale column of each weight column, (in,); neighbours
            share one, except under act-order.
        scale_bits: Bits of a stored scale; kernels keep 16, here it stays float32.
        zero_bits: Bits of a stored zero point; 0 if there is none.
    """

    codes: Array
    scale: Array
    zero: Array
    bits: int
    group_of: Array
    scale_bits: float = field(default=16, kw_only=True)
    zero_bits: float = field(default=0, kw_only=True)

    def dequantize(self) -> Array:
        """The weights that the codes stand for, s * (q - z), float32 (out, in)."""
        scale = self.scale[:, self.group_of]  # (out, G) -> (out, in)
        zero = self.zero[:, self.group_of]  # (out, G) -> (out, in)
        values: Array = scale * (self.codes - zero)  # (out, in)
        return values

    @property
    def bits_per_weight(self) -> float:
        """Bits stored for a weight: its code and its share of the scale and the zero point."""
        shared = self.scale.size * self.scale_bits + self.zero.size * self.zero_bits
        return self.bits + shared / self.codes.size

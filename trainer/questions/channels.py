"""Questions on one scale or many: what an outlier does to its neighbours, what a row gains."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.quantize import Quantized, per_channel, per_tensor, symmetric, symmetric_steps
from trainer.questions.derive import until
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.quantize import OFFSETS, SCALES, Row, listed, near

MATRIX = {"scales": SCALES, "offsets": OFFSETS, "times": ("4", "5", "8", "10", "20")}


def write_outlier(draw: Draw) -> Draft:
    """How many weights an outlier turns into zeros."""
    scale = Fraction(draw.pick("scales"))
    weights = [scale * Fraction(draw.pick("codes")) for _ in range(7)]
    weights.insert(draw.chance.below(8), 7 * scale)
    steps, codes = symmetric_steps(weights, 4), symmetric(weights, 4).codes
    names = [f"q{number}" for number in range(1, 9)]
    return Draft(
        f"The weights {listed(weights)} share one scale, symmetric 4-bit: codes -7 to 7, the "
        "largest magnitude becomes 7, the others go to the nearest code. How many of them "
        "become 0?",
        (
            *until(steps, "scale"),
            *(
                Step(name, f"round(x{name[1:]} / scale)", code, "")
                for name, code in zip(names, codes, strict=True)
            ),
            Step(
                "zeros",
                "8 - " + " - ".join(f"min(1, abs({name}))" for name in names),
                codes.count(0),
                "weights",
            ),
        ),
    )


def write_channel_step(draw: Draw) -> Draft:
    """How much finer the steps of a row are with a scale of its own."""
    rows = _matrix(draw)
    tensor, channel = per_tensor(rows, 4)[1].scale, per_channel(rows, 4)[1].scale
    return Draft(
        f"{_rows(rows)} By which factor are the steps of row b finer with one scale for each row "
        "than with one scale for the whole matrix?",
        (
            *_scales(rows, tensor, channel),
            Step("factor", "scale / row_scale", tensor / channel, "x"),
        ),
    )


def write_tensor_error(draw: Draw) -> Draft:
    """The largest error of a small row under the scale of the whole matrix."""
    rows = _matrix(draw)
    tensor = per_tensor(rows, 4)[1]
    return Draft(
        f"{_rows(rows)} With one scale for the whole matrix, what is the largest absolute error in "
        "row b?",
        (*until(_scales(rows, tensor.scale, Fraction(1)), "scale"), *_worst("", tensor)),
    )


def write_channel_gain(draw: Draw) -> Draft:
    """By which factor a scale of its own lowers the largest error of a small row."""
    rows = _matrix(draw)
    tensor, channel = per_tensor(rows, 4)[1], per_channel(rows, 4)[1]
    gain = tensor.largest_error / channel.largest_error
    return Draft(
        f"{_rows(rows)} By which factor does the largest absolute error in row b fall when each "
        "row gets a scale of its own instead of one for the whole matrix?",
        (
            *_scales(rows, tensor.scale, channel.scale),
            *_worst("", tensor),
            *_worst("row_", channel),
            Step("gain", "worst / row_worst", gain, "x"),
        ),
    )


def _matrix(draw: Draw) -> list[Row]:
    """Two rows of three numbers, the first one several times larger than the second."""
    small, times = Fraction(draw.pick("scales")), draw.count("times")
    return [
        (near(draw, scale, -6, 6), scale * draw.chance.choose((-7, 7)), near(draw, scale, -6, 6))
        for scale in (small * times, small)
    ]


def _scales(rows: Sequence[Row], tensor: Fraction, channel: Fraction) -> tuple[Step, ...]:
    """The scale of the matrix and that of row b."""
    names = [f"{row}{column}" for row in "ab" for column in range(1, 4)]
    sizes = [f"abs({name})" for name in names]
    return (
        *(given(name, x, "") for name, x in zip(names, (*rows[0], *rows[1]), strict=True)),
        Step("scale", f"max({', '.join(sizes)}) / 7", tensor, "", "of the matrix"),
        Step("row_scale", f"max({', '.join(sizes[3:])}) / 7", channel, "", "of row b"),
    )


def _worst(prefix: str, row: Quantized) -> tuple[Step, ...]:
    """The errors of row b under the scale of this prefix, and the largest of them."""
    scale, names = f"{prefix}scale", [f"{prefix}error{number}" for number in range(1, 4)]
    return (
        *(
            Step(name, f"abs({x} - {scale} * round({x} / {scale}))", abs(error), "")
            for name, x, error in zip(names, ("b1", "b2", "b3"), row.errors, strict=True)
        ),
        Step(f"{prefix}worst", f"max({', '.join(names)})", row.largest_error, ""),
    )


def _rows(rows: Sequence[Row]) -> str:
    return (
        f"A matrix has the rows a = ({listed(rows[0])}) and b = ({listed(rows[1])}), quantized "
        "symmetrically to 4 bits: codes -7 to 7, the largest magnitude under a scale becomes 7, "
        "the others go to the nearest code."
    )


FAMILIES = (
    Family(
        name="channels-outlier",
        title="Weights that an outlier turns into zeros",
        topic="quantization",
        level="yellow",
        unit="weights",
        bounds={
            "scales": SCALES,
            "codes": ("-1.7", "-0.8", "-0.4", "-0.2", "0.1", "0.3", "0.4", "0.6", "0.9", "1.2"),
        },
        write=write_outlier,
    ),
    Family(
        name="channels-step",
        title="How much finer the steps of a row with its own scale are",
        topic="quantization",
        level="green",
        unit="x",
        bounds=MATRIX,
        write=write_channel_step,
    ),
    Family(
        name="channels-tensor-error",
        title="Error of a small row under one scale for all",
        topic="quantization",
        level="yellow",
        unit="",
        bounds=MATRIX,
        write=write_tensor_error,
    ),
    Family(
        name="channels-gain",
        title="What a scale for each row gains",
        topic="quantization",
        level="red",
        unit="x",
        bounds=MATRIX,
        write=write_channel_gain,
    ),
)

"""INT4 weights take half a byte each, a quarter of fp16.

A code of 4 bits means nothing without its group's scale and zero point, which are stored too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainer.history.lab_run import Row
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph, turn
from trainer.questions.chance import Chance

if TYPE_CHECKING:
    from trainer.labs.algorithms.checks import Array

TIE = 0.005  # of the bytes: what the allocator rounds up is no difference


class Setting(NamedTuple):
    """What the seed draws: a matrix and the number of weights that share a scale."""

    rows: int
    columns: int
    group: int


def draw(seed: int) -> Setting:
    """The matrix of a seed."""
    chance = Chance(seed)
    rows, columns = chance.choose((1024, 1536, 2048)), chance.choose((2048, 3072, 4096))
    return Setting(rows, columns, chance.choose((16, 32, 64)))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    rows, columns, group = draw(seed)
    return (
        f"A weight of {rows:,} x {columns:,} is stored in int4, two codes to a byte, with a 16-bit "
        f"scale and a 4-bit zero point for each group of {group}. How many bits does a weight "
        "take, all counted?"
    )


def measure(bench: Bench) -> Measured:
    """Bits of a weight, from the bytes of the arrays that hold it."""
    setting = draw(bench.seed)
    if bench.quick:
        setting = Setting(setting.rows // 4, setting.columns // 4, setting.group)
    stored = _store(setting, bench)
    sizes = {name: _bytes(arrays, bench.device) for name, arrays in stored.items()}
    weights = setting.rows * setting.columns
    figure = sizes["int4"] * 8 / weights
    share = sizes["int4"] / sizes["fp16"]
    table: list[Row] = [
        {"format": name, "bytes": size, "bits/weight": round(size * 8 / weights, 4)}
        for name, size in sizes.items()
    ]
    extra = sizes["int4"] - weights // 2
    says = (
        f"{extra:,} bytes of scales and zero points stand beside {weights // 2:,} bytes of codes: "
        f"{figure:.5g} bits a weight, {share:.1%} of fp16. A group of {setting.group} adds "
        f"(16 + 4) / {setting.group} bits to each of its weights. The last two rows are 4 bits "
        "plus the published figures. A whole checkpoint is larger still: embeddings and head "
        "usually stay in 16 bit."
    )
    return Measured(figure, turn(share / 0.25 - 1, TIE, LAB.directions), tuple(table), says)


def _store(setting: Setting, bench: Bench) -> dict[str, list[Array]]:
    """The arrays that hold the same random matrix in each format."""
    import numpy as np

    from trainer.labs.algorithms import nf4, rtn, table

    rng = np.random.default_rng(bench.seed)
    weight = rng.normal(0, 0.02, (setting.rows, setting.columns)).astype(np.float32)
    bench.progress(0.2)
    eight = rtn.quantize(weight, 8, symmetric=True)
    four = rtn.quantize(weight, 4, setting.group)
    bench.progress(0.6)
    normal = nf4.quantize(weight, 64)
    centred = normal.scale - normal.scale.mean()
    bench.progress(0.8)
    half = np.float16
    return {
        "fp32": [weight],
        "fp16": [weight.astype(half)],
        "bf16": [(weight.view(np.uint32) >> 16).astype(np.uint16)],
        "int8": [eight.codes, eight.scale.astype(half)],
        "int4": [packed(four.codes), four.scale.astype(half), packed(four.zero.astype(np.uint8))],
        "nf4": [packed(normal.codes), normal.scale],
        "nf4, scales in 8 bit": [
            packed(normal.codes),
            *table.nearest(centred, table.dynamic_levels(), table.SCALE_BLOCK),
        ],
    }


def packed(codes: Array) -> Array:
    """Codes below 16, two in a byte."""
    import numpy as np

    flat = codes.ravel()
    flat = np.concatenate([flat, np.zeros(flat.size % 2, flat.dtype)])
    pairs: Array = (flat[0::2] << 4 | flat[1::2]).astype(np.uint8)
    return pairs


def _bytes(arrays: list[Array], device: str) -> int:
    """What arrays take: their buffers, or what a GPU's allocator handed out for them."""
    if device != "cuda":
        return sum(array.nbytes for array in arrays)
    from trainer.labs.device import load_torch

    torch = load_torch()
    before = torch.cuda.memory_allocated()
    kept = [torch.from_numpy(array).cuda() for array in arrays]
    taken = int(torch.cuda.memory_allocated()) - int(before)
    del kept
    return taken


LAB = Lab(
    name="weight-bytes",
    title="Bytes of a weight in each format",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="bits/weight",
    tolerance="count",
    asks_direction=lambda _: (
        "Is that more than a quarter of the fp16 bytes, less, or exactly a quarter?"
    ),
    directions=("more", "less", "exactly"),
    expected="more",
    how="A random matrix is quantized and packed; the bytes of its arrays are added up.",
    published=Published(
        "nf4, 64 to a scale: scales add 0.5 bits a weight in fp32, 0.127 in 8 bit",
        "arXiv:2305.14314, section 3",
    ),
    reads=("1.1", "2.5", "3.3"),
    seconds_cpu=1,
    seconds_gpu=1,
    measure=measure,
    devices=("cpu", "cuda"),
)

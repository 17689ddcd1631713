"""An adapter trained on a 4-bit base can be merged into it at no cost.

Merged weights that stay unquantized keep all of it; quantizing them again rounds part of it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainer.labs.evaluation import DIRECTIONS, Evaluation, Result, compare
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph
from trainer.questions.chance import Chance

if TYPE_CHECKING:
    from trainer.history.lab_run import Row
    from trainer.labs.algorithms.lora import Adapter
    from trainer.labs.algorithms.table import TableQuantized


def draw(seed: int) -> int:
    """The adapter's rank."""
    return Chance(seed).choose((2, 4, 8))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    return (
        f"An adapter of rank {draw(seed)} was trained on a base in NF4. It is merged and the "
        "result quantized to NF4 again. By how many percent does the perplexity on the new domain "
        "rise above that of base and adapter kept apart?"
    )


def measure(bench: Bench) -> Measured:
    """Perplexity of base and adapter apart, merged in fp32, merged in 4 bit, and taken off."""
    from trainer.labs.algorithms import nf4, qlora
    from trainer.labs.model.adapters import beside, merged
    from trainer.labs.tuning import Course

    course = Course(bench, tunings=1 if bench.quick else 2)
    exam = course.new
    packed = {name: nf4.quantize(course.model.weights[name]) for name in course.model.shape.linears}
    base = course.model.with_weights({name: held.dequantize() for name, held in packed.items()})
    before = exam.of("base in NF4", base)
    adapters = course.lora(draw(bench.seed), base)
    apart = exam.of("NF4 and adapter", beside(base, adapters))
    whole = exam.of("merged, fp32", merged(base, adapters))
    again = {
        name: qlora.merge_quantized(packed[name], adapter) for name, adapter in adapters.items()
    }
    rounded = exam.of(
        "merged, NF4 again",
        base.with_weights({name: held.dequantize() for name, held in again.items()}),
    )
    off = exam.of("adapter taken off", base)
    if not bench.quick:
        plain = course.lora(draw(bench.seed))
        exam.of("LoRA on fp32", merged(course.model, plain))
    figure = (rounded.perplexity / apart.perplexity - 1) * 100
    lost = _lost(packed, adapters)
    says = (
        f"Base and adapter reach {apart.perplexity:.2f}, the merge in fp32 {whole.perplexity:.2f}; "
        f"quantized again it is {rounded.perplexity:.2f}. In the mean over layers the new "
        f"rounding error is {lost:.0%} of the update's size, and hides part of what was learnt. "
        f"Taking the adapter off gives the base back, {off.perplexity:.2f} as before: nothing was "
        "lost while they were apart."
    )
    return Measured(figure, compare(before, off), _table(exam), says)


def _lost(packed: dict[str, TableQuantized], adapters: dict[str, Adapter]) -> float:
    """The mean over layers of what a merge loses, in units of the update's norm."""
    from trainer.labs.algorithms import qlora

    shares = [qlora.lost_share(packed[name], adapter) for name, adapter in adapters.items()]
    return sum(shares) / len(shares)


def _table(exam: Evaluation) -> tuple[Row, ...]:
    def row(result: Result) -> Row:
        return {"model": result.name, "perplexity": round(result.perplexity, 3)}

    return tuple(row(result) for result in exam.results)


LAB = Lab(
    name="qlora-merge",
    title="QLoRA: merge and swap",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="%",
    tolerance="difference",
    asks_direction=lambda _: (
        "The adapter is taken off again, not merged: is the perplexity higher than that of the "
        "base before the training, lower, or the same?"
    ),
    directions=DIRECTIONS,
    expected="same",
    how="The small model's linears go to NF4, an adapter learns Python source beside them.",
    published=Published(
        "no figure; PEFT warns that merging into 4 bit may change the answers, by rounding",
        "huggingface/peft#2321",
    ),
    reads=("5.4", "5.5"),
    seconds_cpu=17,
    seconds_gpu=6,
    measure=measure,
    needs="labs",
    devices=("cpu", "cuda"),
)

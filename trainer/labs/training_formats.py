"""bf16 has fewer digits than fp16, so it trains worse.

Training breaks on range before it breaks on digits: gradients are tiny, and fp16 ends at 6e-8.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from trainer.history.lab_run import Row
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph
from trainer.questions.chance import Chance

if TYPE_CHECKING:
    from trainer.labs.model.shape import Shape

Tensor = Any  # torch.Tensor

SMALLEST_NORMAL = 2.0**-14  # of fp16: below it digits are lost, below 2^-25 all is
LEARNING_RATE, SCALE = 3e-3, 1024.0
STEPS, FP16_STEPS = {"cpu": 60, "cuda": 200}, 4
SEQUENCES, LENGTH = 8, 64


class Setting(NamedTuple):
    """What the seed draws: width and depth of the model that is trained from nothing."""

    width: int
    layers: int


def draw(seed: int) -> Setting:
    """The setting of a seed."""
    chance = Chance(seed)
    return Setting(chance.choose((64, 96, 128)), chance.choose((2, 3)))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    width, layers = draw(seed)
    return (
        f"A transformer of width {width} with {layers} layers has been trained for {STEPS[device]} "
        "steps in fp32. What share of its gradients, zeros left out, lies below fp16's smallest "
        "normal number, 6.1e-5, where digits are lost?"
    )


class Trial:
    """A small model, trained from the same start in one format after another."""

    def __init__(self, bench: Bench, formats: int) -> None:
        from trainer.labs.device import load_torch
        from trainer.labs.model.opening import shipped_model
        from trainer.labs.model.shape import Shape
        from trainer.labs.model.texts import calibration_text

        self.bench, self.torch = bench, load_torch()
        width, layers = draw(bench.seed)
        tokenizer = shipped_model().tokenizer
        self.tokens = self.torch.from_numpy(tokenizer.encode(calibration_text()).astype("int64"))
        self.shape: Shape = Shape(
            tokenizer.size, width, layers, heads=4, kv_heads=4, feed_forward=2 * width
        )
        self.steps = 15 if bench.quick else STEPS[bench.device]
        self._total = float(formats * self.steps)
        self._left = self._total

    def start(self, dtype: Any) -> dict[str, Tensor]:
        """Fresh weights, the same each time, in a type."""
        torch = self.torch
        generator = torch.Generator().manual_seed(self.bench.seed)
        weights = {}
        for name, size in self.shape.weights.items():
            noise = torch.randn(size, generator=generator) * 0.02
            weight = torch.ones(size) if len(size) == 1 else noise
            weights[name] = weight.to(self.bench.device, dtype)
        return weights

    def batches(self) -> Iterator[Tensor]:
        """Random cuts of the text, the same for each format."""
        torch = self.torch
        generator = torch.Generator().manual_seed(self.bench.seed)
        while True:
            starts = torch.randint(len(self.tokens) - LENGTH - 1, (SEQUENCES,), generator=generator)
            cut = self.tokens[starts[:, None] + torch.arange(LENGTH + 1)]
            yield cut.to(self.bench.device)

    def loss(self, weights: Mapping[str, Tensor], batch: Tensor) -> Tensor:
        """Mean cross entropy of a batch, nats a token."""
        from trainer.labs.model import training

        return training.loss(weights, batch, self.shape)

    def train(
        self, weights: Mapping[str, Tensor], measure: Callable[[Tensor], Tensor], steps: int
    ) -> tuple[float, int | None]:
        """The mean loss of the last steps, and the first step at which it was no number."""
        from trainer.labs.model import training

        losses: list[float] = []

        def watch(step: int, loss: Tensor) -> None:
            losses.append(float(loss))
            self._left -= self.steps / steps
            self.bench.progress(1 - self._left / self._total)

        training.train(
            weights,
            self.batches(),
            measure,
            steps=steps,
            learning_rate=LEARNING_RATE,
            warmup_steps=5,
            watch=watch,
        )
        broken = next((step for step, loss in enumerate(losses, 1) if math.isnan(loss)), None)
        last = losses[-5:]
        return sum(last) / len(last), broken


def measure(bench: Bench) -> Measured:
    """Losses after training in each format, and where the gradients lie."""
    trial = Trial(bench, formats=4)
    torch = trial.torch
    plain = trial.start(torch.float32)
    fp32, _ = trial.train(plain, lambda batch: trial.loss(plain, batch), trial.steps)
    below = {scale: _below(trial, plain, scale) for scale in (1.0, SCALE)}
    master = trial.start(torch.float32)

    def in_bf16(batch: Tensor) -> Tensor:
        return trial.loss({name: w.bfloat16() for name, w in master.items()}, batch)

    mixed, _ = trial.train(master, in_bf16, trial.steps)
    pure16 = trial.start(torch.bfloat16)
    pure, _ = trial.train(pure16, lambda batch: trial.loss(pure16, batch), trial.steps)
    half = trial.start(torch.float16)
    fp16, broken = trial.train(half, lambda batch: trial.loss(half, batch), FP16_STEPS)
    table: tuple[Row, ...] = (
        _row("fp32", trial.steps, fp32, None),
        _row("bf16, fp32 master weights", trial.steps, mixed, None),
        _row("bf16 throughout", trial.steps, pure, None),
        _row("fp16 throughout", FP16_STEPS, fp16, broken),
    )
    share = below[1.0] * 100
    ending = f"the loss of step {broken} is no number" if broken else "here the loss stayed finite"
    says = (
        f"{share:.0f}% of the gradients lie below 6.1e-5, {below[SCALE]:.2%} once the loss is "
        f"multiplied by {SCALE:g}: that is what loss scaling does. bf16 with master weights ends "
        f"at {mixed:.3f}, fp32 at {fp32:.3f}, bf16 without them at {pure:.3f}, where small updates "
        "are rounded away. In fp16 throughout, small squared gradients and Adam's epsilon of 1e-8 "
        f"become zero, and Adam divides by them: {ending}. fp16 with loss scaling and fp32 master "
        "weights, which works, was not trained."
    )
    return Measured(share, "nan" if broken else "finite", table, says)


def _below(trial: Trial, weights: Mapping[str, Tensor], scale: float) -> float:
    """The share of gradients, zeros left out, below fp16's smallest normal number."""
    tensors = [weight.requires_grad_() for weight in weights.values()]
    loss = trial.loss(weights, next(trial.batches())) * scale
    found = trial.torch.autograd.grad(loss, tensors)
    for tensor in tensors:
        tensor.requires_grad_(False)
    flat = trial.torch.cat([gradient.abs().flatten() for gradient in found])
    flat = flat[flat > 0]
    return float((flat < SMALLEST_NORMAL).float().mean())


def _row(name: str, steps: int, loss: float, broken: int | None) -> Row:
    finite = math.isfinite(loss)
    return {
        "format": name,
        "steps": steps,
        "loss": round(loss, 3) if finite else None,
        "nan from step": broken,
    }


LAB = Lab(
    name="training-formats",
    title="Training in fp16 and bf16",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="%",
    tolerance="ratio",
    asks_direction=lambda _: (
        "Trained wholly in fp16, weights, gradients and Adam's moments: does the loss stay finite, "
        "or become nan?"
    ),
    directions=("finite", "nan"),
    expected="nan",
    how="A small model is trained from the same start in each format, on the same batches.",
    published=Published(
        "a speech model, fp16 weights updated without an fp32 copy: 80% relative accuracy lost",
        "arXiv:1710.03740, section 3.1",
    ),
    reads=("2.4",),
    seconds_cpu=6,
    seconds_gpu=11,
    measure=measure,
    needs="labs",
    devices=("cpu", "cuda"),
)

"""Teaching the small model another domain, Python source: all weights, or an adapter beside them.

On a GPU the forward and backward pass run in bf16, with the trained weights kept in fp32.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from trainer.labs.device import load_torch
from trainer.labs.evaluation import Evaluation
from trainer.labs.lab import Bench

if TYPE_CHECKING:
    from trainer.labs.algorithms.checks import Array
    from trainer.labs.algorithms.lora import Adapter
    from trainer.labs.model.llama import Model

Tensor = Any  # torch.Tensor

SCALING = 2.0  # alpha over rank: the same at each rank, so that only the rank differs
FULL_RATE, LORA_RATE, WARMUP_STEPS = 5e-4, 3e-3, 5
LEARNT = 0.8  # of the source text is trained on, the rest is for the examination
EXAMINED = 32  # windows of each domain
STEPS = {"cpu": 40, "cuda": 150}
BATCH = {"cpu": (8, 128), "cuda": (32, 256)}  # sequences, tokens of each
QUICK_STEPS, QUICK_BATCH = 12, (4, 96)


class Course:
    """The shipped model, the text it is to learn, and examinations in both domains.

    Attributes:
        model: The model before.
        new: Examination in the new domain, Python source that no tuning sees.
        own: Examination in the model's own domain.
        steps: Training steps of one tuning.
    """

    def __init__(self, bench: Bench, tunings: int) -> None:
        from trainer.labs.model.texts import source_text

        self.bench = bench
        text = source_text()
        cut = int(len(text) * LEARNT)
        self.own = Evaluation(bench, 0, windows=EXAMINED)
        self.new = Evaluation(bench, 0, windows=EXAMINED, text=text[cut:])
        self.model = self.own.model
        self.tokens = self.own.tokenizer.encode(text[:cut])
        self.steps = QUICK_STEPS if bench.quick else STEPS[bench.device]
        self._left = self._total = tunings * self.steps

    def full(self) -> Model:
        """The model after all its weights were tuned."""
        from trainer.labs.model import training

        weights = self._tensors(self.model.weights)
        self._train(
            weights,
            lambda batch: training.loss(self._cast(weights), batch, self.model.shape),
            FULL_RATE,
        )
        return self.model.with_weights(_arrays(weights))

    def lora(self, rank: int, base: Model | None = None) -> dict[str, Adapter]:
        """An adapter of each linear layer, tuned beside the frozen base; the model if left out."""
        from trainer.labs.algorithms import lora
        from trainer.labs.model import training

        base = base or self.model
        frozen = self._cast(self._tensors(base.weights))
        fresh = {
            name: lora.init(base.weights[name], rank, SCALING * rank, self.bench.seed + number)
            for number, name in enumerate(base.shape.linears)
        }
        halves = {f"{name} a": adapter.a for name, adapter in fresh.items()}
        halves |= {f"{name} b": adapter.b for name, adapter in fresh.items()}
        parts = self._tensors(halves)

        def measure(batch: Tensor) -> Tensor:
            now = self._cast(parts)

            def linear(name: str, x: Tensor, weight: Tensor) -> Tensor:
                low = x @ now[f"{name} a"].T  # (B, T, r)
                return x @ weight.T + SCALING * (low @ now[f"{name} b"].T)

            return training.loss(frozen, batch, base.shape, linear)

        self._train(parts, measure, LORA_RATE)
        learnt = _arrays(parts)
        return {
            name: lora.Adapter(learnt[f"{name} a"], learnt[f"{name} b"], SCALING * rank)
            for name in fresh
        }

    def _train(self, parameters: Mapping[str, Tensor], measure: Any, learning_rate: float) -> None:
        from trainer.labs.model import training

        def watch(step: int, loss: Tensor) -> None:
            self._left -= 1
            self.bench.progress(1 - self._left / self._total)

        training.train(
            parameters,
            self._batches(),
            measure,
            steps=self.steps,
            learning_rate=learning_rate,
            warmup_steps=WARMUP_STEPS,
            watch=watch,
        )

    def _batches(self) -> Iterator[Tensor]:
        """Random cuts of the text, (B, T + 1) each; the same for each tuning."""
        import numpy as np

        torch = load_torch()
        rng = np.random.default_rng(self.bench.seed)
        sequences, length = QUICK_BATCH if self.bench.quick else BATCH[self.bench.device]
        while True:
            starts = rng.integers(0, len(self.tokens) - length - 1, sequences)
            cut = self.tokens[starts[:, None] + np.arange(length + 1)].astype(np.int64)
            yield torch.from_numpy(cut).to(self.bench.device)

    def _tensors(self, arrays: Mapping[str, Array]) -> dict[str, Tensor]:
        torch = load_torch()
        return {
            name: torch.from_numpy(array.copy()).to(self.bench.device)
            for name, array in arrays.items()
        }

    def _cast(self, tensors: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
        """The tensors as the pass computes with them."""
        if self.bench.device != "cuda":
            return tensors
        return {name: tensor.bfloat16() for name, tensor in tensors.items()}


def _arrays(tensors: Mapping[str, Tensor]) -> dict[str, Array]:
    return {name: tensor.detach().cpu().numpy() for name, tensor in tensors.items()}

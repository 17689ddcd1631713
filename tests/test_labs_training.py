"""The torch twin of the model and short trainings; skipped where torch is not installed."""

from dataclasses import replace
from itertools import repeat

import numpy as np
import pytest

from tests.oracles import needs
from tests.test_labs_model import TINY, tiny_model
from trainer.labs.algorithms import lora
from trainer.labs.model import training
from trainer.labs.model.adapters import beside
from trainer.labs.model.perplexity import losses
from trainer.labs.pretrain.weights import Recipe, pretrain

pytestmark = needs("torch")
RNG = np.random.default_rng(0)
WINDOWS = (np.cumsum(RNG.integers(1, 3, (40, 17)), 1) % TINY.vocabulary).astype(np.int64)


def torch_rows(rows):
    """Windows as a tensor."""
    import torch

    return torch.from_numpy(rows)


def tensors(weights):
    """Copies of arrays as tensors."""
    return {name: torch_rows(weight.copy()) for name, weight in weights.items()}


def test_numpy_and_torch_compute_the_same():
    """Logits and loss of the twin, with shared key/value heads, to float32's precision."""
    model = tiny_model()
    weights = tensors(model.weights)
    rows = torch_rows(WINDOWS[:3])
    found = training.logits(weights, rows, TINY).numpy()
    assert np.allclose(model.logits(WINDOWS[:3]), found, atol=1e-4)
    mean = training.loss(weights, rows, TINY).item()
    assert mean == pytest.approx(losses(model, WINDOWS[:3]).mean(), rel=1e-5)


def test_training_changes_what_it_is_given_and_nothing_else():
    """An adapter through the linear hook: its loss falls, the frozen base keeps every bit."""
    model = tiny_model()
    base = tensors(model.weights)
    kept = {name: weight.clone() for name, weight in base.items()}
    fresh = lora.init(model.weights["layers.0.q_proj"], 2, alpha=4, seed=0)
    parts = tensors({"a": fresh.a, "b": fresh.b})
    seen = []

    def linear(name, x, weight):
        change = 2 * (x @ parts["a"].T) @ parts["b"].T if name == "layers.0.q_proj" else 0
        return x @ weight.T + change

    def measure(batch):
        return training.loss(base, batch, TINY, linear)

    batch = torch_rows(WINDOWS)
    training.train(
        parts,
        repeat(batch),
        measure,
        steps=30,
        learning_rate=1e-2,
        watch=lambda n, loss: seen.append(loss),
    )
    assert len(seen) == 30
    learnt = lora.Adapter(parts["a"].numpy(), parts["b"].numpy(), 4)
    after = losses(beside(model, {"layers.0.q_proj": learnt}), WINDOWS).mean()
    assert after < losses(model, WINDOWS).mean() - 0.005
    assert after < seen[-1].item()  # the last step's loss is from before that step
    assert all((kept[name] == weight).all() for name, weight in base.items())
    assert not any(weight.requires_grad for weight in parts.values())


def test_training_everything_moves_every_weight():
    """Norms, embedding and matrices all change, and the loss falls."""
    model = tiny_model()
    weights = tensors(model.weights)
    batch = torch_rows(WINDOWS)
    training.train(
        weights,
        repeat(batch),
        lambda rows: training.loss(weights, rows, TINY),
        steps=30,
        learning_rate=1e-2,
    )
    tuned = model.with_weights({name: weight.numpy() for name, weight in weights.items()})
    for name, weight in tuned.weights.items():
        assert not (weight == model.weights[name]).all(), name
    assert losses(tuned, WINDOWS).mean() < losses(model, WINDOWS).mean() - 0.3


def test_the_rate_rises_and_falls():
    """A line to 1 over the warm-up, then a cosine to 0.1; half way down it is 0.55 (by hand)."""
    factors = [training.rate_factor(step, 110, 10) for step in (0, 4, 9, 10, 60, 110)]
    assert factors == pytest.approx([0.1, 0.5, 1.0, 1.0, 0.55, 0.1])


def test_pretraining_learns_from_scratch():
    """A few steps on a regular text: from about the vocabulary's size to far below it."""
    tokens = (np.arange(2000) * 3 % TINY.vocabulary).astype(np.uint16)
    said = []
    recipe = Recipe(steps=60, batch_size=4, learning_rate=1e-2)
    shape = replace(TINY, context=32)
    weights, told = pretrain(tokens, tokens[:600], shape, recipe, said.append)
    assert {name: weight.shape for name, weight in weights.items()} == shape.weights
    with pytest.raises(ValueError, match="2000 tokens are no 4 windows of 512"):
        pretrain(tokens, tokens[:600], TINY, recipe, said.append)
    assert told["perplexity_held_out"] < 3
    assert said[0].startswith("step 0 loss 2.")  # ln 11 = 2.4: as unsure as can be

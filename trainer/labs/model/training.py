"""The model in torch, where gradients are needed, and the loop that trains it.

The forward is that of `trainer.labs.model.llama`, on tensors; `linear` may take the place of
every linear layer, which is how adapters and quantized bases come in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from trainer.labs.model.llama import EPSILON
from trainer.labs.model.recorded import Recorded
from trainer.labs.model.shape import Shape

Tensor = Any  # torch.Tensor; torch is an extra, so its types are not known here
Weights = Mapping[str, Tensor]
Linear = Callable[[str, Tensor, Tensor], Tensor]

RECORDED_FROM = 10  # steps: a shorter training is over before its recording pays


def plain_linear(name: str, x: Tensor, weight: Tensor) -> Tensor:
    """X W^T, whatever the layer's name."""
    return x @ weight.T


def logits(weights: Weights, tokens: Tensor, shape: Shape, linear: Linear = plain_linear) -> Tensor:
    """Scores of the next token at each place: tokens (B, T) -> (B, T, V)."""
    import torch

    x = weights["embed"][tokens]  # (B, T, C)
    turn = rotations(tokens.shape[1], shape, x)  # 2 of (T, D)
    for layer in range(shape.layers):
        w = {name: weights[f"layers.{layer}.{name}"] for name in _names(weights)}

        def apply(name: str, x: Tensor, layer: int = layer, w: Weights = w) -> Tensor:
            return linear(f"layers.{layer}.{name}", x, w[name])

        x = x + _attention(apply, rms_norm(x, w["attention_norm"]), shape, turn)
        h = rms_norm(x, w["mlp_norm"])  # (B, T, C)
        gated = torch.nn.functional.silu(apply("gate_proj", h)) * apply("up_proj", h)  # (B, T, F)
        x = x + apply("down_proj", gated)  # (B, T, C)
    return rms_norm(x, weights["norm"]) @ weights["embed"].T  # (B, T, V)


def loss(weights: Weights, windows: Tensor, shape: Shape, linear: Linear = plain_linear) -> Tensor:
    """Mean cross entropy, in nats a token, of windows (B, T + 1)."""
    import torch

    scores = logits(weights, windows[:, :-1], shape, linear).float()  # (B, T, V)
    return torch.nn.functional.cross_entropy(scores.flatten(0, 1), windows[:, 1:].flatten())


def rms_norm(x: Tensor, weight: Tensor) -> Tensor:
    """X over its root mean square, times a weight; the mean in float32."""
    import torch

    mean = x.float().pow(2).mean(-1, keepdim=True)
    return (x.float() * torch.rsqrt(mean + float(EPSILON))).to(x.dtype) * weight


def rotations(tokens: int, shape: Shape, like: Tensor) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the rotary embedding, (T, D) each, in the type of `like`."""
    import torch

    half = torch.arange(0, shape.head_size, 2, device=like.device) / shape.head_size  # (D/2,)
    angle = torch.outer(torch.arange(tokens, device=like.device).float(), shape.theta**-half)
    angle = torch.cat([angle, angle], 1)  # (T, D)
    return angle.cos().to(like.dtype), angle.sin().to(like.dtype)


def _attention(
    apply: Callable[[str, Tensor], Tensor], h: Tensor, shape: Shape, turn: tuple[Tensor, Tensor]
) -> Tensor:
    import torch

    def heads(name: str) -> Tensor:  # (B, heads, T, D)
        return apply(name, h).unflatten(-1, (-1, shape.head_size)).transpose(1, 2)

    q, k = (_rotate(heads(name), *turn) for name in ("q_proj", "k_proj"))
    v = heads("v_proj")
    repeat = shape.heads // shape.kv_heads
    k, v = (t.repeat_interleave(repeat, 1) for t in (k, v))  # (B, H, T, D)
    mixed = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    return apply("o_proj", mixed.transpose(1, 2).flatten(2))  # (B, T, C)


def _rotate(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    import torch

    first, second = x.chunk(2, -1)  # (B, heads, T, D/2) each
    return x * cosine + torch.cat([-second, first], -1) * sine


def _names(weights: Weights) -> list[str]:
    start = "layers.0."
    return [name.removeprefix(start) for name in weights if name.startswith(start)]


def train(
    parameters: Mapping[str, Tensor],
    batches: Iterable[Tensor],
    measure: Callable[[Tensor], Tensor],
    *,
    steps: int,
    learning_rate: float,
    weight_decay: float = 0.0,
    warmup_steps: int = 0,
    watch: Callable[[int, Tensor], None] | None = None,
) -> None:
    """Change the parameters in place with AdamW, so that `measure` of a batch falls.

    The rate rises over `warmup_steps` and falls to a tenth along a cosine; gradients are cut to
    norm 1; only matrices decay. Says no step's loss itself: `watch` gets step and loss tensor.

    On a GPU a longer training is recorded. AdamW then divides its epsilon of 1e-8 by the rate,
    which fp16 can hold; in the plain form it is 0 there, and a few steps end in nan.
    """
    import torch

    tensors = [parameter.requires_grad_() for parameter in parameters.values()]
    recorded = tensors[0].is_cuda and steps >= RECORDED_FROM
    groups = [
        {
            "params": [tensor for tensor in tensors if tensor.dim() > 1],
            "weight_decay": weight_decay,
        },
        {"params": [tensor for tensor in tensors if tensor.dim() < 2], "weight_decay": 0.0},
    ]
    now: Any = torch.zeros((), device=tensors[0].device) if recorded else 0.0  # the rate
    optimizer = torch.optim.AdamW(
        [group for group in groups if group["params"]],
        lr=now,
        betas=(0.9, 0.95),
        capturable=recorded,
    )

    def learn(batch: Tensor) -> Tensor:
        found = measure(batch)
        optimizer.zero_grad(set_to_none=True)
        found.backward()
        torch.nn.utils.clip_grad_norm_(tensors, 1.0)
        optimizer.step()
        return found.detach()

    run = Recorded(learn) if recorded else learn
    for step, batch in zip(range(steps), batches, strict=False):
        factor = rate_factor(step, steps, warmup_steps)
        for group in optimizer.param_groups:
            group["lr"] = now.fill_(learning_rate * factor) if recorded else learning_rate * factor
        loss = run(batch)
        if watch:
            watch(step, loss)
    for tensor in tensors:
        tensor.requires_grad_(False)


def rate_factor(step: int, steps: int, warmup_steps: int) -> float:
    """What the learning rate is times its peak: a line up, then a cosine down to 0.1."""
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    way = (step - warmup_steps) / max(1, steps - warmup_steps)
    return 0.1 + 0.45 * (1 + math.cos(math.pi * way))

"""A training step on a GPU, recorded once and played again.

A step of so small a model is a thousand short kernels, and starting each from Python takes longer
than it runs. A CUDA graph starts them all at once.

Source: the PyTorch manual, "CUDA semantics", section "CUDA Graphs", whole-network capture.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Tensor = Any  # torch.Tensor; torch is an extra, so its types are not known here

WARM_UP = 3  # steps before the recording, so that every workspace is there


class Recorded:
    """A step that reads a batch and returns its loss, both on the GPU; no batch is skipped.

    Args:
        step: The same kernels on the same memory at each call; it may not wait for the GPU.
    """

    def __init__(self, step: Callable[[Tensor], Tensor]) -> None:
        import torch

        self._step = step
        self._side = torch.cuda.Stream()  # capture wants a warm-up off the default stream
        self._warm = 0
        self._graph: Any = None
        self._batch: Tensor = None
        self._loss: Tensor = None

    def __call__(self, batch: Tensor) -> Tensor:
        """The loss of one step on this batch."""
        if self._warm < WARM_UP:
            self._warm += 1
            return self._warm_up(batch)
        if self._graph is None:
            self._record(batch)
        self._batch.copy_(batch)
        self._graph.replay()
        return self._loss.clone()

    def _warm_up(self, batch: Tensor) -> Tensor:
        import torch

        self._side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._side):
            loss = self._step(batch)
        torch.cuda.current_stream().wait_stream(self._side)
        return loss

    def _record(self, batch: Tensor) -> None:
        """Note down what a step starts, without running it."""
        import torch

        self._batch = batch.clone()
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph):
            self._loss = self._step(self._batch)

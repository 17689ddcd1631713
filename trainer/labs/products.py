"""Products of a batch with the same weight in bf16, int8 and int4, and how long each takes.

Weights are copied and taken in turn, so that no cache holds the one that comes next. The int4
layout is torch's: dequantized as (q - 8) * scale + zero, a scale and a zero for each group.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from trainer.labs.device import MeasurementError, load_torch

Tensor = Any  # torch.Tensor

GROUP = 64
PAST_CACHE = {"cpu": 128 * 2**20, "cuda": 320 * 2**20}  # bytes of the copies of a format together
LARGEST_ERROR = 0.02  # of the int4 product against the dequantized one: else it times nonsense
REPEATS = {"cpu": 9, "cuda": 30}
SLOW = 0.005  # seconds of a product on a GPU above which the launch does not show
LONGEST, LEAST = 0.5, 3  # seconds after which a kernel was timed enough, and timings at least
STREAM = {"cpu": 2**28, "cuda": 2**30}  # bytes of the stream that measures bandwidth


class Products:
    """A random weight (out, in) in each format, and a batch of inputs for it.

    On the CPU one thread is timed, and the fastest of some runs counts: other programs only make
    a run slower.
    """

    def __init__(self, rows: int, columns: int, seed: int, device: str) -> None:
        torch = load_torch()
        self.torch, self.device = torch, device
        generator = torch.Generator(device=device).manual_seed(seed)
        weight = torch.randn(rows, columns, generator=generator, device=device) * 0.02
        self.inputs = torch.randn(256, columns, generator=generator, device=device).bfloat16()
        self.exact = self._quantize(weight)  # (out, in): what the int4 codes stand for
        scale8 = weight.abs().amax(1) / 127  # (out,)
        self.scale8 = scale8.bfloat16()
        codes8 = (weight / scale8[:, None]).round().to(torch.int8)
        one = {"bf16": weight.bfloat16(), "int8": codes8, "int4": self.packed}
        self.copies = {name: self._copies(tensor) for name, tensor in one.items()}

    def _quantize(self, weight: Tensor) -> Tensor:
        """Fill `packed` and `scales`; returns the weight that they stand for."""
        torch = self.torch
        groups = weight.unflatten(1, (-1, GROUP))  # (out, G, GROUP)
        low, high = groups.amin(-1, keepdim=True), groups.amax(-1, keepdim=True)
        scale = (high - low) / 15
        zero = low + 8 * scale
        codes = ((groups - low) / scale).round().clamp(0, 15)  # (out, G, GROUP)
        self.scales = torch.cat([scale, zero], -1).transpose(0, 1).contiguous().bfloat16()
        flat = codes.flatten(1).to(torch.int32)  # (out, in)
        if self.device == "cuda":
            pairs = (flat[:, ::2] << 4 | flat[:, 1::2]).to(torch.uint8)
            self.packed = torch._convert_weight_to_int4pack(pairs, 8)
        else:
            self.packed = torch._convert_weight_to_int4pack_for_cpu(flat, 1)
        return ((codes - 8) * scale + zero).flatten(1)

    def _copies(self, tensor: Tensor) -> list[Tensor]:
        size = tensor.numel() * tensor.element_size()
        return [tensor, *(tensor.clone() for _ in range(PAST_CACHE[self.device] // size))]

    def check(self) -> None:
        """Nothing, if the int4 product is what its codes say.

        Raises:
            MeasurementError: If the kernel gives something else, so that timing it says nothing.
        """
        made = self._multiply("int4", 16)(0).float()
        right = self.inputs[:16].float() @ self.exact.T
        error = float((made - right).norm() / right.norm())
        if not error < LARGEST_ERROR:  # NaN too
            raise MeasurementError(f"torch's int4 product is off by {error:.1%} here; update torch")

    def bytes_of(self, name: str) -> int:
        """Bytes that a product reads of its weight, scales included."""
        tensor = self.copies[name][0]
        size = int(tensor.numel() * tensor.element_size())
        return size + (self.scales.numel() * 2 if name == "int4" else 0)

    def bandwidth(self) -> float:
        """Bytes a second of reading memory in a stream, measured here."""
        size = STREAM[self.device]
        stream = self.torch.ones(size // 4, device=self.device)
        if self.device == "cuda":
            target = self.torch.empty_like(stream)
            return 2 * size / self._time(lambda _: target.copy_(stream))
        return size / self._time(lambda _: stream.sum())

    def times(self, batch: int) -> dict[str, float | None]:
        """Seconds of the product in each format; None where torch has no kernel for it."""
        return {name: self._try(name, batch) for name in self.copies}

    def _try(self, name: str, batch: int) -> float | None:
        try:
            return self._time(self._multiply(name, batch))
        except (NotImplementedError, AttributeError):
            return None
        except RuntimeError:
            if name == "int8":  # no kernel for this device or batch
                return None
            raise

    def _multiply(self, name: str, batch: int) -> Callable[[int], Tensor]:
        torch, x, copies = self.torch, self.inputs[:batch], self.copies[name]
        if name == "bf16":
            return lambda turn: x @ copies[turn % len(copies)].T
        if name == "int8":
            return lambda turn: torch._weight_int8pack_mm(
                x, copies[turn % len(copies)], self.scale8
            )
        product = (
            torch._weight_int4pack_mm
            if self.device == "cuda"
            else torch._weight_int4pack_mm_for_cpu
        )
        return lambda turn: product(x, copies[turn % len(copies)], GROUP, self.scales)

    def _time(self, run: Callable[[int], Tensor]) -> float:
        return self._time_cuda(run) if self.device == "cuda" else self._time_cpu(run)

    def _time_cpu(self, run: Callable[[int], Tensor]) -> float:
        threads = self.torch.get_num_threads()
        self.torch.set_num_threads(1)
        try:
            run(0)
            found = []
            for turn in range(1, REPEATS["cpu"] + 1):
                started = time.perf_counter()
                run(turn)
                found.append(time.perf_counter() - started)
        finally:
            self.torch.set_num_threads(threads)
        return min(found)

    def _time_cuda(self, run: Callable[[int], Tensor]) -> float:
        """The median of some timings by events, each of a row of products.

        A slow kernel is timed one product at a time, and less often: its figure needs no row to
        be told from the launch, and nobody should wait for it.
        """
        for turn in range(5):
            run(turn)
        row = 10 if self._events(run, 0, 1) < SLOW else 1
        found: list[float] = []
        for repeat in range(REPEATS["cuda"]):
            found.append(self._events(run, repeat * row, row))
            if sum(found) * row > LONGEST and len(found) >= LEAST:
                break
        return sorted(found)[len(found) // 2]

    def _events(self, run: Callable[[int], Tensor], start: int, row: int) -> float:
        """Seconds of a product, by events around a row of them."""
        torch = self.torch
        first, last = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        first.record()
        for turn in range(start, start + row):
            run(turn)
        last.record()
        torch.cuda.synchronize()
        return float(first.elapsed_time(last)) / 1000 / row

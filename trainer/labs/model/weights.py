"""Weights on disk: the safetensors format, read and written with numpy alone.

Eight bytes say how long the header is; the header is JSON with type, shape and place of each
tensor; then come the tensors' bytes. See https://huggingface.co/docs/safetensors.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from trainer.labs.algorithms.checks import Array


def pack(weights: Mapping[str, Array]) -> bytes:
    """The bytes of a safetensors file with the weights in float16."""
    header: dict[str, object] = {}
    body = bytearray()
    for name, weight in weights.items():
        content = weight.astype("<f2").tobytes()
        place = [len(body), len(body) + len(content)]
        header[name] = {"dtype": "F16", "shape": list(weight.shape), "data_offsets": place}
        body += content
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the tensors begin at a multiple of 8
    return struct.pack("<Q", len(text)) + text + bytes(body)


def unpack(content: bytes) -> dict[str, Array]:
    """The weights of a safetensors file of float16, as float32.

    Raises:
        ValueError: If the content is cut off or is no such file.
    """
    if len(content) < 8:
        raise ValueError("no safetensors header")
    (size,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + size])
    try:
        return _tensors(header, memoryview(content)[8 + size :])
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"a safetensors header without what it needs ({error})") from None


def _tensors(header: dict[str, Any], body: memoryview) -> dict[str, Array]:
    weights = {}
    for name, place in header.items():
        if name == "__metadata__":
            continue
        if place["dtype"] != "F16":
            raise ValueError(f"{name} is {place['dtype']}, not F16")
        first, last = place["data_offsets"]
        values = np.frombuffer(body[first:last], "<f2").reshape(place["shape"])
        weights[name] = values.astype(np.float32)
    return weights

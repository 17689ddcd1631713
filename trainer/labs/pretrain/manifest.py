"""The manifest of the shipped model: how it was made, how good it is, and its hashes."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from math import prod
from pathlib import Path
from typing import Any

from trainer.labs.model import texts
from trainer.labs.model.llama import Model
from trainer.labs.model.opening import TOKENIZER, WEIGHTS
from trainer.labs.model.perplexity import losses, perplexity
from trainer.labs.model.shape import Shape
from trainer.labs.model.tokenizer import Tokenizer
from trainer.labs.model.weights import unpack

WINDOWS, LENGTH, SEED = 96, 256, 0  # of the evaluation text; 24,576 predicted tokens
LICENCE = (
    "Weights and tokenizer: trained by this project on the Python 3.11 documentation, Copyright "
    "2001-2023 Python Software Foundation, under the PSF License Version 2 (see README.md)."
)


def describe(folder: Path, run: Mapping[str, Any], corpus: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest of a folder with weights and tokenizer, measured on this Python.

    Args:
        folder: Where they are.
        run: What `pretrain` told of the run, its recipe first.
        corpus: What it told of the text.
    """
    shape = Shape()
    contents = {name: (folder / name).read_bytes() for name in (WEIGHTS, TOKENIZER)}
    tokenizer = Tokenizer([(a, b) for a, b in json.loads(contents[TOKENIZER])["merges"]])
    model = Model(shape, unpack(contents[WEIGHTS]))
    evaluation = texts.windows(tokenizer.encode(texts.evaluation_text()), WINDOWS, LENGTH, SEED)
    return {
        "shape": asdict(shape) | {"parameters": sum(map(prod, shape.weights.values()))},
        "tokenizer": {"kind": "byte-level BPE", "tokens": tokenizer.size},
        "training": dict(run),
        "corpus": {"source": "Debian python3.11-doc, html"} | dict(corpus),
        "perplexity": {
            "value": round(perplexity(losses(model, evaluation)), 3),
            "text": "pydoc_data.topics, three in four, left out of training",
            "windows": WINDOWS,
            "tokens_each": LENGTH,
            "seed": SEED,
            "python": platform.python_version(),
        },
        "licence": LICENCE,
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()},
    }

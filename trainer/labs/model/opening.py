"""Opening the shipped model: weights, tokenizer and manifest, each checked before it is used."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from trainer.errors import TrainerError
from trainer.labs.model.llama import Model
from trainer.labs.model.shape import Shape
from trainer.labs.model.tokenizer import Tokenizer
from trainer.labs.model.weights import unpack

PACKAGE = Path(__file__).parents[2]
SHIPPED = PACKAGE / "shipped" if (PACKAGE / "shipped").is_dir() else PACKAGE.parent
FOLDER = SHIPPED / "data" / "labmodel"
BROKEN = "damaged or not the file that was shipped; install trainer again"
WEIGHTS, TOKENIZER, MANIFEST = "model.safetensors", "tokenizer.json", "manifest.json"


@dataclass(frozen=True, eq=False)
class LabModel:
    """What is in the folder `data/labmodel`.

    Attributes:
        model: The model, float32.
        tokenizer: Its tokenizer.
        manifest: How it was made: seed, steps, perplexity, hashes, versions.
    """

    model: Model
    tokenizer: Tokenizer
    manifest: dict[str, Any]


@cache
def shipped_model() -> LabModel:
    """The model that comes with the program, read once; errors as `open_model`."""
    return open_model(FOLDER)


def open_model(folder: Path) -> LabModel:
    """The model of a folder.

    Raises:
        TrainerError: If a file is missing, unreadable, cut off or not the one that the manifest
            names.
    """
    try:
        manifest = json.loads(_read(folder / MANIFEST))
        hashes = {name: str(manifest["sha256"][name]) for name in (WEIGHTS, TOKENIZER)}
    except (ValueError, KeyError, TypeError):
        raise TrainerError(f"{folder / MANIFEST}: {BROKEN}") from None
    content = {name: _checked(folder / name, expected) for name, expected in hashes.items()}
    merges = json.loads(content[TOKENIZER])["merges"]
    tokenizer = Tokenizer([(left, right) for left, right in merges])
    return LabModel(Model(Shape(), unpack(content[WEIGHTS])), tokenizer, manifest)


def _checked(path: Path, expected: str) -> bytes:
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != expected:
        raise TrainerError(f"{path}: {BROKEN}")
    return content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TrainerError(f"{path}: cannot be read ({reason}); install trainer again") from None

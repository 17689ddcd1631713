"""The models and GPUs that come with the program, for those who draw or check numbers."""

from __future__ import annotations

from functools import cache

from trainer import files
from trainer.calc.shapes import gpus_from, models_from
from trainer.questions.family import World


@cache
def world() -> World:
    """The models and GPUs of the shipped data."""
    return World(
        models=models_from(files.read_data("models.toml")),
        gpus=gpus_from(files.read_data("gpus.toml")),
    )

"""The shipped shapes, read for the tests of the calculators."""

from __future__ import annotations

import tomllib
from pathlib import Path

from trainer.calc.shapes import gpus_from, models_from

DATA = Path(__file__).parent.parent / "data"
MODELS = models_from(tomllib.loads((DATA / "models.toml").read_text(encoding="utf-8")))
GPUS = gpus_from(tomllib.loads((DATA / "gpus.toml").read_text(encoding="utf-8")))

"""All question families by name."""

from __future__ import annotations

from trainer.questions import weights
from trainer.questions.family import Family

FAMILIES: dict[str, Family] = {family.name: family for family in (*weights.FAMILIES,)}

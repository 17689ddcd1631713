"""What a seed gave once it gives for ever: stored seeds must show the same question again."""

import json
from pathlib import Path

import pytest

from tests.drawing import pins
from trainer.questions import (
    adapters,
    capacity,
    decode,
    finetune,
    gpus,
    kv_cache,
    kv_variants,
    lora,
    paging,
)

PINNED = Path(__file__).with_name("pinned_questions_2.json")
ROOMS = (adapters, capacity, decode, finetune, gpus, kv_cache, kv_variants, lora, paging)
FAMILIES = [family for room in ROOMS for family in room.FAMILIES]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_five_seeds_give_what_they_gave(family):
    """Value and prompt of seeds 0 to 4 are those on file.

    A new family's pins are written from the top of the repository by
    `python -m tests.test_questions_pins`; a pin that changes breaks old reviews.
    """
    assert pins([family])[family.name] == json.loads(PINNED.read_text())[family.name]


if __name__ == "__main__":
    PINNED.write_text(json.dumps(pins(FAMILIES), indent=1) + "\n")

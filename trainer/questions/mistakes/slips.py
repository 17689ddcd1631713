"""Slips of the unit: they can happen to any answer that has one, so no question lists them."""

from __future__ import annotations

from trainer.questions.mistakes.known import Known

KNOWN = (
    Known(
        "U1",
        "decimal and binary unit swapped",
        "1 KiB is 1.024 kB, 1 MiB is 1.049 MB, 1 GiB is 1.074 GB: the i makes the unit larger.",
    ),
    Known(
        "U2",
        "bits and bytes swapped",
        "A byte has 8 bits: divide bits by 8 to get bytes.",
    ),
    Known(
        "U3",
        "off by a power of 1000",
        "The digits are right, the prefix is not: each is 1000 times the one before it.",
    ),
    Known(
        "U4",
        "unit left out",
        "A number without a unit is read in the unit that is asked; type the unit of any other.",
    ),
)

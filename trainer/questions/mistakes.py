"""The catalogue of known mistakes: what each one is, and what to say to whoever makes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A mistake that people make.

    Attributes:
        id: A letter for the topic and a number, `K2`.
        name: What was done, in a few words.
        says: What to tell the learner.
    """

    id: str
    name: str
    says: str


CATALOGUE: dict[str, Known] = {
    known.id: known
    for known in (
        Known(
            "W1",
            "half precision counted as 4 bytes",
            "fp16 and bf16 take 2 bytes a parameter; 4 bytes would be fp32.",
        ),
        Known(
            "W2",
            "bits used as bytes",
            "The width is in bits: divide by 8 to get bytes.",
        ),
        Known(
            "W3",
            "int4 counted as one byte",
            "Two int4 weights share one byte, so each takes half a byte.",
        ),
    )
}

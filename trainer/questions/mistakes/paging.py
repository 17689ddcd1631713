"""Mistakes about the blocks of a paged cache."""

from __future__ import annotations

from trainer.questions.mistakes.known import Known

KNOWN = (
    Known(
        "P1",
        "blocks rounded down",
        "A block that is only begun is allocated whole: round up.",
    ),
    Known(
        "P2",
        "tokens added up before rounding",
        "Sequences do not share blocks: round up each, then add.",
    ),
    Known(
        "P3",
        "tokens given for blocks",
        "A block holds many tokens: divide by the block size.",
    ),
    Known(
        "P4",
        "whole last block called waste",
        "Only the empty slots of the last block are wasted.",
    ),
    Known(
        "P5",
        "waste up to the longest length",
        "Blocks are taken as the text grows; reserving the full length is what paging ended.",
    ),
    Known(
        "P6",
        "null block left out",
        "The pool keeps one block as the null block, so one fewer can be used.",
    ),
)

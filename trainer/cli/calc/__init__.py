"""`trainer calc`: the calculators at the command line, each with its derivation."""

from __future__ import annotations

import click

from trainer.cli.calc import cache, training, weights


@click.group()
def command() -> None:
    """Calculate sizes and show the way there.

    Counts may be typed as people say them: 70B, 128K, 4,096, "16 GiB". A size is exact; GB is
    1e9 bytes, GiB is 2^30.
    """


for _calculator in (
    weights.weights,
    weights.params,
    cache.kv,
    training.lora,
    cache.paged,
    cache.capacity,
    training.finetune,
):
    command.add_command(_calculator)

"""`trainer completion`: what a shell needs to complete commands, options and names."""

from __future__ import annotations

import click

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> None:
    r"""Print a shell's completion script; completing never opens the database.

    \b
    bash: trainer completion bash > ~/.local/share/bash-completion/completions/trainer
    zsh:  trainer completion zsh > a folder of $fpath, as _trainer
    fish: trainer completion fish > ~/.config/fish/completions/trainer.fish
    """
    from click.shell_completion import get_completion_class

    from trainer.cli import cli

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has all of `SHELLS`
    click.echo(kind(cli, {}, "trainer", "_TRAINER_COMPLETE").source())

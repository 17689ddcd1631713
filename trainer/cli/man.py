"""`trainer man`: manual pages made of the help texts."""

from __future__ import annotations

import warnings
from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write manual pages, one for every command, into FOLDER.

    Below a folder of `manpath`, ~/.local/share/man/man1, `man trainer-review` then finds them.
    Needs click-man: pip install 'interview-trainer[man]'.
    """
    from trainer import __version__
    from trainer.cli import VERBS, cli
    from trainer.errors import TrainerError

    try:
        from click_man.core import write_man_pages
    except ImportError:
        remedy = "install it: pip install 'interview-trainer[man]'"
        raise TrainerError(f"manual pages need click-man; {remedy}") from None
    # click-man does not see verbs that are loaded when they are called
    loaded = {verb: cli.get_command(click.Context(cli), verb) for verb in VERBS}
    verbs = {verb: found for verb, found in loaded.items() if found is not None}
    whole = click.Group("trainer", help=cli.help, params=cli.params, commands=verbs)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():
            # click-man 0.6 calls what click 8.5 deprecates
            warnings.simplefilter("ignore", DeprecationWarning)
            write_man_pages("trainer", whole, version=__version__, target_dir=str(folder))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TrainerError(f"{folder}: cannot be written ({reason}); name another") from None
    click.echo(f"{len(list(folder.glob('trainer*.1')))} pages in {folder}")

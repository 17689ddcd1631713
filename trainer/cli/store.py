"""`trainer store`: where the database is, and whether it is sound."""

from __future__ import annotations

import click

from trainer.cli.show import json_option, print_json


@click.group()
def command() -> None:
    """Look after the database."""


@command.command()
@json_option
def path(as_json: bool) -> None:
    """Show which database holds the log."""
    from trainer.cli.settings import load
    from trainer.store.where import describe_database

    where = describe_database(load().database)
    print_json({"database": where}) if as_json else click.echo(where)


@command.command()
@json_option
def check(as_json: bool) -> None:
    """Prove that log and card states agree; problems give exit code 5."""
    from trainer.cli.settings import load
    from trainer.cli.wiring import open_store
    from trainer.errors import StoreCheckError
    from trainer.store.check import find_problems

    rows, problems = find_problems(open_store(load()).database)
    if as_json:
        print_json({"rows": rows, "problems": problems})
    if problems:
        raise StoreCheckError("\n".join(problems))
    if not as_json:
        click.echo(f"{rows} rows: log and card states agree")

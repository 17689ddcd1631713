"""`trainer paths`: where everything lies."""

from __future__ import annotations

import click

from trainer.cli.show import json_option, print_json


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Show where everything lies: configuration, database, backups, decks and data."""
    from trainer.cli.settings import load
    from trainer.files import SHIPPED, shipped_decks
    from trainer.store.where import describe_database

    settings = load()
    places = settings.places
    found = {
        "config": str(places.config),
        "database": describe_database(settings.database),
        "backups": str(places.backups),
        "decks": str(places.decks),
        "shipped_decks": str(shipped_decks()),
        "data": str(SHIPPED / "data"),
        "cache": str(places.cache_folder),
    }
    if as_json:
        print_json(found)
        return
    for name, path in found.items():
        click.echo(f"{name:<14} {path}")

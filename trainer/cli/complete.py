"""Names that a shell completes: from files and modules, never from the database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import click


def _beginning(names: Iterable[str], typed: str) -> list[str]:
    return [name for name in names if name.startswith(typed)]


def decks(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """The decks that there are, by name."""
    from trainer.cli.settings import places_of
    from trainer.files import by_name, deck_files

    return _beginning(by_name(deck_files(places_of(os.environ)), "deck"), typed)


def scenarios(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """The interview scenarios that there are, by name."""
    from trainer.cli.settings import places_of
    from trainer.files import by_name, scenario_files

    return _beginning(by_name(scenario_files(places_of(os.environ)), "scenario"), typed)


def families(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """The question families."""
    from trainer.questions.families import FAMILIES

    return _beginning(FAMILIES, typed)


def models(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """The models that calculators know."""
    from trainer.files import read_data

    return _beginning(read_data("models.toml"), typed)


def settings(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """The settings."""
    from trainer.cli.settings import SETTINGS

    return _beginning(SETTINGS, typed)


def claims(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """The items of the health check."""
    from trainer.files import read_data

    return _beginning(read_data("health/week06.toml")["claims"], typed)


def sections(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """The explainer's sections."""
    from trainer.cli.wiring import explainer

    return _beginning(explainer().sections, typed)


deck_option: Callable[[Any], Any] = click.option(
    "--deck", metavar="D", shell_complete=decks, help="A deck by name, or a path to one."
)

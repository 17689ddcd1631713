"""`trainer config`: the settings, where each comes from, and a way to set them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from trainer.cli import complete
from trainer.cli.show import json_option, print_json, print_table

if TYPE_CHECKING:
    from trainer.cli.settings import Given


@click.command()
@click.argument("setting", required=False, shell_complete=complete.settings)
@click.argument("value", required=False)
@click.option("--unset", is_flag=True, help="Take SETTING out of the file: the default holds.")
@json_option
def command(setting: str | None, value: str | None, unset: bool, as_json: bool) -> None:
    """Show and set the settings, each with where it comes from.

    With SETTING, only that one; with VALUE, set it. A setting is kept in config.toml (`trainer
    paths` says where), whose comments stay. A variable TRAINER_SETTING wins over the file.
    """
    from trainer.cli.config_file import write_settings
    from trainer.cli.settings import SETTINGS, given, places_of
    from trainer.errors import UsageError

    if setting is not None and setting not in SETTINGS:
        raise UsageError(f"there is no setting {setting!r}; settings: {', '.join(SETTINGS)}")
    if unset and (setting is None or value is not None):
        raise UsageError("--unset takes one SETTING and no VALUE; name the setting")
    if setting == "grader" and value is not None:
        from trainer.graders.registry import refuse_unknown  # looks through installed packages

        refuse_unknown(value)
    path = places_of(os.environ).config
    if setting is not None and (unset or value is not None):
        write_settings(path, {setting: None if unset else value})
    found = given(os.environ, path)
    shown = [each for name, each in found.items() if setting in (None, name)]
    if as_json:
        print_json([_document(each) for each in shown])
    elif value is None and setting is not None and not unset:
        click.echo(_shown(shown[0]))
    else:
        _print(shown, path.exists())
        _warn(shown, value)


def _document(given: Given) -> dict[str, Any]:
    name, says = given.setting.name, given.setting.says
    return {"setting": name, "value": _shown(given), "origin": given.origin, "says": says}


def _shown(given: Given) -> str:
    """The value, a password in a URL hidden."""
    from trainer.store.where import describe_database

    return describe_database(given.text) if given.setting.name == "database_url" else given.text


def _print(shown: list[Given], there: bool) -> None:
    from trainer.cli.wiring import tell

    rows = [(g.setting.name, _shown(g) or "-", g.origin, g.setting.says) for g in shown]
    print_table(("setting", "value", "from", "what it says"), rows)
    if not there:
        tell("there is no config.toml yet; `trainer config SETTING VALUE` makes it")


def _warn(shown: list[Given], value: str | None) -> None:
    """Say so where what was just set is overruled by a variable."""
    from trainer.cli.wiring import tell

    for each in shown:
        if value is not None and each.origin == each.setting.variable:
            tell(f"{each.origin} is set and wins over the file")

"""`trainer interview`: a mock interview, the past ones, and what a mentor says of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from trainer.cli import complete
from trainer.cli.show import json_option

N = click.IntRange(1)


@click.command()
@click.argument("scenario", required=False, shell_complete=complete.scenarios)
@click.option("--list", "listed", is_flag=True, help="List the scenarios.")
@click.option(
    "--level",
    type=click.Choice(["junior", "mid", "senior"]),
    help="Whose pass mark counts; without SCENARIO also which ones to choose from.",
)
@click.option(
    "--minutes", metavar="N", type=click.IntRange(1, 240), help="All phases together, in minutes."
)
@click.option("--seed", metavar="N", type=click.IntRange(0), help="Draw the numbers of this seed.")
@click.option("--hard", is_flag=True, help="Cut each phase when its time runs out.")
@click.option("--loop", is_flag=True, help="Three interviews back to back, and a summary.")
@click.option("--resume", is_flag=True, help="Carry on with the interview that was left.")
@click.option("--past", is_flag=True, help="List the past interviews and how you scored yourself.")
@click.option("--show", metavar="N", type=N, help="Replay interview N: transcript and scores.")
@click.option(
    "--export",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With --show: write it for a mentor, as Markdown with a form.",
)
@click.option("--force", is_flag=True, help="With --export: replace FILE if it is there.")
@click.option(
    "--import",
    "taken",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With --show: read the mentor's scores back from that file.",
)
@click.option("--plain", is_flag=True, help="Line mode: one line is one utterance.")
@json_option
def command(scenario: str | None, **given: Any) -> None:
    """Take a mock interview: clarify, answer, numbers, follow-ups, debrief.

    Without SCENARIO the weakest one is asked, or one that was not asked for long. Everything you
    say is saved at once. In the end you score yourself before you see the rubric's scores, and
    what you missed becomes due tomorrow unless you decline.
    """
    _refuse(scenario, given)
    if given["listed"] or given["past"] or given["show"]:
        from trainer.cli.interview import past

        past.run(given)
    else:
        from trainer.cli.interview import sittings

        sittings.run(scenario, given)


def _refuse(scenario: str | None, given: dict[str, Any]) -> None:
    """Refuse options that do not go together.

    Raises:
        click.UsageError: With what goes with what.
    """
    modes = [name for name in ("listed", "loop", "resume", "past", "show") if given[name]]
    modes += ["SCENARIO"] * (scenario is not None)
    names = {"listed": "--list", "SCENARIO": "SCENARIO"}
    if len(modes) > 1:
        both = " and ".join(names.get(mode, f"--{mode}") for mode in modes[:2])
        raise click.UsageError(f"{both} do not go together")
    if (given["export"] or given["taken"]) and not given["show"]:
        raise click.UsageError("--export and --import need --show N")
    if given["force"] and not given["export"]:
        raise click.UsageError("--force needs --export FILE")
    if given["as_json"] and not (given["listed"] or given["past"] or given["show"]):
        raise click.UsageError("--json goes with --list, --past or --show")
    drawn = [
        name for name in ("level", "minutes", "seed", "hard") if given[name] not in (None, False)
    ]
    if drawn and modes and modes[0] in ("listed", "resume", "past", "show"):
        raise click.UsageError(f"--{drawn[0]} is for a new interview")

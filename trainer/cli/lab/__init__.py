"""`trainer lab`: predict a figure, measure it, and be graded by what came out."""

from __future__ import annotations

from pathlib import Path

import click

from trainer.cli.show import json_option, print_json, print_table, write_page
from trainer.cli.whole import Whole


@click.group()
def command() -> None:
    """Predict a figure, measure it, and be graded by what came out."""


@command.command("list")
@json_option
def list_labs(as_json: bool) -> None:
    """List the labs: what each teaches, how long it takes and what it needs."""
    from trainer.labs.registry import LABS

    labs = LABS.values()
    if as_json:
        print_json(
            [
                {
                    "lab": lab.name,
                    "title": lab.title,
                    "claim": lab.claim,
                    "unit": lab.unit,
                    "seconds_cpu": lab.seconds_cpu,
                    "seconds_gpu": lab.seconds_gpu,
                    "needs": lab.needs,
                    "devices": list(lab.devices),
                    "reads": list(lab.reads),
                }
                for lab in labs
            ]
        )
        return
    rows = [
        (lab.name, f"{lab.seconds_cpu:g} s", f"{lab.seconds_gpu:g} s", lab.needs or "-", lab.title)
        for lab in labs
    ]
    print_table(("lab", "CPU", "GPU", "needs", "teaches"), rows)


@command.command()
@click.argument("name")
@click.option("--predict", metavar="X", help='What you expect: "3.2", or "3.2 x larger".')
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto",
              show_default=True, help="Where to measure.")  # fmt: skip
@click.option("--seed", metavar="N", type=Whole(0), help="What its numbers follow from.")
@click.option("--stored", is_flag=True, help="Show another machine's run; keeps nothing.")
@click.option("--plain", is_flag=True, help="No bar, no colour, one prompt.")
@json_option
def run(
    name: str,
    predict: str | None,
    device: str,
    seed: int | None,
    stored: bool,
    plain: bool,
    as_json: bool,
) -> None:
    """Measure the lab NAME after you said what you expect.

    The run is kept, and the lab's card is scheduled by how well you predicted. With --json and
    without --predict it is only measured and kept.
    """
    from trainer.cli.lab.run import Request, run_lab_command
    from trainer.cli.lab.stored import show_stored

    request = Request(name, predict, device, seed, plain, as_json)
    if stored:
        show_stored(request)
    else:
        run_lab_command(request)


@command.command()
@click.option("--html", "html_file", metavar="FILE", type=click.Path(path_type=Path),
              help="Write one HTML page; - is stdout.")  # fmt: skip
@click.option("--md", "as_markdown", is_flag=True, help="Print Markdown.")
@json_option
def report(html_file: Path | None, as_markdown: bool, as_json: bool) -> None:
    """Compare all measured labs: the newest run of each, with device and date."""
    from trainer.cli.lab.run import document
    from trainer.cli.settings import load
    from trainer.cli.wiring import open_store, tell
    from trainer.history.lab_run import dated_runs, newest
    from trainer.report import labs

    runs = newest(dated_runs(open_store(load()).journal.entries("lab")))
    if not runs:
        tell("no lab was measured yet; `trainer lab run NAME`")
    if html_file:
        write_page(html_file, labs.html(runs))
    if as_json:
        print_json([document(dated.run) | {"day": dated.day.isoformat()} for dated in runs])
    elif as_markdown:
        click.echo(labs.markdown(runs), nl=False)
    elif not html_file and runs:
        print_table(labs.HEADER, labs.summary(runs))

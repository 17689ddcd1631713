"""A run that another machine made, shown as such; nothing of it counts as measured here."""

from __future__ import annotations

from trainer import files
from trainer.cli.lab.run import Request, document, speaker
from trainer.cli.names import choose
from trainer.cli.show import print_json
from trainer.errors import TrainerError
from trainer.history.lab_run import LabRun, run_of
from trainer.labs.registry import LABS
from trainer.screens import lab as screen


def show_stored(request: Request) -> None:
    """Show the stored run of a lab on the device that is named, else on a processor if there is.

    Raises:
        TrainerError: If there is none.
    """
    name, lab = choose("lab", request.name, LABS)
    runs = stored_runs(name)
    run = next((r for r in runs if request.device in ("auto", r.device)), None)
    if run is None:
        on = "" if request.device == "auto" else f" on {request.device}"
        here = f"`trainer lab run {name}`"
        raise TrainerError(f"no stored run of {name}{on}; measure it: {here}")
    if request.as_json:
        print_json(document(run) | {"stored": True})
        return
    say = speaker(request)
    say(screen.stored(run, lab.asks_direction(run.seed)))
    if others := {r.device for r in runs} - {run.device}:
        say([("dim", f"There is one on {(other := others.pop())} too: add --device {other}.")])


def stored_runs(name: str) -> list[LabRun]:
    """The runs of this lab that come with the program, the newest first.

    Raises:
        TrainerError: If a file of them is damaged.
    """
    try:
        bodies = [body for found in files.stored_runs() for body in found["runs"]]
        return [run_of(name, body) for body in bodies if body["lab"] == name]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainerError(f"stored runs: damaged ({error}); install trainer again") from None

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
    """Show the stored run of a lab.

    Raises:
        TrainerError: If there is none.
    """
    name, _ = choose("lab", request.name, LABS)
    run = stored_run(name)
    if request.as_json:
        print_json(document(run) | {"stored": True})
        return
    say = speaker(request)
    say(screen.stored(run))


def stored_run(name: str) -> LabRun:
    """The run of this lab that comes with the program.

    Raises:
        TrainerError: If there is none, or its file cannot be read.
    """
    try:
        for found in files.stored_runs():
            for body in found["runs"]:
                if body["lab"] == name:
                    return run_of(name, body)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainerError(f"stored runs: damaged ({error}); install trainer again") from None
    raise TrainerError(f"no stored run of {name}; measure it: `trainer lab run {name}`")

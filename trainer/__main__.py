"""The door: run a command, turn every error into one line on stderr and an exit code."""

from __future__ import annotations

import os
import sys

import click

from trainer.cli import cli
from trainer.errors import TrainerError

INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit with its code; no traceback reaches a user.

    `TRAINER_DEBUG=1` lets tracebacks through, for those who mend the program.
    """
    from trainer.cli.streams import prepare  # beside the command line it serves

    prepare()
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:  # `trainer history | head` is no error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _run() -> int:
    try:
        return cli.main(standalone_mode=False, prog_name="trainer") or 0
    except EOFError:
        return 0
    except BrokenPipeError:
        raise
    except (KeyboardInterrupt, Exception) as error:
        message, code = _explain(error)
        click.echo(message, err=code != 0)
        return code


def _explain(error: BaseException) -> tuple[str, int]:
    """What to print for an error, and the exit code."""
    from trainer.screens.texts import clean  # only when something went wrong

    match error:
        case click.exceptions.NoArgsIsHelpError():
            return error.format_message(), 0
        case click.UsageError():
            command = error.ctx.command_path if error.ctx else "trainer"
            message, code = f"{error.format_message().rstrip('.')}; see `{command} --help`", 2
        case click.ClickException():
            message, code = error.format_message(), 1
        case TrainerError():
            message, code = str(error), error.exit_code
        case KeyboardInterrupt() | click.Abort():
            message, code = "interrupted; every answer that was saved is kept", INTERRUPTED
        case _ if os.environ.get("TRAINER_DEBUG"):
            raise error
        case _:
            what = f"internal error: {type(error).__name__}: {error}"
            message, code = f"{what}; run it with TRAINER_DEBUG=1 and report what it prints", 1
    return f"trainer: {clean(message)}", code


if __name__ == "__main__":
    main()

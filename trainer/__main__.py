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
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "trainer"
        return _fail(f"{error.format_message().rstrip('.')}; see `{command} --help`", 2)
    except click.ClickException as error:
        return _fail(error.format_message(), 1)
    except TrainerError as error:
        return _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted; every answer that was saved is kept", INTERRUPTED)
    except EOFError:
        return 0
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last net: a line, not a traceback
        if os.environ.get("TRAINER_DEBUG"):
            raise
        what = f"internal error: {type(error).__name__}: {error}"
        return _fail(f"{what}; run it with TRAINER_DEBUG=1 and report what it prints", 1)


def _fail(message: str, code: int) -> int:
    from trainer.screens.texts import clean  # only when something went wrong

    click.echo(f"trainer: {clean(message)}", err=True)
    return code


if __name__ == "__main__":
    main()

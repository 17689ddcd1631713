"""The door: run a command, turn every error into one line on stderr and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress

import click

from trainer.cli import cli
from trainer.errors import TrainerError

INTERRUPTED = 130
# What the disk behind a standard stream says, or the terminal that went away.
STREAM_FAILS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def main() -> None:
    """Run the command line and exit with its code; no traceback reaches a user.

    `TRAINER_DEBUG=1` lets tracebacks through, for those who mend the program.
    """
    from trainer.cli.streams import let_go, prepare  # beside the command line they serve

    prepare()
    code = _run()
    let_go()
    sys.exit(code)


def _run() -> int:
    try:
        code: int = cli.main(standalone_mode=False, prog_name="trainer") or 0
        sys.stdout.flush()
    except EOFError:
        return 0
    except BrokenPipeError:  # `trainer history | head` is no error
        return 0
    except SystemExit as ended:  # of a signal; or click's own 1, where it met a broken pipe
        return 0 if ended.code == 1 else int(ended.code or 0)
    except (KeyboardInterrupt, Exception) as error:
        message, code = _explain(error)
        with suppress(OSError):  # with no one to tell, the code still tells
            click.echo(message, err=code != 0)
    return code


def _explain(error: BaseException) -> tuple[str, int]:
    """What to print for an error, and the exit code."""
    from trainer.screens.texts import clean  # only when something went wrong

    match error:
        case click.exceptions.NoArgsIsHelpError():
            return error.format_message(), 0
        case click.UsageError():
            command = error.ctx.command_path if error.ctx else _named(sys.argv[1:])
            said = " ".join(error.format_message().split()).rstrip(".")  # click lists choices
            message, code = f"{said}; see `{command} --help`", 2
        case click.ClickException():
            message, code = error.format_message(), 1
        case TrainerError():
            message, code = str(error), error.exit_code
        case KeyboardInterrupt() | click.Abort():
            message, code = "interrupted; every answer that was saved is kept", INTERRUPTED
        case _ if os.environ.get("TRAINER_DEBUG"):
            raise error
        case OSError() if error.errno in STREAM_FAILS:
            reason = os.strerror(error.errno).lower()
            message = f"standard input or output fails ({reason}); direct it to another place"
            code = 1
        case _:
            what = f"internal error: {type(error).__name__}: {error}"
            message, code = f"{what}; run it with TRAINER_DEBUG=1 and report what it prints", 1
    return f"trainer: {clean(message)}", code


def _named(arguments: list[str]) -> str:
    """The command that the arguments name, which click does not tell of every slip."""
    command: click.Command | None = cli
    context = click.Context(cli, info_name="trainer")
    for word in arguments:
        command = command.get_command(context, word) if isinstance(command, click.Group) else None
        if command is None:
            break
        context = click.Context(command, context, word)
    return context.command_path


if __name__ == "__main__":
    main()

"""The command line: one short file per verb, imported when it is called."""

from __future__ import annotations

import importlib

import click

from trainer import __version__

# What each verb is for; the text stands here so that --help imports no verb.
VERBS = {
    "review": "Review the cards that are due today.",
    "interview": "Take a mock interview: clarify, answer, numbers, follow-ups, debrief.",
    "health": "Show which claims the log proves, and what would prove the others.",
    "prove": "Try to prove a claim: cold, on unseen numbers, without hints.",
    "memo": "Draft and check a decision memo, the second half of the assignment.",
    "status": "Show how many cards are due, new and done today.",
    "drill": "Practise numeric questions; the schedule stays as it is.",
    "undo": "Take back the last answer.",
    "mark": "List marked cards, put cards away and bring them back.",
    "history": "Show the log of answers.",
    "lab": "Predict a figure, measure it, and be graded by what came out.",
    "read": "Read the explainer, section by section.",
    "deck": "List, show, check and import decks.",
    "calc": "Calculate sizes and show the way there.",
    "question": "List, show and grade numeric questions.",
    "store": "Look after the database.",
    "config": "Show and set the settings.",
    "paths": "Show where everything lies.",
    "completion": "Print a shell's completion script.",
    "man": "Write manual pages.",
}


class Verbs(click.Group):
    """A group that imports a verb's module only when that verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of daily use."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, or None if there is no such verb."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"trainer.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with what they are for, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the arguments name.

        Raises:
            click.UsageError: If there is no such verb; names those that are close.
        """
        if args[0] not in VERBS and not args[0].startswith("-"):
            from difflib import get_close_matches  # only after a slip

            close = " or ".join(get_close_matches(args[0], VERBS))
            hint = f"; did you mean {close}?" if close else ""
            raise click.UsageError(f"no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="trainer %(version)s")
def cli() -> None:
    """Spaced repetition for LLM interviews: drills, measures and proves.

    Scheduling is SM-2 as its text of 1990 reads: a failure leaves the ease alone.
    """

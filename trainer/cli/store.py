"""`trainer store`: the database, whether it is sound, its backups and its learners."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trainer.cli.progress import working
from trainer.cli.show import json_option, print_json

if TYPE_CHECKING:
    from trainer.cli.settings import Settings
    from trainer.store.database import Database


@click.group()
def command() -> None:
    """Look after the database."""


@command.command()
@json_option
def path(as_json: bool) -> None:
    """Show which database holds the log."""
    from trainer.cli.settings import load
    from trainer.store.where import describe_database

    where = describe_database(load().database)
    print_json({"database": where}) if as_json else click.echo(where)


@command.command()
@json_option
def check(as_json: bool) -> None:
    """Prove that log and card states agree; problems give exit code 5."""
    from trainer.errors import StoreCheckError
    from trainer.store.check import find_problems

    database = _open()
    with working("checking the log"):
        rows, problems = find_problems(database)
    if as_json:
        print_json({"rows": rows, "problems": problems})
    if problems:
        raise StoreCheckError("\n".join(problems))
    if not as_json:
        click.echo(f"{rows} rows: log and card states agree")


@command.command()
@json_option
def rebuild(as_json: bool) -> None:
    """Recompute the card states from the log."""
    from trainer.store.rebuild import rebuild as rebuild_states

    database = _open()
    with working("rebuilding the card states"):
        rows, states = rebuild_states(database)
    _show({"rows": rows, "states": states}, as_json, f"{rows} rows lead to {states} card states")


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@json_option
def backup(file: Path | None, as_json: bool) -> None:
    """Copy the database to FILE, or among the backups; a review may run meanwhile."""
    from trainer.cli.settings import load
    from trainer.store.backup import BY_HAND, back_up, copy_database

    settings = load()
    database = _file(settings, "copy it with pg_dump")
    _open().close()  # names what is wrong with a file that is no database
    with working("copying the database"):
        if file is not None:
            copy_database(database, file)
        made = file or back_up(database, settings.places.backups, BY_HAND, _now(settings))
    _show({"backup": str(made)}, as_json, f"Copied to {made}.")


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the database that is there; it is kept.")
@json_option
def restore(file: Path, force: bool, as_json: bool) -> None:
    """Check the backup FILE, then put it in the place of the database."""
    from trainer.cli.settings import load
    from trainer.store.restore import restore as put_back

    settings = load()
    database = _file(settings, "restore it with pg_restore or psql")
    with working("checking the backup"):
        rows, kept = put_back(file, database, settings.places.backups, _now(settings), force=force)
    before = f"; what was there is kept in {kept}" if kept else ""
    found = {"rows": rows, "kept": str(kept) if kept else None}
    _show(found, as_json, f"Restored a log of {rows} rows{before}.")


@command.command()
@json_option
def migrate(as_json: bool) -> None:
    """Bring the database to this program's schema, after a backup; each start does so too."""
    from trainer.store.schema import HEAD

    _open().close()
    _show({"schema": HEAD}, as_json, f"The database has schema {HEAD}.")


@command.command()
@click.option("--learner", metavar="NAME", help="A role that keeps a log of its own.")
@click.option("--mentor", metavar="NAME", help="A role that reads the sums of a cohort.")
@click.option("--cohort", metavar="C", default="", help="Of which cohort they are.")
@click.option("--apply", "apply_now", is_flag=True, help="Run the statements, not only print.")
def grant(learner: str | None, mentor: str | None, cohort: str, apply_now: bool) -> None:
    """Print the statements that let a PostgreSQL role in as a learner or a mentor.

    Roles are made without a password; set one with `ALTER ROLE`.
    """
    from trainer.errors import UsageError
    from trainer.store import grants

    if not learner and not mentor:
        raise UsageError("name whom to let in; add --learner NAME or --mentor NAME")
    if mentor and not cohort:
        raise UsageError("a mentor reads the sums of one cohort; add --cohort C")
    statements = grants.learner_grants(learner, cohort) if learner else []
    statements += grants.mentor_grants(mentor, cohort) if mentor else []
    if apply_now:
        grants.apply(_open(), statements)
    for statement in statements:
        click.echo(f"{statement};")


def _open() -> Database:
    from trainer.cli.settings import load
    from trainer.store.backup import Backups
    from trainer.store.database import open_database

    settings = load()
    backups = Backups(settings.places.backups, settings.moment())
    database = open_database(settings.database, backups)
    click.get_current_context().call_on_close(database.close)
    return database


def _file(settings: Settings, instead: str) -> Path:
    """The SQLite file of the log.

    Raises:
        StoreError: If the log lies on a server.
    """
    from trainer.errors import StoreError
    from trainer.store.where import database_file, describe_database

    file = database_file(settings.database)
    if file is not None:
        return file
    raise StoreError(f"{describe_database(settings.database)} is on a server; {instead}")


def _now(settings: Settings) -> Any:
    from trainer.cli.wiring import SystemClock

    return SystemClock(settings.now).now()


def _show(document: dict[str, Any], as_json: bool, text: str) -> None:
    print_json(document) if as_json else click.echo(text)

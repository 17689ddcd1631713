"""The database as people name it, without opening it."""

from __future__ import annotations

from pathlib import Path


def describe_database(database: Path | str) -> str:
    """The file's path, or the URL with its password hidden."""
    if isinstance(database, Path):
        return str(database)
    from urllib.parse import urlsplit, urlunsplit  # only where there is a URL

    try:
        parts = urlsplit(database)
        if parts.password is None:
            return database
        netloc = parts.netloc.replace(f":{parts.password}@", ":***@")
        return urlunsplit(parts._replace(netloc=netloc))
    except ValueError:
        return "a malformed URL"


def database_file(database: Path | str) -> Path | None:
    """The file of an SQLite database, given as a path or as a URL; None on a server."""
    if isinstance(database, Path):
        return database
    if not database.startswith("sqlite:///"):
        return None
    from urllib.parse import unquote

    return Path(unquote(database.removeprefix("sqlite:///").partition("?")[0]))

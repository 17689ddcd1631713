"""Writing `config.toml`: a setting changed in place, comments and order kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.cli.settings import SETTINGS, Given
from trainer.errors import UsageError
from trainer.files.writing import write_whole

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

HEADER = "trainer's settings; `trainer config` shows them all, and a variable TRAINER_NAME wins"


def write_settings(path: Path, values: Mapping[str, str | None]) -> None:
    """Set these settings in the file, made if it is missing; None takes one out.

    A setting that is new in the file gets a comment that says what it is for.

    Raises:
        UsageError: If a setting is unknown, a value means nothing, or the file cannot be read; it
            stays as it is.
        TrainerError: If the file cannot be written.
    """
    import tomlkit  # only where something is set

    for name, text in values.items():
        if name not in SETTINGS:
            known = ", ".join(SETTINGS)
            raise UsageError(f"there is no setting {name!r}; settings: {known}")
        if text is not None:
            Given(SETTINGS[name], text, "").value()
    document = _read(path)
    for name, text in values.items():
        _set(document, name, text)
    write_whole(path, tomlkit.dumps(document), folder=True, remedy="check the folder")


def _read(path: Path) -> TOMLDocument:
    import tomlkit

    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        document = tomlkit.document()
        document.add(tomlkit.comment(HEADER))
        return document
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read ({error}); mend or remove it") from None


def _set(document: TOMLDocument, name: str, text: str | None) -> None:
    import tomlkit

    setting = SETTINGS[name]
    if text is None:
        document.pop(name, None)
        return
    value = int(text) if isinstance(setting.default, int) else text
    if name not in document:
        document.add(tomlkit.nl())
        document.add(tomlkit.comment(setting.says))
    document[name] = value

"""Writing `config.toml`: a setting changed in place, comments and order kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from trainer.cli.settings import SETTINGS, Given
from trainer.errors import TrainerError, UsageError

HEADER = "trainer's settings; `trainer config` shows them all, and a variable TRAINER_NAME wins"


def write_settings(path: Path, values: Mapping[str, str | None]) -> None:
    """Set these settings in the file, made if it is missing; None takes one out.

    A setting that is new in the file gets a comment that says what it is for.

    Raises:
        UsageError: If a setting is unknown or a value means nothing; the file stays as it is.
        TrainerError: If the file cannot be written.
    """
    import tomlkit  # only where something is set

    for name, text in values.items():
        if name not in SETTINGS:
            known = ", ".join(SETTINGS)
            raise UsageError(f"there is no setting {name!r}; settings: {known}")
        if text is not None:
            Given(SETTINGS[name], text, "").value()
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else None
        if document is None:
            document = tomlkit.document()
            document.add(tomlkit.comment(HEADER))
        for name, text in values.items():
            _set(document, name, text)
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{path.name}.new")
        scratch.write_text(tomlkit.dumps(document), encoding="utf-8")
        scratch.replace(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TrainerError(f"{path}: cannot be written ({reason}); check the folder") from None


def _set(document: object, name: str, text: str | None) -> None:
    import tomlkit

    assert isinstance(document, tomlkit.TOMLDocument)  # noqa: S101 - for mypy
    setting = SETTINGS[name]
    if text is None:
        document.pop(name, None)
        return
    value = int(text) if isinstance(setting.default, int) else text
    if name not in document:
        document.add(tomlkit.nl())
        document.add(tomlkit.comment(setting.says))
    document[name] = value

"""Settings: from the environment, else from `config.toml`, else the default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from trainer.errors import UsageError
from trainer.files import Places
from trainer.scheduling.days import DAY_STARTS, Calendar
from trainer.scheduling.queue import LONGEST_INTERVAL, NEW_PER_DAY

DEFAULTS: Mapping[str, Any] = {
    "learner": "me",
    "database_url": "",
    "new_per_day": NEW_PER_DAY,
    "longest_interval": LONGEST_INTERVAL,
    "day_starts": DAY_STARTS.strftime("%H:%M"),
    "timezone": "",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the learner set.

    Attributes:
        places: Where things lie.
        learner: Whose log it is.
        database: The SQLite file, or a database URL.
        new_per_day: New cards a day.
        longest_interval: Days after which a card comes back at the latest.
        calendar: How days are cut.
        now: The clock as an argument, from `TRAINER_NOW`, or None for the real one.
    """

    places: Places
    learner: str
    database: Path | str
    new_per_day: int
    longest_interval: int
    calendar: Calendar
    now: datetime | None


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this run.

    Raises:
        UsageError: If a value cannot be used; the text says where it stands.
    """
    environ = os.environ if environment is None else environment
    home = environ.get("TRAINER_HOME")
    places = Places(Path(home).expanduser().absolute() if home else None)
    values = _Values(environ, _read_config(places.config), str(places.config))
    zone = _zone(values)
    return Settings(
        places=places,
        learner=_learner(values),
        database=values.text("database_url") or places.database,
        new_per_day=values.whole("new_per_day", 0),
        longest_interval=values.whole("longest_interval", 1),
        calendar=Calendar(zone, _day_starts(values)),
        now=_now(environ.get("TRAINER_NOW", ""), zone),
    )


@dataclass(frozen=True, slots=True)
class _Values:
    """Raw values by setting, with where each came from for messages."""

    environ: Mapping[str, str]
    config: Mapping[str, Any]
    config_path: str

    def raw(self, name: str) -> Any:
        variable = self.environ.get(f"TRAINER_{name.upper()}")
        return variable or self.config.get(name, DEFAULTS[name])

    def text(self, name: str) -> str:
        return str(self.raw(name))

    def whole(self, name: str, least: int) -> int:
        try:
            number = int(self.text(name))
        except ValueError:
            number = least - 1
        if not least <= number <= 10**6:
            raise self.error(name, f"give a whole number from {least} to a million")
        return number

    def error(self, name: str, remedy: str) -> UsageError:
        variable = f"TRAINER_{name.upper()}"
        where = variable if self.environ.get(variable) else f"{self.config_path}: {name}"
        return UsageError(f"{where} is {self.text(name)!r}; {remedy}")


def _read_config(path: Path) -> dict[str, Any]:
    try:
        config = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read ({error}); mend or remove it") from None
    for name in config.keys() - DEFAULTS.keys():
        known = ", ".join(DEFAULTS)
        raise UsageError(f"{path}: unknown setting {name!r}; settings: {known}")
    return config


def _learner(values: _Values) -> str:
    learner = values.text("learner").strip()
    if not learner or len(learner) > 200 or not learner.isprintable():
        raise values.error("learner", "give a name of 1 to 200 printable characters")
    return learner


def _zone(values: _Values) -> tzinfo | None:
    name = values.text("timezone")
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise values.error("timezone", "name a zone like Europe/Berlin") from None


def _day_starts(values: _Values) -> time:
    try:
        return datetime.strptime(values.text("day_starts"), "%H:%M").time()
    except ValueError:
        raise values.error("day_starts", "give a time like 04:00") from None


def _now(text: str, zone: tzinfo | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        remedy = "give a time in ISO 8601 like 2026-11-23T08:00:00+01:00"
        raise UsageError(f"TRAINER_NOW is {text!r}; {remedy}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone) if zone else moment.astimezone()
    return moment.astimezone(UTC)

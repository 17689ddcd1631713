"""Settings: from the environment, else from `config.toml`, else the default."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from trainer.errors import UsageError
from trainer.files import Places
from trainer.scheduling.days import DAY_STARTS, Calendar
from trainer.scheduling.queue import LONGEST_INTERVAL, NEW_PER_DAY, REVIEWS_PER_DAY

EDITING = ("emacs", "vi")
YEARS = range(1000, 9999)  # of four digits, with a year of forecast behind the last


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that a learner may set.

    Attributes:
        name: Its key in `config.toml`; in capitals behind `TRAINER_` its variable.
        default: What holds where it is not set.
        says: What it is for, in one line.
        read: From the text of a value to the value; raises ValueError or KeyError.
        remedy: What to give, said when `read` refuses.
    """

    name: str
    default: str | int
    says: str
    read: Callable[[str], Any]
    remedy: str = ""

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"TRAINER_{self.name.upper()}"


def _whole(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= 10**6:
            raise ValueError
        return number

    return read


def _learner(text: str) -> str:
    name = text.strip()
    if not name or len(name) > 200 or not name.isprintable():
        raise ValueError
    return name


def _zone(text: str) -> tzinfo | None:
    return ZoneInfo(text) if text else None


def _day_starts(text: str) -> time:
    return datetime.strptime(text, "%H:%M").time()


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _editing(text: str) -> str:
    return EDITING[EDITING.index(text)]


SETTINGS: Mapping[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting(
            "learner", "me", "whose log it is", _learner,
            "give a name of 1 to 200 printable characters",
        ),
        Setting(
            "database_url", "",
            "another database: sqlite:///file.db or postgresql://...", str,
        ),
        Setting(
            "interview_date", "", "the day of your interview, written like 2026-12-18", _date,
            "give a date like 2026-12-18, or nothing",
        ),
        Setting(
            "minutes_per_day", 15, "how long you want to study on a day", _whole(1),
            "give a whole number from 1 to a million",
        ),
        Setting(
            "new_per_day", NEW_PER_DAY, "new cards a day", _whole(0),
            "give a whole number from 0 to a million",
        ),
        Setting(
            "reviews_per_day", REVIEWS_PER_DAY,
            "due cards a day, when more are due after days away", _whole(1),
            "give a whole number from 1 to a million",
        ),
        Setting(
            "longest_interval", LONGEST_INTERVAL,
            "days after which a card comes back at the latest", _whole(1),
            "give a whole number from 1 to a million",
        ),
        Setting(
            "day_starts", DAY_STARTS.isoformat("minutes"), "when a learning day begins",
            _day_starts, "give a time like 04:00",
        ),
        Setting(
            "timezone", "", "your zone, like Europe/Berlin; the machine's where it is empty", _zone,
            "name a zone like Europe/Berlin",
        ),
        Setting(
            "editing", EDITING[0], f"the keys of typed answers, {' or '.join(EDITING)}", _editing,
            f"give {' or '.join(EDITING)}",
        ),
        Setting("grader", "rubric", "who grades interviews: rubric, endpoint, or a package's", str),
        Setting("grader_url", "", "where such an endpoint is, like http://127.0.0.1:11434/v1", str),
        Setting("grader_model", "", "which model to ask there", str),
        Setting(
            "grader_timeout", 20, "seconds that one judgement there may take", _whole(1),
            "give a whole number from 1 to a million",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """What the learner set.

    Attributes:
        places: Where things lie.
        learner: Whose log it is.
        database: The SQLite file, or a database URL.
        interview_date: The day that the learner works for, or None.
        minutes_per_day: How long the learner wants to study on a day.
        new_per_day: New cards a day.
        reviews_per_day: Due cards a day; after days away the rest waits for the next ones.
        longest_interval: Days after which a card comes back at the latest.
        calendar: How days are cut.
        editing: The keys of typed answers, one of `EDITING`.
        now: The clock as an argument, from `TRAINER_NOW`, or None for the real one.
        grader: Who grades free text in an interview.
        grader_url: Where a grader outside this program is, or empty.
        grader_model: Which model to ask there, or empty.
        grader_timeout: Seconds that one judgement of such a grader may take.
        grader_key: What to authorize with there, from `TRAINER_GRADER_KEY` only; never shown.
    """

    places: Places
    learner: str
    database: Path | str
    interview_date: date | None
    minutes_per_day: int
    new_per_day: int
    reviews_per_day: int
    longest_interval: int
    calendar: Calendar
    editing: str
    now: datetime | None
    grader: str
    grader_url: str
    grader_model: str
    grader_timeout: int
    grader_key: str = field(repr=False)

    def moment(self) -> datetime:
        """This moment in UTC, or the one that `TRAINER_NOW` names."""
        return self.now or datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Given:
    """A setting's value as text, and where it stands.

    Attributes:
        setting: Which setting.
        text: Its value as it was written.
        origin: The variable, the file, or `default`; empty for what is only being tried.
    """

    setting: Setting
    text: str
    origin: str

    def value(self) -> Any:
        """What the text means.

        Raises:
            UsageError: If it means nothing; the text says where it stands.
        """
        try:
            return self.setting.read(self.text)
        except (ValueError, KeyError, OSError):
            where = self.origin or self.setting.name
            if self.origin not in ("", self.setting.variable):
                where = f"{self.origin}: {self.setting.name}"
            raise UsageError(f"{where} is {self.text!r}; {self.setting.remedy}") from None


def places_of(environ: Mapping[str, str]) -> Places:
    """Where things lie; `TRAINER_HOME` moves them all."""
    home = environ.get("TRAINER_HOME")
    return Places(Path(home).expanduser().absolute() if home else None)


def given(environ: Mapping[str, str], config_path: Path) -> dict[str, Given]:
    """Every setting as it is given: by its variable, in the file, or by default.

    Raises:
        UsageError: If the file cannot be read, or names an unknown setting.
    """
    config = _read_config(config_path)
    found = {}
    for name, setting in SETTINGS.items():
        if environ.get(setting.variable):
            found[name] = Given(setting, environ[setting.variable], setting.variable)
        elif name in config:
            found[name] = Given(setting, str(config[name]), str(config_path))
        else:
            found[name] = Given(setting, str(setting.default), "default")
    return found


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this run.

    Raises:
        UsageError: If a value cannot be used; the text says where it stands.
    """
    environ = os.environ if environment is None else environment
    places = places_of(environ)
    values = {name: each.value() for name, each in given(environ, places.config).items()}
    zone = values.pop("timezone")
    return Settings(
        places=places,
        database=values.pop("database_url") or places.database,
        calendar=Calendar(zone, values.pop("day_starts")),
        now=_now(environ.get("TRAINER_NOW", ""), zone),
        grader_key=environ.get("TRAINER_GRADER_KEY", "").strip(),
        **values,
    )


def _read_config(path: Path) -> dict[str, Any]:
    try:
        config = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except NotADirectoryError:
        raise UsageError(f"{path.parent}: is no folder; name one with TRAINER_HOME") from None
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error)
        raise UsageError(f"{path}: cannot be read ({reason}); mend or remove it") from None
    for name in config.keys() - SETTINGS.keys():
        known = ", ".join(SETTINGS)
        raise UsageError(f"{path}: unknown setting {name!r}; settings: {known}")
    return config


def _now(text: str, zone: tzinfo | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.year not in YEARS:
            raise ValueError
    except ValueError:
        years = f"in a year from {YEARS[0]} to {YEARS[-1]}"
        remedy = f"give a time in ISO 8601 like 2026-11-23T08:00:00+01:00, {years}"
        raise UsageError(f"TRAINER_NOW is {text!r}; {remedy}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone) if zone else moment.astimezone()
    return moment.astimezone(UTC)

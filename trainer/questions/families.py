"""All question families by name.

A family's name begins with its room's key, so that one card loads one room: a review that
draws a single question does not wait for the calculators of all the others.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from trainer.questions.family import Family

ROOMS: dict[str, tuple[str, ...]] = {
    "capacity": ("capacity", "gpus"),
    "channels": ("channels",),
    "checkpoint": ("checkpoints",),
    "decode": ("decode",),
    "format": ("formats",),
    "groups": ("groups",),
    "kv": ("kv_cache", "kv_variants"),
    "lora": ("lora", "adapters"),
    "paging": ("paging",),
    "params": ("parameters", "experts"),
    "quantize": ("quantize",),
    "tool": ("tools",),
    "train": ("finetune",),
    "weights": ("weights", "experts"),
}

FAMILIES: dict[str, Family]  # every family by name, loaded when it is first asked for


def family_named(name: str) -> Family | None:
    """The family with this name, or None if there is none; loads only its room."""
    rooms = ROOMS.get(name.partition("-")[0], ())
    return next((family for room in rooms for family in _room(room) if family.name == name), None)


def __getattr__(name: str) -> dict[str, Family]:
    if name != "FAMILIES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _all_families()


@cache
def _all_families() -> dict[str, Family]:
    rooms = sorted({room for rooms in ROOMS.values() for room in rooms})
    return {family.name: family for room in rooms for family in _room(room)}


def _room(name: str) -> tuple[Family, ...]:
    families: tuple[Family, ...] = import_module(f"trainer.questions.{name}").FAMILIES
    return families

"""Whole numbers as options take them."""

from __future__ import annotations

import click

LARGEST = 2**63 - 1  # what a database keeps as one number


class Whole(click.IntRange):
    """A whole number from a least one up to what a database keeps, or without an end."""

    name = "whole number"

    def __init__(self, least: int, most: int | None = LARGEST) -> None:
        super().__init__(least, most)

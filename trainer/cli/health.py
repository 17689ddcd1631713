"""`trainer health`: what is proven, what is remembered, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import click

from trainer.cli import complete
from trainer.cli.show import json_option, print_json, write_page

if TYPE_CHECKING:
    from trainer.history.health import ClaimReport, HealthReport


@click.command()
@click.argument("claim", required=False, shell_complete=complete.claims)
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write one page with charts and all evidence, fit to be sent to a mentor; - is stdout.",
)
@json_option
def command(claim: str | None, page: Path | None, as_json: bool) -> None:
    """Show which claims the log proves, and what would prove the others.

    Each item of the week and each topic is proven, fading, disputed or unproven; below stand
    retention, calibration, slips, the days to come and how ready you are. With CLAIM, an item
    or a topic, that one with all its evidence.
    """
    from trainer.cli.checkup import open_checkup

    report = open_checkup().report()
    chosen = None if claim is None else choose_claim(report.claims, claim)
    if page is not None:
        from trainer.report import health_page

        write_page(page, health_page.page(report))
    if as_json:
        from trainer.report.health_json import plain

        print_json(plain(report if chosen is None else chosen))
    elif page is None:
        _show(report, chosen)


class Named(Protocol):
    """A claim, judged or not."""

    @property
    def id(self) -> str:
        """What commands call it."""

    @property
    def topic(self) -> str:
        """The topic that it is about, or empty."""


NamedClaim = TypeVar("NamedClaim", bound=Named)


def choose_claim(claims: Iterable[NamedClaim], name: str) -> NamedClaim:
    """The claim of this name: an item, or a topic by its name or as `topic:NAME`.

    Raises:
        UsageError: If there is none; names the closest.
    """
    from trainer.cli.names import choose

    listed = list(claims)
    by_topic = {claim.topic: claim for claim in listed if claim.topic}
    by_id = {claim.id: claim for claim in listed}
    return choose("claim", name, {**by_topic, **by_id})[1]


def _show(report: HealthReport, claim: ClaimReport | None) -> None:
    from trainer.screens.health import show, show_claim
    from trainer.screens.paint import console

    if claim is None:
        show(console(), report)
    else:
        show_claim(console(), claim)

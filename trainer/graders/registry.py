"""The graders there are: the built-in ones, and those that installed packages add.

A package adds one with an entry point in the group `trainer.graders`: its name is what the setting
`grader` names, and it loads something that takes the settings of this module and returns a grader
as `practice.ports.Grader` describes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points

from trainer.errors import UsageError
from trainer.graders.fallback import WithFallback
from trainer.graders.offline import RubricGrader
from trainer.practice.ports import Grader

GROUP = "trainer.graders"
OFFLINE = "rubric"


@dataclass(frozen=True, slots=True)
class GraderSettings:
    """What the learner configured for a grader.

    Attributes:
        name: `rubric`, `endpoint`, or what a package calls its own.
        url: Where an endpoint is.
        model: Which model to ask there.
        key: What to authorize with, from the environment only; never shown.
        timeout: Seconds that one judgement may take.
    """

    name: str = OFFLINE
    url: str = ""
    model: str = ""
    key: str = field(default="", repr=False)
    timeout: float = 20.0


def refuse_unknown(name: str) -> dict[str, EntryPoint]:
    """The graders that packages add, after a look that this one is there.

    Raises:
        UsageError: If there is no such grader; names those that there are.
    """
    added = {point.name: point for point in entry_points(group=GROUP)}
    known = (OFFLINE, "endpoint", *sorted(added))
    if name not in known:
        raise UsageError(f"no grader {name!r}; graders: {', '.join(known)}")
    return added


def grader_for(settings: GraderSettings, tell: Callable[[str], None]) -> Grader:
    """The grader that is configured, with the offline rubric behind it.

    Args:
        settings: What the learner configured.
        tell: Says a line to the learner, when a grader fails.

    Raises:
        UsageError: If there is no such grader, or it cannot be used as it is configured.
    """
    if settings.name == OFFLINE:
        return RubricGrader()
    if settings.name == "endpoint":
        from trainer.graders.endpoint import Endpoint, EndpointGrader  # loads HTTP and TLS

        where = Endpoint(settings.url, settings.model, settings.key, settings.timeout)
        return WithFallback(EndpointGrader(where), tell)
    added = refuse_unknown(settings.name)
    try:
        grader: Grader = added[settings.name].load()(settings)
    except Exception as error:
        what = f"grader {settings.name!r} cannot be loaded ({type(error).__name__})"
        raise UsageError(f"{what}; mend its package, or set grader to {OFFLINE}") from None
    return WithFallback(grader, tell)

"""Libraries to compare with, optional here and installed by `.ci/run`."""

import importlib.util
import os

import pytest

PROMISED = os.environ.get("TRAINER_TEST_ORACLES") == "1"  # by .ci/run, once it installed them


def needs(library):
    """A mark that skips a test where the library is missing, but never where it was promised."""
    missing = importlib.util.find_spec(library) is None
    return pytest.mark.skipif(
        missing and not PROMISED, reason=f"{library} is not installed; .ci/run installs it"
    )

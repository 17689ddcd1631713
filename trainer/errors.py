"""What can go wrong for a user: each error carries the exit code of the program.

An error's text says what is wrong, where, and what to do; the door
(`trainer.__main__`) prints it on stderr and nothing else.
"""


class TrainerError(Exception):
    """Something a user can mend."""

    exit_code = 1


class UsageError(TrainerError):
    """An option, argument or setting does not say what the program needs."""

    exit_code = 2


class DeckError(TrainerError):
    """A deck or notes file is invalid, missing or unreadable."""

    exit_code = 3


class StoreError(TrainerError):
    """The store cannot be opened, read or written."""

    exit_code = 4


class StoreUnavailableError(StoreError):
    """The store is locked or out of reach for now; the same call may succeed later."""


class StoreCheckError(TrainerError):
    """`store check` found problems."""

    exit_code = 5


class Interrupted(TrainerError):  # noqa: N818 - no error: the user stopped it
    """The user stopped something half-way, of which nothing was kept."""

    exit_code = 130

"""When a card that keeps failing is named."""

from trainer.scheduling.leeches import is_leech, named_now


def test_leeches_are_named_at_eight_failures_and_every_four_from_there():
    """8, 12, 16, as the manual of Anki describes its own; never in between."""
    assert [n for n in range(25) if named_now(n)] == [8, 12, 16, 20, 24]
    assert [n for n in range(10) if is_leech(n)] == [8, 9]

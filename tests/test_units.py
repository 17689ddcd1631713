"""Units: what an amount is in one, and how it is shown."""

from fractions import Fraction

import pytest

from trainer.units import (
    GIB,
    MOST_IN_FULL,
    in_base,
    in_unit,
    show,
    show_both,
    show_bytes,
    show_number,
    unit,
)


@pytest.mark.parametrize(
    ("amount", "symbol", "shown"),
    [
        (140 * 10**9, "GB", "140 GB"),
        (13_476_831_232, "GB", "13.48 GB"),
        (Fraction(15, 100), "%", "15%"),
        (Fraction(92, 100), "fraction", "0.92"),
        (4, "x", "4x"),
        (128 * 1024, "KiB/token", "128 KiB/token"),
        (4_194_304, "parameters", "4,194,304 parameters"),
        (1, "sequences", "1 sequence"),
        (Fraction(37, 2), "requests", "18.5 requests"),
        (MOST_IN_FULL, "tokens", "1e15 tokens"),
        (-3, "", "-3"),
        (Fraction(1, 2**24), "", "5.96e-8"),
    ],
)
def test_show(amount, symbol, shown):
    """Four digits with the unit; whole counts in full, one in the singular."""
    assert show(amount, symbol) == shown


@pytest.mark.parametrize(
    ("amount", "symbol", "shown"),
    [
        (70 * 10**9, "GB", "70 GB = 65.19 GiB"),
        (632_379_392, "GiB", "0.5889 GiB = 0.6324 GB"),
        (1_270_000_000, "MB", "1,270 MB = 1,211 MiB"),
        (7, "users", "7 users"),
    ],
)
def test_a_size_is_shown_in_its_unit_and_the_twin(amount, symbol, shown):
    """What was asked comes first: GiB where GiB were asked, however small the amount."""
    assert show_both(amount, symbol) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(140e9, "140 GB = 130.4 GiB"), (2**20, "1.049 MB = 1 MiB"), (12, "12 bytes")],
)
def test_bytes_are_shown_in_the_fitting_units(amount, shown):
    """The largest decimal unit that the amount fills, and the binary one."""
    assert show_bytes(amount) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(999_999, "999,999"), (1_234_567, "1.235e6"), (0.00123456, "0.001235"), (1e-4, "1e-4")],
)
def test_numbers_keep_four_digits(number, shown):
    """Whole ones below a million are shown in full."""
    assert show_number(number) == shown


def test_amounts_change_units_exactly():
    """Whole amounts stay whole numbers, also where a float would round."""
    assert in_unit(3 * GIB, "GiB") == 3
    assert isinstance(in_unit(3 * GIB, "GiB"), int)
    assert in_base(Fraction("13.476831232"), "GB") == 13_476_831_232
    assert in_unit(10**30 + 1, "bytes") == 10**30 + 1


def test_a_compound_unit_is_one_over_another():
    """2 MiB per ms are 2 * 2^20 * 1000 bytes per second; an unknown unit is refused."""
    assert unit("MiB/ms").dimension == "size/time"
    assert in_base(2, "MiB/ms") == 2 * 2**20 * 1000
    with pytest.raises(ValueError, match="unknown unit 'furlongs'"):
        unit("GB/furlongs")

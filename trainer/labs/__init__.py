"""Small real experiments: predict, measure, compare. numpy, and torch where it is installed."""

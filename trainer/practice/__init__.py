"""Sittings: ask, grade, schedule, and hand each result to a port at once."""

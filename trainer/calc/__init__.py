"""Exact calculators, one formula family per file."""

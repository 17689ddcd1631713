"""Numeric questions: families that draw fresh numbers and know the mistakes to expect."""

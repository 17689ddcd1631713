"""Spaced repetition for LLM interviews: drills, measures and proves."""

__version__ = "0.1.0"

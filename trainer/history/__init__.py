"""The log of answers, and what it proves."""

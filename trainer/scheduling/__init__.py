"""When a card comes back: SM-2, learning days and today's queue."""

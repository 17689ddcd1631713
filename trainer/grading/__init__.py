"""From typed text to a verdict, and from a verdict to an SM-2 quality."""

"""Cards and decks: what a deck file says, read into cards and problems."""

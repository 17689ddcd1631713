"""How the shipped weights were made: from the Python documentation's pages, by `pretrain`."""

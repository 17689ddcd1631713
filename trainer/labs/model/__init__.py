"""A small real language model: tokenizer, weights, numpy forward, text to measure it on.

Letters: B sequences, T tokens of each, C width, H query heads, K key/value heads, D head size
(C = H D), F feed-forward width, V vocabulary, L layers.
"""

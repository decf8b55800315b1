"""Decoding: choosing tokens by their log-probabilities until the translation ends."""

"""From log-probabilities to a sentence."""

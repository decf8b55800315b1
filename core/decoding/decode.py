"""Decoding with any strategy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .beam import beam_search
from .by_hand import Picking
from .search import Found, forced_search, greedy_search, sample_search
from .strategy import Beam, ByHand, Forced, Sample, Strategy
from .translator import Translator

Read = Callable[[str], Sequence[int]]


def search(translator: Translator, words: Sequence[str], strategy: Strategy, read: Read) -> Found:
    """Decodes with a strategy.

    Args:
        words: the text of each id.
        read: converts a text in the target language to ids.
    """
    if isinstance(strategy, Sample):
        return sample_search(translator, words, strategy)
    if isinstance(strategy, Beam):
        return beam_search(translator, words, strategy)
    if isinstance(strategy, Forced):
        return forced_search(translator, words, read(strategy.target))
    if isinstance(strategy, ByHand):
        picking = Picking(translator, words)
        picking.play(strategy.moves)
        picking.look_ahead()
        return picking.found()
    return greedy_search(translator, words)

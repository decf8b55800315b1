"""Many cards: the cards task with up to 64 cards, more than a state of fixed size can hold."""

from __future__ import annotations

from .cards import cards

TASK = cards("many-cards", tuple("0123456789"), (16, 32, 64), "e4=7 a1=0 e4=?")

"""Many cards: the same with as many as 64, more than a state of fixed size can hold."""

from __future__ import annotations

from .cards import cards

TASK = cards("many-cards", tuple("0123456789"), (16, 32, 64), "e4=7 a1=0 e4=?")

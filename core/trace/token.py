"""A token: the row of the embedding matrix, and the text it stands for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    id: int
    text: str

"""Helpers for the labs on trained sequence models; they need no torch."""

from __future__ import annotations

from collections.abc import Sequence

from ....core.checkpoints.sequence import SequenceCheckpoint, shipped_sequence
from ....core.nn.sequence_configuration import FAMILIES, NAMES
from ....core.operations.window import Window, receptive_field

TRAINED, UNTRAINED = "trained", "untrained"
WEIGHTS = (UNTRAINED, TRAINED)


def read_as(families: Sequence[str]) -> tuple[str, ...]:
    """The display names of families."""
    return tuple(NAMES.get(family, family) for family in families)


BY_FAMILY = {"family": read_as(FAMILIES)}


def checkpoint(of_task: str, family: str) -> SequenceCheckpoint:
    """The shipped model of a family for a task; CheckpointError if there is no such model."""
    return shipped_sequence(f"{of_task}-{family}")


def named(words: Sequence[str]) -> tuple[str, ...]:
    """Words as labels: a repeated word is followed by its position, counted from 1."""
    return tuple(word if words.count(word) == 1 else f"{word} {n}" for n, word in enumerate(words, start=1))


def farthest_back(of_task: str) -> int:
    """How many positions back the convolution's output still depends on."""
    sizes = checkpoint(of_task, "convolution").configuration
    window = Window.causal if sizes.causal else Window.same
    field = receptive_field([window(sizes.width, dilation) for dilation in sizes.dilations])
    return field - 1 if sizes.causal else (field - 1) // 2

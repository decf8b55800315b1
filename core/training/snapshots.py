"""Snapshots of attention during training: all weights for a few fixed sentences, at about eight points."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save

from ..checkpoints.snapshots import METADATA, Example, read
from ..grammar.vocabulary import Vocabulary
from ..nn.transformer import Transformer
from ..operations.operation import Array
from ..recording.recording import record
from ..support.atomic import write_atomically

MOMENTS = (0.0, 0.01, 0.03, 0.08, 0.2, 0.4, 0.7, 1.0)  # as shares of the run; most changes happen early


def moments(updates: int) -> list[int]:
    """The numbers of updates after which snapshots are saved."""
    return sorted({round(share * updates) for share in MOMENTS})


class Album:
    """The snapshots of one run, in one file. An array is named "update/sentence/step" and holds float16."""

    def __init__(self, path: Path, examples: Sequence[Example]) -> None:
        self.path, self.examples = path, tuple(examples)
        self.losses: dict[int, float | None] = {}
        self._arrays: dict[str, Array] = {}

    def take(self, model: Transformer, words: Vocabulary, update: int, loss: float | None) -> None:
        """Adds a snapshot of each sentence and writes the file."""
        training = model.training
        model.eval()
        for number, example in enumerate(self.examples):
            for name, weights in _attention(model, words, example):
                self._arrays[f"{update}/{number}/{name}"] = weights.astype(np.float16)
        model.train(training)
        self.losses[update] = loss
        write_atomically(self.path, save(self._arrays, {METADATA: json.dumps(self._about())}))

    def _about(self) -> dict[str, object]:
        sentences = [{"source": example.source, "words": example.words} for example in self.examples]
        return {"sentences": sentences, "losses": self.losses}

    def read(self) -> None:
        """Reads the snapshots of an interrupted run, if there are any; CheckpointError if they cannot be read."""
        if not self.path.exists():
            return
        left = read(self.path)
        self.losses = dict(left.losses)
        self._arrays = left.arrays()


def _attention(model: Transformer, words: Vocabulary, example: Example) -> Iterable[tuple[str, Array]]:
    source = torch.tensor([words.ids(example.source)])
    target = torch.tensor([[words.begin, *words.ids(example.words)]])
    with torch.no_grad(), record(model, source=source, target=target) as recording:
        model(source, target)
    return [(step.name, step.values) for step in recording.steps() if step.operation == "softmax"]

"""Pictures of attention while a model learns: all weights on a few fixed sentences, at about eight moments."""

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
from ..trace.files.atomic import write_atomically

MOMENTS = (0.0, 0.01, 0.03, 0.08, 0.2, 0.4, 0.7, 1.0)  # shares of the run: most happens early


def moments(updates: int) -> list[int]:
    """After which updates a picture is taken."""
    return sorted({round(share * updates) for share in MOMENTS})


class Album:
    """The pictures of one run, in one file. An array's name is "update/sentence/step"; it holds float16."""

    def __init__(self, path: Path, examples: Sequence[Example]) -> None:
        self.path, self.examples = path, tuple(examples)
        self.losses: dict[int, float | None] = {}
        self._pictures: dict[str, Array] = {}

    def take(self, model: Transformer, words: Vocabulary, update: int, loss: float | None) -> None:
        """Takes a picture of each sentence and writes the file."""
        training = model.training
        model.eval()
        for number, example in enumerate(self.examples):
            for name, weights in _attention(model, words, example):
                self._pictures[f"{update}/{number}/{name}"] = weights.astype(np.float16)
        model.train(training)
        self.losses[update] = loss
        write_atomically(self.path, save(self._pictures, {METADATA: json.dumps(self._about())}))

    def _about(self) -> dict[str, object]:
        sentences = [{"source": example.source, "words": example.words} for example in self.examples]
        return {"sentences": sentences, "losses": self.losses}

    def read(self) -> None:
        """Takes up what an interrupted run has left.

        Raises:
            CheckpointError: it cannot be read.
        """
        if not self.path.exists():
            return
        left = read(self.path)
        self.losses = dict(left.losses)
        self._pictures = left.pictures()


def _attention(model: Transformer, words: Vocabulary, example: Example) -> Iterable[tuple[str, Array]]:
    source = torch.tensor([words.ids(example.source)])
    target = torch.tensor([[words.begin, *words.ids(example.words)]])
    with torch.no_grad(), record(model, source=source, target=target) as recording:
        model(source, target)
    return [(step.name, step.values) for step in recording.steps() if step.operation == "softmax"]

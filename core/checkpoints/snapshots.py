"""Snapshots of attention that were saved during training, read with NumPy only.

The file is in safetensors format. An array is named "update/sentence/step", such as
"600/0/decoder.layers.1.cross_attention.weights", and holds float16 [head, query, key]. The metadata contains the
sentences and the loss in each snapshot. `core.training.snapshots` writes the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..operations.operation import Array
from ..support.files import FileError, require_regular
from ..support.localization import _
from .checkpoint import SNAPSHOTS, Checkpoint
from .model import CheckpointError

METADATA = "snapshots"
NUMBER = re.compile("[0-9]{1,12}")
HALF = "F16"
AXES = ("head", "query", "key")

Shape = tuple[int, ...]
Shapes = tuple[Mapping[str, Shape], ...]  # for each sentence, by step


@dataclass(frozen=True)
class Example:
    """A sentence whose attention is saved in each snapshot, with its translation."""

    source: str
    words: tuple[str, ...]


class Snapshots:
    """The content of a file of snapshots. Arrays are read on demand.

    Attributes:
        examples: the sentences.
        losses: the loss by number of updates, in order; None before the first update.
    """

    def __init__(
        self, path: Path, tensors: Any, examples: tuple[Example, ...], losses: Mapping[int, float | None]
    ) -> None:
        self.path, self.examples, self.losses = path, examples, losses
        self._tensors = tensors
        self._shapes = self._checked()

    @property
    def updates(self) -> tuple[int, ...]:
        """The snapshots, by their numbers of updates."""
        return tuple(self.losses)

    def steps(self, sentence: int) -> tuple[str, ...]:
        """The names of the steps with saved weights, in alphabetical order."""
        return tuple(sorted(self._shapes[sentence]))

    def shape(self, sentence: int, step: str) -> Shape:
        """The numbers of heads, queries and keys, the same in every snapshot."""
        return self._shapes[sentence][step]

    def weights(self, update: int, sentence: int, step: str) -> Array:
        """The weights, [head, query, key], as float16; CheckpointError if the file has changed since it was opened."""
        from safetensors import SafetensorError

        try:
            return np.asarray(self._tensors.get_tensor(_name(update, sentence, step)))
        except (OSError, SafetensorError, ValueError) as error:
            raise CheckpointError(f"{self.path}: {error}") from None

    def arrays(self) -> dict[str, Array]:
        """Every array by its name in the file."""
        return {
            _name(update, number, step): self.weights(update, number, step)
            for update in self.updates
            for number, steps in enumerate(self._shapes)
            for step in steps
        }

    def _checked(self) -> Shapes:
        """The shape of each step's weights; CheckpointError if an array is missing or holds no attention weights."""
        if len(self.losses) * len(self.examples) > len(self._tensors.keys()):
            raise self._damaged(_("its metadata lists more snapshots and sentences than it has weights for"))
        found: dict[tuple[int, int], dict[str, Shape]] = {
            (update, number): {} for update in self.losses for number in range(len(self.examples))
        }
        for name in self._tensors.keys():  # noqa: SIM118 (it is not a dictionary)
            update, sentence, step = self._parsed(name)
            if (update, sentence) not in found:
                raise self._damaged(
                    _("{name!r:.80} does not belong to any snapshot or sentence in its metadata", name=name)
                )
            found[update, sentence][step] = self._shape(name)
        for (update, sentence), steps in found.items():
            first = found[self.updates[0], sentence]
            if not steps or steps != first:
                raise self._damaged(
                    _(
                        "sentence {sentence} after {update} updates does not match its first snapshot",
                        update=update,
                        sentence=sentence,
                    )
                )
        return tuple(found[self.updates[0], n] for n in range(len(self.examples))) if self.losses else ()

    def _parsed(self, name: str) -> tuple[int, int, str]:
        update, _slash, rest = name.partition("/")
        sentence, _slash, step = rest.partition("/")
        if not (NUMBER.fullmatch(update) and NUMBER.fullmatch(sentence) and step):
            raise self._damaged(_("{name!r:.80} is not the name of attention weights", name=name))
        return int(update), int(sentence), step

    def _shape(self, name: str) -> Shape:
        about = self._tensors.get_slice(name)
        shape, dtype = tuple(about.get_shape()), about.get_dtype()
        if dtype != HALF or len(shape) != len(AXES) or not all(shape):
            raise self._damaged(
                _(
                    "{name!r:.80} contains {dtype} {shape}, not attention weights",
                    name=name,
                    dtype=dtype,
                    shape=list(shape),
                )
            )
        return shape

    def _damaged(self, why: str) -> CheckpointError:
        return CheckpointError(_("{path}: damaged: {why}", path=self.path, why=why))


def _name(update: int, sentence: int, step: str) -> str:
    return f"{update}/{sentence}/{step}"


def snapshots(checkpoint: Checkpoint) -> Snapshots:
    """The snapshots saved while a model was trained; CheckpointError if it has none, or they are damaged."""
    path = checkpoint.folder / SNAPSHOTS
    found = read(path) if path.exists() else None
    if found is None or not found.updates or not found.examples:
        raise CheckpointError(
            _(
                "no training snapshots were saved for model {model!r}; `transformer-explore train` "
                "saves them",
                model=checkpoint.name,
            )
        )
    return found


def read(path: Path) -> Snapshots:
    """The snapshots in a file; CheckpointError if it does not contain snapshots."""
    from safetensors import SafetensorError, safe_open

    try:
        require_regular(path)
        tensors: Any = safe_open(str(path), framework="numpy")
        metadata = (tensors.metadata() or {}).get(METADATA)
    except FileError as error:
        raise CheckpointError(str(error)) from None
    except (OSError, SafetensorError, ValueError) as error:
        raise CheckpointError(
            _("{path}: not a readable safetensors file ({error})", path=path, error=error)
        ) from None
    if metadata is None:
        raise CheckpointError(_("{path}: no {metadata!r} in its metadata", path=path, metadata=METADATA))
    try:
        about = json.loads(metadata)
        return Snapshots(path, tensors, _examples(about["sentences"]), _losses(about["losses"]))
    except CheckpointError:
        raise
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError):
        raise CheckpointError(
            _("{path}: damaged: its metadata lacks sentences or losses", path=path)
        ) from None


def _examples(data: Any) -> tuple[Example, ...]:
    if not isinstance(data, list):
        raise TypeError
    return tuple(
        Example(_of(str, sentence["source"]), tuple(_of(str, word) for word in _of(list, sentence["words"])))
        for sentence in data
    )


def _losses(data: Any) -> dict[int, float | None]:
    losses: dict[int, float | None] = {}
    for update, loss in _of(dict, data).items():
        if not NUMBER.fullmatch(update) or isinstance(loss, bool):
            raise ValueError
        losses[int(update)] = None if loss is None else float(_of((int, float), loss))
    return dict(sorted(losses.items()))


def _of(kind: Any, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError
    return value

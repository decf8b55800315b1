"""Small models, runs and traces that the tests share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from transformer_explore.core.checkpoints import digest
from transformer_explore.core.checkpoints.loading import take
from transformer_explore.core.nn.configuration import Configuration
from transformer_explore.core.nn.transformer import Transformer, build
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.recording.recording import record
from transformer_explore.core.trace import ModelCard, Step, Token, Trace

TINY = Configuration(vocabulary=11, d_model=8, layers=1, heads=2, d_ff=12, dropout=0.1, longest=9)
Row = Sequence[int]
SOURCE, TARGET = (4, 7, 5), (2, 9, 6, 3)


def tiny(**changes: Any) -> Configuration:
    """The smallest model with every part, with the given changes."""
    return replace(TINY, **changes)


def scatter(model: nn.Module, seed: int = 0) -> None:
    """Fills every parameter with random numbers, also those that are initially 0 or 1 and would hide a mistake."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
            parameter.copy_(noise / parameter.shape[-1] ** 0.5 + (parameter.dim() == 1))


def made(sizes: Configuration = TINY, seed: int = 0, double: bool = False) -> Transformer:
    """A model with random weights in every parameter, ready to run."""
    model = build(sizes, seed)
    scatter(model, seed)
    return (model.double() if double else model).eval()


def ids(*rows: Row) -> Tensor:
    """Token ids with a batch axis."""
    return torch.tensor([list(row) for row in rows])


def steps_of(model: nn.Module, source: Row = SOURCE, target: Row = TARGET) -> tuple[Step, ...]:
    """A forward pass over one pair of sentences, recorded."""
    given, asked = ids(source), ids(target)
    with torch.no_grad(), record(model, source=given, target=asked) as recording:
        model(given, asked)
    return recording.steps()


def traced(model: Transformer, source: Row = SOURCE, target: Row = TARGET) -> Trace:
    """A forward pass as a trace with the model's weights and the words w0, w1, …"""
    parameters = take(model)
    given = {"source": source, "target": target}
    return Trace(
        model=ModelCard("random", "transformer", model.configuration.as_dict(), digest(parameters)),
        run={"kind": "forward", "device": "cpu", "dtype": "float32", "seed": None, "interventions": []},
        tokens={name: tuple(Token(i, f"w{i}") for i in row) for name, row in given.items()},
        steps=steps_of(model, source, target),
        vocabulary=tuple(f"w{i}" for i in range(model.configuration.vocabulary)),
        parameters=parameters,
    )


def unrecorded(
    name: str,
    values: np.ndarray,
    axes: Iterable[str],
    operation: str = "add",
    inputs: Iterable[Source] = (),
    **more: Any,
) -> Step:
    """A step with an array that no model computed."""
    fields = {
        "visit": 0,
        "formula": "",
        "settings": {},
        "shape": values.shape,
        "dtype": str(values.dtype),
    } | more
    return Step(
        name=name, operation=operation, inputs=tuple(inputs), axes=tuple(axes), load=lambda: values, **fields
    )


def changed(trace: Trace, name: str, change: Callable[[np.ndarray], np.ndarray]) -> Trace:
    """The same trace with one step's array replaced."""

    def other(step: Step) -> Step:
        if step.name != name:
            return step
        values = change(step.values.copy())
        return replace(step, load=lambda: values, shape=values.shape, dtype=str(values.dtype))

    return replace(trace, steps=tuple(map(other, trace.steps)))


WORDS = {word: number for number, word in enumerate(["[PAD]", "[UNK]", "[BOS]", "[EOS]", "我", "爱", "你"])}


def write_small_model(folder: Path) -> Path:
    """Writes a small model with a tokenizer to a folder."""
    from tokenizers import Tokenizer, models
    from transformer_explore.core.checkpoints.checkpoint import TOKENIZER
    from transformer_explore.core.checkpoints.loading import write_model

    write_model(made(), folder)
    Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]")).save(str(folder / TOKENIZER))
    return folder

"""A trace of a hundred mebibytes, made in the engine's worker."""

from pathlib import Path

import numpy as np
from transformer_explore.core.operations import OPERATIONS
from transformer_explore.core.trace import ModelCard, Step, Trace, save

from tests.models import unrecorded

STEPS, SHAPE = 100, (8, 128, 256)  # 1 MiB each in float32


def write(file: Path) -> None:
    """Writes the trace to a file."""
    save(trace(), file)


def trace(steps: int = STEPS, shape: tuple[int, int, int] = SHAPE) -> Trace:
    """Random numbers under the names of scaled dot products."""
    generator = np.random.default_rng(1)
    return Trace(
        model=ModelCard("random", "transformer", {}, ""),
        run={"kind": "forward"},
        tokens={},
        steps=tuple(_step(n, generator.random(shape, dtype=np.float32)) for n in range(steps)),
    )


def _step(number: int, values: np.ndarray) -> Step:
    kind = OPERATIONS["dot_products"]
    return unrecorded(
        f"layers.{number}.dot_products", values, kind.axes, kind.name, formula=kind.latex_for(2)
    )

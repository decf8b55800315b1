"""Load a model by name or path, and run it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike, fspath
from typing import TYPE_CHECKING

from .core.running.request import DEFAULT_MODEL, Request, Stored
from .trace import Trace

if TYPE_CHECKING:
    from .core.decoding.strategy import Strategy
    from .core.interventions import Intervention


@dataclass(frozen=True)
class Model:
    """A model that can be run. Create it with `load`.

    Attributes:
        name: the name of a shipped model, or the path of a model's folder or file.
        device: "auto" (CUDA if it is available), "cpu" or "cuda".
        dtype: "float32", "float64" or "bfloat16".
    """

    name: str
    device: str = "auto"
    dtype: str = "float32"

    def run(
        self,
        text: str,
        *,
        target: str | None = None,
        strategy: Strategy | None = None,
        interventions: Iterable[str | Intervention] = (),
        keep: Stored = "everything",
        cached: bool = True,
    ) -> Trace:
        """Runs the model on a text and records every step.

        Args:
            text: the source sentence, or the sequence of a sequence model.
            target: the translation that a forward pass reads; None for the model's own greedy translation.
            strategy: how to decode token by token, such as `te.Beam(beams=4)`; None for one forward pass.
            interventions: changes inside the run, such as "no-scaling"; `transformer-explore interventions` lists them.
            keep: which arrays to keep: "everything", "lean" (without arrays that are cheap to recompute) or
                "statistics" (no arrays).
            cached: whether decoding caches keys and values.

        Returns:
            The trace. Its arrays have no batch axis.

        Raises:
            Problem: the text, a setting or an intervention is invalid, or the machine lacks the device.
        """
        from .core.interventions.parse import parse
        from .core.running.runs import run

        changes = tuple(parse(change) if isinstance(change, str) else change for change in interventions)
        made = run(
            Request(
                source=text,
                model=self.name,
                target=target,
                strategy=strategy,
                cached=cached,
                interventions=changes,
                device=self.device,
                dtype=self.dtype,
                keep=keep,
            )
        )
        return Trace(made.trace, made.notices)


def load(
    name_or_folder: str | PathLike[str] = DEFAULT_MODEL, *, device: str = "auto", dtype: str = "float32"
) -> Model:
    """Finds a model. Its weights are read when it runs.

    Args:
        name_or_folder: the name of a shipped model, or the path of a model's folder or file.
        device: "auto" (CUDA if it is available), "cpu" or "cuda".
        dtype: "float32", "float64" or "bfloat16".

    Raises:
        Problem: there is no such model.
    """
    from .core.checkpoints import find_any

    path = fspath(name_or_folder)
    find_any(path)
    return Model(path, device, dtype)

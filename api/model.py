"""A model by name or folder, and running it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike, fspath
from typing import TYPE_CHECKING

from .core.running.request import DEFAULT_MODEL, Keep, Request
from .trace import Trace

if TYPE_CHECKING:
    from .core.decoding.strategy import Strategy
    from .core.interventions import Intervention


@dataclass(frozen=True)
class Model:
    """A model that can be run.

    Attributes:
        name: a shipped model's name, or the path of a model's folder or file.
        device: "auto", "cpu" or "cuda".
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
        keep: Keep = "everything",
        cached: bool = True,
    ) -> Trace:
        """Reads a text and records every step.

        Args:
            target: for a forward pass, the translation to read; without it, the model's own greedy one.
            strategy: decode token by token, such as `te.Beam(beams=4)`; None for one forward pass.
            interventions: changes inside the run, such as "no-scaling" (see `transformer-explore interventions`).
            keep: every array ("everything"), those that do not follow cheaply from others ("lean"), or "statistics".
            cached: whether decoding keeps keys and values.

        Raises:
            Problem: the text, a setting or an intervention cannot be used, or the machine lacks what was asked for.
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


def load(name: str | PathLike[str] = DEFAULT_MODEL, *, device: str = "auto", dtype: str = "float32") -> Model:
    """A shipped model by name, or a model's folder or file by path. Its weights are read when it runs.

    Raises:
        Problem: there is no such model.
    """
    from .core.checkpoints import find_any

    path = fspath(name)
    find_any(path)
    return Model(path, device, dtype)

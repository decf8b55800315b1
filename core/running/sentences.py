"""Traces of many sentences: a plain function that any worker can run for one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from ..checkpoints import CheckpointError, find_any
from ..decoding.strategy import settings
from ..support.errors import Problem, Unavailable
from ..support.localization import _
from .machine import host
from .request import Request
from .workers import Send


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a sentence becomes the content of a file, as plain data.

    Attributes:
        request: the run of any sentence.
        sha256: of the weights of its model.
        suffix: the format, one of `trace_files.TRACES`.
        compact: whether JSON holds arrays as base64.
        selection: the arguments of `Trace.select`.
        shares_files: whether the worker sees the files of the machine that asks.
    """

    request: Request
    sha256: str
    suffix: str
    compact: bool = False
    selection: tuple[Any, ...] = ()
    shares_files: bool = True

    def as_data(self) -> dict[str, Any]:
        """Everything that determines the files, for JSON."""
        request, strategy = self.request, self.request.strategy
        names, layers, head, iterations = self.selection or ((), (), None, ())
        return {
            "model": Path(request.model).name,
            "sha256": self.sha256,
            "strategy": None if strategy is None else {"name": strategy.name, **settings(strategy)},
            "cached": request.cached,
            "length": request.length,
            "interventions": [change.as_data() for change in request.interventions],
            "device": request.device,
            "dtype": request.dtype,
            "keep": request.keep,
            "select": {
                "steps": list(names),
                "layers": list(layers),
                "head": head,
                "iterations": list(iterations),
            },
            "format": self.suffix,
            "compact": self.compact,
        }


class Made(NamedTuple):
    """The file of a sentence.

    Attributes:
        refused: why there is none: the text cannot be read or computed; "" if there is one.
        content: of the file.
        steps: how many it contains.
        device: that computed them.
    """

    refused: str = ""
    content: bytes = b""
    steps: int = 0
    notices: tuple[str, ...] = ()
    device: str = ""


def made(job: tuple[Recipe, str], send: Send) -> Made:
    """The file of one sentence.

    A trace that a worker of a cluster makes records its host, because another processor rounds differently.

    Raises:
        Unavailable: the worker lacks the model.
    """
    from ..trace.files.trace_files import pieces
    from .runs import run

    recipe, text = job
    _require_model(recipe)
    try:
        ran = run(replace(recipe.request, source=text))
        trace = ran.trace.select(*recipe.selection)
        if trace.model.sha256 != recipe.sha256:
            raise Unavailable(
                _(
                    "{host}: {model} has different weights there than on this machine",
                    host=host()["name"],
                    model=recipe.request.model,
                )
            )
        if not recipe.shares_files:
            trace = replace(trace, run={**trace.run, "host": host()})
        content = b"".join(pieces(trace, recipe.suffix, recipe.compact))
        return Made("", content, len(trace), ran.notices, str(trace.run["device"]))
    except Unavailable:
        raise
    except Problem as error:
        return Made(str(error))


def _require_model(recipe: Recipe) -> None:
    """Raises Unavailable if this machine does not have the model, or CheckpointError if it is the one that asks."""
    try:
        find_any(recipe.request.model)
    except CheckpointError as error:
        if recipe.shares_files:
            raise
        raise Unavailable(
            _(
                "{host}: {reason}; copy the model to the same path on each worker, or put it on a shared disk",
                host=host()["name"],
                reason=error,
            )
        ) from None

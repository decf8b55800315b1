"""The experiments of the lessons: one module each, pure functions from parameters to arrays and labels."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Protocol, cast

from ...core.errors import Problem
from .lab import Parameter, Result, Value


class Lab(Protocol):
    """What a module of this folder offers. Its docstring says what the experiment shows, and the paper's section."""

    __doc__: str | None
    PARAMETERS: tuple[Parameter, ...]

    def run(self, **parameters: Value) -> Result:
        """The experiment with these parameters, each of which is given and within its bounds."""


LABS: Mapping[str, str] = {
    "adam": "adam",
    "adding": "adding",
    "alter-projection": "alter_projection",
    "beam": "beam",
    "beam-model": "beam_model",
    "by-hand": "by_hand",
    "cache": "cache",
    "cached": "cached",
    "cost": "cost",
    "decoder-state": "decoder_state",
    "diagonal": "diagonal",
    "dot-product": "dot_product",
    "dropout": "dropout",
    "favourites": "favourites",
    "feed-forward": "feed_forward",
    "heads": "heads",
    "label-smoothing": "label_smoothing",
    "learning": "learning",
    "mask-shapes": "mask_shapes",
    "masking": "masking",
    "norm-order": "norm_order",
    "normalising": "normalising",
    "parameter-counts": "parameter_counts",
    "positions": "positions",
    "restricted": "restricted",
    "scaling": "scaling",
    "schedule": "schedule",
    "shift": "shift",
    "shuffle": "shuffle",
    "softmax": "softmax",
    "softmax-axis": "softmax_axis",
    "splitting": "splitting",
    "swapped-source": "swapped_source",
    "tying": "tying",
}
"""From a lab's name in a lesson to its module."""


class LabError(Problem):
    """A lab or a parameter that there is not, or a value out of its bounds; one line."""


def lab(name: str) -> Lab:
    """The lab of that name; LabError if there is none."""
    if name not in LABS:
        raise LabError(f"there is no lab {name!r}; there are {', '.join(sorted(LABS))}")
    return cast(Lab, import_module(f".{LABS[name]}", __name__))


@cache
def needs_torch(name: str) -> bool:
    """Whether a lab imports something only when it runs, as those do that need torch: then the engine performs it."""
    module = lab(name)
    return (
        re.search(r"^[ \t]+(import|from)\s", inspect.getsource(cast(ModuleType, module)), re.MULTILINE)
        is not None
    )


def perform(name: str, given: Mapping[str, Value]) -> Result:
    """Does an experiment; what is not given is as the lab has it.

    Raises:
        LabError: see there.
    """
    chosen = lab(name)
    known = {parameter.name: parameter for parameter in chosen.PARAMETERS}
    for key in given:
        if key not in known:
            raise LabError(f"lab {name!r} has no parameter {key!r}; it has {', '.join(known) or 'none'}")
    values = {key: parameter.checked(given.get(key, parameter.default)) for key, parameter in known.items()}
    return chosen.run(**values)

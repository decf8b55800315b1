"""The experiments of the lessons: one module each, pure functions from parameters to arrays and labels."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Mapping
from contextlib import nullcontext
from functools import cache
from importlib import import_module
from pkgutil import get_data
from types import ModuleType
from typing import Protocol, cast

import numpy as np

from ...core.running.torch_settings import pinned
from ...core.support.errors import Problem
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
    "as-convolution": "families.as_convolution",
    "beam": "beam",
    "beam-model": "beam_model",
    "by-hand": "by_hand",
    "cache-cost": "cache_cost",
    "cache-model": "cache_model",
    "cost": "cost",
    "decoder-state": "decoder_state",
    "diagonal": "diagonal",
    "dot-product": "dot_product",
    "dropout": "dropout",
    "far-gradient": "families.far_gradient",
    "favourites": "favourites",
    "feed-forward": "feed_forward",
    "heads": "heads",
    "image-attention": "families.image_attention",
    "influence": "families.influence",
    "label-smoothing": "label_smoothing",
    "learned-shifts": "families.learned_shifts",
    "learning": "learning",
    "little-data": "families.little_data",
    "mask-shapes": "mask_shapes",
    "masking": "masking",
    "norm-order": "norm_order",
    "normalising": "normalising",
    "order": "families.order",
    "order-time": "families.order_time",
    "parameter-counts": "parameter_counts",
    "positions": "positions",
    "recall": "families.recall",
    "recall-live": "families.recall_live",
    "scaling": "scaling",
    "schedule": "schedule",
    "shift": "shift",
    "shuffle": "shuffle",
    "softmax": "softmax",
    "softmax-axis": "softmax_axis",
    "speech": "families.speech",
    "splitting": "splitting",
    "swapped-source": "swapped_source",
    "tying": "tying",
    "vanishing": "families.vanishing",
}
"""From a lab's name in a lesson to its module."""


class LabError(Problem):
    """A lab or a parameter that there is not, or a value out of its bounds; one line."""


def lab(name: str) -> Lab:
    """The lab of that name; LabError if there is none."""
    if name not in LABS:
        raise _missing(name)
    return cast(Lab, import_module(f".{LABS[name]}", __name__))


def _missing(name: str) -> LabError:
    return LabError(f"there is no lab {name!r}; there are {', '.join(sorted(LABS))}")


def title(name: str) -> str:
    """What a lab is about, in a line: the first of its docstring."""
    return about(name).partition("\n")[0]


@cache
def about(name: str) -> str:
    """All that its docstring says. The module is read and not run: some take a second to import."""
    if name not in LABS:
        raise _missing(name)
    source = get_data(__name__, f"{LABS[name].replace('.', '/')}.py") or b""
    return ast.get_docstring(ast.parse(source)) or ""


@cache
def needs_torch(name: str) -> bool:
    """Whether a lab imports something only when it runs, as those do that need torch: then the engine performs it."""
    module = lab(name)
    return (
        re.search(r"^[ \t]+(import|from)\s", inspect.getsource(cast(ModuleType, module)), re.MULTILINE)
        is not None
    )


def settled(name: str, given: Mapping[str, Value]) -> dict[str, Value]:
    """Every parameter of a lab, those that are given checked, the others as the lab has them.

    Raises:
        LabError: there is no such lab or parameter.
        Problem: a value is none, or out of its bounds.
    """
    known = {parameter.name: parameter for parameter in lab(name).PARAMETERS}
    for key in given:
        if key not in known:
            raise LabError(f"lab {name!r} has no parameter {key!r}; it has {', '.join(known) or 'none'}")
    return {key: parameter.checked(given.get(key, parameter.default)) for key, parameter in known.items()}


def perform(name: str, given: Mapping[str, Value]) -> Result:
    """Does an experiment; what is not given is as the lab has it.

    Raises:
        LabError, Problem: see `settled`; or this cannot be done with these values.
    """
    values = settled(name, given)
    try:
        with np.errstate(all="ignore"), pinned(grad=True) if needs_torch(name) else nullcontext():
            return lab(name).run(**values)  # what is no number is there to be seen
    except Problem:
        raise
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        why = " ".join(f"{type(error).__name__}: {error}".split())
        raise LabError(f"lab {name!r} cannot be done with these values ({why})") from error

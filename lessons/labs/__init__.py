"""The experiments of the lessons: one module each, pure functions from parameters to labelled arrays."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import get_data
from typing import Protocol, cast

import numpy as np

from ...core.running.torch_settings import pinned
from ...core.support.errors import Problem
from .lab import Parameter, Result, Value


class Lab(Protocol):
    """The interface of a lab module. Its docstring says what the experiment shows, and names the paper's section."""

    __doc__: str | None
    PARAMETERS: tuple[Parameter, ...]

    def run(self, **parameters: Value) -> Result:
        """Performs the experiment; every parameter is given and within its bounds."""


@dataclass(frozen=True)
class Entry:
    """A lab in the registry.

    Attributes:
        module: its module, relative to this package.
        needs_engine: whether it uses torch, so that the explorer must perform it in the engine.
    """

    module: str
    needs_engine: bool = False


LABS: Mapping[str, Entry] = {
    "adam": Entry("adam"),
    "adding": Entry("adding"),
    "alter-projection": Entry("alter_projection"),
    "as-convolution": Entry("families.as_convolution"),
    "beam": Entry("beam"),
    "beam-model": Entry("beam_model", needs_engine=True),
    "by-hand": Entry("by_hand"),
    "cache-cost": Entry("cache_cost"),
    "cache-model": Entry("cache_model", needs_engine=True),
    "cost": Entry("cost"),
    "decoder-state": Entry("decoder_state"),
    "diagonal": Entry("diagonal"),
    "dot-product": Entry("dot_product"),
    "dropout": Entry("dropout"),
    "far-gradient": Entry("families.far_gradient", needs_engine=True),
    "favourites": Entry("favourites", needs_engine=True),
    "feed-forward": Entry("feed_forward"),
    "heads": Entry("heads"),
    "image-attention": Entry("families.image_attention", needs_engine=True),
    "influence": Entry("families.influence", needs_engine=True),
    "label-smoothing": Entry("label_smoothing"),
    "learned-shifts": Entry("families.learned_shifts"),
    "learning": Entry("learning"),
    "little-data": Entry("families.little_data"),
    "mask-shapes": Entry("mask_shapes"),
    "masking": Entry("masking"),
    "norm-order": Entry("norm_order", needs_engine=True),
    "normalising": Entry("normalising"),
    "order": Entry("families.order", needs_engine=True),
    "order-time": Entry("families.order_time", needs_engine=True),
    "parameter-counts": Entry("parameter_counts"),
    "positions": Entry("positions"),
    "recall": Entry("families.recall"),
    "recall-live": Entry("families.recall_live", needs_engine=True),
    "scaling": Entry("scaling"),
    "schedule": Entry("schedule"),
    "shift": Entry("shift"),
    "shuffle": Entry("shuffle"),
    "softmax": Entry("softmax"),
    "softmax-axis": Entry("softmax_axis"),
    "speech": Entry("families.speech"),
    "splitting": Entry("splitting"),
    "swapped-source": Entry("swapped_source", needs_engine=True),
    "tying": Entry("tying"),
    "vanishing": Entry("families.vanishing"),
}
"""Every lab by the name that lessons and the command line use."""


class LabError(Problem):
    """An unknown lab or parameter, or an experiment that failed; one line."""


def entry(name: str) -> Entry:
    """The registry entry of a lab; LabError if there is none of that name."""
    if name not in LABS:
        raise LabError(f"there is no lab {name!r}; the labs are {', '.join(LABS)}")
    return LABS[name]


def lab(name: str) -> Lab:
    """The lab of that name, imported; LabError if there is none."""
    return cast(Lab, import_module(f".{entry(name).module}", __name__))


def title(name: str) -> str:
    """The first line of a lab's docstring."""
    return about(name).partition("\n")[0]


@cache
def about(name: str) -> str:
    """A lab's docstring, read without importing the module, because some take a second to import."""
    source = get_data(__name__, f"{entry(name).module.replace('.', '/')}.py") or b""
    return ast.get_docstring(ast.parse(source)) or ""


def settled(name: str, given: Mapping[str, Value]) -> dict[str, Value]:
    """Every parameter of a lab: the given values, checked, and the defaults of the others.

    Raises:
        LabError: there is no such lab or parameter.
        Problem: a value is invalid or out of its bounds.
    """
    known = {parameter.name: parameter for parameter in lab(name).PARAMETERS}
    for key in given:
        if key not in known:
            raise LabError(f"lab {name!r} has no parameter {key!r}; it has {', '.join(known) or 'none'}")
    return {key: parameter.checked(given.get(key, parameter.default)) for key, parameter in known.items()}


def perform(name: str, given: Mapping[str, Value]) -> Result:
    """Performs an experiment with the given parameters and the defaults of the others.

    Raises:
        LabError, Problem: see `settled`; or the experiment fails with these values.
    """
    values = settled(name, given)
    try:
        with np.errstate(all="ignore"), pinned(grad=True) if entry(name).needs_engine else nullcontext():
            return lab(name).run(**values)  # NaN and ∞ stay visible in the result
    except Problem:
        raise
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        why = " ".join(f"{type(error).__name__}: {error}".split())
        raise LabError(f"lab {name!r} failed with these values ({why})") from error

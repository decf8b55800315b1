"""The experiments of the lessons: one module each, pure functions from parameters to labelled arrays."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextlib import nullcontext
from functools import cache
from importlib import import_module
from pkgutil import get_data, iter_modules
from typing import Protocol, cast

import numpy as np

from ...core.running.torch_settings import pinned
from ...core.running.workers import OWN_THREADS, Send, Workers, using
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .lab import Parameter, Result, Value, tagged


class Lab(Protocol):
    """The interface of a lab module. Its docstring says what the experiment shows, and names the paper's section."""

    __doc__: str | None
    SHOWS: Tag  # where the numbers of its tables come from, unless a table says otherwise
    PARAMETERS: tuple[Parameter, ...]

    def run(self, **parameters: Value) -> Result:
        """Performs the experiment; every parameter is given and within its bounds."""


_HELPERS = {"english-models", "lab", "label-names", "typed"}  # the modules of this package that are not labs
_WITH_TORCH = {
    "beam-model",
    "cache-model",
    "continuing",
    "far-gradient",
    "favourites",
    "image-attention",
    "influence",
    "masked-word",
    "next-words",
    "norm-order",
    "order",
    "order-time",
    "recall-live",
    "swapped-source",
    "trained-heads",
    "two-masks",
}
ON_WORKERS = ("recall-live",)
"""The labs that compute on `workers.current`, so that a cluster makes them faster."""
ONLY_HERE = ("order-time",)
"""The labs that measure this machine."""

_NAMES = (module.name.replace("_", "-") for module in iter_modules(__path__) if not module.ispkg)
LABS: Mapping[str, bool] = {name: name in _WITH_TORCH for name in sorted(set(_NAMES) - _HELPERS)}
"""Every lab by the name that lessons and the command line use, and whether it uses torch."""


class LabError(Problem):
    """An unknown lab or parameter, or an experiment that failed; one line."""


def needs_engine(name: str) -> bool:
    """Whether a lab uses torch, so that the explorer must perform it in the engine; LabError if there is none."""
    if name not in LABS:
        raise _unknown(name)
    return LABS[name]


def _unknown(name: str) -> LabError:
    from difflib import get_close_matches  # only needed after a typing mistake

    if names := get_close_matches(name, LABS, 3, 0.5):
        return LabError(
            _(
                "there is no lab {name!r}; did you mean {names}? `transformer-explore lab` lists all labs",
                name=name,
                names=_(", ").join(names),
            )
        )
    return LabError(_("there is no lab {name!r}; `transformer-explore lab` lists all labs", name=name))


def lab(name: str) -> Lab:
    """The lab of that name, imported; LabError if there is none."""
    needs_engine(name)
    return cast(Lab, import_module(f".{name.replace('-', '_')}", __name__))


def title(name: str) -> str:
    """The title of a lab."""
    return _(paragraphs(name)[0])


def about(name: str) -> str:
    """The title and description of a lab, one paragraph after the other."""
    return "\n\n".join(map(_, paragraphs(name)))


@cache
def paragraphs(name: str) -> tuple[str, ...]:
    """The paragraphs of a lab's docstring, in English, read without importing the module: some need a second."""
    source = get_data(__name__, f"{name.replace('-', '_')}.py") or b""
    text = ast.get_docstring(ast.parse(source)) or ""
    return tuple(" ".join(each.split()) for each in text.split("\n\n"))


def settled(name: str, given: Mapping[str, Value]) -> dict[str, Value]:
    """Every parameter of a lab: the given values, checked, and the defaults of the others.

    Raises:
        LabError: there is no such lab or parameter.
        Problem: a value is invalid or out of its bounds.
    """
    known = {parameter.name: parameter for parameter in lab(name).PARAMETERS}
    for key in given:
        if key not in known:
            raise LabError(
                _(
                    "lab {name!r} has no parameter {key!r}; it has {known}",
                    name=name,
                    key=key,
                    known=_(", ").join(known) or _("none"),
                )
            )
    return {key: parameter.checked(given.get(key, parameter.default)) for key, parameter in known.items()}


def perform(name: str, given: Mapping[str, Value]) -> Result:
    """Performs an experiment with the given parameters and the defaults of the others.

    Raises:
        LabError, Problem: see `settled`; or the experiment fails with these values.
    """
    values = settled(name, given)
    try:
        with np.errstate(all="ignore"), pinned(grad=True) if needs_engine(name) else nullcontext():
            module = lab(name)
            return Result(tagged(module.SHOWS, module.run(**values).tables))  # NaN and ∞ stay visible
    except Problem:
        raise
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        why = " ".join(f"{type(error).__name__}: {error}".split())
        raise LabError(_("lab {name!r} failed with these values ({why})", name=name, why=why)) from error


def perform_on(workers: Workers, name: str, given: Mapping[str, Value]) -> Result:
    """Performs an experiment on workers: on all of them if it can be divided, else on one.

    Raises:
        LabError, Problem: see `perform`; or the experiment measures this machine, whose files the workers do not see.
    """
    if name in ONLY_HERE and not workers.shares_files:
        raise LabError(
            _("lab {name} measures the speed of this machine, not of a cluster: omit --engine", name=name)
        )
    if name in ON_WORKERS:
        with using(workers):
            return perform(name, given)
    ((_number, result),) = workers.results(performed, [(name, dict(given))], threads=OWN_THREADS)
    return result


def performed(job: tuple[str, Mapping[str, Value]], _send: Send) -> Result:
    """Performs an experiment; a plain function that any worker can run."""
    return perform(*job)

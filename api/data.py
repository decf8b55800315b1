"""Traces for other libraries: as an xarray DataTree, and steps as pandas DataFrames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from numpy.typing import NDArray

from .core.support.errors import Problem
from .core.support.localization import _
from .core.trace import Decoding, Step, Trace

if TYPE_CHECKING:
    import pandas
    import xarray

EXTRA = "'transformer-explore[data]'"
VOCABULARY = "token"  # the axis with an entry for each token of the vocabulary
VALUES = "values"


def imported(package: str) -> ModuleType:
    """An optional package.

    Raises:
        Problem: it is not installed.
    """
    try:
        return import_module(package)
    except ImportError:
        raise Problem(
            _("this needs the package {name}: pip install {extra}", name=package, extra=EXTRA)
        ) from None


# ------------------------------------------------------------------------------ xarray
def to_xarray(trace: Trace) -> xarray.DataTree:
    """See `Trace.to_xarray`."""
    xr = imported("xarray")
    datasets = {"/": xr.Dataset(attrs=_about(trace))}
    datasets |= {f"/steps/{_path(step)}": _step(xr, trace, step) for step in trace}
    for name, tokens in trace.tokens.items():
        ids = np.array([token.id for token in tokens], dtype=np.int64)
        coordinates = {
            "position": np.arange(len(tokens)),
            "token": ("position", _texts(t.label for t in tokens)),
        }
        datasets[f"/tokens/{_piece(name)}"] = xr.Dataset({"id": ("position", ids)}, coordinates)
    if trace.decoding is not None:
        datasets |= dict(_decoding(xr, trace.decoding))
    try:
        tree: xarray.DataTree = xr.DataTree.from_dict(datasets)
    except (KeyError, ValueError) as error:  # of a file from elsewhere
        raise Problem(_("the names of these steps do not form a tree: {error}", error=error)) from None
    return tree


def _path(step: Step) -> str:
    """The place of a step in the tree: "encoder/layers/0/self_attention/weights", with "#2" for its third visit."""
    return "/".join(map(_piece, str(step).split(".")))


def _piece(name: str) -> str:
    return name.replace("/", "∕") or "_"


def _texts(texts: Iterable[str]) -> NDArray[np.object_]:
    """Texts as an array of objects, because the longest would determine the size of all others."""
    found = list(texts)
    array = np.empty(len(found), dtype=object)
    array[:] = found
    return array


def _about(trace: Trace) -> dict[str, Any]:
    """The attributes of the tree; those that files cannot store are JSON."""
    return {
        "text": trace.source_text,
        "model": trace.model.name,
        "architecture": trace.model.architecture,
        "model_sha256": trace.model.sha256,
        "run": orjson.dumps(dict(trace.run), default=str).decode(),
    }


def _step(xr: ModuleType, trace: Trace, step: Step) -> xarray.Dataset:
    """The array of a step with its coordinates; without numbers, if only statistics were stored."""
    attributes = _attributes(step)
    if step.statistics is not None:
        known = {name: getattr(step.statistics, name) for name in ("min", "max", "mean", "norm")}
        known = {name: value for name, value in known.items() if value is not None}
        dataset: xarray.Dataset = xr.Dataset(attrs=attributes | known)
        return dataset
    axes, labels = _axes(step), trace.labels(step)
    coordinates: dict[str, Any] = {}
    for own, axis, numbers in zip(step.axes, axes, _numbers(step), strict=True):
        coordinates[axis] = numbers
        if own in labels:
            coordinates[_label(axis)] = (axis, _texts(labels[own]))
    return xr.Dataset({VALUES: (axes, step.values, attributes)}, coordinates, attributes)  # type: ignore[no-any-return]


def _attributes(step: Step) -> dict[str, Any]:
    kind = step.kind
    found = {
        "step": str(step),
        "operation": step.operation,
        "formula": step.formula,
        "inputs": [str(source) for source in step.inputs],
        "settings": orjson.dumps(dict(step.settings)).decode(),
    }
    if kind is not None:
        found["meaning"] = _(kind.meaning)
    return found if step.iteration is None else found | {"iteration": step.iteration}


def _axes(step: Step) -> tuple[str, ...]:
    """The names of the axes; a name that is there twice gets a number."""
    axes: list[str] = []
    for axis in step.axes:
        name, count = axis or "axis", 2
        while name in axes:
            name, count = f"{axis or 'axis'}_{count}", count + 1
        axes.append(name)
    return tuple(axes)


def _label(axis: str) -> str:
    """The name of the coordinate with the labels of an axis."""
    return "token_text" if axis == VOCABULARY else f"{axis}_token"


def _numbers(step: Step) -> Iterator[Sequence[int]]:
    """The positions along each axis; of a stored part, those in the whole array."""
    for axis, size in zip(step.axes, step.shape, strict=True):
        yield [step.part[axis]] if axis in step.part else range(size)


def _decoding(xr: ModuleType, decoding: Decoding) -> Iterator[tuple[str, xarray.Dataset]]:
    """The candidates and the hypotheses of each iteration, as tables."""
    about = {
        "strategy": decoding.strategy,
        "settings": orjson.dumps(dict(decoding.settings)).decode(),
        "best": decoding.best,
        "ended": decoding.ended,
    }
    yield "/decoding", xr.Dataset(attrs=about)
    candidates = [
        {"iteration": iteration.number, "hypothesis": expansion.hypothesis, "rank": rank, "cut": each.cut}
        | {"token": each.token.text, "token_id": each.token.id}
        | {"log_probability": each.log_probability, "probability": each.probability}
        for iteration in decoding.iterations
        for expansion in iteration.expansions
        for rank, each in enumerate(expansion.candidates, 1)
    ]
    yield "/decoding/candidates", _table(xr, "candidate", candidates)
    hypotheses = [
        {"iteration": iteration.number, "token_id": each.token.id}
        | {name: value for name, value in vars(each).items() if name != "token"}
        | {"token": each.token.text}
        for iteration in decoding.iterations
        for each in iteration.hypotheses
    ]
    yield "/decoding/hypotheses", _table(xr, "hypothesis", hypotheses)


def _table(xr: ModuleType, rows: str, found: Sequence[Mapping[str, Any]]) -> xarray.Dataset:
    """Rows with the same columns as arrays along one dimension."""
    columns = {name: [row[name] for row in found] for name in (found[0] if found else ())}
    arrays = {
        name: (rows, _texts(column) if isinstance(column[0], str) else np.array(column))
        for name, column in columns.items()
    }
    return xr.Dataset(arrays)  # type: ignore[no-any-return]


# ------------------------------------------------------------------------------ pandas
def to_dataframe(trace: Trace, step: Step) -> pandas.DataFrame:
    """See `Step.to_dataframe`."""
    pd = imported("pandas")
    values, labels = step.values, trace.labels(step)
    places = np.indices(values.shape).reshape(values.ndim, -1)
    columns: dict[str, Any] = {}
    for own, axis, numbers, place in zip(step.axes, _axes(step), _numbers(step), places, strict=True):
        columns[axis] = np.asarray(numbers, dtype=np.int64)[place]
        if own in labels:
            columns[_label(axis)] = _texts(labels[own])[place]
    columns["value"] = values.reshape(-1)
    return pd.DataFrame(columns)

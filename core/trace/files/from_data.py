"""From a trace's JSON to the trace, whatever file its arrays are in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ...operations.expression import Source
from ...operations.operation import Array, Setting
from ...support.localization import _
from ..derive import refuse_what_is_too_much, with_derivations
from ..error import TraceError
from ..step import Step, nothing_kept
from ..trace import ModelCard, Trace
from .fields import anything, listed, mapping, natural, perhaps, shortly, text, texts
from .iterations_data import iterations_from_data, token_from_data
from .recent import Lately, Load
from .statistics_data import statistics_from_data

FORMAT = "transformer-explore/trace"
VERSION = 1
DTYPES = ("bool", "int64", "float32", "float64")

# What no model needs, and what takes whoever draws or computes it more time or memory than the file is long.
LONGEST_NAME, MOST_PARTS = 1000, 64  # characters of a step's name, and parts with dots between
MOST_AXES, MOST_INPUTS = 32, 64
MOST_OF_NOTHING = 2**16  # places on the other axes of an array that has an axis of length 0


class Declared(NamedTuple):
    """What a file says of an array."""

    name: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def cells(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)


Finder = Callable[[Mapping[str, Any], Declared], Load]  # from a step's JSON to what reads its array


def checked_format(data: Any) -> Mapping[str, Any]:
    """The object; TraceError where it is no trace, or none of this version."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise TraceError(_('no trace: its "format" is not {format!r}', format=FORMAT))
    if data.get("version") != VERSION:
        raise TraceError(
            _(
                "version {version} of the trace format; this program reads version {known}",
                version=shortly(data.get("version")),
                known=VERSION,
            )
        )
    return data


def trace_from_data(data: Any, find: Finder, parameters: Mapping[str, Array] | None, size: int) -> Trace:
    """The trace that a file describes.

    Args:
        find: how its arrays are read, when somebody looks.
        size: the bytes of the file, which say how much may be computed from it.

    Raises:
        TraceError: it is no trace, is damaged, or is of a version that this program does not know.
    """
    try:
        return _trace(checked_format(data), find, parameters, size)
    except KeyError as error:
        raise TraceError(_("damaged: the field {error} is missing", error=error)) from None
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, TraceError):
            raise
        raise TraceError(
            _("damaged: a field holds something else than it should ({error})", error=error)
        ) from None


def _trace(data: Mapping[str, Any], find: Finder, parameters: Mapping[str, Array] | None, size: int) -> Trace:
    model, run = mapping(data["model"], "model"), anything(data["run"], "run")
    tokens = {
        name: tuple([token_from_data(mapping(token, name), name) for token in listed(sequence, name)])
        for name, sequence in mapping(data["tokens"], "tokens").items()
    }
    steps = tuple(_steps(listed(data["steps"], "steps"), _keeping(find)).values())
    refuse_what_is_too_much(steps, size)
    return Trace(
        model=ModelCard(
            text(model["name"], "model"),
            text(model["architecture"], "model"),
            anything(model["configuration"], "configuration"),
            text(model["sha256"], "model"),
        ),
        run=run,
        tokens=tokens,
        vocabulary=texts(data.get("vocabulary", []), "vocabulary"),
        iterations=iterations_from_data(data.get("iterations", [])),
        steps=with_derivations(steps, tokens, str(run.get("dtype", ""))),
        parameters=parameters,
    )


def _keeping(find: Finder) -> Finder:
    """The same, and what was read last is not read again."""
    lately = Lately()
    return lambda step, declared: lately.keeping(find(step, declared))


def _steps(data: Iterable[Any], find: Finder) -> dict[Source, Step]:
    """The steps by what they are called as inputs, each after those that it uses."""
    steps: dict[Source, Step] = {}
    with_values: dict[Source, Step] = {}  # of their own
    not_yet: dict[
        Source, Source
    ] = {}  # what was used before it was there, if it comes at all, and by which step
    for one in data:
        described = mapping(one, "steps")
        values = _values(described)
        step = _step(described, values, find, with_values)
        source = step.source
        if source in steps:
            raise TraceError(_("damaged: two steps have the same name and visit"))
        for used in step.inputs:
            if used not in steps:
                not_yet[used] = source
        steps[source] = step
        if values == OWN:
            with_values[source] = step
    for used, user in not_yet.items():
        if used in steps:
            raise TraceError(
                _("damaged: {user!r} uses {used!r}, which was not there yet", user=str(user), used=str(used))
            )
    return steps


OWN, DERIVED, SAME, MEASURED = "own", "derived", "same_as", "statistics"


def _values(data: Mapping[str, Any]) -> str:
    """What a step has for values."""
    values = data.get("values")
    if "statistics" in data:
        if "values" in data:
            raise TraceError(
                _("damaged: {name!r} has values, and statistics in their place", name=data["name"])
            )
        return MEASURED
    if not isinstance(values, dict):
        return OWN
    return DERIVED if values.get("derived") is True else SAME if "same_as" in values else OWN


def _step(data: Mapping[str, Any], values: str, find: Finder, others: Mapping[Source, Step]) -> Step:
    declared, axes = _declared(data)
    name = declared.name
    visit = natural(data["visit"], name)
    load = nothing_kept
    if values == OWN:
        load = find(data, declared)
    elif values == SAME:
        load = _same(mapping(data["values"]["same_as"], name), declared, others)
    return Step(
        name=name,
        visit=visit,
        operation=text(data["operation"], name),
        formula=text(data["formula"], name),
        inputs=_inputs(listed(data["inputs"], name), name),
        settings={key: _setting(value, name) for key, value in mapping(data["settings"], name).items()},
        axes=axes,
        shape=declared.shape,
        dtype=declared.dtype,
        load=load,
        iteration=perhaps(data.get("iteration"), name, natural),
        in_file=values in (OWN, SAME),
        derived=values == DERIVED,
        along=_along(data["along"], axes, name) if "along" in data else {},
        part=_part(data["part"], axes, declared.shape, name) if "part" in data else {},
        statistics=statistics_from_data(data["statistics"], declared.shape, name)
        if values == MEASURED
        else None,
    )


def _declared(data: Mapping[str, Any]) -> tuple[Declared, tuple[str, ...]]:
    """What a step says of its array, and the names of its axes."""
    name = _name(data["name"])
    dtype = text(data["dtype"], name)
    shape = tuple([natural(size, name) for size in listed(data["shape"], name)])
    axes = texts(data["axes"], name)
    if dtype not in DTYPES:
        raise TraceError(
            _(
                "damaged: {name!r} has dtype {dtype}; a trace holds {dtypes}",
                name=name,
                dtype=shortly(dtype),
                dtypes=", ".join(DTYPES),
            )
        )
    if len(axes) != len(shape):
        raise TraceError(
            _(
                "damaged: {name!r} has {axes} axes and {sizes} sizes",
                name=name,
                axes=len(axes),
                sizes=len(shape),
            )
        )
    if len(axes) > MOST_AXES:
        raise TraceError(
            _(
                "damaged: {name!r} has {axes} axes; an array has at most {most}",
                name=name,
                axes=len(axes),
                most=MOST_AXES,
            )
        )
    if 0 in shape and math.prod(size for size in shape if size) > MOST_OF_NOTHING:
        raise TraceError(
            _("damaged: {name!r} says its shape is {list}, which holds nothing", name=name, list=list(shape))
        )
    return Declared(name, shape, dtype), axes


def _name(data: object) -> str:
    name = text(data, "steps")
    if len(name) > LONGEST_NAME or name.count(".") >= MOST_PARTS:
        raise TraceError(
            _(
                "damaged: a step is called {name}; a name has at most {longest} characters and {parts} parts",
                name=shortly(name),
                longest=LONGEST_NAME,
                parts=MOST_PARTS,
            )
        )
    return name


def _inputs(data: list[Any], name: str) -> tuple[Source, ...]:
    if len(data) > MOST_INPUTS:
        raise TraceError(
            _(
                "damaged: {name!r} has {count} inputs; there can be {most}",
                name=name,
                count=len(data),
                most=MOST_INPUTS,
            )
        )
    return tuple([_source(mapping(source, name), name) for source in data])


def _setting(value: object, name: str) -> Setting:
    if not isinstance(value, int | float | str):
        raise TraceError(
            _("damaged: {name!r} has {value} where a setting belongs", name=name, value=shortly(value))
        )
    return value


def _same(named: Mapping[str, Any], declared: Declared, others: Mapping[Source, Step]) -> Load:
    """The array of an earlier step, in this one's shape."""
    source = Source("step", text(named["step"], declared.name), natural(named["visit"], declared.name))
    other = others.get(source)
    if other is None:
        raise TraceError(
            _(
                "damaged: {name!r} is the same as {source!r}, which has no values of its own before it",
                name=declared.name,
                source=str(source),
            )
        )
    if (math.prod(other.shape), other.dtype) != (declared.cells, declared.dtype):
        raise TraceError(
            _(
                "damaged: {name!r} is the same as {source!r}, but of another size or type",
                name=declared.name,
                source=str(source),
            )
        )
    return lambda: shaped(other.values, declared)


def shaped(array: Array, declared: Declared, exactly: bool = False) -> Array:
    """The array in the shape that was declared.

    Args:
        exactly: whether it has to have that shape already, where it has any cells.

    Raises:
        TraceError: it is no array of that shape.
    """
    fits = array.size == declared.cells and (not exactly or not array.size or array.shape == declared.shape)
    try:
        if fits:
            return array.reshape(declared.shape)
    except (ValueError, OverflowError):  # more axes, or longer ones of nothing, than NumPy has
        pass
    raise TraceError(
        _(
            "damaged: {name!r} says its shape is {shape}, but its values are {actual}",
            name=declared.name,
            shape=list(declared.shape),
            actual=list(array.shape),
        )
    )


def _part(data: object, axes: tuple[str, ...], shape: tuple[int, ...], name: str) -> dict[str, int]:
    part = {axis: natural(place, name) for axis, place in mapping(data, name).items()}
    for axis in part:
        if axes.count(axis) != 1 or shape[axes.index(axis)] != 1:
            raise TraceError(
                _(
                    "damaged: {name!r} is a part along {axis!r}, which is no axis of length 1",
                    name=name,
                    axis=axis,
                )
            )
    return part


def _along(data: object, axes: tuple[str, ...], name: str) -> dict[str, tuple[str, ...]]:
    along = mapping(data, name)
    for axis in along:
        if axis not in axes:
            raise TraceError(
                _(
                    "damaged: {name!r} has tokens along {axis!r}, which is none of its axes",
                    name=name,
                    axis=axis,
                )
            )
    return {axis: tuple(text(one, name) for one in listed(names, name)) for axis, names in along.items()}


def _source(data: Mapping[str, Any], name: str) -> Source:
    for kind in ("step", "parameter", "tokens"):
        if kind in data:
            return Source(kind, text(data[kind], name), natural(data.get("visit", 0), name))
    raise TraceError(_("damaged: an input of {name!r} names no step, parameter or tokens", name=name))

"""Build a trace from its JSON data, whatever file its arrays are in."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ...operations.expression import Source
from ...operations.operation import Array, Setting
from ...support.localization import _
from ..derive import check_size, with_derivations
from ..error import TraceError
from ..iterations import iterations_from_data, token_from_data
from ..statistics import statistics_from_data
from ..step import RecentArrays, Step, no_values
from ..trace import ModelCard, Trace
from .fields import anything, boolean, listed, mapping, natural, perhaps, shortly, text, texts

FORMAT = "transformer-explore/trace"
VERSION = 1
DTYPES = ("bool", "int64", "float32", "float64")

# Limits that no model reaches. Beyond them, drawing or computing could take much more time or memory than the file.
LONGEST_NAME, MOST_PARTS = 1000, 64  # characters of a step's name, and its parts between dots
MOST_AXES, MOST_INPUTS = 32, 64
MOST_EMPTY = 2**16  # the product of the other sizes of an array that has an axis of length 0

Load = Callable[[], Array]


class Declared(NamedTuple):
    """The declaration of an array in a file."""

    name: str
    shape: tuple[int, ...]
    dtype: str

    @property
    def cells(self) -> int:
        """The number of cells."""
        return math.prod(self.shape)


# From a step's JSON to the function that reads its array.
Finder = Callable[[Mapping[str, Any], Declared], Load]


def damaged(reason: str) -> TraceError:
    """The error for a file with invalid content."""
    return TraceError(_("damaged: {reason}", reason=reason))


def unreadable(name: str, error: Exception) -> TraceError:
    """The error for a step whose values cannot be read."""
    return TraceError(_("damaged: the values of {name!r} cannot be read ({error})", name=name, error=error))


def checked_format(data: Any) -> Mapping[str, Any]:
    """The data; raises TraceError if they are not a trace of this version."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise TraceError(_('not a trace: its "format" is not {format!r}', format=FORMAT))
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
        find: returns the function that reads a step's array.
        size: the size of the file in bytes, which limits what may be computed from it.

    Raises:
        TraceError: it is not a trace, is damaged, or has a version that this program does not know.
    """
    try:
        return _trace(checked_format(data), find, parameters, size)
    except KeyError as error:
        raise TraceError(_("damaged: the field {error} is missing", error=error)) from None
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, TraceError):
            raise
        raise TraceError(_("damaged: a field has an invalid value ({error})", error=error)) from None


def _trace(data: Mapping[str, Any], find: Finder, parameters: Mapping[str, Array] | None, size: int) -> Trace:
    model, run = mapping(data["model"], "model"), anything(data["run"], "run")
    tokens = {
        name: tuple([token_from_data(mapping(token, name), name) for token in listed(sequence, name)])
        for name, sequence in mapping(data["tokens"], "tokens").items()
    }
    steps = tuple(_steps(listed(data["steps"], "steps"), find).values())
    check_size(steps, size)
    return Trace(
        model=ModelCard(
            text(model["name"], "model"),
            text(model["architecture"], "model"),
            anything(model["configuration"], "configuration"),
            text(model["sha256"], "model"),
            boolean(model["trained"], "model") if "trained" in model else None,
        ),
        run=run,
        tokens=tokens,
        vocabulary=texts(data.get("vocabulary", []), "vocabulary"),
        iterations=iterations_from_data(data.get("iterations", [])),
        steps=with_derivations(steps, tokens, str(run.get("dtype", ""))),
        parameters=parameters,
    )


def _steps(data: Iterable[Any], find: Finder) -> dict[Source, Step]:
    """The steps by their source, each after the steps that it reads."""
    recent = RecentArrays()
    steps: dict[Source, Step] = {}
    with_values: dict[Source, Step] = {}  # steps with values of their own
    missing: dict[Source, Source] = {}  # sources that were read before they appeared, and by which step
    for each in data:
        described = mapping(each, "steps")
        values = _values(described)
        step = _step(described, values, lambda *found: recent.kept(find(*found)), with_values)
        source = step.source
        if source in steps:
            raise damaged(_("two steps have the same name and visit"))
        for used in step.inputs:
            if used not in steps:
                missing[used] = source
        steps[source] = step
        if values == OWN:
            with_values[source] = step
    for used, user in missing.items():
        if used in steps:
            raise damaged(
                _("{user!r} reads {used!r}, which does not come before it", user=str(user), used=str(used))
            )
    return steps


OWN, DERIVED, SAME, MEASURED = "own", "derived", "same_as", "statistics"


def _values(data: Mapping[str, Any]) -> str:
    """The kind of values a step has."""
    values = data.get("values")
    if "statistics" in data:
        if "values" in data:
            raise damaged(_("{name!r} has both values and statistics", name=data["name"]))
        return MEASURED
    if not isinstance(values, dict):
        return OWN
    return DERIVED if values.get("derived") is True else SAME if "same_as" in values else OWN


def _step(data: Mapping[str, Any], values: str, find: Finder, others: Mapping[Source, Step]) -> Step:
    declared, axes = _declared(data)
    name = declared.name
    visit = natural(data["visit"], name)
    load = no_values
    if values == OWN:
        load = find(data, declared)
    elif values == SAME:
        load = _same(mapping(data["values"]["same_as"], name), declared, others)
    measured = values == MEASURED
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
        statistics=statistics_from_data(data["statistics"], declared.shape, name) if measured else None,
    )


def _declared(data: Mapping[str, Any]) -> tuple[Declared, tuple[str, ...]]:
    """A step's declaration of its array, and the names of the axes."""
    name = _name(data["name"])
    dtype = text(data["dtype"], name)
    shape = tuple([natural(size, name) for size in listed(data["shape"], name)])
    axes = texts(data["axes"], name)
    declared = Declared(name, shape, dtype)
    if problem := next(_misdeclared(declared, axes), ""):
        raise damaged(problem)
    return declared, axes


def _misdeclared(declared: Declared, axes: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with a declaration."""
    name, shape, dtype = declared
    if dtype not in DTYPES:
        known = ", ".join(DTYPES)
        yield _(
            "{name!r} has dtype {dtype}; use one of {known}", name=name, dtype=shortly(dtype), known=known
        )
    if len(axes) != len(shape):
        yield _("{name!r} has {axes} axes but {sizes} sizes", name=name, axes=len(axes), sizes=len(shape))
    if len(axes) > MOST_AXES:
        yield _(
            "{name!r} has {axes} axes; at most {most} are allowed", name=name, axes=len(axes), most=MOST_AXES
        )
    if 0 in shape and math.prod(size for size in shape if size) > MOST_EMPTY:
        yield _("{name!r} declares the shape {list}, which is empty", name=name, list=list(shape))


def _name(data: object) -> str:
    name = text(data, "steps")
    if len(name) > LONGEST_NAME or name.count(".") >= MOST_PARTS:
        raise damaged(
            _(
                "a step is called {name}, but a name may have at most {longest} characters and {parts} parts",
                name=shortly(name),
                longest=LONGEST_NAME,
                parts=MOST_PARTS,
            )
        )
    return name


def _inputs(data: list[Any], name: str) -> tuple[Source, ...]:
    if len(data) > MOST_INPUTS:
        raise damaged(
            _(
                "{name!r} has {count} inputs; at most {most} are allowed",
                name=name,
                count=len(data),
                most=MOST_INPUTS,
            )
        )
    return tuple([_source(mapping(source, name), name) for source in data])


def _setting(value: object, name: str) -> Setting:
    if not isinstance(value, int | float | str):
        raise damaged(
            _(
                "{name!r} has the setting {value}: expected a number or a string",
                name=name,
                value=shortly(value),
            )
        )
    return value


def _same(named: Mapping[str, Any], declared: Declared, others: Mapping[Source, Step]) -> Load:
    """The array of an earlier step, in the shape of this step."""
    source = Source("step", text(named["step"], declared.name), natural(named["visit"], declared.name))
    other = others.get(source)
    if other is None:
        problem = _("which does not come before it or has no values of its own")
    elif (math.prod(other.shape), other.dtype) != (declared.cells, declared.dtype):
        problem = _("which has a different size or type")
    else:
        return lambda: shaped(other.values, declared)
    raise damaged(
        _(
            "{name!r} is the same as {source!r}, {problem}",
            name=declared.name,
            source=str(source),
            problem=problem,
        )
    )


def shaped(array: Array, declared: Declared, exactly: bool = False) -> Array:
    """The array in its declared shape; TraceError if it does not fit, or, with `exactly`, if its shape differs."""
    fits = array.size == declared.cells and (not exactly or not array.size or array.shape == declared.shape)
    try:
        if fits:
            return array.reshape(declared.shape)
    except (ValueError, OverflowError):  # more or longer axes than NumPy supports
        pass
    raise damaged(
        _(
            "{name!r} declares the shape {shape}, but its values have the shape {actual}",
            name=declared.name,
            shape=list(declared.shape),
            actual=list(array.shape),
        )
    )


def _part(data: object, axes: tuple[str, ...], shape: tuple[int, ...], name: str) -> dict[str, int]:
    part = {axis: natural(place, name) for axis, place in mapping(data, name).items()}
    for axis in part:
        if axes.count(axis) != 1 or shape[axes.index(axis)] != 1:
            raise damaged(
                _("{name!r} is a part along {axis!r}, which is not an axis of length 1", name=name, axis=axis)
            )
    return part


def _along(data: object, axes: tuple[str, ...], name: str) -> dict[str, tuple[str, ...]]:
    along = mapping(data, name)
    for axis in along:
        if axis not in axes:
            raise damaged(
                _("{name!r} has tokens along {axis!r}, which is not one of its axes", name=name, axis=axis)
            )
    return {axis: texts(names, name) for axis, names in along.items()}


def _source(data: Mapping[str, Any], name: str) -> Source:
    for kind in ("step", "parameter", "tokens"):
        if kind in data:
            return Source(kind, text(data[kind], name), natural(data.get("visit", 0), name))
    raise damaged(_("an input of {name!r} is neither a step nor a parameter nor tokens", name=name))

"""The parts of a lab: parameters, and named tables of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import SupportsFloat

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.support.typed_numbers import half_width
from ...core.trace.part_names import axis_name
from ...core.trace.tags import Tag
from ...core.trace.tokens import COUNTED_FROM_1
from ..sums import read_sum
from .label_names import label_name

Value = float | str | bool
Array = NDArray[np.generic]
Floats = NDArray[np.float64]
Labels = Mapping[str, Iterable[object]]  # along the axes of these names
NO_LABELS: Labels = MappingProxyType({})


@dataclass(frozen=True)
class Parameter:
    """A value that the learner can change."""

    name: str
    default: Value
    says: str  # what it is, in a few words
    low: float = -1e6  # the range of a number
    high: float = 1e6
    step: float = 1.0  # of its slider
    whole: bool = False  # whether a number must be an integer
    choices: tuple[str, ...] = ()  # the values of a text; empty if any text is valid

    def checked(self, value: Value) -> Value:
        """The value with the parameter's type; Problem if it is invalid."""
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise Problem(_("{name} must be true or false, not {value!r}", name=self.name, value=value))
            return value
        if isinstance(self.default, str):
            text = f"{value:g}" if isinstance(value, float) else str(value)  # heads=8 is read as a number
            if self.choices and text not in self.choices:
                raise Problem(
                    _(
                        "{name} must be one of {choices}, not {text!r}",
                        name=self.name,
                        choices=_(", ").join(self.choices),
                        text=text,
                    )
                )
            return text
        if isinstance(value, bool | str) or not self.low <= value <= self.high:
            raise Problem(
                _(
                    "{name} must be a number from {low:g} to {high:g}, not {value!r}",
                    name=self.name,
                    low=self.low,
                    high=self.high,
                    value=value,
                )
            )
        if self.whole and value != int(value):
            raise Problem(_("{name} must be a whole number, not {value!r}", name=self.name, value=value))
        return int(value) if self.whole else float(value)


@dataclass(frozen=True)
class Table:
    """An array with axis names, labels and a description: a result of a lab, or what a lesson shows."""

    values: Array
    axes: tuple[str, ...] = ()  # one name for each axis, "" if it has no name; empty for a single number
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)  # along an axis, by its name
    says: str = ""  # one sentence that says what the numbers are, with placeholders for `fills`
    gaps: bool = False  # whether NaN means that a cell has no number, not that its number is NaN
    words: tuple[str, ...] = ()  # what the values 0, 1, … stand for; empty if they are numbers
    shows: tuple[Tag, ...] = ()  # where the numbers come from
    fills: Mapping[str, object] = field(default_factory=dict)  # what the placeholders of `says` stand for

    def __post_init__(self) -> None:
        if len(self.axes) != self.values.ndim:
            raise ValueError(f"{self.values.ndim} axes, and names for {len(self.axes)}")
        for axis, words in self.labels.items():
            if len(words) != self.values.shape[self.axes.index(axis)]:
                raise ValueError(f"{len(words)} labels along {axis!r}")

    def localized(self) -> Table:
        """The table with its description and labels in the user's language."""
        fills = {name: _(each) if isinstance(each, str) else each for name, each in self.fills.items()}
        return replace(
            self,
            says=_(self.says, **fills),
            labels={
                axis: tuple(label_name(axis, each) for each in known) for axis, known in self.labels.items()
            },
            words=tuple(label_name("color", each) for each in self.words),
            fills={},
        )

    def label(self, axis: int, place: int) -> str:
        """The label of a row or column: its word, or its number; repeated words are numbered "#2"."""
        words = self.labels.get(self.axes[axis], ())
        if place >= len(words):
            return str(place + 1 if self.axes[axis] in COUNTED_FROM_1 else place)
        before = words[:place].count(words[place])
        return words[place] + (f"#{before + 1}" if before or words[place] in words[place + 1 :] else "")

    def cell_name(self, cell: tuple[int, ...]) -> str:
        """The name of a cell: "head 2, 爱, 我"."""
        found = []
        for axis, (name, place) in enumerate(zip(self.axes, cell, strict=True)):
            label = self.label(axis, place)
            found.append(
                label if place < len(self.labels.get(name, ())) else f"{axis_name(name)} {label}".strip()
            )
        return ", ".join(found)


@dataclass(frozen=True)
class Result:
    """The result of an experiment: tables by name. Live values read them as `lab.name`."""

    tables: Mapping[str, Table]

    def localized(self) -> Result:
        """The result with all texts in the user's language."""
        return Result({name: each.localized() for name, each in self.tables.items()})

    def field(self, name: str) -> Array | float:
        """The numbers of a table; a float if it is a single number."""
        if name not in self.tables:
            raise KeyError(f"this lab has no {name!r}; it has {', '.join(self.tables)}")
        values = self.tables[name].values
        return values if values.ndim else float(values)


def result(labels: Labels = NO_LABELS, /, **tables: Table) -> Result:
    """A result with these tables, in this order; `labels` as in `labelled`."""
    return Result(labelled(labels, **tables))


def labelled(labels: Labels, /, **tables: Table) -> dict[str, Table]:
    """Tables with these labels along every axis of that name, unless a table has labels of its own."""
    words = {axis: tuple(map(str, each)) for axis, each in labels.items()}
    return {
        name: replace(each, labels={axis: words[axis] for axis in each.axes if axis in words} | each.labels)
        for name, each in tables.items()
    }


def tagged(tag: Tag, tables: Mapping[str, Table]) -> dict[str, Table]:
    """Tables with this tag, unless a table has one already."""
    return {name: each if each.shows else replace(each, shows=(tag,)) for name, each in tables.items()}


def table(
    values: ArrayLike,
    axes: str,
    says: str,
    labels: Labels = NO_LABELS,
    gaps: bool = False,
    **fills: object,
) -> Table:
    """A table whose axes are named in one text, "query, key"; labels of other axes are ignored."""
    names = tuple(axes.split(", "))
    words = {axis: tuple(map(str, labels[axis])) for axis in names if axis in labels}
    return Table(np.asarray(values), names, words, says, gaps, fills=fills)


def picture(values: Array, axes: str, says: str, words: Iterable[str], **fills: object) -> Table:
    """A table of whole numbers that are shown as the words with these numbers, such as colors."""
    return replace(table(values, axes, says), words=tuple(words), fills=fills)


def counted(values: ArrayLike, axes: str, says: str) -> Table:
    """A table with labels counted from 1 along every axis: key 1, key 2, …"""
    sizes = zip(axes.split(", "), np.shape(values), strict=True)
    return table(values, axes, says, {axis: numbered(size, f"{axis} ") for axis, size in sizes})


def single(value: SupportsFloat, says: str, gaps: bool = False, **fills: object) -> Table:
    """A table of one number; see `Table.gaps`."""
    return Table(np.asarray(float(value)), says=says, gaps=gaps, fills=fills)


def numbered(count: int, before: str = "") -> tuple[str, ...]:
    """Labels counted from 1: "1", "2", …, or "layer 1", "layer 2", …"""
    return tuple(f"{before}{number}" for number in range(1, count + 1))


def numbers(name: str, text: Value) -> Floats:
    """A parameter such as "2, 1, 3" as an array; Problem if it is invalid."""
    try:
        found = np.array([read_sum(each) for each in half_width(str(text)).split(",")])
    except Problem:
        raise Problem(
            _("{name} must be a list of numbers such as 2, 1, 3, not {text!r}", name=name, text=text)
        ) from None
    if found.size > 64 or not np.isfinite(found).all():
        raise Problem(_("{name} must be a list of at most 64 finite numbers", name=name))
    return found


def matrix(name: str, text: Value) -> Floats:
    """A parameter such as "2, 1; 3, 0" as a matrix; Problem if it is invalid."""
    rows = [numbers(name, each) for each in half_width(str(text)).split(";")]
    if len({row.size for row in rows}) != 1 or len(rows) > 64:
        raise Problem(_("{name} must be at most 64 rows of equal length, such as 2, 1; 3, 0", name=name))
    return np.stack(rows)

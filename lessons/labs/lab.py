"""What a lab is made of: parameters, and tables of numbers with names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...core.support.errors import Problem
from ...core.support.typed_numbers import half_width, real_number

Value = float | str | bool
Array = NDArray[np.generic]


@dataclass(frozen=True)
class Parameter:
    """Something a learner may turn.

    Attributes:
        says: what it is, in a few words.
        low, high, step: of a number; a text is one of `choices`, or any if there are none.
        whole: whether a number has no fraction.
    """

    name: str
    default: Value
    says: str
    low: float = -1e6
    high: float = 1e6
    step: float = 1.0
    whole: bool = False
    choices: tuple[str, ...] = ()

    def checked(self, value: Value) -> Value:
        """The value in its right kind; a Problem, in one line, where it is none."""
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise Problem(f"{self.name} is true or false, not {value!r}")
            return value
        if isinstance(self.default, str):
            text = f"{value:g}" if isinstance(value, float) else str(value)  # heads=8 is read as a number
            if self.choices and text not in self.choices:
                raise Problem(f"{self.name} is one of {', '.join(self.choices)}, not {text!r}")
            return text
        if isinstance(value, bool | str) or not self.low <= value <= self.high:
            raise Problem(f"{self.name} is a number from {self.low:g} to {self.high:g}, not {value!r}")
        if self.whole and value != int(value):
            raise Problem(f"{self.name} is a whole number, not {value!r}")
        return int(value) if self.whole else float(value)


@dataclass(frozen=True)
class Table:
    """Numbers with all one needs to look at them.

    Attributes:
        axes: one name for each axis; none for a single number.
        labels: words along an axis, by its name.
        says: one sentence on what they are.
        gaps: whether NaN stands for a place that has no number, and not for a result that is none.
    """

    values: Array
    axes: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    says: str = ""
    gaps: bool = False

    def __post_init__(self) -> None:
        if len(self.axes) != self.values.ndim:
            raise ValueError(f"{self.values.ndim} axes, and names for {len(self.axes)}")
        for axis, words in self.labels.items():
            if len(words) != self.values.shape[self.axes.index(axis)]:
                raise ValueError(f"{len(words)} labels along {axis!r}")


@dataclass(frozen=True)
class Result:
    """What came of an experiment: tables by name. A live value reads their numbers as `lab.name`."""

    tables: Mapping[str, Table]

    def field(self, name: str) -> Array | float:
        """The numbers of that name; a single one as a number."""
        if name not in self.tables:
            raise KeyError(f"this lab has no {name!r}; it has {', '.join(self.tables)}")
        values = self.tables[name].values
        return values if values.ndim else float(values)


def single(value: float, says: str = "", gaps: bool = False) -> Table:
    """A table of one number; see `Table.gaps`."""
    return Table(np.asarray(value, dtype=np.float64), says=says, gaps=gaps)


def counted(values: Array, axes: tuple[str, ...], says: str = "") -> Table:
    """A table whose places are labelled as one counts them: key 1, key 2, …"""
    labels = {
        axis: tuple(f"{axis} {number}" for number in range(1, size + 1))
        for axis, size in zip(axes, values.shape, strict=True)
    }
    return Table(values, axes, labels, says)


def numbers(name: str, text: Value) -> NDArray[np.float64]:
    """A parameter such as "2, 1, 3" as an array; a Problem where it is none."""
    try:
        found = np.array([real_number(each) for each in half_width(str(text)).split(",")])
    except Problem:
        raise Problem(f"{name} is a list of numbers such as 2, 1, 3; this is {text!r}") from None
    if found.size > 64 or not np.isfinite(found).all():
        raise Problem(f"{name} is a list of at most 64 finite numbers")
    return found


def table(name: str, text: Value) -> NDArray[np.float64]:
    """A parameter such as "2, 1; 3, 0" as an array of rows; a Problem where it is none."""
    rows = [numbers(name, each) for each in half_width(str(text)).split(";")]
    if len({row.size for row in rows}) != 1 or len(rows) > 64:
        raise Problem(f"{name} is at most 64 rows of equally many numbers, such as 2, 1; 3, 0")
    return np.stack(rows)

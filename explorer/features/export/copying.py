"""What goes to the clipboard: a number with every digit, its row, or the plane it lies in. No Textual."""

from __future__ import annotations

from dataclasses import dataclass

from ....core.operations.expression import Index
from ....core.support.errors import Problem
from ....core.support.localization import _, plural
from ...ui.plane import Plane
from ...ui.program_keys import EXPORT
from ...ui.sizes import in_bytes
from ...ui.tensor_view import TensorView
from ...ui.text import safe
from . import tables

CELL, ROW, ARRAY = "cell", "row", "array"
MOST = 75_000  # bytes: as base64 100 kB, which terminals still take
LEAST_BYTES = 2  # that a number and what parts it from the next take: which arrays need not even be tried


@dataclass(frozen=True)
class Copied:
    """What goes to the clipboard, and the line that says so."""

    text: str
    said: str


def copied(what: str, shown: TensorView, cell: Index, hidden: Index | None = None) -> Copied:
    """The "cell", its "row" or the "array": of one with more than two axes, the plane in sight.

    Args:
        hidden: a cell that the reader is to guess.

    Raises:
        Problem: there is nothing to copy, it may not be seen yet, or it is too long for a clipboard.
    """
    if not shown.values.size:
        raise Problem(_("There is no number here to copy."))
    if hidden is not None and _covers(what, shown, cell, hidden):
        raise Problem(_("A number in it is still hidden: guess it first."))
    done = {CELL: _cell, ROW: _row, ARRAY: _array}[what](shown, cell)
    if (size := len(done.text.encode())) > MOST:
        raise _too_long(size)
    return done


def _cell(shown: TensorView, cell: Index) -> Copied:
    if shown.lacks(cell):
        raise Problem(_("There is no number here to copy."))
    text = tables.exact(shown.values[cell])
    return Copied(text, _("copied {name} = {value}", name=shown.cell_name(cell), value=text))


def _row(shown: TensorView, cell: Index) -> Copied:
    """Two lines: the labels of the columns, and the row after its own label."""
    if len(cell) < 2:
        return _array(shown, cell)
    axis = len(cell) - 2
    count = shown.values.shape[-1]
    _possible(count)
    heading = [
        tables.field(safe(shown.axes[axis])),
        *(tables.label(shown, axis + 1, n) for n in range(count)),
    ]
    row = [tables.label(shown, axis, cell[axis]), *tables.numbers(shown, cell[:-1])]
    said = plural(
        "copied {name}: {n} number",
        "copied {name}: {n} numbers",
        count,
        name=_name(shown, cell[:-1]),
        n=f"{count:,}",
    )
    return Copied(tables.line(heading) + tables.line(row), said)


def _array(shown: TensorView, cell: Index) -> Copied:
    plane = Plane(shown.values.shape)
    _possible(plane.rows * plane.columns)
    within = cell[: plane.switches]
    text = "".join(tables.rows(shown, within))
    size = "×".join(map(str, shown.values.shape[plane.switches :]))
    said = _("copied {name}, {size}", name=_name(shown, within), size=size)
    if within:
        said += _(", the plane in sight; {key} exports all", key=EXPORT)
    return Copied(text, said)


def _name(shown: TensorView, part: Index) -> str:
    """A row or plane as one reads it: "scaled[head 2]"."""
    return shown.cell_name(part) if part else shown.name


def _possible(numbers: int) -> None:
    """Refuses at once what need not be made into text to see that it is too long."""
    if numbers * LEAST_BYTES > MOST:
        raise _too_long(numbers * LEAST_BYTES, at_least=True)


def _too_long(size: int, at_least: bool = False) -> Problem:
    has = _("more than {size}") if at_least else "{size}"
    return Problem(
        _(
            "{size} is too much for the clipboard of a terminal, which takes {most}: {key} exports it.",
            key=EXPORT,
            size=has.format(size=in_bytes(size)),
            most=in_bytes(MOST),
        )
    )


def _covers(what: str, shown: TensorView, cell: Index, hidden: Index) -> bool:
    """Whether that part of the array holds the hidden cell."""
    known = {CELL: len(cell), ROW: max(0, len(cell) - 1), ARRAY: Plane(shown.values.shape).switches}[what]
    return cell[:known] == hidden[:known]

"""Copies a number with all its digits, its row, or its plane of the array."""

from __future__ import annotations

from typing import NamedTuple

from ....core.operations.expression import Index
from ....core.support.errors import Problem
from ....core.support.localization import _, plural
from ...ui.grid_layout import Plane
from ...ui.screen import Screen
from ...ui.sizes import in_bytes
from ...ui.strings import EXPORT
from ...ui.tensor_view import TensorView
from ...ui.text import cut, safe
from . import tables

LONGEST = 200  # columns of the notice
CELL, ROW, ARRAY = "cell", "row", "array"
MOST = 75_000  # bytes: 100 kB as base64, which terminals accept
LEAST_BYTES = 2  # of a number and its separator, at least


class Copied(NamedTuple):
    """The text for the clipboard, and a notice."""

    text: str
    notice: str


def copy(screen: Screen[object], what: str) -> None:
    """Copies to the clipboard of the reader's terminal (OSC 52), and shows a notice; `what` as in `copied`."""
    exported = screen.exported()
    if exported.shown is None:
        screen.show_notice(_("There is no array on this screen to copy from."), "error")
        return
    try:
        done = copied(what, exported.shown, exported.cell, exported.hidden)
    except Problem as error:
        screen.show_notice(str(error), "error")
        return
    screen.app.copy_to_clipboard(done.text)
    screen.show_notice(cut(done.notice, LONGEST))


def copied(what: str, shown: TensorView, cell: Index, hidden: Index | None = None) -> Copied:
    """The "cell", its "row" or the "array"; of an array with more than two axes, the visible plane.

    Args:
        hidden: a cell that the reader has to guess.

    Raises:
        Problem: there is nothing to copy, it contains the hidden cell, or it is too long for a clipboard.
    """
    if not shown.values.size:
        raise Problem(_("There is no number here to copy."))
    if hidden is not None and _covers(what, shown, cell, hidden):
        raise Problem(_("What you want to copy contains a hidden number: guess that number first."))
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
    heading = [tables.word(safe(shown.axes[axis])), *(tables.label(shown, axis + 1, n) for n in range(count))]
    row = [tables.label(shown, axis, cell[axis]), *tables.numbers(shown, cell[:-1])]
    name = _name(shown, cell[:-1])
    notice = plural("copied {name}: {n:,} number", "copied {name}: {n:,} numbers", count, name=name)
    return Copied(tables.line(heading) + tables.line(row), notice)


def _array(shown: TensorView, cell: Index) -> Copied:
    plane = Plane(shown.values.shape)
    _possible(plane.rows * plane.columns)
    within = cell[: plane.switches]
    text = "".join(tables.rows(shown, within))
    size = "×".join(map(str, shown.values.shape[plane.switches :]))
    notice = _("copied {name}, {size}", name=_name(shown, within), size=size)
    if within:
        notice += _(", only the visible slice; {key} exports the whole array", key=EXPORT)
    return Copied(text, notice)


def _name(shown: TensorView, part: Index) -> str:
    """The name of a row or plane: "scaled[head 2]"."""
    return shown.cell_name(part) if part else shown.name


def _possible(numbers: int) -> None:
    """Refuses at once what is certainly too long.

    Raises:
        Problem: it is too long.
    """
    if numbers * LEAST_BYTES > MOST:
        raise _too_long(numbers * LEAST_BYTES, at_least=True)


def _too_long(size: int, at_least: bool = False) -> Problem:
    has = _("more than {size}") if at_least else "{size}"
    written, most = has.format(size=in_bytes(size)), in_bytes(MOST)
    text = _(
        "{size} is too much for the terminal's clipboard, which takes at most {most}: {key} exports "
        "it to a file."
    )
    return Problem(text.format(size=written, most=most, key=EXPORT))


def _covers(what: str, shown: TensorView, cell: Index, hidden: Index) -> bool:
    """Whether a part of the array contains the hidden cell."""
    known = {CELL: len(cell), ROW: max(0, len(cell) - 1), ARRAY: Plane(shown.values.shape).switches}[what]
    return cell[:known] == hidden[:known]

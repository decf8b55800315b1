"""Arrays as tables of values separated by tabs or commas: every digit of every number, and the labels. No Textual.

A table can be read by any program that reads Excel's tab-separated files (Python's `excel-tab`, pandas with
`sep="\\t"`): a field with a quotation mark is quoted, and no label contains a tab or a line break, because labels
are those of the screen (`text.safe`). A label that a spreadsheet would take for a formula (it begins with =, +, - or @)
gets a leading apostrophe: tokens are data, and no spreadsheet should evaluate them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

import numpy as np

from ....core.operations.expression import Index
from ...ui.tensor_view import TensorView
from ...ui.text import safe

FORMULA = tuple("=+-@＝＋－＠")  # full-width ones too: some spreadsheets treat them the same
TAB, COMMA = "\t", ","
PIECE = 2**16  # characters that are written at a time


def exact(value: Any) -> str:
    """A NumPy number as the shortest text that reads back as the same number in its type: 0.1, -inf, nan, true."""
    if isinstance(value, np.bool_):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, np.float32) and np.isfinite(value) and np.float32(text) != value:
        return repr(float(value))  # reading it as a double first would round it twice
    return text


def word(text: str) -> str:
    """A safe text as a field that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def line(fields: Iterable[str], separator: str = TAB) -> str:
    """The fields as a line; those with a separator or a quotation mark are quoted."""
    written = StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\n").writerow(fields)
    return written.getvalue()


def label(shown: TensorView, axis: int, place: int) -> str:
    """The label of a row or column, as a field."""
    return word(shown.label(axis, place))


def numbers(shown: TensorView, row: Index) -> Iterator[str]:
    """The numbers of a row as fields; empty for missing entries of aligned arrays."""
    for place, value in enumerate(shown.values[row]):
        yield "" if shown.missing and shown.lacks((*row, place)) else exact(value)


def rows(shown: TensorView, within: Index = (), separator: str = TAB) -> Iterator[str]:
    """The lines of a table: a heading with the labels of the last axis, then a line for each position on the others.

    Each line begins with its labels, one for each other axis.

    Args:
        within: positions on the first axes, if only that part of the array is wanted.
    """
    shape, last = shown.values.shape, len(shown.axes) - 1
    if last < 0:
        yield line([exact(shown.values[()])])
        return
    left = range(len(within), last)
    axes = (word(safe(shown.axes[axis])) for axis in left)
    yield line([*axes, *(label(shown, last, n) for n in range(shape[last]))], separator)
    for place in np.ndindex(shape[len(within) : last]):
        labels = (label(shown, axis, n) for axis, n in zip(left, place, strict=True))
        yield line([*labels, *numbers(shown, (*within, *place))], separator)


def pieces(shown: TensorView, separator: str = TAB) -> Iterator[bytes]:
    """The whole array as a file."""
    held: list[str] = []
    size = 0
    for text in rows(shown, separator=separator):
        held.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()

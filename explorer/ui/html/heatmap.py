"""Attention weights as small pictures (SVG), an addition to their tables: untrusted notebooks do not show pictures."""

from __future__ import annotations

import numpy as np

from ....core.operations.operation import floats
from ....core.support.localization import _
from ..availability import WEIGHTS
from ..tensor_view import TensorView
from .markup import NOTHING, Html, element

SIDE, GAP = 12, 14  # of a cell, and between heads
CELLS = 1600  # of a picture
COLOR = "#3b6fd4"  # with more or less opacity, on any background


def heatmap(view: TensorView) -> Html:
    """The weights of each head, darker where they are larger; nothing for other arrays and for large ones."""
    values = view.values
    if view.axes != WEIGHTS or not 0 < values.size <= CELLS or values.dtype.kind != "f":
        return NOTHING
    numbers = np.nan_to_num(floats(values), nan=0.0, posinf=0.0, neginf=0.0)
    if numbers.min() < 0 or numbers.max() > 1:
        return NOTHING
    heads, rows, columns = numbers.shape
    width, height = heads * (columns * SIDE + GAP), rows * SIDE
    drawn = [
        element(
            "rect",
            x=str(head * (columns * SIDE + GAP) + column * SIDE),
            y=str(row * SIDE),
            width=str(SIDE),
            height=str(SIDE),
            fill=COLOR,
            fill_opacity=f"{0.04 + 0.96 * numbers[head, row, column]:.2f}",
        )
        for head, row, column in np.ndindex(*numbers.shape)
    ]
    label = _("the weights of each head, from left to right: rows are queries, columns are keys")
    return element("svg", *drawn, width=str(width), height=str(height), role="img", aria_label=label)

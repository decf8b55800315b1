"""Arrays for tests, and an app that shows one of them in a grid."""

from collections.abc import Mapping, Sequence

import numpy as np
from textual.app import App, ComposeResult
from transformer_explore.core.operations.expression import Index, Source
from transformer_explore.explorer.ui.colors.themes import FAINT
from transformer_explore.explorer.ui.tensor_view import TensorView
from transformer_explore.explorer.ui.widgets.grid import Grid

AXES = {1: ("feature",)} | {n: ("layer", "head", "query", "key")[4 - n :] for n in (2, 3, 4)}


def array(values: np.ndarray, words: Mapping[str, Sequence[str]] | None = None) -> TensorView:
    """A view of an array with any number of axes, and words along some of them."""
    named = {axis: tuple(texts) for axis, texts in (words or {}).items()}
    axes = AXES.get(values.ndim, ())
    return TensorView(Source("step", "group.step"), ("group", "step"), axes, values, named)


class Showing(App[None]):
    """An app with only a grid."""

    CSS = "Grid { height: 1fr; }"

    def __init__(self, shown: TensorView, cell: Index, dense: bool = False) -> None:
        super().__init__()
        self.grid = Grid(shown, cell, id="grid")
        self.grid.dense = dense

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"faint": FAINT}

    def compose(self) -> ComposeResult:
        yield self.grid

    def lines(self) -> list[str]:
        """The lines of the grid."""
        return [self.grid.render_line(y).text for y in range(self.grid.content_size.height)]

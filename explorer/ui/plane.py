"""An array of any number of axes as a plane of rows and columns; the other axes are on switches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.operations.expression import Index


@dataclass(frozen=True)
class Plane:
    """Which plane of an array one sees: its last two axes, at the cell's place on the others."""

    shape: tuple[int, ...]

    @property
    def switches(self) -> int:
        """How many axes are neither rows nor columns."""
        return max(0, len(self.shape) - 2)

    @property
    def rows(self) -> int:
        return self.shape[-2] if len(self.shape) > 1 else 1

    @property
    def columns(self) -> int:
        return self.shape[-1] if self.shape else 1

    def of(self, values: NDArray[np.generic], cell: Index) -> NDArray[np.generic]:
        """The plane that a cell lies in: a view, nothing is copied."""
        plane: NDArray[np.generic] = np.asarray(values[cell[: self.switches]])
        return plane.reshape(self.rows, self.columns)

    def position(self, cell: Index) -> tuple[int, int]:
        """Row and column of a cell."""
        row = cell[-2] if len(cell) > 1 else 0
        return row, cell[-1] if cell else 0

    def cell(self, cell: Index, row: int, column: int) -> Index:
        """The cell at a row and column of the plane that `cell` lies in; the nearest where there is none."""
        row = max(0, min(row, self.rows - 1))
        column = max(0, min(column, self.columns - 1))
        return (*cell[: self.switches], row, column)[-len(self.shape) :] if self.shape else ()

    def switched(self, cell: Index, switch: int, by: int) -> Index:
        """The same cell in another plane: one switch turned, from the last round to the first."""
        if switch >= self.switches or not self.shape[switch]:
            return cell
        place = (cell[switch] + by) % self.shape[switch]
        return (*cell[:switch], place, *cell[switch + 1 :])

"""A window that slides along an axis: the positions that each output of a convolution depends on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..support.localization import _
from .operation import Setting

ZEROS, REPLICATE = "zeros", "replicate"
EDGES = (ZEROS, REPLICATE)
OUTSIDE = -1  # the index of a zero from padding


@dataclass(frozen=True, kw_only=True)
class Window:
    """The window of a convolution along an axis.

    Attributes:
        width: the number of positions in the window.
        stride: the step from one output to the next.
        dilation: the distance between positions in the window.
        before, after: the padding before the first and after the last position.
        edge: the values of the padding: "zeros", or "replicate" for the nearest real value.
    """

    width: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    edge: str = ZEROS

    def __post_init__(self) -> None:
        if min(self.width, self.stride, self.dilation) < 1 or min(self.before, self.after) < 0:
            raise ValueError(
                _(
                    "invalid {window}: width, stride and dilation must be at least 1, and padding must not be negative",
                    window=self,
                )
            )
        if self.edge not in EDGES:
            raise ValueError(
                _(
                    "unknown padding edge = {edge}; choose {choices}",
                    edge=repr(self.edge)[:40],
                    choices=_(" or ").join(EDGES),
                )
            )

    @classmethod
    def same(cls, width: int, dilation: int = 1, edge: str = ZEROS) -> Window:
        """A window around each position, padded so that there are as many outputs as inputs."""
        before, more = divmod(dilation * (width - 1), 2)
        return cls(width=width, dilation=dilation, before=before, after=before + more, edge=edge)

    @classmethod
    def causal(cls, width: int, dilation: int = 1, edge: str = ZEROS) -> Window:
        """A window that ends at each position, so that no output depends on later positions."""
        return cls(width=width, dilation=dilation, before=dilation * (width - 1), edge=edge)

    @classmethod
    def of(cls, width: int, settings: Mapping[str, Setting]) -> Window:
        """The window in a step's settings."""
        sizes = {name: int(settings[name]) for name in ("stride", "dilation", "before", "after")}
        return cls(width=width, edge=str(settings["edge"]), **sizes)

    def settings(self) -> dict[str, Setting]:
        """The settings for a step: all but the width, which follows from the weight."""
        return {name: value for name, value in vars(self).items() if name != "width"}

    def count(self, places: int) -> int:
        """The number of outputs; ValueError if the window does not fit."""
        span = self.dilation * (self.width - 1) + 1
        room = places + self.before + self.after
        if places < 1 or room < span:
            raise ValueError(_("a window of {span} positions does not fit into {room}", span=span, room=room))
        return (room - span) // self.stride + 1

    def places(self, places: int) -> NDArray[np.intp]:
        """The input positions of each output, [output, index in the window]; OUTSIDE for a zero of the padding."""
        return self._seen(np.arange(self.count(places))[:, None], places)

    def places_of(self, output: int, places: int) -> NDArray[np.intp]:
        """The input positions of one output, [index in the window]."""
        return self._seen(np.array(output), places)

    def _seen(self, output: NDArray[np.intp], places: int) -> NDArray[np.intp]:
        seen = output * self.stride - self.before + np.arange(self.width) * self.dilation
        if self.edge == REPLICATE:
            return seen.clip(0, places - 1)
        return np.where((seen >= 0) & (seen < places), seen, OUTSIDE)


def receptive_field(windows: Iterable[Window]) -> int:
    """The number of input positions that one output of a stack of convolutions depends on.

    Each layer adds (width − 1) · dilation positions, multiplied by the strides of the layers before it.
    """
    field, apart = 1, 1
    for window in windows:
        field += (window.width - 1) * window.dilation * apart
        apart *= window.stride
    return field

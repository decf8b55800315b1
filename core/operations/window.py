"""A window that slides along an axis: which places each output of a convolution is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..support.localization import _
from .operation import Setting

ZEROS, REPLICATE = "zeros", "replicate"
EDGES = (ZEROS, REPLICATE)
OUTSIDE = -1  # the place of a zero that padding put there


@dataclass(frozen=True, kw_only=True)
class Window:
    """How a convolution goes along an axis.

    Attributes:
        width: how many places it looks at.
        stride: how far it moves from one output to the next.
        dilation: how far apart the places are that it looks at.
        before, after: how many places are put before the first and after the last one.
        edge: what they hold: "zeros", or by "replicate" what the nearest real place holds.
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
                    "{window} is no window: width, stride and dilation are at least 1, and padding is not negative",
                    window=self,
                )
            )
        if self.edge not in EDGES:
            raise ValueError(
                _(
                    "edge = {edge} is no padding we have; choose {choices}",
                    edge=repr(self.edge)[:40],
                    choices=" or ".join(EDGES),
                )
            )

    @classmethod
    def same(cls, width: int, dilation: int = 1, edge: str = ZEROS) -> Window:
        """A window around each place, so padded that as many come out as went in."""
        before, more = divmod(dilation * (width - 1), 2)
        return cls(width=width, dilation=dilation, before=before, after=before + more, edge=edge)

    @classmethod
    def causal(cls, width: int, dilation: int = 1, edge: str = ZEROS) -> Window:
        """A window that ends at each place, so that none sees what comes after it."""
        return cls(width=width, dilation=dilation, before=dilation * (width - 1), edge=edge)

    @classmethod
    def of(cls, width: int, settings: Mapping[str, Setting]) -> Window:
        """The window of a step with these settings."""
        sizes = {name: int(settings[name]) for name in ("stride", "dilation", "before", "after")}
        return cls(width=width, edge=str(settings["edge"]), **sizes)

    def settings(self) -> dict[str, Setting]:
        """All but the width, which the weight has."""
        return {
            "stride": self.stride,
            "dilation": self.dilation,
            "before": self.before,
            "after": self.after,
            "edge": self.edge,
        }

    def count(self, places: int) -> int:
        """How many outputs there are.

        Raises:
            ValueError: the window does not fit in once.
        """
        span = self.dilation * (self.width - 1) + 1
        room = places + self.before + self.after
        if places < 1 or room < span:
            raise ValueError(_("a window over {span} places does not fit into {room}", span=span, room=room))
        return (room - span) // self.stride + 1

    def places(self, places: int) -> NDArray[np.intp]:
        """Which place each output sees through each part of the window, [output, part]; OUTSIDE for a zero."""
        return self._seen(np.arange(self.count(places))[:, None], places)

    def places_of(self, output: int, places: int) -> NDArray[np.intp]:
        """The same for one output alone, [part]."""
        return self._seen(np.array(output), places)

    def _seen(self, output: NDArray[np.intp], places: int) -> NDArray[np.intp]:
        seen = output * self.stride - self.before + np.arange(self.width) * self.dilation
        if self.edge == REPLICATE:
            return seen.clip(0, places - 1)
        return np.where((seen >= 0) & (seen < places), seen, OUTSIDE)


def receptive_field(windows: Iterable[Window]) -> int:
    """How many places of the input one output of a stack of convolutions can see, from the first to the last.

    Each layer adds (width − 1) · dilation places, as far apart as the strides before it have put them.
    """
    field, apart = 1, 1
    for window in windows:
        field += (window.width - 1) * window.dilation * apart
        apart *= window.stride
    return field

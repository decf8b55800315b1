"""Positions inside attention: rotary positions, and a learned bias for each distance."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from .. import operations
from ..operations import Operation
from ..operations.operation import Setting
from ..operations.position_bias import buckets
from ..operations.rotary import angles
from .leaf import Leaf, first_of

Head = Float[Tensor, "batch head position d_head"]


class RotaryPositions(Leaf):
    """Rotates each pair of features, i and i + d/2, by an angle that grows with the position. No parameters.

    Su et al. 2021, arXiv 2104.09864; the pairs are those of Llama.
    """

    def __init__(self, operation: Operation, rotary: Mapping[str, Setting]) -> None:
        super().__init__(operation)
        self.rotary = dict(rotary)

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {**self.rotary, "first": first_of(inputs)}

    def forward(self, x: Head, first: int = 0) -> Head:
        cos, sin = _turn(tuple(self.rotary.items()), x.shape[2], x.shape[3], first, x.dtype, x.device)
        left, right = x.chunk(2, dim=-1)
        return torch.cat((left * cos - right * sin, right * cos + left * sin), dim=-1)


@lru_cache(maxsize=16)  # all layers rotate by the same angles
def _turn(
    rotary: tuple[tuple[str, Setting], ...],
    positions: int,
    d_head: int,
    first: int,
    dtype: torch.dtype,
    device: torch.device,
) -> tuple[Tensor, Tensor]:
    """Cosine and sine of each angle, [position, d_head / 2], computed in float64."""
    angle = torch.from_numpy(angles(positions, d_head, first, dict(rotary)))
    return angle.cos().to(device, dtype), angle.sin().to(device, dtype)


class PositionBias(Leaf):
    """A learned number for each head and distance, added to the scores. Parameter: weight [buckets, heads].

    Raffel et al. 2019, arXiv 1910.10683, section 2.1.

    Args:
        both_sides: whether keys before and after the query have different rows; if not, all later keys share one.
    """

    operation = operations.position_bias.position_bias
    setting_names = ("both_sides", "most_distance")

    def __init__(self, count: int, heads: int, both_sides: bool, most_distance: int) -> None:
        super().__init__()
        self.both_sides, self.most_distance = both_sides, most_distance
        self.weight = nn.Parameter(torch.empty(count, heads))
        nn.init.normal_(self.weight, std=0.02)

    def forward(
        self, query_ids: Int[Tensor, "batch query"], key_ids: Int[Tensor, "batch key"]
    ) -> Float[Tensor, "1 head query key"]:
        rows = buckets(
            query_ids.shape[1], key_ids.shape[1], len(self.weight), self.both_sides, self.most_distance
        )
        found = self.weight[torch.from_numpy(rows).to(self.weight.device)]  # query, key, head
        return found.permute(2, 0, 1).unsqueeze(0)


class NoPositionBias(nn.Module):
    """The slot of the position bias in a stack that has none."""

    def forward(self, query_ids: Tensor, key_ids: Tensor) -> None:
        return None

"""The relative position bias of T5: a learned number for each head and each range of distances."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..support.localization import N_, _
from .expression import Expression, Index, Operand
from .formula import call, entry, equation
from .operation import Array, Operation, Setting, Shape, misfit
from .reach import Reach, nowhere

Buckets = NDArray[np.int64]


def buckets(queries: int, keys: int, count: int, both_sides: bool, most_distance: int) -> Buckets:
    """The bucket of the distance between each query and each key, int64 [query, key], as in Raffel et al. 2019.

    The queries are the last positions of the keys, as in decoding with a cache. Half of the buckets of a direction are
    for a single distance each: 0, 1, 2, …. The others are for ranges of distances that grow by a constant factor up to
    `most_distance`; the last one is also for all larger distances.

    Args:
        count: the number of buckets.
        both_sides: whether keys after the query have buckets of their own, the second half; otherwise they share the
            bucket of distance 0.
        most_distance: the distance from which on all keys share one bucket.

    Raises ValueError if there are more queries than keys, or if the buckets do not fit `most_distance`.
    """
    if queries > keys:
        raise ValueError(_("{queries} queries have only {keys} keys", queries=queries, keys=keys))
    positions = np.arange(keys - queries, keys, dtype=np.int64)[:, None]
    return _bucket(np.arange(keys, dtype=np.int64) - positions, count, both_sides, most_distance)


def _bucket(ahead: Buckets, count: int, both_sides: bool, most_distance: int) -> Buckets:
    """The bucket of a key that is `ahead` positions after its query (before it, if negative)."""
    each = count // 2 if both_sides else count
    single = each // 2
    if not 0 < single < most_distance:
        raise ValueError(
            _(
                "{count} buckets do not fit a maximum distance of {distance}",
                count=count,
                distance=most_distance,
            )
        )
    distance = np.abs(ahead) if both_sides else np.maximum(-ahead, 0)
    # Rounded to float32 after each operation: at the boundary between two buckets, the result depends on it.
    ratio = np.maximum(distance, 1).astype(np.float32) / np.float32(single)
    share = np.log(ratio.astype(np.float64)).astype(np.float32) / np.float32(math.log(most_distance / single))
    ranges = single + (share * np.float32(each - single)).astype(np.int64)
    found = np.where(distance < single, distance, np.minimum(ranges, each - 1))
    return found + each * (ahead > 0) if both_sides else found


@dataclass(frozen=True, kw_only=True)
class PositionBias(Operation):
    """Row bucket(j − i) of a table for query i and key j.

    Inputs: ids [query], ids [key], of which only the numbers matter, and table [bucket, head]. Settings: both_sides,
    most_distance.
    """

    sizes = "q, k, b h -> h q k"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        queries, keys, table = inputs
        found = buckets(len(queries), len(keys), *_settings(len(table), settings))
        return np.moveaxis(table[found], -1, 0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        head, query, key = cell
        queries, keys, table = inputs
        position = query + len(keys.values) - len(queries.values)
        bucket = _bucket(np.array(key - position), *_settings(len(table.values), settings))
        return table.cell(int(bucket), head)

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        shape = super().shape(*inputs, **settings)
        _heads, queries, keys = shape
        if queries > keys:
            raise misfit(inputs)
        buckets(0, 0, *_settings(inputs[2][0], settings))
        return shape

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        queries, keys, table = inputs
        if number < 2:  # only the number of ids matters
            return nowhere(3)
        bucket, head = cell
        found = buckets(len(queries), len(keys), *_settings(len(table), settings))
        places = np.argwhere(found == bucket)
        return Reach(np.insert(places, 0, head, axis=1).astype(np.intp))


def _settings(count: int, settings: Mapping[str, Setting]) -> tuple[int, bool, int]:
    return count, bool(settings["both_sides"]), int(settings["most_distance"])


position_bias = PositionBias(
    name="position_bias",
    title="position bias",
    formula=equation("bias_hij", entry("B", call("bucket", "j − i"), "h")),
    axes=("head", "query", "key"),
    meaning=N_(
        "A learned number for each head and each distance between query and key. Each small distance "
        "has its own number; larger distances share one with similar distances."
    ),
    paper=N_("Raffel et al. 2019, arXiv 1910.10683, section 2.1"),
    recomputable=False,
    table=("bucket", "head"),
)

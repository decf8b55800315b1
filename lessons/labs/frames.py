"""The memory of attention over speech: Q, K and V grow with the number of positions, the scores with its square.

Frames are joined in groups, so that there are fewer positions. Section 4. The figures are for one encoder layer, with
numbers in float32.
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, result, single, table

HOP = 100  # frames per second: one each 10 ms
BYTES = 4  # of a float32
MEGABYTE = 10**6
JOINED = (1, 2, 4, 8, 16)
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("seconds", 10, "length of the recording in seconds", 1, 600, 10, whole=True),
    Parameter("join", 4, "number of frames joined into one position", 1, 64, whole=True),
    Parameter("d", 512, "d_model, the width of the vectors", 8, 4096, 64, whole=True),
    Parameter("heads", 8, "h, number of heads", 1, 64, whole=True),
)


def run(seconds: int, join: int, d: int, heads: int) -> Result:
    """The memory of Q, K and V and of the scores, with and without joining frames."""
    frames = seconds * HOP
    before, after = memory(frames, d, heads), memory(positions(frames, join), d, heads)
    each = np.array([memory(positions(frames, number), d, heads) for number in JOINED])
    parts = ("Q, K and V", "scores")
    return result(
        {"part": parts, "joined": JOINED},
        frames=single(frames, "Number of frames, one every 10 ms."),
        positions=single(positions(frames, join), "Number of positions after joining."),
        before=table(before, "part", "Megabytes without joining."),
        after=table(after, "part", "Megabytes after joining."),
        saved=table(before / after, "part", "Without joining ÷ after joining."),
        joined=table(JOINED, "joined", "Numbers of frames joined into one position."),
        memory=table(each, "joined, part", "Megabytes by the number of frames joined."),
        projected=table(each[:, 0], "joined", "Megabytes of Q, K and V."),
        scored=table(each[:, 1], "joined", "Megabytes of the scores of all heads."),
        equal=single(3 * d / heads, "The number of positions at which both need the same memory: 3d/h."),
    )


def positions(frames: int, join: int) -> int:
    """How many positions remain; the last one may hold fewer frames."""
    return -(-frames // join)


def memory(n: int, d: int, heads: int) -> Floats:
    """[2]: megabytes of Q, K and V of all heads, 3nd numbers, and of the scores of all heads, hn² numbers."""
    return np.array([3 * n * d, heads * n * n], dtype=np.float64) * BYTES / MEGABYTE

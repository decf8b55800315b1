"""Ten seconds of speech, full against restricted attention: memory, time, and what is lost (section 4).

The recording is like speech: neighbouring frames are alike, and one sound comes back much later. Restricted attention
is computed within its band alone: it never holds the scores that a mask would throw away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....core.operations.masked import masked
from ....core.operations.softmax import weights as softmax
from ....core.operations.window import OUTSIDE, Window
from ....core.support.errors import Problem
from ..lab import Parameter, Result, Table, Value, single
from . import paths
from .timing import spent

Numbers = NDArray[np.float64]

WIDTH = 16  # numbers in a frame
SMOOTH = 0.8  # how much of a frame is still in the next one
REACHES = (4, 16, 64, 256, 1024)
BLOCKS = 40  # of frames, in the pictures
HOP = 0.01  # seconds from one frame to the next
FLOAT = 4  # bytes of a number in a model, float32
BY_REACH = {
    "reach_scores": "Scores of one head in a band that reaches so far; at most all.",
    "reach_layers": "Layers that it takes from the first frame to the last, found by search.",
    "reach_lost": "Full attention that lies outside of it, mean over frames.",
    "reach_echo": "What the later sound gives to the earlier one there.",
}
PARAMETERS = (
    Parameter("frames", 1000, "n, how long the recording is", 80, 2000, 100, whole=True),
    Parameter("reach", 16, "frames seen on either side", 1, 1000, 16, whole=True),
    Parameter("again", 600, "how many frames later the sound comes back", 1, 1990, 50, whole=True),
    Parameter("sharp", 4.0, "how sharply a frame looks for its like", 0.5, 8.0, 0.5),
    Parameter("seed", 0, "seed of the sounds", 0, 9999, whole=True),
)


def run(frames: Value, reach: Value, again: Value, sharp: Value, seed: Value) -> Result:
    """Both kinds of attention over one recording: what they hold, how long they take, what the band does not see."""
    n, late = int(frames), int(frames) - 3
    near = min(int(reach), n - 1)
    early = late - int(again)
    if early < 0:
        raise Problem(f"again is at most frames − 3 = {late}")
    x = sounds(n, early, late, int(seed))
    whole, band = full(x, float(sharp)), banded(x, near, float(sharp))
    far = lost_beyond(whole)
    full_time, band_time = (
        spent(lambda: full(x, float(sharp)) @ x),
        spent(lambda: weighed(banded(x, near, float(sharp)), x)),
    )
    width = 2 * near + 1
    cut = unrolled(band, n)
    trade = np.array([trade_off(x, whole, each, early, late, float(sharp)) for each in REACHES])
    block = -(-n // BLOCKS)
    names = {"key": tuple(str(start) for start in range(0, n, block))}  # by the first frame, counted from 0
    blocks = {"query": names["key"], **names}
    return Result(
        {
            "n": single(n, "Frames."),
            "seconds": single(n * HOP, "Seconds, at one frame each 10 ms."),
            "early": single(early, "The frame of the sound, counted from 0."),
            "late": single(late, "The frame at which it comes back."),
            "full": Table(
                pooled(whole, block), ("query", "key"), blocks, "Full attention, blocks of frames."
            ),
            "cut": Table(
                pooled(cut, block), ("query", "key"), blocks, "Restricted attention, the same blocks."
            ),
            "scores": single(n * n, "Scores of one head over all frames: n²."),
            "cut_scores": single(band.size, "Scores of one head in the band: n(2 · reach + 1)."),
            "memory": single(whole.size * FLOAT, "Bytes of those n² scores in float32."),
            "cut_memory": single(band.size * FLOAT, "Bytes of those in the band."),
            "products": single(2 * n * n * WIDTH, "Multiply-adds of scores and weighted sum: 2n²d."),
            "cut_products": single(2 * n * width * WIDTH, "The same in the band."),
            "saved": single(n / width, "Full ÷ band, of scores and multiply-adds alike."),
            "time": single(1000 * full_time, "CPU time of full attention in this run, in ms."),
            "cut_time": single(1000 * band_time, "CPU time within the band, in ms."),
            "faster": single(full_time / band_time, "Full ÷ band, as measured in this run."),
            "full_echo": single(whole[late, early], "What the later sound gives to the earlier one."),
            "cut_echo": single(cut[late, early], "The same, in the band."),
            "found": single(int(early >= late - near), "Whether the earlier sound is within reach: 1 or 0."),
            "mean_lost": single(far[near], "Full attention that lies outside the band, mean over frames."),
            "layers": single(
                -(-(n - 1) // near), "Layers from the first frame to the last: ⌈(n − 1) / reach⌉."
            ),
            "lost": Table(far, ("distance",), says="Share of full attention beyond each distance."),
            "row": Table(
                pooled(whole[[late]], block)[0], ("key",), names, "What the later sound attends to, full."
            ),
            "cut_row": Table(pooled(cut[[late]], block)[0], ("key",), names, "The same, restricted."),
            "reaches": Table(np.array(REACHES), ("reach",), says="How far each of some bands reaches."),
        }
        | {
            name: Table(values, ("reach",), {"reach": tuple(map(str, REACHES))}, says)
            for (name, says), values in zip(BY_REACH.items(), trade.T, strict=True)
        }
    )


def sounds(n: int, early: int, late: int, seed: int) -> Numbers:
    """[frame, feature], each of length √d: each frame is much like the one before it; `late` is `early` again."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, WIDTH))
    for place in range(1, n):
        x[place] = SMOOTH * x[place - 1] + np.sqrt(1 - SMOOTH**2) * x[place]
    x[late] = x[early]
    return np.asarray(x * np.sqrt(WIDTH) / np.linalg.norm(x, axis=-1, keepdims=True))


def likeness(x: Numbers, sharp: float, others: Numbers | None = None) -> Numbers:
    """[query, key]: the scores of frames for their like, among themselves or among others."""
    return np.asarray(sharp * x @ (x if others is None else others).T / np.sqrt(WIDTH))


def softmaxed(scores: Numbers, allowed: NDArray[np.bool_]) -> Numbers:
    """Softmax over the keys that are allowed."""
    return np.asarray(softmax.reference(masked.reference(scores[None], allowed))[0])


def full(x: Numbers, sharp: float) -> Numbers:
    """[query, key], over all frames."""
    return softmaxed(likeness(x, sharp), np.ones((len(x), len(x)), dtype=bool))


def banded(x: Numbers, reach: int, sharp: float) -> Numbers:
    """[query, part]: the weights over 2 · reach + 1 frames around each, of which those outside the recording get 0.

    Holds n(2 · reach + 1) scores, and the windows are views of the frames: no n² array is ever made.
    """
    around = np.lib.stride_tricks.sliding_window_view(padded(x, reach), 2 * reach + 1, axis=0)
    scores = sharp * np.einsum("qd,qdp->qp", x, around) / np.sqrt(x.shape[-1])
    return softmaxed(scores, Window.same(2 * reach + 1).places(len(x)) != OUTSIDE)


def weighed(weights: Numbers, x: Numbers) -> Numbers:
    """[query, feature]: the frames of each window, added up with these weights."""
    around = np.lib.stride_tricks.sliding_window_view(
        padded(x, weights.shape[1] // 2), weights.shape[1], axis=0
    )
    return np.asarray(np.einsum("qp,qdp->qd", weights, around))


def padded(x: Numbers, reach: int) -> Numbers:
    """Zeros before and after."""
    return np.pad(x, ((reach, reach), (0, 0)))


def unrolled(band: Numbers, n: int) -> Numbers:
    """A band as [query, key], zero outside it."""
    places = Window.same(band.shape[1]).places(n)
    whole = np.zeros((n, n + 1))  # what is outside the recording falls into the last column
    whole[np.arange(n)[:, None], places] = band
    return whole[:, :n]


def lost_beyond(weights: Numbers) -> Numbers:
    """[distance]: how much of the weights lies farther away than that, mean over the queries."""
    n = len(weights)
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    at = np.bincount(apart.ravel(), weights.ravel(), minlength=n) / n
    return np.append(at[::-1].cumsum()[::-1][1:], 0.0)


def trade_off(x: Numbers, whole: Numbers, reach: int, early: int, late: int, sharp: float) -> list[float]:
    """What BY_REACH tells of a band that reaches so far."""
    n, width = len(x), min(2 * reach + 1, len(x))
    layers = paths.search(paths.windows(Window.same(2 * reach + 1), n), n).all
    allowed = np.abs(np.arange(n) - late) <= reach
    echo = softmaxed(likeness(x[late:], sharp, x)[:1], allowed[None])[0, early]
    return [n * width, layers, float(lost_beyond(whole)[min(reach, n - 1)]), echo]


def pooled(weights: Numbers, block: int) -> Numbers:
    """[block, block]: how much a query of one block gives to all keys of another, mean over the former."""
    queries, keys = (np.arange(0, size, block) for size in weights.shape)
    sizes = np.diff(np.append(queries, len(weights)))
    rows = np.add.reduceat(weights, queries, axis=0) / sizes[:, None]
    return np.asarray(np.add.reduceat(rows, keys, axis=1))

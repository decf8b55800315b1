"""Full and restricted attention over ten seconds of speech: memory, time, and what is lost (section 4).

The recording resembles speech: neighboring frames are similar, and one sound returns much later. Restricted attention
is computed only within its band: it never computes the scores that a mask would discard.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.masked import masked
from ...core.operations.softmax import weights as softmax
from ...core.operations.window import OUTSIDE, Window
from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ...core.trace.tags import Tag
from .families import paths
from .families.timing import spent
from .lab import Floats, Parameter, Result, result, single, table

WIDTH = 16  # features of a frame
SMOOTH = 0.8  # share of a frame that carries over to the next
REACHES = (4, 16, 64, 256, 1024)
BLOCKS = 40  # of frames, in the heat maps
HOP = 0.01  # seconds from one frame to the next
FLOAT = 4  # bytes of a float32
BY_REACH = {
    "reach_scores": N_("Number of one head's scores within each reach."),
    "reach_layers": N_("Layers needed to get from the first frame to the last, found by search."),
    "reach_lost": N_("Share of full attention outside the reach, mean over frames."),
    "reach_echo": N_("The weight that the later sound gives to the earlier one."),
}
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("frames", 1000, "n, length of the recording in frames", 80, 2000, 100, whole=True),
    Parameter("reach", 16, "number of frames seen on each side", 1, 1000, 16, whole=True),
    Parameter("again", 600, "number of frames until the sound returns", 1, 1990, 50, whole=True),
    Parameter("sharp", 4.0, "how sharply a frame attends to similar frames", 0.5, 8.0, 0.5),
    Parameter("seed", 0, "random seed for the sounds", 0, 9999, whole=True),
)


def run(frames: int, reach: int, again: int, sharp: float, seed: int) -> Result:
    """Both kinds of attention over one recording: memory, time, and what the band misses."""
    n, late = frames, frames - 3
    near = min(reach, n - 1)
    early = late - again
    if early < 0:
        raise Problem(_("again must be at most frames − 3 = {late}", late=late))
    x = sounds(n, early, late, seed)
    whole, band = full(x, sharp), banded(x, near, sharp)
    far = lost_beyond(whole)
    full_time, band_time = (
        spent(lambda: full(x, sharp) @ x),
        spent(lambda: weighed(banded(x, near, sharp), x)),
    )
    width = 2 * near + 1
    cut = unrolled(band, n)
    trade = np.array([trade_off(x, whole, each, early, late, sharp) for each in REACHES])
    block = -(-n // BLOCKS)
    row, cut_row = pooled(whole[[late]], block)[0], pooled(cut[[late]], block)[0]
    first_frames = range(0, n, block)  # of each block, from 0
    return result(
        {"query": first_frames, "key": first_frames},
        n=single(n, "Number of frames."),
        seconds=single(n * HOP, "Seconds, at one frame every 10 ms."),
        early=single(early, "The frame of the first sound, counted from 0."),
        late=single(late, "The frame at which the sound returns."),
        full=table(pooled(whole, block), "query, key", "Full attention between blocks of frames."),
        cut=table(pooled(cut, block), "query, key", "Restricted attention between these blocks."),
        scores=single(n * n, "Number of scores of one head over all frames: n²."),
        cut_scores=single(band.size, "Number of scores of one head within the band: n(2 · reach + 1)."),
        memory=single(whole.size * FLOAT, "Bytes of those n² scores in float32."),
        cut_memory=single(band.size * FLOAT, "Bytes of the scores within the band."),
        products=single(2 * n * n * WIDTH, "Multiply-adds of the scores and the weighted sum: 2n²d."),
        cut_products=single(
            2 * n * width * WIDTH, "Multiply-adds within the band: those of the scores and the weighted sum."
        ),
        saved=single(n / width, "Full attention ÷ band, for both scores and multiply-adds."),
        time=single(1000 * full_time, "CPU time of full attention in this run, in ms."),
        cut_time=single(1000 * band_time, "CPU time within the band, in ms."),
        faster=single(full_time / band_time, "Full attention ÷ band: CPU times measured in this run."),
        full_echo=single(whole[late, early], "The weight that the later sound gives to the earlier one."),
        cut_echo=single(
            cut[late, early], "The weight, within the band, that the later sound gives to the earlier one."
        ),
        found=single(early >= late - near, "Whether the earlier sound is within reach: 1 or 0."),
        mean_lost=single(far[near], "Share of full attention outside the band, mean over frames."),
        layers=single(
            -(-(n - 1) // near), "Layers needed to get from the first frame to the last: ⌈(n − 1) / reach⌉."
        ),
        lost=table(far, "distance", "Share of full attention beyond each distance."),
        row=table(row, "key", "The later sound's attention weights, with full attention."),
        cut_row=table(cut_row, "key", "The later sound's attention weights, with restricted attention."),
        reaches=table(REACHES, "reach", "The reach of each band."),
        **{
            name: table(values, "reach", says, {"reach": REACHES})
            for (name, says), values in zip(BY_REACH.items(), trade.T, strict=True)
        },
    )


def sounds(n: int, early: int, late: int, seed: int) -> Floats:
    """[frame, feature], each of length √d: each frame resembles the one before; `late` repeats `early`."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, WIDTH))
    for place in range(1, n):
        x[place] = SMOOTH * x[place - 1] + np.sqrt(1 - SMOOTH**2) * x[place]
    x[late] = x[early]
    return np.asarray(x * np.sqrt(WIDTH) / np.linalg.norm(x, axis=-1, keepdims=True))


def likeness(x: Floats, sharp: float, others: Floats | None = None) -> Floats:
    """[query, key]: the similarity scores of frames, with themselves or with `others`."""
    return np.asarray(sharp * x @ (x if others is None else others).T / np.sqrt(WIDTH))


def softmaxed(scores: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """Softmax over the allowed keys."""
    return np.asarray(softmax.reference(masked.reference(scores[None], allowed))[0])


def full(x: Floats, sharp: float) -> Floats:
    """[query, key]: the weights over all frames."""
    return softmaxed(likeness(x, sharp), np.ones((len(x), len(x)), dtype=bool))


def banded(x: Floats, reach: int, sharp: float) -> Floats:
    """[query, part]: the weights over the 2 · reach + 1 frames around each; frames outside the recording get 0.

    It holds n(2 · reach + 1) scores, and the windows are views of the frames: there is never an n² array.
    """
    scores = sharp * np.einsum("qd,qdp->qp", x, windows(x, reach)) / np.sqrt(x.shape[-1])
    return softmaxed(scores, Window.same(2 * reach + 1).places(len(x)) != OUTSIDE)


def weighed(weights: Floats, x: Floats) -> Floats:
    """[query, feature]: the weighted sums of the frames in each window."""
    return np.asarray(np.einsum("qp,qdp->qd", weights, windows(x, weights.shape[1] // 2)))


def windows(x: Floats, reach: int) -> Floats:
    """[query, feature, part]: the frames around each, with zeros before the first and after the last; a view."""
    padded = np.pad(x, ((reach, reach), (0, 0)))
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0)


def unrolled(band: Floats, n: int) -> Floats:
    """A band as [query, key], zero outside it."""
    places = Window.same(band.shape[1]).places(n)
    whole = np.zeros((n, n + 1))  # frames outside the recording go into the last column
    whole[np.arange(n)[:, None], places] = band
    return whole[:, :n]


def lost_beyond(weights: Floats) -> Floats:
    """[distance]: the total weight beyond each distance, mean over the queries."""
    n = len(weights)
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    at = np.bincount(apart.ravel(), weights.ravel(), minlength=n) / n
    return np.append(at[::-1].cumsum()[::-1][1:], 0.0)


def trade_off(x: Floats, whole: Floats, reach: int, early: int, late: int, sharp: float) -> list[float]:
    """The numbers of BY_REACH for a band with this reach."""
    n, width = len(x), min(2 * reach + 1, len(x))
    layers = paths.search(paths.windows(Window.same(2 * reach + 1), n), n).all
    allowed = np.abs(np.arange(n) - late) <= reach
    echo = softmaxed(likeness(x[late:], sharp, x)[:1], allowed[None])[0, early]
    return [n * width, layers, float(lost_beyond(whole)[min(reach, n - 1)]), echo]


def pooled(weights: Floats, block: int) -> Floats:
    """[block, block]: the weight that a query of one block gives all keys of another, mean over the queries."""
    queries, keys = (np.arange(0, size, block) for size in weights.shape)
    sizes = np.diff(np.append(queries, len(weights)))
    rows = np.add.reduceat(weights, queries, axis=0) / sizes[:, None]
    return np.asarray(np.add.reduceat(rows, keys, axis=1))

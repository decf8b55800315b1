"""Formats for the numbers of an array: all of the same width, with aligned decimal points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from . import precision
from .text import fit, width

MINUS, GAP = "−", "–"
TRUE, FALSE = "✓", "⋅"
AT_A_TIME = 1 << 16  # numbers that fit into a processor's cache
LARGEST, SMALLEST = 1e5, 1e-3  # outside this range, an array is written in powers of ten
RANGE = 1e4  # largest ÷ smallest number above which an experiment uses powers of ten


@dataclass(frozen=True)
class Summary:
    """Statistics of a whole array; `low`, `high`, `mean` and `spread` are those of its finite numbers.

    Attributes:
        spread: the standard deviation.
        finite, infinite, nan, zeros: how many there are.
    """

    count: int
    low: float
    high: float
    mean: float
    spread: float
    finite: int
    infinite: int
    nan: int
    zeros: int


def summarise(values: NDArray[np.generic]) -> Summary:
    """The statistics, in chunks, so that a large array is read from memory once (Chan et al. 1979)."""
    flat = np.asarray(values).reshape(-1)
    low, high = math.inf, -math.inf
    mean = squares = 0.0
    finite = nan = zeros = 0
    room = np.empty(min(flat.size, AT_A_TIME))  # for all chunks: new memory would cost more than the sums
    with np.errstate(over="ignore", invalid="ignore"):  # sums of large numbers may overflow
        for begin in range(0, flat.size, AT_A_TIME):
            chunk = flat[begin : begin + AT_A_TIME]
            zeros += int(np.count_nonzero(chunk == 0))
            lowest, highest = float(chunk.min()), float(chunk.max())
            if not (math.isfinite(lowest) and math.isfinite(highest)):
                nan += int(np.count_nonzero(np.isnan(chunk)))
                chunk = chunk[np.isfinite(chunk)]
                if not chunk.size:
                    continue
                lowest, highest = float(chunk.min()), float(chunk.max())
            low, high = min(low, lowest), max(high, highest)
            apart = room[: chunk.size]
            apart[...] = chunk
            here = float(apart.mean())
            apart -= here
            before, finite = finite, finite + chunk.size
            share, distance = chunk.size / finite, here - mean
            mean += share * distance
            squares += float(np.einsum("i,i", apart, apart)) + before * share * distance * distance
    if not finite:
        return Summary(flat.size, 0.0, 0.0, 0.0, 0.0, 0, flat.size - nan, nan, 0)
    spread = math.sqrt(squares / finite) if math.isfinite(squares) else squares
    return Summary(flat.size, low, high, mean, spread, finite, flat.size - finite - nan, nan, zeros)


def _smallest(numbers: NDArray[np.generic]) -> float:
    """The smallest absolute value that is not 0, computed in chunks; 1 if there is none."""
    flat, found = numbers.reshape(-1), math.inf
    for begin in range(0, flat.size, AT_A_TIME):
        sizes = np.abs(flat[begin : begin + AT_A_TIME].astype(np.float64))
        found = min(found, float(sizes.min(initial=math.inf, where=sizes > 0)))
    return found if math.isfinite(found) else 1.0


@dataclass(frozen=True)
class NumberFormat:
    """The format of the numbers of an array; calling it with a number returns exactly `width` columns.

    Attributes:
        kind: "decimal", "power" (of ten), "whole", "truth" or "word".
        width: columns.
        decimals: digits after the point.
        nan: how NaN is written.
        words: what the numbers 0, 1, … are written as.
    """

    kind: str
    width: int
    decimals: int = 0
    nan: str = "NaN"
    words: tuple[str, ...] = ()

    def __call__(self, value: float | bool) -> str:
        text = self.write(value)
        return fit(text, self.width, "right") if self.kind == "word" else text.rjust(self.width)

    def write(self, value: float | bool) -> str:
        """The number without padding on the left; an exact 0 is a bare 0, unlike a rounded one."""
        if not math.isfinite(value):
            return self.nan if value != value else "+∞" if value > 0 else f"{MINUS}∞"
        if self.kind == "truth":
            return TRUE if value else FALSE
        if self.kind == "word":
            return self.words[int(value)]
        if self.kind == "whole":
            return f"{int(value)}".replace("-", MINUS)
        if self.kind == "power":
            return _power(value) if value else "0"
        if not value:
            return "0" + " " * (self.decimals + bool(self.decimals))
        text = f"{value:.{self.decimals}f}"
        return text.replace("-", MINUS) if value < 0 and text.strip("-0.") else text.lstrip("-")

    def half_a_digit(self, value: float) -> float:
        """Half a unit in a number's last digit; 0 if it is written exactly."""
        if self.kind == "power":
            return (
                0.05 * 10.0 ** math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0.0
            )
        return 0.5 * 10.0**-self.decimals * (1 + 1e-9) if self.kind == "decimal" else 0.0


def _power(value: float) -> str:
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}e{int(exponent)}".replace("-", MINUS)


def _sizes(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """The absolute values that are finite and not 0."""
    sizes = np.abs(np.asarray(values, dtype=np.float64))
    return sizes[np.isfinite(sizes) & (sizes > 0)]


def powers(values: NDArray[np.generic]) -> NumberFormat:
    """Powers of ten, wide enough for the smallest and the largest number."""
    sizes = _sizes(values)
    ends = (float(sizes.min()), float(sizes.max())) if sizes.size else (1.0, 1.0)
    negative = bool((np.asarray(values) < 0).any())
    return NumberFormat("power", max(len(_power(end)) for end in ends) + negative)


def naming(words: Sequence[str]) -> NumberFormat:
    """The format that writes the numbers 0, 1, … as these words."""
    return NumberFormat("word", max(map(width, words)), words=tuple(words))


def spanning(values: NDArray[np.generic], gaps: bool = False, words: Sequence[str] = ()) -> NumberFormat:
    """The format for the numbers of an experiment: powers of ten if decimals would hide small numbers.

    Args:
        gaps: whether NaN means that there is no number.
        words: what the numbers 0, 1, … stand for, if they do.
    """
    if words:
        return naming(words)
    form = fitting(values)
    if form.kind == "decimal":
        sizes = _sizes(values)
        if sizes.size and sizes.max() > RANGE * sizes.min() and sizes.max() >= RANGE**0.5:
            form = powers(values)
    return replace(form, nan=GAP) if gaps else form


def fitting(
    values: NDArray[np.generic], summary: Summary | None = None, digits: int | None = None
) -> NumberFormat:
    """The format for an array: `digits` decimals, fewer for large numbers, more if all are small.

    Args:
        digits: by default, those in the settings.
    """
    kind = np.asarray(values).dtype.kind
    if kind == "b":
        return NumberFormat("truth", 1)
    found = summary or summarise(values)
    largest = max(abs(found.low), abs(found.high))
    negative = found.low < 0
    odd = 3 if found.nan else 2 if found.infinite else 1
    if kind in "iu":
        return NumberFormat("whole", max(odd, len(f"{int(largest)}") + negative))
    if largest >= LARGEST or 0 < largest < SMALLEST:
        ends = max(len(_power(found.low)), len(_power(found.high)), 6) + 1
        return NumberFormat("power", max(ends, len(_power(_smallest(np.asarray(values)))) + negative))
    digits = precision.current if digits is None else digits
    decimals = digits
    if 0 < largest < 0.1:
        decimals += 1 + (largest < 0.01)
    elif largest >= 100:
        decimals = max(1, digits - (len(f"{int(largest)}") - 2))  # a rounded 0.0 must differ from an exact 0
    written = f"{largest:.{decimals}f}"  # rounding may make it longer: 9.999
    return NumberFormat("decimal", max(odd, len(written) + negative), decimals)


def together(
    arrays: Sequence[tuple[NDArray[np.generic], Summary]], digits: int | None = None
) -> NumberFormat:
    """One format for arrays of one type that are next to each other, in which every number of each fits."""
    every = [summary for _values, summary in arrays]
    all_of_them = replace(
        every[0],
        low=min(each.low for each in every),
        high=max(each.high for each in every),
        infinite=sum(each.infinite for each in every),
        nan=sum(each.nan for each in every),
    )
    formats = (fitting(values, all_of_them, digits) for values, _summary in arrays)
    return max(formats, key=lambda each: each.width)  # only the width may depend on the smallest numbers

"""The number formats in which weights are stored, and their conversion to float32."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...operations.operation import Array

BITS = {
    **dict.fromkeys(("F4",), 4),
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    **dict.fromkeys(("BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"), 8),
    **dict.fromkeys(("I16", "U16", "F16", "BF16"), 16),
    **dict.fromkeys(("I32", "U32", "F32"), 32),
    **dict.fromkeys(("I64", "U64", "F64", "C64"), 64),
}
"""Bits of a number in each format of safetensors."""

BFLOAT16 = "BF16"
READABLE = {"F32": "float32", BFLOAT16: "bfloat16", "F16": "float16", "F64": "float64"}
"""The formats that weights may have, and what users call them."""

NUMPY = {"F32": "<f4", BFLOAT16: "<u2", "F16": "<f2", "F64": "<f8"}
"""The NumPy type that holds the bytes of each; NumPy has no bfloat16."""


def widened(stored: NDArray[Any], precision: str) -> Array:
    """Stored numbers as float32: the array itself if it is float32, otherwise a new one.

    Every float16 and bfloat16 is exactly a float32; float64 is rounded.

    Args:
        stored: an array whose type is that of `precision` in NUMPY.
    """
    if precision == BFLOAT16:  # the upper half of a float32
        bits = stored.astype(np.uint32)
        bits <<= np.uint32(16)
        return bits.view(np.float32)
    with np.errstate(over="ignore"):  # a number too large for float32 becomes ∞
        wide = stored.astype(np.float32, copy=False)
    return np.require(wide, requirements="A")


def described(precisions: Iterable[str]) -> str:
    """What users call these formats, such as "bfloat16, float32"."""
    return ", ".join(sorted({READABLE.get(each, each) for each in precisions}))

"""The number formats of GGUF files: floating-point, and quantized, which the package `gguf` decodes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...support.localization import _
from ..hugging_face.precision import BITS, NUMPY, READABLE
from ..model import CheckpointError

FLOATS = {0: "F32", 1: "F16", 28: "F64", 30: "BF16"}
"""The numbers of the formats that are not quantized, and safetensors' names for them."""


@dataclass(frozen=True)
class Format:
    """A number format.

    Attributes:
        name: what users call it.
        precision: that of the decoded numbers; see `hugging_face.precision.READABLE`.
        block: how many numbers are stored together, along the last axis.
        bytes: of a block.
        kind: the package's name of a quantized format.
    """

    name: str
    precision: str
    block: int
    bytes: int
    kind: Any = None

    def decoded(self, data: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[Any]:
        """The numbers of a tensor: a view of its bytes, or new float32 numbers if they are quantized."""
        if self.kind is None:
            return data.view(NUMPY[self.precision]).reshape(shape)
        from gguf.quants import dequantize

        rows = data.reshape(-1, shape[-1] // self.block * self.bytes)
        with np.errstate(all="ignore"):  # a scale may be NaN or ∞
            numbers: NDArray[np.float32] = dequantize(rows, self.kind)
        if numbers.dtype != np.float32 or numbers.size != math.prod(shape):
            raise ValueError(f"{numbers.dtype}{list(numbers.shape)}")
        return numbers.reshape(shape)


@cache
def format_of(number: int) -> Format:
    """The format with this number; CheckpointError if it is unknown, or needs a package that is not installed."""
    if (precision := FLOATS.get(number)) is not None:
        return Format(READABLE[precision], precision, 1, BITS[precision] // 8)
    try:
        from gguf import quants
        from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType
    except ImportError:
        raise CheckpointError(
            _(
                "quantized weights need the package gguf: pip install {package}",
                package="'transformer-explore[gguf]'",
            )
        ) from None
    try:
        kind = GGMLQuantizationType(number)
        block, size = GGML_QUANT_SIZES[kind]
        quants.dequantize(np.zeros((1, size), np.uint8), kind)
    except Exception:  # no such number, or a format that the package cannot decode
        raise CheckpointError(_("weights in format {number} cannot be decoded", number=number)) from None
    return Format(kind.name, "F32", block, size, kind)

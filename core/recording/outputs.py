"""What a leaf returned, as a trace has it: its array, its type, its bytes; or what stands in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from ..operations.operation import Array
from ..trace.statistics import Statistics


class Placeholder:
    """What a recording keeps in place of a tensor whose numbers it does not keep.

    It hangs on the tensor while that lives, so that the leaf that reads it is known to have read it; and since the
    recording keeps the stand-in, its `id` is an identity when the tensor is long gone.
    """

    __slots__ = ("dtype", "is_derived", "shape", "statistics")

    def __init__(self, tensor: Tensor, is_derived: bool, statistics: Statistics | None) -> None:
        self.shape, self.dtype = tensor.shape, tensor.dtype
        self.is_derived, self.statistics = is_derived, statistics


def arrays(outputs: Sequence[Any]) -> Iterator[Array | None]:
    """Each output's numbers without the batch axis, as NumPy has them; None where a stand-in is all there is.

    From a GPU all are fetched together: one wait, not one for each step.
    """
    if any(isinstance(x, Tensor) and x.is_cuda for x in outputs):
        outputs = [_on_its_way(x) if isinstance(x, Tensor) else x for x in outputs]
        torch.cuda.synchronize()
    for output in outputs:
        yield array_of(output) if isinstance(output, Tensor) and not output.is_meta else None


def _on_its_way(output: Tensor) -> Tensor:
    return torch.empty(output.shape, dtype=output.dtype, pin_memory=True).copy_(output, non_blocking=True)


def array_of(output: Tensor) -> Array:
    if output.dtype == torch.bfloat16:  # which NumPy lacks; a trace says so in its run
        output = output.float()
    array: Array = output.detach()[0].cpu().numpy()
    return array


def bytes_of(outputs: Sequence[Any]) -> int:
    """Of the memory that the outputs' arrays take; what several share is counted once, stand-ins take none."""
    total, reached = 0, (0, 0)  # of which memory, up to where
    for memory, start, end in sorted(_extent(output) for output in outputs if isinstance(output, Tensor)):
        begin = max(start, reached[1]) if memory == reached[0] else start
        total += max(0, end - begin)
        reached = memory, max(end, reached[1] if memory == reached[0] else 0)
    return total


def _extent(output: Tensor) -> tuple[int, int, int]:
    """Which memory an output's array lies in, and from which byte to which. Known without any number, too."""
    if output.dtype == torch.bfloat16:  # becomes an array of its own
        return id(output), 0, 4 * output.numel()
    steps = zip(output.shape, output.stride(), strict=True)
    length = 1 + sum((size - 1) * stride for size, stride in steps) if output.numel() else 0
    start, width = int(output.storage_offset()), output.element_size()
    return int(output.untyped_storage()._cdata), start * width, int(start + length) * width


def dtype_of(dtype: torch.dtype) -> str:
    return "float32" if dtype == torch.bfloat16 else str(dtype).removeprefix("torch.")

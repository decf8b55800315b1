"""The outputs of leaves as a trace stores them: arrays, types and sizes, or placeholders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from ..operations.operation import Array
from ..trace.keeping import covered
from ..trace.statistics import Statistics


class Placeholder:
    """Replaces a tensor whose numbers are not stored.

    It is an attribute of the tensor, so that the recording recognizes the input of the next leaf. Since the recording
    keeps the placeholder, its `id` stays unique after the tensor is freed.
    """

    __slots__ = ("dtype", "is_derived", "shape", "statistics")

    def __init__(self, tensor: Tensor, is_derived: bool, statistics: Statistics | None) -> None:
        self.shape, self.dtype = tensor.shape, tensor.dtype
        self.is_derived, self.statistics = is_derived, statistics


def arrays(outputs: Sequence[Any]) -> Iterator[Array | None]:
    """Each output as a NumPy array without the batch axis; None for a placeholder.

    All outputs on a GPU are copied together, with a single wait.
    """
    if any(isinstance(x, Tensor) and x.is_cuda for x in outputs):
        outputs = [_start_copy(x) if isinstance(x, Tensor) else x for x in outputs]
        torch.cuda.synchronize()
    for output in outputs:
        yield array_of(output) if isinstance(output, Tensor) and not output.is_meta else None


def _start_copy(output: Tensor) -> Tensor:
    return torch.empty(output.shape, dtype=output.dtype, pin_memory=True).copy_(output, non_blocking=True)


def array_of(output: Tensor) -> Array:
    """An output as a NumPy array without the batch axis."""
    if output.dtype == torch.bfloat16:  # NumPy has no bfloat16; the trace's `run` records it
        output = output.float()
    array: Array = output.detach()[0].cpu().numpy()
    return array


def bytes_of(outputs: Sequence[Any]) -> int:
    """The bytes of the outputs' arrays; shared memory is counted once, placeholders take none."""
    by_storage: dict[int, list[tuple[int, int]]] = {}
    for output in outputs:
        if isinstance(output, Tensor):
            storage, *extent = _extent(output)
            by_storage.setdefault(storage, []).append((extent[0], extent[1]))
    return sum(map(covered, by_storage.values()))


def _extent(output: Tensor) -> tuple[int, int, int]:
    """An output's storage, and its first byte there and the one after its last; also for tensors without numbers."""
    if output.dtype == torch.bfloat16:  # is converted to a new array
        return id(output), 0, 4 * output.numel()
    steps = zip(output.shape, output.stride(), strict=True)
    length = 1 + sum((size - 1) * stride for size, stride in steps) if output.numel() else 0
    start, width = int(output.storage_offset()), output.element_size()
    return int(output.untyped_storage()._cdata), start * width, int(start + length) * width


def dtype_of(dtype: torch.dtype) -> str:
    """The name of a type in a trace."""
    return "float32" if dtype == torch.bfloat16 else str(dtype).removeprefix("torch.")

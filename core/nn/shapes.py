"""Models that have shapes but no numbers, on the device "meta"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

INITIAL_VALUES = "torch.nn.init"
aten = torch.ops.aten
ELEMENTWISE = {  # the output has the number format of the inputs that are no masks
    aten._log_softmax.default,
    aten._softmax.default,
    aten.add.Tensor,
    aten.bitwise_and.Tensor,
    aten.div.Tensor,
    aten.gelu.default,
    aten.masked_fill.Scalar,
    aten.mul.Tensor,
    aten.pow.Tensor_Scalar,
    aten.relu.default,
    aten.rsqrt.default,
    aten.sigmoid.default,
    aten.silu.default,
    aten.sub.Tensor,
    aten.tanh.default,
    aten.tril.default,
    aten.where.self,
}
OF_MASKS = {
    aten.bitwise_and.Tensor,
    aten.tril.default,
}  # elementwise operations that also make masks of masks
COMPARISONS = {aten.eq.Scalar, aten.gt.Scalar, aten.ne.Scalar}


@contextmanager
def shapes_only() -> Iterator[None]:
    """A block in which new modules are on the device "meta"."""
    with torch.device("meta"), _NoInitialValues():
        yield


class _NoInitialValues(TorchFunctionMode):
    """Leaves out the initial values of parameters: on this device, torch loads its compiler for random ones (2 s)."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        named = kwargs or {}
        if getattr(func, "__module__", None) == INITIAL_VALUES:
            return named["tensor"] if "tensor" in named else args[0]
        return func(*args, **named)


@contextmanager
def without_compiler() -> Iterator[None]:
    """A block in which models on the device "meta" run without torch's compiler, which takes seconds to load.

    On this device, torch computes shapes with Python functions that load the compiler. Here the shapes of most
    operations of our models are computed instead; torch computes the others, and what is on another device.
    """
    with _Shapes():  # type: ignore[no-untyped-call]
        yield


class _Shapes(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Computes the shapes."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # otherwise torch loads the compiler only to exclude this class from it

    def __torch_dispatch__(
        self,
        func: Any,
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        inputs = [x for x in (args[0] if func is aten.cat.default else args) if isinstance(x, Tensor)]
        made = _made(func, args, inputs) if inputs and all(x.is_meta for x in inputs) else None
        return func(*args, **(kwargs or {})) if made is None else made


def _made(func: Any, args: Sequence[Any], inputs: Sequence[Tensor]) -> Any:
    """The output of an operation on the device "meta"; None if torch has to compute its shape."""
    first = inputs[0]
    if func in ELEMENTWISE:
        return _elementwise(func, inputs)
    if func in COMPARISONS:
        return first.new_empty(first.shape, dtype=torch.bool)
    if func is aten.add_.Scalar:
        return first
    if func is aten.addmm.default:
        return first.new_empty((args[1].shape[0], args[2].shape[1]))
    if func is aten.cat.default:
        return _joined(*args) if len({x.dtype for x in inputs}) == 1 else None
    if func is aten.mean.dim and args[2:] == (True,):
        return _reduced(first, args[1])
    if func is aten.native_layer_norm.default:
        normalized = range(-len(args[1]), 0)
        return first.new_empty(first.shape), _reduced(first, normalized), _reduced(first, normalized)
    return None


def _elementwise(func: Any, inputs: Sequence[Tensor]) -> Tensor | None:
    formats = {x.dtype for x in inputs} - {torch.bool}
    if len(formats) > 1 or not all(each.is_floating_point for each in formats):
        return None
    if not formats and func not in OF_MASKS:
        return None
    shape = torch.broadcast_shapes(*(x.shape for x in inputs))  # type: ignore[no-untyped-call]
    return inputs[0].new_empty(shape, dtype=formats.pop() if formats else torch.bool)


def _joined(parts: Sequence[Tensor], axis: int = 0) -> Tensor:
    sizes = list(parts[0].shape)
    sizes[axis] = sum(part.shape[axis] for part in parts)
    return parts[0].new_empty(sizes)


def _reduced(x: Tensor, axes: Sequence[int]) -> Tensor:
    """A mean along some axes, which stay with size 1."""
    sizes = list(x.shape)
    for axis in axes:
        sizes[axis] = 1
    return x.new_empty(sizes)

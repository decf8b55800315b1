"""Estimate the size of a recording from shapes, before anything is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import torch
from torch import Tensor, nn

from ..interventions.apply import intervened
from ..nn.attention import KeyValue
from ..nn.configuration import Configuration
from ..nn.decoder_only import DecoderOnly
from ..nn.layers import Cache, LayerCache
from ..nn.shapes import shapes_only
from ..nn.stack import DecoderConfiguration, Stack
from ..nn.transformer import Transformer
from ..running.request import Request
from .recording import record

MEASURED = 4  # prefixes up to this length are measured; longer ones are extrapolated


@dataclass(frozen=True)
class Footprint:
    """The size of a recording.

    Attributes:
        steps: the number of steps.
        bytes: of the stored arrays; shared memory is counted once.
    """

    steps: int
    bytes: int

    def __add__(self, other: Footprint) -> Footprint:
        return Footprint(self.steps + other.steps, self.bytes + other.bytes)


def of_forward(request: Request, sizes: Configuration, source: int, target: int) -> Footprint:
    """The size of a Transformer's forward pass over this number of source and target tokens."""
    return _of_call(request, _shapes(sizes, request.dtype), source, target)


def of_module(request: Request, build: Callable[[Any], nn.Module], sizes: Any, *lengths: int) -> Footprint:
    """The size of one call of a module whose arguments are ids of these lengths."""
    return _of_call(request, _built(build, sizes, request.dtype), *lengths)


def _built(build: Callable[[Any], nn.Module], sizes: Any, dtype: str) -> nn.Module:
    """A module with shapes but without numbers."""
    with shapes_only():
        model = build(sizes)
    return model.to("meta", getattr(torch, dtype)).eval()


def _of_call(request: Request, model: nn.Module, *lengths: int) -> Footprint:
    with intervened(model, request.interventions) as changed, record(changed, request.keep) as recording:
        changed(*map(_ids, lengths))
    return Footprint(len(recording), recording.bytes())


def of_decoding(request: Request, sizes: Configuration, source: int, reads: Sequence[int]) -> Footprint:
    """The size of a decoding that reads prefixes of these lengths."""
    model, source_ids = _shapes(sizes, request.dtype), _ids(source)
    with intervened(model, request.interventions) as model:
        with record(model, request.keep) as recording:
            memory = model.encode(source_ids)
            start = model.init_cache(memory) if request.cached else None
        whole = Footprint(len(recording), recording.bytes())
        known = {
            length: _of_prefix(request, model, source_ids, memory, start, length)
            for length in sorted({min(length, MEASURED) for length in reads} | set(range(2, MEASURED + 1)))
        }
    return sum((_extrapolated(known, length) for length in reads), whole)


def _of_prefix(
    request: Request, model: Transformer, source: Tensor, memory: Tensor, start: Cache | None, length: int
) -> Footprint:
    """The size of one prefix."""
    target = _ids(length)
    with record(model, request.keep) as recording:
        if start is None:
            model.decode(target, memory, source)
        else:
            model.decode_step(target[:, -1:], target, _grown(start, model.parts.decoder, length - 1), source)
    return Footprint(len(recording), recording.bytes())


def of_continuation(
    request: Request,
    build: Callable[[Any], DecoderOnly],
    sizes: DecoderConfiguration,
    text: int,
    reads: Sequence[int],
) -> Footprint:
    """The size of a decoding that reads a text of this many tokens, and then prefixes of these lengths."""
    model = cast(DecoderOnly, _built(build, sizes, request.dtype))
    with intervened(model, request.interventions) as model:
        whole = _of_text(request, model, text, text)
        known = {
            length: _of_text(request, model, length, 1)
            for length in sorted({min(length, MEASURED) for length in reads} | set(range(2, MEASURED + 1)))
            if length <= sizes.longest
        }
    return sum((_extrapolated(known, length) for length in reads), whole)


def _of_text(request: Request, model: DecoderOnly, length: int, new: int) -> Footprint:
    """The size of one prefix of a text, of which this many tokens are new."""
    ids, stack = _ids(length), model.configuration.decoder
    with record(model, request.keep) as recording:
        if not request.cached:
            model(ids)
        else:
            dtype = next(model.parameters()).dtype
            held = torch.empty((1, stack.groups, length - new, stack.d_head), dtype=dtype, device="meta")
            cache = (KeyValue(held, held) if length > new else None,) * stack.layers
            model.decode_step(ids[:, length - new :], ids, cache)
    return Footprint(len(recording), recording.bytes())


def _extrapolated(known: Mapping[int, Footprint], length: int) -> Footprint:
    """The size of a prefix of any length.

    An array has at most two axes along the prefix, so from length 2 on its size is a polynomial of degree 2, which
    three lengths determine. (For a single position, some arrays share their memory.)
    """
    if length in known:
        return known[length]
    first, second, third = (known[n].bytes for n in (2, 3, 4))
    slope, curvature, n = second - first, third - 2 * second + first, length - 2
    return Footprint(known[2].steps, first + n * slope + n * (n - 1) // 2 * curvature)


def _ids(length: int) -> Tensor:
    return torch.empty(1, length, dtype=torch.int64, device="meta")


def _grown(start: Cache, stack: Stack, length: int) -> Cache:
    """A cache that holds this number of target positions."""
    if not length:
        return start
    shape = (1, stack.groups, length, stack.d_head)
    held = torch.empty(shape, dtype=start[0].source.key.dtype, device="meta")
    return tuple(LayerCache(layer.source, KeyValue(held, held)) for layer in start)


@lru_cache(maxsize=2)
def _shapes(sizes: Configuration, dtype: str) -> Transformer:
    """A model with shapes but without numbers."""
    with shapes_only():
        model = Transformer(sizes)
    return model.to("meta", getattr(torch, dtype)).eval()

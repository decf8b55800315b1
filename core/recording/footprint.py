"""How many bytes a recording will take, from shapes alone, before anything is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from ..interventions.apply import intervened
from ..nn.attention import KeyValue
from ..nn.configuration import Configuration
from ..nn.transformer import Cache, LayerCache, Transformer
from ..running.request import Request
from .recording import record

MEASURED = 4  # prefixes up to this length are measured, longer ones follow from them


@dataclass(frozen=True)
class Footprint:
    """What a recording holds.

    Attributes:
        steps: how many.
        bytes: of their arrays; those that share memory counted once, those that are not kept not at all.
    """

    steps: int
    bytes: int

    def __add__(self, other: Footprint) -> Footprint:
        return Footprint(self.steps + other.steps, self.bytes + other.bytes)


def of_forward(request: Request, sizes: Configuration, source: int, target: int) -> Footprint:
    """The footprint of a Transformer's forward pass over so many tokens."""
    return _of_call(request, _shapes(sizes, request.dtype), source, target)


def of_module(request: Request, build: Callable[[Any], nn.Module], sizes: Any, *lengths: int) -> Footprint:
    """The footprint of one call of a module whose arguments are ids of these lengths."""
    with torch.device("meta"):
        model = build(sizes)
    return _of_call(request, model.to("meta", getattr(torch, request.dtype)).eval(), *lengths)


def _of_call(request: Request, model: nn.Module, *lengths: int) -> Footprint:
    with intervened(model, request.interventions) as changed, record(changed, request.keep) as recording:
        changed(*map(_ids, lengths))
    return Footprint(len(recording), recording.bytes())


def of_decoding(request: Request, sizes: Configuration, source: int, reads: Sequence[int]) -> Footprint:
    """Of a decoding that reads prefixes of these lengths."""
    model, asked = _shapes(sizes, request.dtype), _ids(source)
    with intervened(model, request.interventions) as model:
        with record(model, request.keep) as recording:
            memory = model.encode(asked)
            start = model.init_cache(memory) if request.cached else None
        whole = Footprint(len(recording), recording.bytes())
        known = {
            length: _of_read(request, model, asked, memory, start, length)
            for length in sorted({min(length, MEASURED) for length in reads} | set(range(2, MEASURED + 1)))
        }
    return sum((_extrapolated(known, length) for length in reads), whole)


def _of_read(
    request: Request, model: Transformer, source: Tensor, memory: Tensor, start: Cache | None, length: int
) -> Footprint:
    """Of one prefix of that length."""
    said = _ids(length)
    with record(model, request.keep) as recording:
        if start is None:
            model.decode(said, memory, source)
        else:
            model.decode_step(said[:, -1:], said, _grown(start, model.configuration, length - 1), source)
    return Footprint(len(recording), recording.bytes())


def _extrapolated(known: Mapping[int, Footprint], length: int) -> Footprint:
    """What a prefix of any length takes.

    An array has at most two axes along the prefix, so from length 2 on its size is a polynomial of degree 2, which
    three lengths determine. (With one position alone, some arrays are the same memory.)
    """
    if length in known:
        return known[length]
    first, second, third = (known[n].bytes for n in (2, 3, 4))
    rise, bend, far = second - first, third - 2 * second + first, length - 2
    return Footprint(known[2].steps, first + far * rise + far * (far - 1) // 2 * bend)


def _ids(length: int) -> Tensor:
    return torch.empty(1, length, dtype=torch.int64, device="meta")


def _grown(start: Cache, sizes: Configuration, length: int) -> Cache:
    """A cache that holds so many target positions."""
    if not length:
        return start
    shape = (1, sizes.heads, length, sizes.d_model // sizes.heads)
    held = torch.empty(shape, dtype=start[0].source.key.dtype, device="meta")
    return tuple(LayerCache(layer.source, KeyValue(held, held)) for layer in start)


@lru_cache(maxsize=2)
def _shapes(sizes: Configuration, dtype: str) -> Transformer:
    """A model that has shapes and no numbers."""
    with torch.device("meta"):
        model = Transformer(sizes)
    return model.to("meta", getattr(torch, dtype)).eval()

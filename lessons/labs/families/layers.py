"""One layer of each kind that table 1 compares, built from `core.nn`, to be counted, recorded and timed.

Imports torch, so a lab imports this inside `run`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from ....core.nn.attention import Attention
from ....core.nn.convolution import Convolution
from ....core.nn.linear import Linear
from ....core.nn.mask import PaddingMask
from ....core.nn.recurrent import Gru, Lstm, Rnn
from ....core.nn.shapes import shapes_only
from ....core.operations.expression import Source
from ....core.operations.linear import attention_output, key, query, value
from ....core.operations.window import OUTSIDE, Window
from ....core.recording.recording import record
from ....core.trace import Step

Stream = Float[Tensor, "batch position feature"]
Kind = Callable[[], nn.Module]

PADDING = 0
REAL = 1  # the id of every position: none is padding
PRODUCTS = ("query", "key", "value", "dot_products", "heads", "output")  # the multiplying steps of attention
BETWEEN_POSITIONS = ("dot_products", "heads")


class SelfAttention(nn.Module):
    """Self-attention over all positions with one head of width d: as many multiplications as with several heads."""

    def __init__(self, d: int) -> None:
        super().__init__()
        self.attention = Attention(d, 1, PaddingMask(PADDING))

    def forward(self, x: Stream) -> Stream:
        ids = torch.full(x.shape[:2], REAL, device=x.device)
        gathered: Stream = self.attention(x, x, ids, ids)
        return gathered


class BandAttention(nn.Module):
    """Self-attention restricted to a window around each position, and computed only there.

    `BandMask` gives the same numbers, but computes all n² scores: a mask saves nothing.
    """

    def __init__(self, d: int, width: int) -> None:
        super().__init__()
        self.window = Window.same(width)
        self.query, self.key, self.value, self.output = (
            Linear(operation, d, d, bias=False) for operation in (query, key, value, attention_output)
        )

    def forward(self, x: Stream) -> Stream:
        query, key, value = self.query(x), self._windows(self.key(x)), self._windows(self.value(x))
        scores = query.unsqueeze(2) @ key / math.sqrt(x.shape[-1])  # batch, position, 1, part
        outside = torch.from_numpy(self.window.places(x.shape[1]) == OUTSIDE).to(x.device)
        weights = torch.softmax(scores.masked_fill(outside.unsqueeze(1), -math.inf), dim=-1)
        gathered: Stream = self.output((weights @ value.transpose(-1, -2)).squeeze(2))
        return gathered

    def _windows(self, x: Stream) -> Float[Tensor, "batch position feature part"]:
        padded = F.pad(x, (0, 0, self.window.before, self.window.after))
        return padded.unfold(1, self.window.width, 1)


class TorchRnn(nn.Module):
    """PyTorch's vanilla RNN: one call, with the loop over positions in C++."""

    def __init__(self, d: int) -> None:
        super().__init__()
        self.rnn = nn.RNN(d, d, batch_first=True)

    def forward(self, x: Stream) -> Stream:
        states: Tensor = self.rnn(x)[0]
        return states


def kinds(d: int, k: int, r: int) -> Mapping[str, Kind]:
    """A constructor for a layer of each kind."""
    return {
        "attention": lambda: SelfAttention(d),
        "rnn": lambda: Rnn(d, d),
        "gru": lambda: Gru(d, d),
        "lstm": lambda: Lstm(d, d),
        "convolution": lambda: Convolution(d, d, Window.same(k)),
        "restricted": lambda: BandAttention(d, r),
    }


def multiply_adds(make: Kind, n: int, d: int) -> Mapping[str, int]:
    """The multiply-adds of each part of a layer, from the shapes that PyTorch sees while the layer runs.

    It runs on the meta device, with shapes and no numbers. The name of the whole layer is "".
    """
    with shapes_only(), torch.no_grad():
        layer, x = make(), torch.empty(1, n, d)
        with FlopCounterMode(display=False) as counter:
            layer(x)
    counts = {name: sum(each.values()) // 2 for name, each in counter.get_flop_counts().items()}  # · and +
    whole = counts.pop("Global")
    return {name.removeprefix(f"{type(layer).__name__}."): count for name, count in counts.items()} | {
        "": whole
    }


def recorded(make: Kind, n: int, d: int) -> tuple[Step, ...]:
    """The recorded steps of a layer over n positions; for self-attention those of `core.nn.Attention`."""
    torch.manual_seed(0)
    layer, x = make().eval(), torch.randn(1, n, d)
    ids = torch.full((1, n), REAL)
    with torch.no_grad():
        if isinstance(layer, SelfAttention):
            with record(layer.attention, x=x, ids=ids) as recording:
                layer.attention(x, x, ids, ids)
        else:
            with record(layer, x=x) as recording:
                layer(x)
    return recording.steps()


def longest_chain(steps: tuple[Step, ...]) -> list[Step]:
    """The longest chain of steps in which each waits for the one before."""
    known = {step.source: step for step in steps}
    length: dict[Source | None, int] = {None: 0}  # of the chain that ends with a step
    before: dict[Source, Source | None] = {}
    for step in steps:
        waits = max((each for each in step.inputs if each in known), key=length.__getitem__, default=None)
        before[step.source], length[step.source] = waits, 1 + length[waits]
    last = max(length, key=length.__getitem__)
    chain = []
    while last is not None:
        chain.append(known[last])
        last = before[last]
    return chain[::-1]

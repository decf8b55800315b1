"""How long one layer of each kind takes as the sequence grows, measured on this machine (section 4).

CPU time of the forward pass on one thread, where sequential and parallel work cost the same. The times therefore
show how much is computed; `sequential` shows how much of it would still have to wait on a machine with a thousand
cores. `benchmarks/order.py` measures longer sequences and also elapsed time.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ...core.trace.tags import Tag
from .families.timing import spent
from .lab import Parameter, Result, result, single, table

SHORTEST = 64
KINDS = ("attention", "restricted", "convolution", "RNN, in C++", "RNN, step by step")
KERNEL, NEIGHBOURS = 3, 16  # k and r
SHOWS = Tag.UNTRAINED
PARAMETERS = (
    Parameter("d", 64, "d, the width of the vectors", 8, 256, 8, whole=True),
    Parameter("longest", 1024, "length of the longest sequence", 128, 1024, 64, whole=True),
)


def run(d: int, longest: int) -> Result:
    """CPU time of a layer over sequences of increasing length; only the counts are reproducible."""
    import torch

    from .families import layers

    lengths = _lengths(longest)
    made = layers.kinds(d, KERNEL, NEIGHBOURS)
    makers = (
        made["attention"],
        made["restricted"],
        made["convolution"],
        lambda: layers.TorchRnn(d),
        made["rnn"],
    )
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            torch.manual_seed(0)
            inputs = [torch.randn(1, length, d) for length in lengths]
            models = [make().eval() for make in makers]
            times = np.array([[spent(partial(model, x)) for x in inputs] for model in models])
    finally:
        torch.set_num_threads(threads)
    order = np.array([[1] * len(lengths)] * 3 + [lengths] * 2)
    growth = times[:, -1] / times[:, 0]
    return result(
        {"kind": KINDS, "n": lengths},
        milliseconds=table(1000 * times, "kind, n", "CPU time of a layer, forward pass, in ms."),
        growth=table(times / times[:, :1], "kind, n", "Time relative to the shortest sequence."),
        against=table(times / times[:1], "kind, n", "Time relative to attention at this length."),
        sequential=table(order, "kind, n", "Sequential steps, exact."),
        lengths=table(lengths, "n", "The sequence lengths."),
        attention_growth=single(
            growth[0], "Attention: time for the longest sequence ÷ time for the shortest."
        ),
        convolution_growth=single(
            growth[2], "Convolution: time for the longest sequence ÷ time for the shortest."
        ),
        rnn_growth=single(growth[3], "PyTorch's RNN: time for the longest sequence ÷ time for the shortest."),
        steps_growth=single(
            growth[4], "RNN, step by step: time for the longest sequence ÷ time for the shortest."
        ),
        steps_ratio=single(
            times[4, -1] / times[0, -1], "RNN, step by step ÷ attention, at the greatest length."
        ),
        length_growth=single(lengths[-1] / lengths[0], "The sequence lengths: longest ÷ shortest."),
    )


def _lengths(longest: int) -> list[int]:
    lengths = [SHORTEST]
    while lengths[-1] * 2 < longest:
        lengths.append(lengths[-1] * 2)
    return [*lengths, longest]

"""How strongly each decoder layer is corrected before any training: post-norm against pre-norm.

The paper's order is LayerNorm(x + Sublayer(x)) (section 3.1); Xiong et al. 2020 (arXiv 2002.04745) show what it does
to gradients.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .lab import Parameter, Result, Table, Value, single

WIDTH, VOCABULARY, LENGTH, SENTENCES = 64, 64, 8, 4
PARAMETERS = (
    Parameter("layers", 12, "N, layers on each side", 2, 18, whole=True),
    Parameter("seed", 0, "seed of numbers and sentences", 0, 9999, whole=True),
)


def run(layers: Value, seed: Value) -> Result:
    """The gradient's norm over each decoder layer's parameters, on a first batch of random sentences."""
    number, start = int(layers), int(seed)
    post, pre = (gradients(order, number, start) for order in ("post-norm", "pre-norm"))
    words = {"layer": tuple(str(n + 1) for n in range(number))}
    return Result(
        {
            "layer": Table(np.arange(1, number + 1), ("layer",), words, "The decoder layer, from the first."),
            "post": Table(post, ("layer",), words, "Post-norm: the size of each layer's gradient."),
            "pre": Table(pre, ("layer",), words, "Pre-norm: the size of each layer's gradient."),
            "post_ratio": single(post[0] / post[-1], "Post-norm: first layer / last layer."),
            "pre_ratio": single(pre[0] / pre[-1], "Pre-norm: first layer / last layer."),
        }
    )


def gradients(residual: str, layers: int, seed: int) -> NDArray[np.float64]:
    """[layer]: norm of the loss's gradient over the parameters of each decoder layer of a fresh model."""
    import torch

    from ...core.nn.configuration import Configuration
    from ...core.nn.transformer import Transformer
    from ...core.training.loss import smoothed_cross_entropy

    sizes = Configuration(
        vocabulary=VOCABULARY,
        d_model=WIDTH,
        layers=layers,
        heads=4,
        d_ff=4 * WIDTH,
        dropout=0.0,
        longest=LENGTH,
        residual=residual,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Transformer(sizes)
        source, target, wanted = torch.randint(1, VOCABULARY, (3, SENTENCES, LENGTH))
    loss = smoothed_cross_entropy(model(source, target), wanted, 0.1, sizes.padding)
    torch.autograd.backward(loss)
    return np.array(
        [
            sum(float((p.grad**2).sum()) for p in layer.parameters() if p.grad is not None) ** 0.5
            for layer in model.decoder.layers
        ]
    )

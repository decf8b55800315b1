"""The gradient of each decoder layer before training: post-norm and pre-norm.

The paper's order is LayerNorm(x + Sublayer(x)) (section 3.1); Xiong et al. 2020 (arXiv 2002.04745) show its effect
on gradients.
"""

from __future__ import annotations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, numbered, result, single, table

WIDTH, VOCABULARY, LENGTH, SENTENCES = 64, 64, 8, 4
SHOWS = Tag.UNTRAINED
PARAMETERS = (
    Parameter("layers", 12, "N, number of layers in the encoder and in the decoder", 2, 18, whole=True),
    Parameter("seed", 0, "random seed", 0, 9999, whole=True),
)


def run(layers: int, seed: int) -> Result:
    """The norm of the gradient over each decoder layer's parameters, on one batch of random sentences."""
    post, pre = (gradients(order, layers, seed) for order in ("post-norm", "pre-norm"))
    return result(
        {"layer": numbered(layers)},
        layer=table(np.arange(1, layers + 1), "layer", "Decoder layers, counted from 1."),
        post=table(post, "layer", "Post-norm: the norm of each layer's gradient."),
        pre=table(pre, "layer", "Pre-norm: the norm of each layer's gradient."),
        post_ratio=single(post[0] / post[-1], "Post-norm: first layer / last layer."),
        pre_ratio=single(pre[0] / pre[-1], "Pre-norm: first layer / last layer."),
    )


def gradients(residual: str, layers: int, seed: int) -> Floats:
    """[layer]: norm of the gradient over the parameters of each decoder layer of an untrained model."""
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

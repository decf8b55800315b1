"""A small model with one layer of attention over an image's pixels, and its training to recolor.

Imports torch, so a lab imports this inside `run`.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from ....core.nn.convolution import Convolution2d, ConvolutionLayer2d, Convolutions
from ....core.nn.image_attention import ImageAttention
from ....core.operations.window import Window
from ....core.recording.recording import record
from ..lab import Floats
from .recoloring import CHANNELS, COLORS, Images, draw, grays

WIDTH = 16  # channels between the layers, and width of query, key and value
DRAWN, BATCH, RATE = 2048, 24, 0.02
TESTED = 300  # test images
SEED = 1  # seed of the test images


class Recoloring(nn.Module):
    """Maps an image to the logits of each color, pixel by pixel.

    A convolution shows each pixel its neighbors, attention the whole image; then each pixel predicts a color.
    """

    def __init__(self) -> None:
        super().__init__()
        self.near = Convolutions(len(CHANNELS), WIDTH, [Window.same(3)], ConvolutionLayer2d)
        self.attention = ImageAttention(WIDTH, WIDTH)
        self.logits = Convolution2d(WIDTH, len(COLORS), Window(width=1))

    def forward(self, image: Float[Tensor, "batch channel row column"]) -> Tensor:
        logits: Tensor = self.logits(self.attention(self.near(image)))
        return logits


@dataclass(frozen=True)
class Trained:
    """A model and its training history."""

    model: Recoloring
    gammas: Floats  # before each training step, and after the last
    losses: Floats  # before each training step
    first: Mapping[str, float]  # the norm of the first gradient of each attention parameter


@cache
def trained(steps: int, seed: int) -> Trained:
    """The model after this many steps; the seed determines the training images and the initial weights.

    The global random generator is not changed. It uses one thread: several would sum in a different order.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            return _trained(Recoloring(), steps, seed)
    finally:
        torch.set_num_threads(threads)


def _trained(model: Recoloring, steps: int, seed: int) -> Trained:
    random = np.random.default_rng(seed)
    images = draw(random, DRAWN)
    adam = torch.optim.Adam(model.parameters(), lr=RATE, betas=(0.9, 0.98))
    gammas, losses, first = [gamma(model)], [], {}
    for step in range(steps):
        loss = _loss(model, images.chosen(random.integers(0, DRAWN, BATCH)))
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if step == 0:
            parameters = model.attention.named_parameters()
            first = {name: float(each.grad.norm()) for name, each in parameters if each.grad is not None}
        adam.step()
        gammas.append(gamma(model))
        losses.append(loss.item())
    return Trained(model.eval(), np.array(gammas), np.array(losses), first)


def gamma(model: Recoloring) -> float:
    """γ, the scale of the attention's output."""
    return model.attention.scale.weight.item()


def _loss(model: Recoloring, images: Images) -> Tensor:
    """The cross-entropy of the gray pixels."""
    gray = torch.from_numpy(grays(images))
    wanted = torch.from_numpy(images.color)[:, None, None].expand(gray.shape)
    return F.cross_entropy(model(torch.from_numpy(images.pixels)).movedim(1, -1)[gray], wanted[gray])


def scaled(model: Recoloring, share: float) -> Recoloring:
    """The same model with a share of its γ."""
    other = deepcopy(model)
    with torch.no_grad():
        other.attention.scale.weight.mul_(share)
    return other


def accuracy(model: Recoloring) -> float:
    """The share of gray pixels in the test images that get the right color."""
    images = draw(np.random.default_rng(SEED), TESTED)
    with torch.no_grad():
        said = model(torch.from_numpy(images.pixels)).argmax(dim=1).numpy()
    return float((said == images.color[:, None, None])[grays(images)].mean())


def recorded(model: Recoloring, images: Images) -> dict[str, Floats]:
    """The recorded arrays of one image: input, keys, weights and output of the attention, logits; and W^Q."""
    image = torch.from_numpy(images.pixels)
    with torch.no_grad(), record(model, image=image) as recording:
        model(image)
    steps = {step.name: step for step in recording.steps()}
    names = {
        "input": "near.layers.0.activation",
        "key": "attention.key",
        "weights": "attention.weights",
        "output": "attention.image",
        "logits": "logits",
    }
    arrays = {called: np.asarray(steps[name].values, dtype=np.float64) for called, name in names.items()}
    return arrays | {"W^Q": model.attention.query.weight.detach().double().numpy()}

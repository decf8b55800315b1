"""A small model with one layer of attention over an image's pixels, and how it learns to recolour.

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
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from ....core.nn.convolution import Convolution2d, ConvolutionLayer2d, Convolutions
from ....core.nn.image_attention import ImageAttention
from ....core.operations.window import Window
from ....core.recording.recording import record
from .recolouring import CHANNELS, COLOURS, Images, draw, greys

Numbers = NDArray[np.float64]

WIDTH = 16  # channels between the layers, and the width of query, key and value
DRAWN, BATCH, RATE = 2048, 24, 0.02
TESTED = 300  # new images
SEED = 1  # of the new images


class Recolouring(nn.Module):
    """From an image to the logits of each colour, pixel by pixel.

    A convolution tells each pixel what is next to it, attention what there is anywhere; then each pixel says a colour.
    """

    def __init__(self) -> None:
        super().__init__()
        self.near = Convolutions(len(CHANNELS), WIDTH, [Window.same(3)], ConvolutionLayer2d)
        self.attention = ImageAttention(WIDTH, WIDTH)
        self.logits = Convolution2d(WIDTH, len(COLOURS), Window(width=1))

    def forward(self, image: Float[Tensor, "batch channel row column"]) -> Tensor:
        logits: Tensor = self.logits(self.attention(self.near(image)))
        return logits


@dataclass(frozen=True)
class Trained:
    """A model, and how it came about.

    Attributes:
        gammas, losses: before each step of training; of gammas also after the last.
        first: the size of the first gradient of each parameter of the attention.
    """

    model: Recolouring
    gammas: Numbers
    losses: Numbers
    first: Mapping[str, float]


@cache
def trained(steps: int, seed: int) -> Trained:
    """The model after so many steps; the seed is that of what is drawn to learn from, and of the first weights.

    The global generator is left alone. One thread: more add up in another order, and then it learns otherwise.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            return _trained(Recolouring(), steps, seed)
    finally:
        torch.set_num_threads(threads)


def _trained(model: Recolouring, steps: int, seed: int) -> Trained:
    random = np.random.default_rng(seed)
    images = draw(random, DRAWN)
    adam = torch.optim.Adam(model.parameters(), lr=RATE, betas=(0.9, 0.98))
    gammas, losses, first = [gamma(model)], [], {}
    for step in range(steps):
        loss = _loss(model, images.chosen(random.integers(0, DRAWN, BATCH)))
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if step == 0:
            first = _sizes(model.attention)
        adam.step()
        gammas.append(gamma(model))
        losses.append(loss.item())
    return Trained(model.eval(), np.array(gammas), np.array(losses), first)


def gamma(model: Recolouring) -> float:
    """How much of what the attention gathers is added."""
    return model.attention.scale.weight.item()


def _loss(model: Recolouring, images: Images) -> Tensor:
    """The cross-entropy of the grey pixels."""
    grey = torch.from_numpy(greys(images))
    wanted = torch.from_numpy(images.colour)[:, None, None].expand(grey.shape)
    return F.cross_entropy(model(torch.from_numpy(images.pixels)).movedim(1, -1)[grey], wanted[grey])


def _sizes(attention: ImageAttention) -> dict[str, float]:
    return {
        name: float(parameter.grad.norm())
        for name, parameter in attention.named_parameters()
        if parameter.grad is not None
    }


def scaled(model: Recolouring, share: float) -> Recolouring:
    """The same model with a share of its γ."""
    other = deepcopy(model)
    with torch.no_grad():
        other.attention.scale.weight.mul_(share)
    return other


def accuracy(model: Recolouring) -> float:
    """The share of grey pixels of new images that get the right colour."""
    images = draw(np.random.default_rng(SEED), TESTED)
    with torch.no_grad():
        said = model(torch.from_numpy(images.pixels)).argmax(dim=1).numpy()
    return float((said == images.colour[:, None, None])[greys(images)].mean())


def looked(model: Recolouring, images: Images) -> dict[str, Numbers]:
    """What happens to one image, by step: what goes into the attention, its weights, what comes out, the logits."""
    image = torch.from_numpy(images.pixels)
    with torch.no_grad(), record(model, image=image) as recording:
        model(image)
    steps = {step.name: step for step in recording.steps()}
    names = {
        "input": "near.layers.0.activation",
        "weights": "attention.weights",
        "output": "attention.image",
        "logits": "logits",
    }
    return {called: np.asarray(steps[name].values, dtype=np.float64) for called, name in names.items()}

"""The two models of *little data*: similar sizes, different architectures, and traces that verify."""

from typing import cast

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F
from transformer_explore.core.nn.image_classifier import ConvolutionClassifier
from transformer_explore.core.tasks import shapes
from transformer_explore.core.trace import explain, verify
from transformer_explore.core.training.little_data import drawn, model, parameters
from transformer_explore.core.training.little_data_recipe import FULL

from tests.nn.compared import traced

each = pytest.mark.parametrize("family", ["convolution", "attention"])
PIXELS = shapes.SIDE**2


def two_images() -> Tensor:
    return drawn(0, 1, 2).ids


def test_their_sizes_differ_by_less_than_a_tenth() -> None:
    one, other = (parameters(FULL, family) for family in ("convolution", "attention"))
    assert abs(one - other) < 0.1 * min(one, other)


@each
def test_the_logits_of_an_image_are_the_mean_over_its_pixels(family: str) -> None:
    made = model(FULL, family, 1)
    logits = made(two_images())
    assert logits.shape == (2, PIXELS, len(shapes.NAMES))
    assert torch.allclose(made.classify(two_images()), logits.mean(dim=1))


@each
def test_the_same_seed_gives_the_same_weights(family: str) -> None:
    one, again, other = (model(FULL, family, seed).logits.weight for seed in (1, 1, 2))
    assert torch.equal(one, again) and not torch.equal(one, other)


def test_the_convolutions_equal_pytorchs() -> None:
    made = cast(ConvolutionClassifier, model(FULL, "convolution", 1))
    x = F.embedding(two_images(), made.tokens.weight) * made.tokens.weight.shape[1] ** 0.5
    x = x.unflatten(1, (shapes.SIDE, shapes.SIDE)).permute(0, 3, 1, 2)
    weights = dict(made.named_parameters())
    for number in range(2):
        name = f"convolutions.layers.{number}.convolution"
        x = F.relu(F.conv2d(x, weights[f"{name}.weight"], weights[f"{name}.bias"], padding=1))
    theirs = F.linear(x.mean(dim=(2, 3)), made.logits.weight, made.logits.bias)
    torch.testing.assert_close(made.classify(two_images()), theirs)


@pytest.mark.parametrize(("family", "equivariant"), [("convolution", True), ("attention", False)])
def test_only_the_convolution_is_translation_equivariant(family: str, equivariant: bool) -> None:
    made = model(FULL, family, 1)
    blank = torch.full((1, PIXELS), shapes.PAPER[0])
    here, there = blank.clone(), blank.clone()
    middle = 2 * shapes.SIDE + 2
    here[0, middle], there[0, middle + 1] = shapes.INK[0], shapes.INK[0]
    one, other = made(here)[0], made(there)[0]
    assert torch.allclose(one[middle], other[middle + 1], atol=1e-5) == equivariant


@each
def test_every_step_verifies_and_its_cells_are_explained(family: str) -> None:
    trace = traced(family, model(FULL, family, 1).eval(), two_images()[0].tolist(), shapes.LEVELS)
    assert {check.verdict for check in verify(trace)} == {"same"}
    for step in trace:
        shapes_in = [operand.values.shape for operand in trace.operands(step)]
        assert step.kind.shape(*shapes_in, **step.settings) == step.shape
        cell = tuple(size // 2 for size in step.shape)
        explanation = explain(trace, step, cell)
        assert explanation.expression.value == pytest.approx(explanation.recorded, rel=1e-4, abs=1e-5)

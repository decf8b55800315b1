"""The two models of *little data*: alike in size, different in what is built in, and trees of steps."""

from __future__ import annotations

from typing import cast

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F
from transformer_explore.core.checkpoints.loading import take
from transformer_explore.core.nn.image_classifier import ConvolutionClassifier
from transformer_explore.core.recording.recording import record
from transformer_explore.core.tasks import shapes
from transformer_explore.core.trace import ModelCard, Token, Trace, explain, verify
from transformer_explore.core.training.little_data import drawn, model, parameters
from transformer_explore.core.training.little_data_recipe import FULL

each = pytest.mark.parametrize("family", ["convolution", "attention"])
PIXELS = shapes.SIDE**2


def two_images() -> Tensor:
    return drawn(0, 1, 2).ids


def traced(family: str) -> Trace:
    made = model(FULL, family, 1).eval()
    ids = two_images()[:1]
    with torch.no_grad(), record(made, source=ids) as recording:
        made(ids)
    return Trace(
        model=ModelCard(family, family, {}, "0" * 64),
        run={"kind": "forward", "device": "cpu", "dtype": "float32", "seed": None, "interventions": []},
        tokens={"source": tuple(Token(int(i), str(int(i))) for i in ids[0])},
        steps=recording.steps(),
        vocabulary=tuple(map(str, range(shapes.LEVELS))),
        parameters=take(made),  # type: ignore[arg-type]
    )


def test_their_sizes_differ_by_less_than_a_tenth() -> None:
    one, other = (parameters(FULL, family) for family in ("convolution", "attention"))
    assert abs(one - other) < 0.1 * min(one, other)


@each
def test_each_pixel_speaks_and_the_image_says_the_mean(family: str) -> None:
    made = model(FULL, family, 1)
    said = made(two_images())
    assert said.shape == (2, PIXELS, len(shapes.NAMES))
    assert torch.allclose(made.classify(two_images()), said.mean(dim=1))


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


@pytest.mark.parametrize(("family", "moves_along"), [("convolution", True), ("attention", False)])
def test_only_to_a_convolution_a_figure_is_the_same_wherever_it_stands(
    family: str, moves_along: bool
) -> None:
    made = model(FULL, family, 1)
    blank = torch.full((1, PIXELS), shapes.PAPER[0])
    here, there = blank.clone(), blank.clone()
    middle = 2 * shapes.SIDE + 2
    here[0, middle], there[0, middle + 1] = shapes.INK[0], shapes.INK[0]
    one, other = made(here)[0], made(there)[0]
    assert torch.allclose(one[middle], other[middle + 1], atol=1e-5) == moves_along


@each
def test_every_step_verifies_and_its_cells_explain_themselves(family: str) -> None:
    trace = traced(family)
    assert {check.verdict for check in verify(trace)} == {"same"}
    for step in trace:
        shapes_in = [operand.values.shape for operand in trace.operands(step)]
        assert step.kind.shape(*shapes_in, **step.settings) == step.shape
        cell = tuple(size // 2 for size in step.shape)
        explanation = explain(trace, step, cell)
        assert explanation.expression.value == pytest.approx(explanation.recorded, rel=1e-4, abs=1e-5)

"""The count agrees with the models that are built, and with what a straight count of the paper's base gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from transformer_explore.core.nn.configuration import BASE, BIG, Configuration
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.lab import Result


def counted(sizes: Configuration, **other: bool) -> Result:
    names = ("d_model", "d_ff", "layers", "vocabulary")
    return perform("parameter-counts", {name: getattr(sizes, name) for name in names} | other)


@pytest.mark.parametrize("sizes", [BASE, BIG, replace(BASE, d_model=24, heads=3, d_ff=7, layers=2)])
def test_it_counts_what_the_model_has(sizes: Configuration) -> None:
    import torch
    from transformer_explore.core.nn.transformer import Transformer

    with torch.device("meta"):
        model = Transformer(replace(sizes, longest=2))
    lab = counted(sizes)
    assert lab.field("total") == sum(p.numel() for p in model.parameters())
    for side, table in ((model.encoder, "encoder_layer"), (model.decoder, "decoder_layer")):
        assert np.sum(lab.field(table)) == sum(p.numel() for p in side.layers[0].parameters())


def test_base_comes_to_63_million_and_two_thirds_of_an_encoder_layer_are_feed_forward() -> None:
    lab = counted(BASE)
    assert lab.field("millions") == pytest.approx(63.0, abs=0.05)
    assert lab.field("share") == pytest.approx(0.67, abs=0.005)


def test_three_matrices_instead_of_one_cost_two_more() -> None:
    apart = counted(BASE, tied=False).field("total") - counted(BASE).field("total")
    assert apart == 2 * BASE.vocabulary * BASE.d_model == 37_888_000

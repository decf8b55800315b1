"""Models made of stacks: the cache gives the same numbers, formulas show what is there, and texts can be limited."""

from typing import Any

import pytest
import torch
from transformer_explore.core.nn.decoder_only import DecoderOnly
from transformer_explore.core.nn.stack import (
    DecoderConfiguration,
    EmbeddingParts,
    EncoderConfiguration,
    EncoderDecoderConfiguration,
    Stack,
)
from transformer_explore.core.nn.transformer import Transformer
from transformer_explore.core.recording.recording import record

IDS = torch.tensor([[3, 1, 4, 1, 5, 9, 2, 6]])
VARIANTS: dict[str, dict[str, Any]] = {
    "plain": {},
    "rotary": {"positions": "rotary"},
    "rotary, shared keys": {"positions": "rotary", "groups": 1, "d_head": 6},
    "position bias": {"positions": "bias", "scores": "unscaled"},
    "pre-norm": {"residual": "pre-norm", "norm": "rms-norm", "last_norm": "norm", "feed_forward": "gated"},
}


def stack(**parts: Any) -> Stack:
    sizes = {"layers": 2, "d_model": 8, "heads": 2, "groups": 2, "d_head": 4, "d_ff": 12}
    return Stack(**sizes | parts)


def embedding(positions: str = "none") -> EmbeddingParts:
    return EmbeddingParts(vocabulary=11, longest=16, positions=positions)


def spread(model: torch.nn.Module) -> Any:
    """The model in float64, with weights so large that attention is far from uniform."""
    generator = torch.Generator().manual_seed(1)
    for parameter in model.double().eval().parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
    return model


@pytest.mark.parametrize("parts", VARIANTS.values(), ids=VARIANTS)
@pytest.mark.parametrize("first", [1, 3])
@torch.no_grad()
def test_a_continuation_with_the_cache_computes_what_a_whole_pass_computes(
    parts: dict[str, Any], first: int
) -> None:
    model = spread(DecoderOnly(DecoderConfiguration(embedding=embedding("learned"), decoder=stack(**parts))))
    whole, cache, start = model(IDS), model.init_cache(), 0
    for end in range(first, IDS.shape[1] + 1):
        rows, cache = model.decode_step(IDS[:, start:end], IDS[:, :end], cache)
        torch.testing.assert_close(rows, whole[:, start:end], rtol=1e-10, atol=1e-10)
        start = end


@pytest.mark.parametrize("parts", VARIANTS.values(), ids=VARIANTS)
@torch.no_grad()
def test_a_translation_with_the_cache_computes_what_a_whole_pass_computes(parts: dict[str, Any]) -> None:
    sizes = EncoderDecoderConfiguration(
        source_embedding=embedding(),
        target_embedding=embedding(),
        encoder=stack(**parts, padding=0),
        decoder=stack(**parts),
    )
    model, source = spread(Transformer(sizes)), torch.tensor([[7, 8, 9]])
    whole, memory = model(source, IDS), model.encode(source)
    cache = model.init_cache(memory)
    for end in range(1, IDS.shape[1] + 1):
        rows, cache = model.decode_step(IDS[:, end - 1 : end], IDS[:, :end], cache, source)
        torch.testing.assert_close(rows, whole[:, end - 1 : end], rtol=1e-10, atol=1e-10)


def test_a_recorded_formula_has_a_bias_exactly_if_the_projection_has_one() -> None:
    for biased in (True, False):
        parts = stack(query_bias=biased, hidden_bias=biased)
        model = DecoderOnly(DecoderConfiguration(embedding=embedding(), decoder=parts)).eval()
        with record(model, source=IDS) as recording, torch.no_grad():
            model(IDS)
        formulas = {step.operation: step.formula for step in recording.steps()}
        assert ("b" in formulas["query"]) == ("b_{1}" in formulas["hidden"]) == biased


@pytest.mark.parametrize(
    "configuration",
    [
        DecoderConfiguration(embedding=embedding(), decoder=stack()),
        EncoderConfiguration(embedding=embedding("learned"), encoder=stack()),
        EncoderDecoderConfiguration(
            source_embedding=embedding(), target_embedding=embedding(), encoder=stack(), decoder=stack()
        ),
    ],
    ids=["decoder", "encoder", "encoder-decoder"],
)
def test_a_configuration_can_be_limited_and_survives_a_trace(configuration: Any) -> None:
    shorter = configuration.at_most(5)
    assert (configuration.longest, shorter.longest) == (16, 5)
    assert shorter.at_most(16) == configuration
    assert type(configuration).from_dict(configuration.as_dict()) == configuration

"""Interventions give the same results as other weights, another model or another sentence."""

import copy
import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from transformer_explore.core.nn.mask import PaddingMask
from transformer_explore.core.nn.transformer import Transformer, build

from tests.interventions.running import CROSS, DECODER, ENCODER, output, run
from tests.models import made, tiny

pytestmark = pytest.mark.numbers

MODEL = made(tiny(layers=2))
ATTENTIONS = [name.removesuffix(".query") for name, _ in MODEL.named_modules() if name.endswith(".query")]
D_K, D_V = 4, 4


def with_weights(**_: object) -> Transformer:
    """A copy of the model with its own weights."""
    return copy.deepcopy(MODEL)


def same(actual: object, expected: object, to: float = 1e-6) -> None:
    np.testing.assert_allclose(actual, expected, rtol=0, atol=to)  # type: ignore[arg-type]


# -------------------------------------------------------------------- heads
@pytest.mark.parametrize("attention", [ENCODER, DECODER, CROSS])
@pytest.mark.parametrize("head", [0, 1])
def test_a_silenced_head_equals_zeros_in_the_output_matrix(attention: str, head: int) -> None:
    other = with_weights()
    with torch.no_grad():
        other.get_parameter(f"{attention}.output.weight")[:, head * D_V : (head + 1) * D_V] = 0
    same(output(run(MODEL, f"silence {attention} {head}")), output(run(other)))
    same(output(run(MODEL, f"keep {attention} {1 - head}")), output(run(other)))


# -------------------------------------------------------------------- scores and masks
def test_no_scaling_equals_a_query_matrix_times_the_root_of_d_k() -> None:
    other = with_weights()
    with torch.no_grad():
        for attention in ATTENTIONS:
            other.get_parameter(f"{attention}.query.weight").mul_(math.sqrt(D_K))
    same(output(run(MODEL, "no-scaling")), output(run(other)), to=1e-5)


def test_keys_as_values_equal_a_model_with_the_key_matrix_as_its_value_matrix() -> None:
    other = with_weights()
    with torch.no_grad():
        for attention in ATTENTIONS:
            key = other.get_parameter(f"{attention}.key.weight")
            other.get_parameter(f"{attention}.value.weight").copy_(key)
    changed = run(MODEL, "keys-as-values")
    same(output(changed), output(run(other)))
    for attention in ATTENTIONS:
        same(changed[f"{attention}.value"].values, changed[f"{attention}.key"].values)
    one = run(MODEL, f"keys-as-values {CROSS}")
    same(one[f"{CROSS}.value"].values, one[f"{CROSS}.key"].values)
    same(one[f"{ENCODER}.value"].values, run(MODEL)[f"{ENCODER}.value"].values)


def test_a_fill_of_minus_1e9_equals_minus_infinity() -> None:
    same(output(run(MODEL, "fill -1e9")), output(run(MODEL)))


def test_a_fill_of_0_gives_forbidden_keys_weight() -> None:
    changed = run(MODEL, f"fill 0 {DECODER}")
    scores, mask = changed[f"{DECODER}.scaled"].values, changed[f"{DECODER}.mask"].values
    exponentials = np.exp(np.where(mask, scores, 0.0))
    weights = changed[f"{DECODER}.weights"].values
    same(weights, exponentials / exponentials.sum(-1, keepdims=True))
    assert (weights[:, ~mask] > 0).all()


def test_a_mask_after_softmax_multiplies_the_weights() -> None:
    changed = run(MODEL, "mask-after-softmax")
    scores, mask = changed[f"{DECODER}.scaled"].values, changed[f"{DECODER}.mask"].values
    exponentials = np.exp(scores)
    weights = changed[f"{DECODER}.weights"].values
    same(weights, mask * exponentials / exponentials.sum(-1, keepdims=True))
    assert (weights.sum(-1)[:, :-1] < 1).all()


def test_no_causal_mask_equals_a_padding_mask_in_the_decoder() -> None:
    other = with_weights()
    for layer in other.decoder.layers:
        layer.self_attention.mask = PaddingMask(0).eval()  # type: ignore[union-attr]
    changed = run(MODEL, "no-causal-mask")
    same(output(changed), output(run(other)), to=0)
    allowed = run(MODEL, *(f"allow {name} *,*" for name in ATTENTIONS if name.startswith("decoder")))
    same(output(changed), output(allowed), to=0)


def test_a_last_word_that_is_hidden_everywhere_has_no_effect() -> None:
    reading = [name for name in ATTENTIONS if name.startswith("encoder") or "cross" in name]
    hidden = run(MODEL, *(f"forbid {name} *,2" for name in reading), source=(4, 7, 5))
    same(output(hidden), output(run(MODEL, source=(4, 7))))


# -------------------------------------------------------------------- positions and order
@given(st.permutations(range(5)))
def test_without_positions_shuffling_the_source_shuffles_the_encoder_output(order: list[int]) -> None:
    source = (4, 7, 5, 9, 1)
    last = "encoder.layers.1.feed_forward_residual.norm"
    rows = run(MODEL, "no-positions source", source=source)
    shuffled = run(MODEL, "no-positions source", source=[source[place] for place in order])
    same(shuffled[last].values, rows[last].values[order], to=1e-5)
    same(output(shuffled), output(rows), to=1e-5)


def test_no_positions_equals_learned_positions_of_0() -> None:
    model = made(tiny(positions="learned"))
    other = copy.deepcopy(model)
    with torch.no_grad():
        other.get_parameter("target_embedding.positions.weight").zero_()
    same(output(run(model, "no-positions target")), output(run(other)))


def test_pre_norm_equals_a_pre_norm_model_without_its_last_norm() -> None:
    other = build(tiny(layers=2, residual="pre-norm"))
    missing, strange = other.load_state_dict(MODEL.state_dict(), strict=False)
    assert (missing, strange) == (
        ["encoder.norm.weight", "encoder.norm.bias", "decoder.norm.weight", "decoder.norm.bias"],
        [],
    )
    other.encoder.norm = other.decoder.norm = nn.Identity()
    changed = run(MODEL, "pre-norm")
    same(output(changed), output(run(other.eval())), to=0)
    assert [step.name for step in changed] == [step.name for step in run(other)]


# -------------------------------------------------------------------- changed numbers
def test_an_edited_parameter_equals_an_edited_state_dict() -> None:
    other = with_weights()
    state = other.state_dict()
    state["decoder.layers.1.feed_forward.hidden.weight"][3] = 0.5
    state["encoder.layers.0.self_attention_residual.norm.bias"][2] = -1
    changed = run(
        MODEL,
        "parameter decoder.layers.1.feed_forward.hidden.weight 3,* 0.5",
        "parameter encoder.layers.0.self_attention_residual.norm.bias 2 -1",
    )
    same(output(changed), output(run(other)), to=0)


def test_a_shared_matrix_changes_in_every_module() -> None:
    changed = run(MODEL, "parameter source_embedding.tokens.weight 4,* 0")
    assert not changed["source_embedding.tokens"].values[0].any()
    assert not changed["logits"].values[:, 4].any()
    again = run(
        MODEL,
        "parameter source_embedding.tokens.weight 4,* 1",
        "parameter source_embedding.tokens.weight *,* 0",
    )
    assert not again["logits"].values.any()


@pytest.mark.parametrize("layer", [0, 1])
def test_patching_the_encoder_output_gives_the_other_runs_result(layer: int) -> None:
    other = run(MODEL, source=(8, 1, 3))
    changed = run(
        MODEL, f"patch encoder.layers.{layer}.feed_forward_residual.norm *,* other.json", other=other
    )
    same(output(changed), output(other), to=0)
    assert not np.allclose(output(changed), output(run(MODEL)))


def test_a_cell_can_come_from_a_longer_sentence_and_another_step() -> None:
    other = run(MODEL, source=(8, 1, 3, 6))
    changed = run(
        MODEL,
        f"patch {ENCODER}.dot_products 1,2,0 o.json encoder.layers.1.self_attention.scaled",
        other=other,
    )
    step = changed[f"{ENCODER}.dot_products.changed"]
    assert step.values[1, 2, 0] == other["encoder.layers.1.self_attention.scaled"].values[1, 2, 0]
    step = changed[f"{ENCODER}.dot_products.given"]
    assert step.settings == {
        "file": "o.json", "sha256": "0" * 64, "step": "encoder.layers.1.self_attention.scaled"
    }  # fmt: skip


def test_later_steps_read_the_changed_values() -> None:
    changed = run(MODEL, f"set {CROSS}.weights 0,*,1 1")
    mixed = np.einsum(
        "hqk,hkd->hqd", changed[f"{CROSS}.weights.changed"].values, changed[f"{CROSS}.value"].values
    )
    same(changed[f"{CROSS}.heads"].values, mixed)
    assert (changed[f"{CROSS}.weights.changed"].values[0, :, 1] == 1).all()


# -------------------------------------------------------------------- dropout
def test_dropout_depends_on_its_seed_and_has_its_rate() -> None:
    first, again, other = (run(MODEL, f"dropout {seed} 0.3") for seed in (1, 1, 2))
    same(output(first), output(again), to=0)
    assert not np.allclose(output(first), output(other))
    kept = np.concatenate([step.values.ravel() for step in first if step.operation == "dropout_mask"])
    assert abs(kept.mean() - 0.7) < 0.05


def test_dropout_scales_kept_numbers_and_sets_the_rest_to_0() -> None:
    changed = run(MODEL, "dropout 1 0.5")
    before, kept, after = (
        changed[f"source_embedding.{name}"].values for name in ("sum", "dropout.kept", "dropout.thinned")
    )
    same(after, np.where(kept, 2 * before, 0), to=0)
    assert 0 < kept.sum() < kept.size


def test_dropout_of_rate_0_changes_nothing_and_the_default_is_the_models_rate() -> None:
    same(output(run(MODEL, "dropout 1 0")), output(run(MODEL)), to=0)
    kept = run(MODEL, "dropout 1")["source_embedding.dropout.kept"]
    assert kept.settings["rate"] == MODEL.configuration.dropout


def test_dropout_of_a_model_trained_without_it_has_the_papers_rate() -> None:
    kept = run(made(tiny(dropout=0.0)), "dropout 1")["source_embedding.dropout.kept"]
    assert kept.settings["rate"] == 0.1

"""The operations of GPT-2, Llama, BERT, Marian and T5 agree with torch and transformers."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F
from transformer_explore.core.operations import OPERATIONS
from transformer_explore.core.operations.arithmetic import named, one_line
from transformer_explore.core.operations.expression import Operand, Source
from transformer_explore.core.operations.position_bias import buckets
from transformer_explore.core.operations.positions import sinusoids, sinusoids_in_halves
from transformer_explore.core.operations.rotary import angles
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb, repeat_kv
from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding
from transformers.models.t5.modeling_t5 import T5Attention

RANDOM = np.random.default_rng(0)


def test_gelu_with_tanh_is_that_of_torch_and_differs_from_gelu_by_less_than_a_thousandth() -> None:
    x = np.linspace(-12, 12, 4801)[None]
    found = OPERATIONS["gelu_tanh"].reference(x)
    expected = F.gelu(torch.from_numpy(x), approximate="tanh").numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
    apart = np.abs(found - OPERATIONS["gelu"].reference(x)).max()
    assert 0 < apart < 0.001


# -------------------------------------------------------------------- rotary positions
@pytest.mark.parametrize("name", ["rotary_query", "rotary_key"])
@pytest.mark.parametrize(("base", "first", "d"), [(10000.0, 0, 8), (500000.0, 7, 2), (1e6, 100, 64)])
def test_rotary_positions_are_those_of_llama(name: str, base: float, first: int, d: int) -> None:
    x = RANDOM.normal(size=(3, 5, d))
    angle = angles(5, d, first, {"base": base})
    for position, pair in np.ndindex(angle.shape):
        assert angle[position, pair] == pytest.approx((first + position) * base ** (-2 * pair / d), rel=1e-14)
    both = torch.from_numpy(np.concatenate([angle, angle], axis=-1))[None]
    given = torch.from_numpy(x)[None]
    expected, _key = apply_rotary_pos_emb(given, given, both.cos(), both.sin())
    found = OPERATIONS[name].reference(x, base=base, first=first)
    np.testing.assert_allclose(found, expected[0].numpy(), rtol=1e-13, atol=1e-14)


LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}


@pytest.mark.parametrize(
    "theirs",
    [
        {"rope_type": "linear", "factor": 2.5},
        LLAMA3 | {"original_max_position_embeddings": 8192},
        LLAMA3 | {"original_max_position_embeddings": 100, "factor": 32.0},
        LLAMA3 | {"original_max_position_embeddings": 64, "low_freq_factor": 0.5, "high_freq_factor": 6.0},
    ],
)
@pytest.mark.parametrize("d", [2, 16, 64, 128])
def test_scaled_angles_are_those_of_transformers(theirs: dict[str, Any], d: int) -> None:
    config = LlamaConfig(
        hidden_size=4 * d, num_attention_heads=4, rope_parameters=theirs | {"rope_theta": 500000.0}
    )
    expected, attention_factor = ROPE_INIT_FUNCTIONS[theirs["rope_type"]](config, "cpu")
    assert attention_factor == 1.0
    names = {
        "rope_type": "scaling",
        "factor": "factor",
        "low_freq_factor": "low_frequency_factor",
        "high_freq_factor": "high_frequency_factor",
        "original_max_position_embeddings": "original_length",
    }
    ours = {names[name]: value for name, value in theirs.items()} | {"base": 500000.0}
    np.testing.assert_allclose(angles(2, d, 0, ours)[1], expected.numpy(), rtol=1e-6)


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 50))
def test_dot_products_of_rotated_vectors_depend_only_on_the_distance(a: int, b: int, distance: int) -> None:
    query, key = np.random.default_rng(distance).normal(size=(2, 1, 1, 6))

    def score(place: int) -> float:
        turned = OPERATIONS["rotary_query"].reference(query, base=10000.0, first=place + distance)
        other = OPERATIONS["rotary_key"].reference(key, base=10000.0, first=place)
        return float((turned * other).sum())

    assert score(a) == pytest.approx(score(b), abs=1e-9)


def test_rotary_positions_need_pairs_and_settings_that_fit() -> None:
    rotary = OPERATIONS["rotary_key"]
    with pytest.raises(ValueError, match="the head size is 5, but it must be even"):
        rotary.shape((2, 3, 5), base=10000.0, first=0)
    x = np.ones((1, 2, 4))
    with pytest.raises(ValueError, match="unknown angle scaling: 'yarn'"):
        rotary.reference(x, base=10000.0, first=0, scaling="yarn")
    for base in (0.0, -2.0, float("inf"), float("nan")):
        with pytest.raises(ValueError, match="not a positive number"):
            rotary.reference(x, base=base, first=0)


# -------------------------------------------------------------------- shared keys and values
@pytest.mark.parametrize("name", ["shared_key", "shared_value"])
def test_consecutive_heads_share_keys_as_in_llama(name: str) -> None:
    x = RANDOM.normal(size=(3, 4, 2))
    expected = repeat_kv(torch.from_numpy(x)[None], 2)[0].numpy()
    np.testing.assert_array_equal(OPERATIONS[name].reference(x, heads=6), expected)


@pytest.mark.parametrize("heads", [0, -3, 2, 4])
def test_heads_that_cannot_share_groups_equally_are_refused(heads: int) -> None:
    with pytest.raises(ValueError, match=f"{heads} heads cannot share 3 groups of keys equally"):
        OPERATIONS["shared_key"].shape((3, 4, 2), heads=heads)


# -------------------------------------------------------------------- positions of Marian and T5
@pytest.mark.parametrize("d", [1, 2, 7, 8, 512])
def test_sinusoids_in_halves_are_those_of_marian(d: int) -> None:
    embedding = MarianSinusoidalPositionalEmbedding(50, d)
    expected = embedding.create_weight().numpy()
    np.testing.assert_allclose(sinusoids_in_halves(50, d), expected, rtol=0, atol=1e-7)
    np.testing.assert_array_equal(sinusoids_in_halves(10, d, 40), sinusoids_in_halves(50, d)[40:])
    assert sorted(sinusoids_in_halves(1, d, 3)[0]) == sorted(sinusoids(1, d, 3)[0])


@pytest.mark.parametrize("both_sides", [True, False])
@pytest.mark.parametrize(
    ("count", "most"), [(32, 128), (8, 20), (16, 64), (20, 100), (31, 77), (64, 256), (32, 64), (4, 3)]
)
def test_buckets_are_those_of_t5(both_sides: bool, count: int, most: int) -> None:
    for queries, keys in ((1, 100_000), (1000, 1000)):
        distances = torch.arange(keys)[None] - torch.arange(keys - queries, keys)[:, None]
        expected = T5Attention._relative_position_bucket(distances, both_sides, count, most)
        found = buckets(queries, keys, count, both_sides, most)
        assert found.dtype == np.int64
        np.testing.assert_array_equal(found, expected.numpy())


def test_the_position_bias_is_that_of_t5_also_with_a_cache() -> None:
    table = RANDOM.normal(size=(32, 3))
    attention = SimpleNamespace(
        relative_attention_bias=torch.nn.Embedding.from_pretrained(torch.from_numpy(table)),
        _relative_position_bucket=T5Attention._relative_position_bucket,
        relative_attention_num_buckets=32,
        relative_attention_max_distance=128,
        is_decoder=True,
    )
    bias = OPERATIONS["position_bias"].reference
    settings = {"both_sides": False, "most_distance": 128}
    for queries, keys in ((200, 200), (1, 37), (3, 10)):
        expected = T5Attention.compute_bias(attention, queries, keys, past_seen_tokens=keys - queries)
        found = bias(np.zeros(queries, int), np.zeros(keys, int), table, **settings)
        np.testing.assert_array_equal(found, expected[0].numpy())


def test_settings_without_buckets_and_queries_without_keys_are_refused() -> None:
    shape = OPERATIONS["position_bias"].shape
    assert shape((2,), (3,), (32, 4), both_sides=True, most_distance=128) == (4, 2, 3)
    for inputs, both_sides, most in (
        ([(3,), (2,), (32, 4)], True, 128),
        ([(2,), (3,), (1, 4)], False, 128),
        ([(2,), (3,), (3, 4)], True, 128),
        ([(2,), (3,), (32, 4)], True, 8),
        ([(2,), (3,), (32, 4)], False, 0),
    ):
        with pytest.raises(ValueError, match=r"."):
            shape(*inputs, both_sides=both_sides, most_distance=most)


def test_head_projections_may_have_a_bias() -> None:
    x, weight, bias = RANDOM.normal(size=(5, 4)), RANDOM.normal(size=(6, 4)), RANDOM.normal(size=6)
    tensors = (torch.from_numpy(array) for array in (x, weight, bias))
    expected = F.linear(*tensors).view(5, 2, 3).transpose(0, 1).numpy()
    found = OPERATIONS["query"].reference(x, weight, bias, heads=2)
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-14)
    with pytest.raises(ValueError, match="their shapes are"):
        OPERATIONS["query"].shape((5, 4), (6, 4), (4,), heads=2)


def test_the_output_of_t5_is_multiplied_by_d_model_to_the_power_of_minus_one_half() -> None:
    x = RANDOM.normal(size=(3, 7))
    found = OPERATIONS["output_scale"].reference(x, d_model=7)
    np.testing.assert_allclose(found, x * 7**-0.5, rtol=1e-14)


# -------------------------------------------------------------------- explanations as people read them
ROTATED = {"base": 10000.0, "first": 3}
LLAMA = {"scaling": "llama3", "factor": 8.0, "low_frequency_factor": 1.0, "high_frequency_factor": 4.0}


@pytest.mark.parametrize(
    ("name", "cell", "settings", "line"),
    [
        ("gelu_tanh", (0, 0), {}, "0.5 × 1.00 × (1 + tanh(√(2/π) × (1.00 + 0.044715 × 1.00³)))"),
        ("rotary_key", (0, 1, 1), ROTATED, "2.00 × cos(4 / 10000^(2/4)) − 4.00 × sin(4 / 10000^(2/4))"),
        ("rotary_key", (0, 1, 3), ROTATED, "4.00 × cos(4 / 10000^(2/4)) + 2.00 × sin(4 / 10000^(2/4))"),
        (
            "rotary_key",
            (0, 1, 1),
            ROTATED | {"scaling": "linear", "factor": 2.0},
            "2.00 × cos(4 / 10000^(2/4) / 2) − 4.00 × sin(4 / 10000^(2/4) / 2)",
        ),
        (
            "rotary_key",
            (0, 1, 0),
            ROTATED | LLAMA | {"original_length": 8},
            "1.00 × cos(4 × 0.20) − 3.00 × sin(4 × 0.20)",
        ),
        ("sinusoidal_halves", (1, 2), {"d_model": 4, "first": 3}, "cos(4 / 10000^(0/4))"),
        ("output_scale", (0, 1), {"d_model": 4}, "2.00 / √4"),
    ],
)
def test_explanations_are_written_like_the_formulas(
    name: str, cell: tuple[int, ...], settings: dict[str, Any], line: str
) -> None:
    x = np.tile([1.0, 2.0, 3.0, 4.0], (1, 2, 1) if len(cell) == 3 else (2, 1))
    given = Operand(x if name != "sinusoidal_halves" else np.array([5, 6]), Source("step", "x"))
    assert one_line(OPERATIONS[name].explain(cell, given, **settings)) == line


def test_an_angle_between_two_scales_has_a_name_and_an_explanation_of_its_own() -> None:
    given = Operand(np.ones((1, 2, 4)), Source("step", "x"))
    settings = ROTATED | LLAMA | {"original_length": 8}  # the first wavelength is 2π, between 8 / 4 and 8 / 1
    share, theta = named(OPERATIONS["rotary_query"].explain((0, 1, 0), given, **settings))
    assert (share.name, theta.name) == ("share", "θ")
    assert share.value == pytest.approx((8 / (2 * math.pi) - 1) / (4 - 1))
    assert one_line(theta) == "0.20"
    assert one_line(theta.expression) == "(1 − 0.09) × (1 / 10000^(0/4) / 8) + 0.09 × (1 / 10000^(0/4))"


@pytest.mark.parametrize(("length", "line"), [(4, "4 / 10000^(0/4) / 8"), (100, "4 / 10000^(0/4)")])
def test_long_wavelengths_become_longer_and_short_ones_stay(length: int, line: str) -> None:
    given = Operand(np.ones((1, 2, 4)), Source("step", "x"))
    settings = ROTATED | LLAMA | {"original_length": length}
    explanation = OPERATIONS["rotary_query"].explain((0, 1, 0), given, **settings)
    assert one_line(explanation) == f"1.00 × cos({line}) − 1.00 × sin({line})"

"""Every operation is described completely, and its explanation of any cell agrees with its reference."""

import importlib
import math
import pkgutil
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core import operations
from transformer_explore.core.operations import OPERATIONS, Operation
from transformer_explore.core.operations.activation import Function
from transformer_explore.core.operations.expression import (
    Cell,
    Expression,
    Named,
    Operand,
    Source,
    Total,
    as_terms,
    cells,
    replace,
)
from transformer_explore.core.operations.linear import Linear
from transformer_explore.core.operations.positions import sinusoids

EXAMPLES = 12  # of each operation
every = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


@every
def test_an_operation_is_described_completely(operation: Operation) -> None:
    drawings = (operation.formula.unicode(), operation.formula.latex(), operation.formula.linear())
    assert all(drawings)
    assert all("=" in drawing for drawing in drawings[1:])
    assert operation.axes
    assert len(set(operation.axes)) == len(operation.axes)
    assert operation.title
    assert operation.meaning.endswith((".", "?"))
    assert "section" in operation.paper or "arXiv" in operation.paper
    for method in ("reference", "explain"):
        assert not getattr(getattr(operation, method), "__isabstractmethod__", False)


def test_every_operation_is_registered_under_its_name() -> None:
    names = [module.name for module in pkgutil.iter_modules(operations.__path__)]
    defined = {
        value.name: value
        for name in names
        for value in vars(importlib.import_module(f"{operations.__name__}.{name}")).values()
        if isinstance(value, Operation)
    }
    assert defined == OPERATIONS


# -------------------------------------------------------------------- any shapes, any values, any cell
@dataclass
class Example:
    """Inputs of an operation as in a trace."""

    inputs: tuple[np.ndarray, ...]
    settings: dict[str, Any]


LLAMA3 = {"scaling": "llama3", "factor": 8.0, "low_frequency_factor": 1.0, "high_frequency_factor": 4.0}
SCALINGS: list[dict[str, Any]] = [
    {},
    {"scaling": "linear", "factor": 4.0},
    LLAMA3 | {"original_length": 8192},
    LLAMA3 | {"original_length": 32},  # also wavelengths between short and long
]


def arrays(draw: st.DrawFn, *shape: int) -> np.ndarray:
    """Numbers of different magnitudes, including zeros and repetitions."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = random.normal(size=shape) * 10.0 ** random.integers(-3, 3, size=shape)
    return np.where(random.random(shape) < 0.1, np.round(values), values)


def masked_scores(draw: st.DrawFn, *shape: int) -> np.ndarray:
    """Scores with some −∞ and at least one finite number in each row."""
    scores = arrays(draw, *shape)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    hidden = random.random(shape) < draw(st.sampled_from([0.0, 0.5, 1.0]))
    hidden[..., random.integers(shape[-1])] = False
    return np.where(hidden, -np.inf, scores)


def a_region(draw: st.DrawFn, shape: tuple[int, ...], never: int | None = None) -> str:
    """An index or a star for each axis, but no star for the axis `never`."""
    places = [str(draw(st.integers(0, size - 1))) for size in shape]
    stars = [axis != never and draw(st.booleans()) for axis in range(len(shape))]
    return ",".join("*" if star else place for star, place in zip(stars, places, strict=True))


@st.composite
def examples(draw: st.DrawFn, name: str) -> Example:
    size = st.integers(1, 5)
    n, m, d, f, h = (draw(size) for _ in range(5))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    token_ids, other_ids = (random.integers(0, 7, size=length) for length in (n, m))
    first = draw(st.integers(0, 500))
    match name:
        case "token_embedding" | "token_type_embedding":
            return Example((token_ids, arrays(draw, 7, d)), {})
        case "embedding_scale" | "output_scale":
            return Example((arrays(draw, n, d),), {"d_model": d})
        case "sinusoidal_positions" | "sinusoidal_halves":
            return Example((token_ids,), {"d_model": draw(st.integers(1, 40)), "first": first})
        case "learned_positions":
            return Example((token_ids, arrays(draw, n + first % 4, d)), {"first": first % 4})
        case "query" | "key" | "value":
            bias = [arrays(draw, h * f)] if draw(st.booleans()) else []
            return Example((arrays(draw, n, d), arrays(draw, h * f, d), *bias), {"heads": h})
        case "key_cache" | "value_cache":
            count = draw(st.integers(1, 3))
            return Example(tuple(arrays(draw, h, draw(size), d) for _ in range(count)), {})
        case "dot_products":
            return Example((arrays(draw, h, n, d), arrays(draw, h, m, d)), {})
        case "scaled" | "unscaled":
            return Example((arrays(draw, h, n, m),), {"d_k": d})
        case "padding_mask":
            return Example((token_ids, other_ids), {"padding": draw(st.integers(0, 6))})
        case "causal_mask":
            keys = np.concatenate([other_ids, token_ids])  # never fewer keys than queries
            return Example((token_ids, keys), {"padding": draw(st.integers(0, 6))})
        case "softmax":
            return Example((masked_scores(draw, h, n, m),), {})
        case "heads":
            return Example((np.abs(arrays(draw, h, n, m)), arrays(draw, h, m, d)), {})
        case _ if isinstance(OPERATIONS[name], Linear):
            bias = [arrays(draw, f)] if draw(st.booleans()) else []
            return Example((arrays(draw, n, d), arrays(draw, f, d), *bias), {})
        case "final_bias":
            return Example((arrays(draw, n, d), arrays(draw, d)), {})
        case "layer_norm" | "rms_norm":
            parameters = (arrays(draw, d) for _ in range(2 if name == "layer_norm" else 1))
            epsilon = draw(st.sampled_from([1e-5, 1e-6, 0.1]))
            return Example((arrays(draw, n, d), *parameters), {"epsilon": epsilon})
        case _ if isinstance(OPERATIONS[name], Function) or name in ("gelu", "gelu_tanh", "silu"):
            return Example((arrays(draw, n, f),), {})
        case "log_softmax" | "class_log_softmax":
            return Example((masked_scores(draw, n, m),), {})
        case "no_positions":
            return Example((token_ids,), {"d_model": d})
        case "filled":
            fill = draw(st.sampled_from([0.0, -1e9, 2.5]))
            return Example((arrays(draw, h, n, m), arrays(draw, n, m) > 0), {"fill": fill})
        case "masked" | "unmasked" | "softmax_then_mask":
            return Example((masked_scores(draw, h, n, m), arrays(draw, n, m) > 0), {})
        case "dropout_mask":
            rate, seed = draw(st.sampled_from([0.0, 0.1, 0.5])), draw(st.integers(0, 2**63 - 1))
            settings = {"rate": rate, "seed": seed, "place": draw(size), "visit": draw(size)}
            return Example((arrays(draw, n, d),), settings)
        case "dropout":
            rate = draw(st.sampled_from([0.0, 0.1, 0.5]))
            return Example((arrays(draw, n, d), arrays(draw, n, d) > 0), {"rate": rate})
        case "silenced" | "kept_alone":
            return Example((arrays(draw, h, n, d),), {"head": draw(st.integers(0, h - 1))})
        case "set":
            value = draw(st.sampled_from([0.0, -2.5, "Infinity", "-Infinity"]))
            return Example((arrays(draw, n, d),), {"region": a_region(draw, (n, d)), "value": value})
        case "given":  # readers of a trace pass its own array
            return Example((arrays(draw, n, d),), {"file": "a.json", "sha256": "0", "step": "logits"})
        case "input_vectors":
            return Example((token_ids, arrays(draw, n, d)), {})
        case "patched":
            there = arrays(draw, n, d + draw(st.integers(0, 2)))  # a longer axis of which one entry is used
            return Example((arrays(draw, n, d), there), {"region": a_region(draw, (n, d), never=1)})
        case "convolution":
            width = draw(st.integers(1, 3))
            return Example(
                (arrays(draw, n, d), arrays(draw, f, d, width), arrays(draw, f)), a_window(draw, width)
            )
        case "convolution_2d":
            d, f, height, width = (draw(st.integers(1, 3)) for _ in range(4))
            weight = arrays(draw, f, d, height, width)
            return Example(
                (arrays(draw, d, n, m), weight, arrays(draw, f)), a_window(draw, max(height, width))
            )
        case "input_at" | "first_position":
            return Example((arrays(draw, n, d),), {"place": draw(st.integers(0, n - 1))})
        case "start":
            return Example((arrays(draw, n, d),), {"size": f})
        case "recurrent_sum":
            weights = arrays(draw, f, d), arrays(draw, f, h), arrays(draw, f)
            return Example((arrays(draw, 1, d), arrays(draw, 1, h), *weights), {})
        case "candidate_sum":
            states = arrays(draw, 1, f), arrays(draw, 1, f)
            return Example((arrays(draw, 1, d), *states, arrays(draw, f, d), arrays(draw, f)), {})
        case "states":
            return Example(tuple(arrays(draw, 1, d) for _ in range(n)), {})
        case "biased_scores":
            return Example((arrays(draw, h, n, m), arrays(draw, h, n, m)), {})
        case "embedding_sum" | "add" | "parts_sum" | "token_type_sum" | "product":
            return Example((arrays(draw, n, d), arrays(draw, n, d)), {})
        case "rotary_query" | "rotary_key":
            settings = {"base": draw(st.sampled_from([10000.0, 500000.0, 2.5])), "first": first}
            return Example((arrays(draw, h, n, 2 * d),), settings | draw(st.sampled_from(SCALINGS)))
        case "shared_key" | "shared_value":
            return Example((arrays(draw, h, n, d),), {"heads": h * f})
        case "position_bias":
            keys = np.concatenate([other_ids, token_ids])  # never fewer keys than queries
            settings = {"both_sides": draw(st.booleans()), "most_distance": draw(st.integers(5, 9))}
            return Example((token_ids, keys, arrays(draw, draw(st.integers(4, 8)), h)), settings)
        case "cell_state" | "hidden_state" | "updated_state":
            count = type(OPERATIONS[name]).count
            return Example(tuple(arrays(draw, n, d) for _ in range(count)), {})
        case "band_mask":
            keys = np.concatenate([other_ids, token_ids])
            settings = {"padding": draw(st.integers(0, 6)), "radius": draw(st.integers(0, 3))}
            return Example((token_ids, keys), settings)
        case "concat" | "image_positions":
            return Example((arrays(draw, h, n, d),), {})
        case "image":
            return Example((arrays(draw, n * m, d),), {"columns": m})
        case "learned_scale":
            return Example((arrays(draw, n, d), arrays(draw, 1)), {})
    raise NotImplementedError(f"add example inputs of {name}")


def a_window(draw: st.DrawFn, width: int) -> dict[str, Any]:
    """A window of this width with enough padding to fit."""
    stride, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    before = draw(st.integers(0, 3))
    after = max(dilation * (width - 1) - before, 0) + draw(st.integers(0, 2))
    edge = draw(st.sampled_from(["zeros", "replicate"]))
    return {"stride": stride, "dilation": dilation, "before": before, "after": after, "edge": edge}


def operands(example: Example) -> tuple[Operand, ...]:
    return tuple(Operand(array, Source("step", f"input {n}")) for n, array in enumerate(example.inputs))


def a_cell(data: st.DataObject, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(data.draw(st.integers(0, size - 1)) for size in shape)


@every
def test_input_shapes_that_do_not_fit_are_refused(operation: Operation) -> None:
    settings = {"heads": 2, "d_model": 4, "size": 3, "place": 0, "columns": 2, "file": "a", "step": "b"}
    for shapes in ([], [()] * 7, [(2, 3, 4, 5)] * 6):
        with pytest.raises((ValueError, LookupError, TypeError)):
            operation.shape(*shapes, **settings)


def same(value: float, expected: float) -> bool:
    if math.isnan(expected):
        return math.isnan(value)
    return value == expected or math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-10)


SUMS = {"embedding_sum", "add", "parts_sum", "query", "key", "value", "dot_products", "heads", "layer_norm"} | {
    "token_type_sum", "biased_scores", "gate", "up", "pooler", "transform", "next_sentence", "final_bias",
    "attention_output", "hidden", "feed_forward_output", "logits", "masked_logits",
    "convolution", "convolution_2d", "recurrent_sum", "remembered", "candidate_sum", "cell_state", "updated_state",
}  # fmt: skip


SOMETIMES_SUMS = {"rotary_query", "rotary_key"}  # the first half of the features are differences


# They depend only on positions, on a seed, or on nothing.
FROM_NO_CELL = {
    "sinusoidal_positions",
    "sinusoidal_halves",
    "no_positions",
    "dropout_mask",
    "given",
    "start",
} | {"input_vectors"}


@every
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_shapes_and_explanations_agree_with_the_reference(operation: Operation, data: st.DataObject) -> None:
    example = data.draw(examples(operation.name))
    expected = operation.reference(*example.inputs, **example.settings)
    assert expected.ndim == len(operation.axes)
    shapes = [array.shape for array in example.inputs]
    assert operation.shape(*shapes, **example.settings) == expected.shape
    assert operation.products(expected.shape, *shapes) >= expected.size
    cell, sources = a_cell(data, expected.shape), operands(example)
    explanation = operation.explain(cell, *sources, **example.settings)
    assert same(explanation.value, float(expected[cell]))
    terms_add_up(operation, explanation)
    used = list(cells(explanation))
    assert used or operation.name in FROM_NO_CELL
    for quoted in used:
        (operand,) = (o for o in sources if o.source == quoted.source)
        assert all(0 <= place < size for place, size in zip(quoted.index, operand.values.shape, strict=True))
        assert quoted.value == operand.values[quoted.index]


def terms_add_up(operation: Operation, explanation: Expression) -> None:
    """Asserts that the explanation is a sum if it should be, and that its terms are those of that sum."""
    terms = as_terms(explanation)
    if operation.name not in SOMETIMES_SUMS:
        assert (terms is not None) == (operation.name in SUMS)
    if terms is None:
        return
    assert same(math.fsum(terms.values), explanation.value)
    for place, value in enumerate(terms.values):
        assert same(terms.term(place).value, value)


NUMBERS = (math.nan, math.inf, -math.inf, 0.0, -0.0, 1.5, -2.0, 1e308, -1e308)


@every
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_nan_and_infinity_can_be_explained(operation: Operation, data: st.DataObject) -> None:
    example = data.draw(examples(operation.name))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))

    def diverged(array: np.ndarray) -> np.ndarray:
        if array.dtype.kind != "f":
            return array
        strange = random.choice(NUMBERS, size=array.shape)
        return np.where(random.random(array.shape) < random.choice((0.1, 0.5, 1.0)), strange, array)

    example.inputs = tuple(map(diverged, example.inputs))
    with np.errstate(all="ignore"):
        expected = operation.reference(*example.inputs, **example.settings)
        cell = a_cell(data, expected.shape)
        value = operation.explain(cell, *operands(example), **example.settings).value
    finite = np.isfinite(np.concatenate([np.ravel(array) for array in example.inputs])).all()
    if math.isfinite(expected[cell]) and not finite:
        assert same(value, float(expected[cell]))
    elif not finite:  # NaN or ∞ may depend on the order of a sum
        assert not math.isfinite(value)


# -------------------------------------------------------------------- individual operations
def test_positions_equal_the_formula_also_for_odd_sizes() -> None:
    for d in (1, 2, 3, 7, 8, 33, 64):
        table = sinusoids(50, d)
        assert table.shape == (50, d)
        for pos in range(50):
            for i in range(math.ceil(d / 2)):
                angle = pos / math.pow(10000, 2 * i / d)
                assert math.isclose(table[pos, 2 * i], math.sin(angle), abs_tol=1e-12)
                if 2 * i + 1 < d:
                    assert math.isclose(table[pos, 2 * i + 1], math.cos(angle), abs_tol=1e-12)


@given(st.integers(1, 40).map(lambda half: 2 * half), st.integers(1, 60), st.integers(0, 2000))
def test_every_position_has_the_same_length(d: int, positions: int, first: int) -> None:
    table = sinusoids(positions, d, first)
    np.testing.assert_allclose((table**2).sum(-1), d / 2, rtol=1e-12)


@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 100))
def test_positions_from_an_offset_are_rows_of_a_longer_table(d: int, count: int, first: int) -> None:
    np.testing.assert_array_equal(sinusoids(count, d, first), sinusoids(first + count, d)[first:])


@given(data=st.data())
def test_attention_weights_sum_to_1_and_masked_ones_are_exactly_0(data: st.DataObject) -> None:
    (scores,) = data.draw(examples("softmax")).inputs
    weights = OPERATIONS["softmax"].reference(scores)
    np.testing.assert_allclose(weights.sum(-1), 1.0, rtol=1e-12)
    assert (weights[np.isneginf(scores)] == 0.0).all()
    assert (weights >= 0).all()


def test_softmax_does_not_overflow_and_ignores_a_shift() -> None:
    scores = np.array([[[1000.0, 1001.0, -np.inf]]])
    weights = OPERATIONS["softmax"].reference(scores)
    np.testing.assert_allclose(weights[0, 0], [1 / (1 + math.e), math.e / (1 + math.e), 0.0], rtol=1e-12)
    np.testing.assert_allclose(OPERATIONS["softmax"].reference(scores - 1000), weights, rtol=1e-12)


def test_the_softmax_of_a_completely_masked_row_is_nan() -> None:
    softmax, scores = OPERATIONS["softmax"], np.full((1, 1, 3), -np.inf)
    assert np.isnan(softmax.reference(scores)).all()
    explanation = softmax.explain((0, 0, 1), Operand(scores, Source("step", "masked")))
    assert math.isnan(explanation.value)
    assert "−∞" in explanation.text  # type: ignore[attr-defined]


@given(data=st.data())
def test_layer_norm_gives_mean_0_and_variance_1_up_to_epsilon(data: st.DataObject) -> None:
    example = data.draw(examples("layer_norm"))
    x, epsilon = example.inputs[0], example.settings["epsilon"]
    d = x.shape[1]
    normal = OPERATIONS["layer_norm"].reference(x, np.ones(d), np.zeros(d), epsilon=epsilon)
    for row, out in zip(x, normal, strict=True):
        mean = math.fsum(row) / d
        variance = math.fsum((v - mean) ** 2 for v in row) / d
        np.testing.assert_allclose(math.fsum(out) / d, 0.0, atol=1e-9)
        np.testing.assert_allclose(
            math.fsum(out**2) / d, variance / (variance + epsilon), rtol=1e-6, atol=1e-9
        )


def test_layer_norm_names_its_mean_and_variance() -> None:
    x = np.array([[1.0, 2.0, 6.0]])
    sources = [Operand(a, Source("step", str(n))) for n, a in enumerate((x, np.ones(3), np.zeros(3)))]
    found: dict[str, float] = {}

    def visit(expression: Any) -> None:
        if isinstance(expression, Named):
            found[expression.name] = expression.value
        for child in expression.children:
            visit(child)

    visit(OPERATIONS["layer_norm"].explain((0, 2), *sources, epsilon=1e-5))
    assert found == {"μ": 3.0, "σ²": pytest.approx(14 / 3)}


def test_the_padding_mask_allows_exactly_the_real_tokens() -> None:
    mask = OPERATIONS["padding_mask"].reference(np.array([5, 0]), np.array([5, 6, 0]), padding=0)
    np.testing.assert_array_equal(mask, [[True, True, False], [True, True, False]])


def test_the_causal_mask_allows_earlier_real_tokens() -> None:
    ids = np.array([5, 6, 7, 0])
    mask = OPERATIONS["causal_mask"].reference(ids, ids, padding=0)
    np.testing.assert_array_equal(mask, [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 0]])


def test_with_fewer_queries_than_keys_the_queries_are_the_last_positions() -> None:
    mask = OPERATIONS["causal_mask"].reference(np.array([7]), np.array([5, 6, 7]), padding=0)
    np.testing.assert_array_equal(mask, [[True, True, True]])


def test_gelu_is_exact() -> None:
    x = np.array([[-3.0, -0.5, 0.0, 0.5, 3.0]])
    expected = [[v * 0.5 * math.erfc(-v / math.sqrt(2)) for v in x[0]]]
    np.testing.assert_allclose(OPERATIONS["gelu"].reference(x), expected, rtol=1e-12, atol=0)


def test_concat_orders_features_by_head() -> None:
    heads = np.arange(12).reshape(2, 3, 2)  # head, position, d_v
    concat = OPERATIONS["concat"].reference(heads)
    np.testing.assert_array_equal(concat, [[0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11]])


def test_a_fill_of_0_gives_forbidden_keys_weight_but_minus_1e9_does_not() -> None:
    scores, mask = np.array([[[1.0, 2.0]]]), np.array([[True, False]])
    softmax, filled = OPERATIONS["softmax"], OPERATIONS["filled"]
    weights = softmax.reference(filled.reference(scores, mask, fill=0.0))
    np.testing.assert_allclose(weights[0, 0, 1], 1 / (1 + math.e))
    weights = softmax.reference(filled.reference(scores, mask, fill=-1e9))
    np.testing.assert_array_equal(weights, [[[1.0, 0.0]]])


def test_with_a_mask_after_softmax_rows_do_not_sum_to_1() -> None:
    scores, mask = np.zeros((1, 1, 4)), np.array([[True, False, True, True]])
    weights = OPERATIONS["softmax_then_mask"].reference(scores, mask)
    np.testing.assert_array_equal(weights, [[[0.25, 0.0, 0.25, 0.25]]])


def test_dropout_depends_on_seed_place_and_visit_and_has_its_rate() -> None:
    x = np.zeros((100, 100))
    sources = {"rate": 0.1, "seed": 1, "place": 2, "visit": 3}
    kept = OPERATIONS["dropout_mask"].reference(x, **sources)
    np.testing.assert_array_equal(kept, OPERATIONS["dropout_mask"].reference(x, **sources))
    assert abs(kept.mean() - 0.9) < 0.02
    for name in ("seed", "place", "visit"):
        other = OPERATIONS["dropout_mask"].reference(x, **sources | {name: 9})
        assert 0.1 < (kept != other).mean() < 0.3


def test_an_array_of_another_run_cannot_be_recomputed() -> None:
    settings = {"file": "other.json", "sha256": "0", "step": "logits#2"}
    for method in (OPERATIONS["given"].reference, lambda **s: OPERATIONS["given"].explain((0, 0), **s)):
        with pytest.raises(LookupError, match=r"taken from logits#2 in other\.json"):
            method(**settings)


# -------------------------------------------------------------------- expressions
def test_the_largest_terms_come_first() -> None:
    total = Total(np.array([1.0, -5.0, 0.0, 3.0, 5.0]), lambda i: Cell(float(i), Source("step", "x"), (i,)))
    assert total.largest(3) == [1, 4, 3]
    assert [cell.index for cell in cells(total, most=2)] == [(1,), (4,)]
    assert len(list(cells(total))) == 5


def test_a_cell_can_be_replaced_by_its_explanation() -> None:
    scaled = OPERATIONS["scaled"]
    dots = Operand(np.array([[[8.0]]]), Source("step", "dot_products"))
    inside = Total(np.array([6.0, 2.0]), lambda i: Cell((6.0, 2.0)[i], Source("step", "query"), (i,)))
    unfolded = replace(scaled.explain((0, 0, 0), dots, d_k=4), lambda cell: inside)
    terms = as_terms(unfolded)
    assert unfolded.value == 4.0
    np.testing.assert_array_equal(terms.values, [3.0, 1.0])


def test_the_log_probabilities_of_models_that_do_not_decode_are_not_called_those_of_the_next_word() -> None:
    meaning = OPERATIONS["log_softmax"].meaning
    assert "In a decoder, the row of a token predicts the token after it" in meaning
    assert "next one" not in meaning


def test_the_formula_of_a_projection_has_a_bias_exactly_if_the_step_has_one() -> None:
    always = {"remembered", "pooler", "transform", "masked_logits", "next_sentence"}
    formulas = {
        operation.name: [operation.formula_for(inputs).linear() for inputs in (2, 3)]
        for operation in OPERATIONS.values()
        if hasattr(operation, "with_bias")
    }
    assert formulas["query"] == ["Qₕ = x Wₕ^Q", "Qₕ = x Wₕ^Q + bₕ^Q"]
    assert formulas["hidden"] == ["hidden = x W₁", "hidden = x W₁ + b₁"]
    for name, (without, with_bias) in formulas.items():
        assert "+ b" in with_bias, name
        assert ("+ b" in without) == (name in always), name

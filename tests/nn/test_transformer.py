"""The paper's model: sizes, masks, the shared matrix, slots, and the inputs it refuses."""

import itertools

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.nn.attention import Attention
from transformer_explore.core.nn.configuration import BASE, BIG, CONFIGURATIONS, Configuration
from transformer_explore.core.nn.embedding import LearnedPositions, SinusoidalPositions
from transformer_explore.core.nn.mask import PaddingMask
from transformer_explore.core.nn.transformer import Transformer, build
from transformer_explore.core.operations.positions import sinusoids
from transformer_explore.core.trace import verify

from tests.models import ids, made, steps_of, tiny, traced

pytestmark = pytest.mark.numbers


def parameters_of(sizes: Configuration) -> int:
    with torch.device("meta"):
        return sum(parameter.numel() for parameter in Transformer(sizes).parameters())


def test_the_papers_models_have_the_papers_sizes() -> None:
    assert (BASE.d_model, BASE.layers, BASE.heads, BASE.d_ff, BASE.dropout) == (512, 6, 8, 2048, 0.1)
    assert (BIG.d_model, BIG.layers, BIG.heads, BIG.d_ff, BIG.dropout) == (1024, 6, 16, 4096, 0.3)
    assert parameters_of(BASE) == 63_045_632  # table 3 says 65 · 10⁶
    assert parameters_of(BIG) == pytest.approx(213e6, rel=0.02)  # table 3


def test_a_forward_pass_of_base_leaves_at_least_280_steps() -> None:
    steps = steps_of(build(BASE, seed=0).eval(), (5, 6, 7, 8), (2, 9, 10, 11))
    assert len(steps) >= 280
    assert len({step.source for step in steps}) == len(steps)
    attentions = {step.name.rpartition(".")[0] for step in steps if step.operation == "softmax"}
    assert len(attentions) == 6 + 6 + 6


def test_the_three_uses_of_the_shared_matrix_are_one_parameter() -> None:
    model = made()
    assert model.source_embedding.tokens.weight is model.target_embedding.tokens.weight is model.logits.weight
    assert [name for name, _ in model.named_parameters() if "tokens" in name or "logits" in name] == [
        "source_embedding.tokens.weight"
    ]


def test_probabilities_sum_to_1() -> None:
    result = made()(ids((4, 5), (6, 0)), ids((2, 3, 4), (2, 0, 0)))
    assert result.shape == (2, 3, 11)
    torch.testing.assert_close(result.exp().sum(-1), torch.ones(2, 3))


def test_the_same_seed_gives_the_same_weights_and_does_not_change_the_global_generator() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    first, second, other = (build(tiny(), seed=seed).state_dict() for seed in (1, 1, 2))
    assert torch.equal(torch.rand(3), expected)
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not torch.equal(first["logits.weight"], other["logits.weight"])


# -------------------------------------------------------------------- masks
tokens = st.integers(1, 10)
sentences = st.lists(tokens, min_size=1, max_size=6)
MODELS = {
    (residual, positions): made(tiny(layers=2, residual=residual, positions=positions))
    for residual, positions in itertools.product(("post-norm", "pre-norm"), ("sinusoidal", "learned"))
}
any_model = st.sampled_from(list(MODELS.values()))


@given(any_model, sentences, st.lists(tokens, min_size=2, max_size=6), st.data())
@torch.no_grad()
def test_changing_a_later_target_token_never_changes_an_earlier_row(
    model: Transformer, source: list[int], target: list[int], data: st.DataObject
) -> None:
    position = data.draw(st.integers(1, len(target) - 1))
    other = [*target]
    other[position] = data.draw(tokens.filter(lambda token: token != target[position]))
    before, after = (model(ids(source), ids(row))[0] for row in (target, other))
    assert torch.equal(before[:position], after[:position])
    assert not torch.equal(before[position:], after[position:])


@given(any_model, sentences, sentences, st.integers(1, 3), st.integers(0, 3))
@torch.no_grad()
def test_padding_never_changes_a_real_position(
    model: Transformer, source: list[int], target: list[int], more_source: int, more_target: int
) -> None:
    plain = model(ids(source), ids(target))[0]
    padded = model(ids(source + [0] * more_source), ids(target + [0] * more_target))[0]
    torch.testing.assert_close(padded[: len(target)], plain, rtol=1e-5, atol=1e-5)
    assert torch.isfinite(padded).all()


@torch.no_grad()
def test_a_sentence_gives_the_same_result_alone_and_in_a_batch_with_a_longer_one() -> None:
    model = made()
    together = model(ids((4, 5, 0), (6, 7, 8)), ids((2, 0), (2, 3)))
    torch.testing.assert_close(together[0, :1], model(ids((4, 5)), ids((2,)))[0], rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(together[1:], model(ids((6, 7, 8)), ids((2, 3))), rtol=1e-5, atol=1e-5)


@torch.no_grad()
def test_the_order_of_the_source_matters_only_through_the_positions() -> None:
    model = made()
    assert not torch.allclose(model(ids((4, 5)), ids((2,))), model(ids((5, 4)), ids((2,))))
    for embedding in (model.source_embedding, model.target_embedding):
        embedding.positions.table.zero_()  # type: ignore[union-attr, operator]
    torch.testing.assert_close(model(ids((4, 5)), ids((2,))), model(ids((5, 4)), ids((2,))))


# -------------------------------------------------------------------- what is refused
@pytest.mark.parametrize("which", ["source", "target"])
def test_a_sentence_of_more_than_the_maximal_length_is_refused(which: str) -> None:
    sentence = {"source": [4], "target": [2]} | {which: [5] * 10}
    with pytest.raises(
        ValueError, match=r"10 tokens are more than this model's limit of 9; shorten"
    ) as error:
        made()(ids(sentence["source"]), ids(sentence["target"]))
    assert "\n" not in str(error.value)


def test_a_sentence_of_maximal_length_is_accepted() -> None:
    assert made()(ids([5] * 9), ids([5] * 9)).shape == (1, 9, 11)


@pytest.mark.parametrize(("source", "target"), [([], [2]), ([4], [])])
def test_an_empty_sentence_is_refused(source: list[int], target: list[int]) -> None:
    with pytest.raises(ValueError, match="the sentence has no tokens"):
        made()(ids(source).long(), ids(target).long())


@pytest.mark.parametrize("which", ["source", "target"])
def test_a_sentence_that_begins_with_padding_is_refused_and_named(which: str) -> None:
    batch = {"source": ids((4, 5), (6, 7)), "target": ids((2, 3), (2, 3))}
    batch[which] = ids((4, 5), (0, 7))
    with pytest.raises(ValueError, match="sentence 1 of the batch starts with padding"):
        made()(batch["source"], batch["target"])


def test_heads_that_do_not_divide_d_model_are_refused() -> None:
    with pytest.raises(ValueError, match="d_model = 8 cannot be divided evenly among 3 heads"):
        tiny(heads=3)
    with pytest.raises(ValueError, match="d_model = 8 cannot be divided evenly among 3 heads"):
        Attention(8, 3, PaddingMask(0))


@pytest.mark.parametrize(
    ("slot", "message"),
    [
        ("residual", "post-norm or pre-norm"),
        ("positions", "sinusoidal or learned"),
        ("activation", "relu or gelu"),
    ],
)
def test_an_unknown_part_is_refused_with_the_known_ones(slot: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"unknown {slot} = 'rotary': choose {message}"):
        tiny(**{slot: "rotary"})


@pytest.mark.parametrize("size", ["vocabulary", "d_model", "layers", "heads", "d_ff", "longest"])
@pytest.mark.parametrize("value", [0, -1, 2.0, "8", True, None])
def test_a_size_that_is_not_a_positive_whole_number_is_refused(size: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"invalid {size} = .*: use a whole number"):
        tiny(**{size: value})


def test_a_configuration_is_restored_from_its_dict() -> None:
    for sizes in CONFIGURATIONS.values():
        assert Configuration(**sizes.as_dict()) == sizes  # type: ignore[arg-type]


# -------------------------------------------------------------------- slots
@pytest.mark.parametrize("residual", ["post-norm", "pre-norm"])
@pytest.mark.parametrize("positions", ["sinusoidal", "learned"])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_every_part_builds_runs_and_verifies(residual: str, positions: str, activation: str) -> None:
    sizes = tiny(residual=residual, positions=positions, activation=activation)
    checks = list(verify(traced(made(sizes))))
    assert {check.verdict for check in checks} == {"same"}
    used = {check.step.operation for check in checks}
    assert activation in used
    assert ("learned_positions" if positions == "learned" else "sinusoidal_positions") in used


def test_pre_norm_ends_each_stack_with_a_norm_and_post_norm_does_not() -> None:
    names = {
        residual: {s.name for s in steps_of(made(tiny(residual=residual)))}
        for residual in ("pre-norm", "post-norm")
    }
    assert names["pre-norm"] - names["post-norm"] == {"encoder.norm", "decoder.norm"}


@pytest.mark.parametrize("d_model", [1, 2, 7, 8])
def test_sinusoidal_positions_are_exact_in_float32_and_float64(d_model: int) -> None:
    expected = torch.from_numpy(sinusoids(5, d_model))
    leaf = SinusoidalPositions(9, d_model)
    torch.testing.assert_close(leaf(ids((1,) * 5))[0], expected.float(), rtol=0, atol=0)
    torch.testing.assert_close(leaf.double()(ids((1,) * 5))[0], expected, rtol=0, atol=0)


def test_learned_positions_are_rows_of_their_parameter() -> None:
    leaf = LearnedPositions(9, 4)
    assert torch.equal(leaf(ids((7, 7, 7)))[0], leaf.weight[:3])


def test_dropout_changes_results_only_in_training() -> None:
    model = made(tiny(dropout=0.5))
    source, target = ids((4, 5, 6)), ids((2, 3))
    assert torch.equal(model(source, target), model(source, target))
    model.train()
    torch.manual_seed(0)
    assert not torch.equal(model(source, target), model(source, target))

"""Labs about attention and convolution."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch.nn import functional as F
from transformer_explore.core.nn.convolution import Convolution, Convolution2d
from transformer_explore.core.operations.window import Window
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.tasks.shapes import FIGURES, INK, NAMES, found
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.as_convolution import BOUNDS, SHARPNESSES
from transformer_explore.lessons.labs.families import recoloring_model
from transformer_explore.lessons.labs.families.kernel_heads import Pair, around, shifted
from transformer_explore.lessons.labs.families.recoloring import (
    GRAY,
    LIKE,
    OTHER,
    PAPER,
    SIDE,
    Images,
    draw,
    grays,
)
from transformer_explore.lessons.labs.families.relative import Layer, encoding, query_vectors
from transformer_explore.lessons.labs.image_attention import EVERY
from transformer_explore.lessons.labs.lab import Array, Result
from transformer_explore.lessons.labs.learned_shifts import POSITIONS, attention, loss_and_gradient
from transformer_explore.lessons.labs.learned_shifts import Heads as OfHeads

# ------------------------------------------------------------------------------------- as convolution
PADDINGS = ("replicate", "zeros")


@st.composite
def pairs(draw: st.DrawFn, edge: str | None = None) -> Pair:
    """Small inputs and kernels; also heads further apart than a window."""
    shape = tuple(draw(st.lists(st.integers(1, 6), min_size=1, max_size=2)))
    window = around(draw(st.sampled_from([3, 5])), len(shape))
    return Pair(
        shape=shape,
        shifts=shifted(window, draw(st.integers(1, 2)), draw(st.integers(0, 3))),
        edge=edge or draw(st.sampled_from(PADDINGS)),
        precision=draw(st.sampled_from(sorted(BOUNDS))),
        without=None,
        seed=draw(st.integers(0, 9999)),
    )


def in_torch(pair: Pair) -> Array:
    """PyTorch's convolution, in the precision: [position, out] or [out, row, column]."""
    x, weight, bias = (torch.from_numpy(each) for each in (pair.numbers[0], pair.window, pair.numbers[2]))
    image = x.T.reshape(1, -1, *pair.shape)
    mode = "constant" if pair.edge == "zeros" else pair.edge
    padded = F.pad(image, [pair.half] * 2 * pair.along, mode)
    convolved = (F.conv1d, F.conv2d)[pair.along - 1](padded, weight, bias)[0].numpy()
    return convolved.T if pair.along == 1 else convolved


def attended_in_torch(pair: Pair, layer: Layer) -> Array:
    """The attention with every operation in this precision, as in a model."""
    asks, w_value, w_output, bias, tokens, relative = (
        torch.from_numpy(np.asarray(each, dtype=pair.precision))
        for each in (*vars(layer).values(), pair.tokens, encoding(pair.offsets))
    )
    weights = torch.einsum("hf,qkf->hqk", asks, relative).softmax(-1)
    values = (tokens @ w_value.T).reshape(len(tokens), len(asks), -1).transpose(0, 1)
    concat = (weights @ values).transpose(0, 1).reshape(weights.shape[1], -1)
    return pair.laid((concat @ w_output.T + bias).numpy())


def distance(one: Array, other: Array) -> float:
    return float(np.abs(np.asarray(one, np.float64) - np.asarray(other, np.float64)).max())


@given(pair=pairs(), sharpness=st.floats(33, 100))
@settings(max_examples=60, deadline=None)
def test_sharp_enough_attention_is_the_convolution(pair: Pair, sharpness: float) -> None:
    steps = pair.steps(sharpness)
    assert pair.error(steps) <= BOUNDS[pair.precision]
    assert distance(pair.laid(steps.output), in_torch(pair)) <= BOUNDS[pair.precision]
    assert distance(attended_in_torch(pair, pair.layer(sharpness)), in_torch(pair)) <= BOUNDS[pair.precision]


@pytest.mark.parametrize("kind", ["1-D", "2-D"])
@pytest.mark.parametrize("width", ["3", "5"])
@pytest.mark.parametrize("padding", PADDINGS)
def test_one_head_per_kernel_position_gives_no_error(kind: str, width: str, padding: str) -> None:
    lab = perform("as-convolution", {"kind": kind, "width": width, "padding": padding})
    assert lab.field("heads") == int(width) ** int(kind[0])
    assert lab.field("error") <= lab.field("bound") == 1e-12
    errors = np.asarray(lab.field("errors"))
    assert errors[0, -1] <= 2e-5 and errors[1, -1] <= 1e-12
    assert 28 <= float(lab.field("enough")) <= 34


@pytest.mark.parametrize("padding", PADDINGS)
def test_the_convolution_of_the_models_gives_the_same(padding: str) -> None:
    window = Window.same(3, edge=padding)
    along, over = (
        perform("as-convolution", {"padding": padding}),
        perform("as-convolution", {"kind": "2-D", "padding": padding}),
    )
    for lab, layer in ((along, Convolution(3, 2, window)), (over, Convolution2d(3, 2, window))):
        layer.double().load_state_dict(
            {
                name: torch.tensor(np.asarray(lab.field(table)))
                for name, table in (("weight", "kernel"), ("bias", "bias"))
            }
        )
        with torch.no_grad():
            output = layer(torch.tensor(np.asarray(lab.field("input")))[None])[0].numpy()
        assert distance(lab.tables["attended"].values, output) <= 1e-12


@given(seed=st.integers(0, 9999), kind=st.sampled_from(["1-D", "2-D"]))
@settings(max_examples=10, deadline=None)
def test_without_a_ring_the_edges_are_replicated_and_with_one_they_are_zeros(seed: int, kind: str) -> None:
    errors = np.asarray(perform("as-convolution", {"kind": kind, "seed": seed}).field("padding_errors"))
    assert errors.diagonal().max() <= 1e-12
    assert min(errors[0, 1], errors[1, 0]) > 0.01


def test_at_the_edge_the_nearest_position_wins() -> None:
    lab = perform("as-convolution", {"width": 5, "query": 1})
    assert np.asarray(lab.field("maps")).argmax(axis=-1).tolist() == [0, 0, 0, 1, 2]
    ringed = perform("as-convolution", {"width": 5, "query": 1, "padding": "zeros"}).tables["maps"]
    words = ringed.labels["position"]
    assert [words[place] for place in ringed.values.argmax(axis=-1)] == ["−1", "0", "1", "2", "3"]


def test_concat_holds_the_window_of_each_position() -> None:
    lab = perform("as-convolution", {"padding": "zeros"})
    x = np.pad(np.asarray(lab.field("input")), [(1, 1), (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(x, 3, axis=0).transpose(0, 2, 1)
    assert np.allclose(lab.field("concat"), windows.reshape(12, -1), atol=1e-12)


@given(sharpness=st.floats(0, 100), seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_a_heads_weights_fall_with_the_squared_distance_from_its_shift(sharpness: float, seed: int) -> None:
    lab = perform("as-convolution", {"sharpness": sharpness, "seed": seed, "query": 5})
    for weights, shift in zip(np.asarray(lab.field("maps")), (-1, 0, 1), strict=True):
        bell = np.exp(-sharpness * (np.arange(12) - 4 - shift) ** 2)
        assert np.allclose(weights, bell / bell.sum(), atol=1e-9)


@given(shift=st.integers(-5, 5), sharpness=st.floats(0.1, 50), axes=st.sampled_from([1, 2]))
def test_a_score_is_the_squared_distance_up_to_a_constant(shift: int, sharpness: float, axes: int) -> None:
    offsets = np.indices((9,) * axes).reshape(axes, -1).T - 4
    scores = encoding(offsets) @ query_vectors(np.full((1, axes), shift), sharpness)[0]
    wanted = -sharpness * ((offsets - shift) ** 2).sum(axis=-1)
    assert np.ptp(scores - wanted) <= 1e-9
    assert encoding(offsets).shape[1] == axes + 1


def test_the_error_falls_as_exp_of_minus_the_sharpness_down_to_rounding() -> None:
    errors = np.asarray(perform("as-convolution", {}).field("errors"))
    falling = (SHARPNESSES >= 6) & (SHARPNESSES <= 26)
    slope = np.polyfit(SHARPNESSES[falling], np.log(errors[1, falling]), 1)[0]
    assert slope == pytest.approx(-1, abs=0.02)
    assert errors[0, -1] > 100 * errors[1, -1]  # where each precision ends


def test_with_no_sharpness_a_head_averages_over_all() -> None:
    lab = perform("as-convolution", {"sharpness": 0})
    assert np.allclose(lab.field("weights"), 1 / 12)
    assert np.ptp(np.asarray(lab.field("attended")), axis=0).max() <= 1e-12
    assert np.asarray(lab.field("own"))[0] == pytest.approx(1 / 12)


@pytest.mark.parametrize("head", [1, 2, 3])
def test_without_a_head_its_kernel_position_is_missing(head: int) -> None:
    lab = perform("as-convolution", {"without": head})
    x, kernel = np.asarray(lab.field("input")), np.asarray(lab.field("kernel"))
    seen = x[(np.arange(12) + head - 2).clip(0, 11)]
    lost = seen @ kernel[:, :, head - 1].T
    assert np.allclose(lab.field("difference"), -lost, atol=1e-12)
    assert lab.field("error") == pytest.approx(np.asarray(lab.field("without_each"))[head - 1])
    assert np.flatnonzero(lab.field("missing")).tolist() == [head - 1]
    assert np.isnan(float(lab.field("enough")))  # no sharpness compensates for it


def test_the_missing_position_is_marked_in_the_kernel() -> None:
    lab = perform("as-convolution", {"kind": "2-D", "without": 6})
    assert np.argwhere(lab.field("missing")).tolist() == [[1, 2]]
    assert np.asarray(lab.field("without_each")).shape == (3, 3)
    assert np.asarray(lab.field("without_each")).min() > 0.1


def test_where_heads_look_is_free_and_costs_no_parameter() -> None:
    near, far = perform("as-convolution", {}), perform("as-convolution", {"apart": 2, "moved": 3})
    assert np.ravel(far.field("shifts")).tolist() == [-5, 0, 2]
    assert seen(far) == ([5, 6, 7], [1, 6, 8])
    assert seen(near) == ([5, 6, 7], [5, 6, 7])
    assert np.asarray(far.field("widths")).tolist() == [3, 8]
    small, wide, heads = np.asarray(far.field("parameters"))
    assert (small, heads) == tuple(np.asarray(near.field("parameters"))[[0, 2]])
    assert wide == 3 * 2 * 11 + 2
    assert far.field("error") <= 1e-12


def seen(lab: Result) -> tuple[list[int], list[int]]:
    """The positions that the middle output sees, counted from 1: through a window, and by attention."""
    window, attention = np.asarray(lab.field("field")) > 0.5
    return ((np.flatnonzero(window) + 1).tolist(), (np.flatnonzero(attention) + 1).tolist())


def test_all_numbers_are_counted() -> None:
    sizes: NDArray[np.int64] = np.asarray(perform("as-convolution", {"kind": "2-D"}).field("sizes"))
    assert sizes.tolist() == [[54, 0, 0, 2], [54, 0, 0, 2], [54, 81, 27, 2]]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"without": 4}, "there are only 3 heads here, no number 4"),
        ({"query": 13}, "there are only 12 positions"),
    ],
)
def test_a_head_or_a_position_that_there_is_not_is_refused(given: dict[str, float], said: str) -> None:
    with pytest.raises(Problem, match=said):
        perform("as-convolution", given)


# ------------------------------------------------------------------------------------- learned shifts
def solved(lab: Result) -> bool:
    return bool(float(lab.field("loss")) < 0.01 * float(lab.field("untouched")))


def test_heads_find_the_places_that_a_window_does_not_reach() -> None:
    lab = perform("learned-shifts", {})
    assert np.sort(np.asarray(lab.field("shifts"))[-1]) == pytest.approx([-4, 0, 3], abs=0.05)
    assert np.all(lab.field("found")) and solved(lab)
    assert float(lab.field("window_loss")) > 0.5 * float(lab.field("untouched"))
    by_place = np.asarray(lab.field("output"))[np.argsort(np.asarray(lab.field("shifts"))[-1])]
    assert by_place == pytest.approx(np.asarray(lab.field("sought")), abs=0.05)


@pytest.mark.slow
def test_most_beginnings_find_all_places_but_not_every_one() -> None:
    found = [solved(perform("learned-shifts", {"seed": seed})) for seed in range(12)]
    assert 8 <= sum(found) < 12


@pytest.mark.parametrize("seed", range(3))
def test_heads_that_are_sharp_from_the_beginning_stay_a_window(seed: int) -> None:
    lab = perform("learned-shifts", {"sharpness": 40, "seed": seed})
    assert np.asarray(lab.field("shifts"))[-1] == pytest.approx([-1, 0, 1], abs=0.01)
    assert lab.field("loss") == pytest.approx(float(lab.field("window_loss")), rel=1e-3)
    assert np.asarray(lab.field("output")) == pytest.approx(np.asarray(lab.field("window")), abs=0.01)


def test_places_within_the_window_are_no_problem_for_it() -> None:
    lab = perform("learned-shifts", {"left": 1, "right": 1, "steps": 20})
    assert lab.field("window_loss") == pytest.approx(0, abs=1e-20)
    assert np.asarray(lab.field("window")) == pytest.approx(np.asarray(lab.field("sought")))


@given(seed=st.integers(0, 9999))
@settings(max_examples=20, deadline=None)
def test_the_gradient_is_the_one_that_autograd_finds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    flat, x, wanted = (chance.standard_normal(size) for size in (9, (3, POSITIONS), (3, POSITIONS)))
    loss, gradient = loss_and_gradient(flat, x, wanted)
    learned = torch.tensor(flat, requires_grad=True)
    shift, log_sharpness, output = learned.reshape(3, 3, 1, 1)
    place = torch.arange(POSITIONS)
    weights = (-log_sharpness.exp() * (place - place[:, None] - shift) ** 2).softmax(-1)
    made = (output * (weights @ torch.tensor(x).T)).sum(0).T
    missed: torch.Tensor = ((made - torch.tensor(wanted)) ** 2).mean()
    (expected,) = torch.autograd.grad(missed, learned)
    assert loss == pytest.approx(missed.item())
    assert np.allclose(gradient, expected.numpy(), atol=1e-10)


def test_a_broad_head_looks_around_its_shift() -> None:
    heads = OfHeads(np.array([-4.0, 0.0, 3.0]), np.log(np.full(3, 0.5)), np.ones(3))
    weights = attention(heads)[:, 12]
    assert weights.argmax(axis=-1).tolist() == [8, 12, 15]
    assert weights.sum(axis=-1) == pytest.approx(1)
    assert weights[1, 13] / weights[1, 12] == pytest.approx(np.exp(-0.5))


# ------------------------------------------------------------------------------------- little data
def table(name: str, **given: float | str) -> Array:
    return np.asarray(perform("little-data", given).field(name))


def after(examples: int) -> int:
    return list(table("examples")).index(examples)


def test_with_few_examples_the_worst_convolution_beats_the_best_attention_by_far() -> None:
    for few, ahead in ((64, 0.3), (256, 0.5), (1024, 0.1)):
        assert table("lowest")[0, after(few)] > table("highest")[1, after(few)] + ahead


def test_with_many_both_know_the_figures_and_the_gap_is_nearly_closed() -> None:
    assert (table("accuracy")[:, -1] > 0.97).all()
    gap = table("gap")
    assert gap.max() > 0.5
    assert abs(gap[-1]) < gap.max() / 10


def test_attention_needs_many_times_as_many_examples() -> None:
    convolution, attention = table("needed")
    assert attention >= 16 * convolution


def test_sixteen_examples_are_too_few_for_either() -> None:
    assert (table("accuracy")[:, after(16)] < 2 * perform("little-data", {}).field("chance")).all()


def test_attention_knows_by_heart_what_it_has_not_understood() -> None:
    assert table("by_heart")[1, after(256)] > 0.99
    assert table("accuracy")[1, after(256)] < 0.5


def test_the_models_are_alike_in_size() -> None:
    one, other = table("parameters")
    assert one == pytest.approx(other, rel=0.1)


@pytest.mark.parametrize("shape", NAMES)
def test_the_chosen_figure_is_in_the_image_that_is_shown(shape: str) -> None:
    number = NAMES.index(shape)
    assert np.array_equal(table("figure", shape=shape), FIGURES[number])
    for seed in range(3):
        image = table("image", shape=shape, seed=seed)
        assert found(np.isin(image, INK)[None])[0, number].any()
        assert np.array_equal(image, table("images", seed=seed)[number])


# ------------------------------------------------------------------------------------- image attention
@pytest.fixture(scope="module")
def lab() -> Result:
    return perform("image-attention", {})


def drawn(seed: int) -> Images:
    return draw(np.random.default_rng(seed), 50)


def figure(images: Images, number: int, part: int) -> list[list[bool]]:
    ink = images.pixels[number, 0][images.part[number] == part]
    return (ink.reshape(3, 3) > 0).tolist()  # type: ignore[no-any-return]


@given(seed=st.integers(0, 9999))
@settings(max_examples=10, deadline=None)
def test_the_gray_figure_is_shaped_like_the_one_in_question_and_unlike_the_other(seed: int) -> None:
    images = drawn(seed)
    for number, color in enumerate(images.color):
        like, other, gray = (figure(images, number, part) for part in (LIKE, OTHER, GRAY))
        assert like == gray != other
        assert like in FIGURES.tolist() and other in FIGURES.tolist()
        pixels, part = images.pixels[number], images.part[number]
        assert pixels[1 + color].sum() == pixels[0][part == LIKE].sum() == 5
        assert not pixels[1 + color][part != LIKE].any()
        assert not pixels[1:, part == GRAY].any() and not pixels[:, part == PAPER].any()
        assert (pixels[1:].sum(axis=0) <= pixels[0]).all()
        assert np.array_equal(grays(images)[number], (part == GRAY) & (pixels[0] > 0))


def test_the_color_of_the_other_figure_does_not_tell_the_right_one() -> None:
    images = draw(np.random.default_rng(0), 2000)
    other = images.pixels[:, 1:].transpose(0, 2, 3, 1)[images.part == OTHER].reshape(2000, 9, 3).any(axis=1)
    for unlike in range(3):
        right = np.bincount(images.color[other[:, unlike]], minlength=3) / other[:, unlike].sum()
        assert sorted(right) == pytest.approx([0, 0.5, 0.5], abs=0.07)


def test_a_pixel_looks_at_the_figure_of_its_shape_and_not_at_what_is_nearer(lab: Result) -> None:
    like, other, own, _paper = np.asarray(lab.field("given"))
    assert like > 0.5 and like > 4 * max(other, own)
    assert float(lab.field("near")) < 0.2
    to_like, to_other = np.asarray(lab.field("distances"))
    assert to_like > to_other
    weights = np.asarray(lab.field("weights"))
    assert weights.shape == (SIDE**2, SIDE**2)
    assert weights.sum(axis=-1) == pytest.approx(1)
    row, column = np.asarray(lab.field("pixel")) - 1
    assert np.array_equal(weights[row * SIDE + column].reshape(SIDE, SIDE), lab.field("map"))


def test_it_gives_the_right_colors_and_without_attention_it_can_only_guess(lab: Result) -> None:
    with_it, without = np.asarray(lab.field("accuracy"))
    assert with_it > 0.95
    assert without == pytest.approx(float(lab.field("chance")), abs=0.15)


def test_with_γ_at_0_what_comes_out_is_exactly_what_went_in(lab: Result) -> None:
    assert lab.field("moved_at_0") == 0 < float(lab.field("moved"))
    off = perform("image-attention", {"share": 0.0})
    assert np.array_equal(off.field("output"), off.field("input"))
    assert off.field("moved") == off.field("gamma") == 0
    assert np.array_equal(np.asarray(off.field("map")), lab.field("map"))  # attention without an effect
    assert len(set(np.asarray(off.field("accuracy")))) == 1


def test_at_first_γ_is_0_and_it_alone_is_learned(lab: Result) -> None:
    assert np.asarray(lab.field("gammas"))[0] == 0
    first, *others = np.asarray(lab.field("first_gradients"))
    assert first > 0 and others == [0, 0, 0, 0]
    losses = np.asarray(lab.field("losses"))
    assert len(losses) == 240 / EVERY
    assert losses[0] == pytest.approx(np.log(3), abs=0.1)
    assert losses[-3:].max() < 0.1


@pytest.mark.slow
def test_another_beginning_is_right_as_well_though_its_map_may_show_nothing() -> None:
    other = perform("image-attention", {"training": 13})
    assert np.asarray(other.field("accuracy"))[0] > 0.95
    assert not np.array_equal(other.field("map"), perform("image-attention", {}).field("map"))


def test_any_pixel_can_be_asked(lab: Result) -> None:
    corner = perform("image-attention", {"row": 1, "column": 8})
    assert np.asarray(corner.field("pixel")).tolist() == [1, 8]
    assert np.array_equal(np.asarray(corner.field("map")).ravel(), np.asarray(lab.field("weights"))[7])


def test_the_weights_without_a_channel_are_those_of_the_changed_query() -> None:
    lab = perform("image-attention", {})
    trained = recoloring_model.trained(240, 0).model
    row, column = (int(place) - 1 for place in np.asarray(lab.field("pixel")))
    x = torch.tensor(np.asarray(lab.field("input")), dtype=torch.float32)
    before = np.asarray(lab.field("weights"))[row * SIDE + column]
    for channel in (0, int(np.argmax(np.asarray(lab.field("without"))))):
        changed = x.clone()
        changed[channel, row, column] = 0
        with torch.no_grad():
            attention = trained.attention
            query = attention.query(attention.positions(changed[None]))
            key = attention.key(attention.positions(x[None]))
            weights = (query @ key.transpose(-1, -2)).softmax(dim=-1).reshape(SIDE**2, SIDE**2)
        moved = np.abs(weights[row * SIDE + column].numpy() - before).sum() / 2
        assert np.asarray(lab.field("without"))[channel] == pytest.approx(moved, abs=1e-5)
    assert lab.field("maps") == 1 and lab.field("channels") == len(x)

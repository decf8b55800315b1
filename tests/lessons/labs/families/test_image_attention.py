"""Attention over an image: trained within seconds, it looks at what is alike, and with γ = 0 it does nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.tasks.shapes import FIGURES
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.families.image_attention import EVERY
from transformer_explore.lessons.labs.families.recolouring import (
    GREY,
    LIKE,
    OTHER,
    PAPER,
    SIDE,
    Images,
    draw,
    greys,
)
from transformer_explore.lessons.labs.lab import Result


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
def test_the_grey_figure_is_shaped_like_the_one_whose_colour_is_asked_for_and_unlike_the_other(
    seed: int,
) -> None:
    images = drawn(seed)
    for number, colour in enumerate(images.colour):
        like, other, grey = (figure(images, number, part) for part in (LIKE, OTHER, GREY))
        assert like == grey != other
        assert like in FIGURES.tolist() and other in FIGURES.tolist()
        pixels, part = images.pixels[number], images.part[number]
        assert pixels[1 + colour].sum() == pixels[0][part == LIKE].sum() == 5
        assert not pixels[1 + colour][part != LIKE].any()
        assert not pixels[1:, part == GREY].any() and not pixels[:, part == PAPER].any()
        assert (pixels[1:].sum(axis=0) <= pixels[0]).all()
        assert np.array_equal(greys(images)[number], (part == GREY) & (pixels[0] > 0))


def test_the_colour_of_the_other_figure_does_not_tell_the_right_one() -> None:
    images = draw(np.random.default_rng(0), 2000)
    other = images.pixels[:, 1:].transpose(0, 2, 3, 1)[images.part == OTHER].reshape(2000, 9, 3).any(axis=1)
    for unlike in range(3):
        right = np.bincount(images.colour[other[:, unlike]], minlength=3) / other[:, unlike].sum()
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


def test_it_gives_the_right_colours_and_without_attention_it_can_only_guess(lab: Result) -> None:
    with_it, without = np.asarray(lab.field("accuracy"))
    assert with_it > 0.95
    assert without == pytest.approx(float(lab.field("chance")), abs=0.15)


def test_with_γ_at_0_what_comes_out_is_exactly_what_went_in(lab: Result) -> None:
    assert lab.field("moved_at_0") == 0 < float(lab.field("moved"))
    off = perform("image-attention", {"share": 0.0})
    assert np.array_equal(off.field("output"), off.field("input"))
    assert off.field("moved") == off.field("gamma") == 0
    assert np.array_equal(np.asarray(off.field("map")), lab.field("map"))  # it looks, and nothing comes of it
    assert len(set(np.asarray(off.field("accuracy")))) == 1


def test_at_first_γ_is_0_and_it_alone_is_learned(lab: Result) -> None:
    assert np.asarray(lab.field("gammas"))[0] == 0
    first, *others = np.asarray(lab.field("first_gradients"))
    assert first > 0 and others == [0, 0, 0, 0]
    losses = np.asarray(lab.field("losses"))
    assert len(losses) == 240 / EVERY
    assert losses[0] == pytest.approx(np.log(3), abs=0.1)
    assert losses[-3:].max() < 0.1


def test_another_beginning_is_right_as_well_though_its_map_may_show_nothing() -> None:
    other = perform("image-attention", {"training": 13})
    assert np.asarray(other.field("accuracy"))[0] > 0.95
    assert not np.array_equal(other.field("map"), perform("image-attention", {}).field("map"))


def test_any_pixel_can_be_asked(lab: Result) -> None:
    corner = perform("image-attention", {"row": 1, "column": 8})
    assert np.asarray(corner.field("pixel")).tolist() == [1, 8]
    assert np.array_equal(np.asarray(corner.field("map")).ravel(), np.asarray(lab.field("weights"))[7])

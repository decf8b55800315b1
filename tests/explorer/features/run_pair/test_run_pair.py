"""Two runs compared without a screen: alignment, common axes, differences, and what is said about them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.trace import TraceError, statistics_only
from transformer_explore.explorer.features.run_pair import strings
from transformer_explore.explorer.features.run_pair.alignment import (
    IncomparableError,
    Pair,
    by_position,
    by_words,
    marked,
    words,
)
from transformer_explore.explorer.features.run_pair.run_pair import (
    RunPair,
    StepPair,
    difference_scale,
    predictions,
    subtracted,
)
from transformer_explore.explorer.features.run_pair.strings import COMPARED, WHAT_IF
from transformer_explore.explorer.ui.colors.scales import LEVELS
from transformer_explore.explorer.ui.text import width

from tests.explorer.features.run_pair.use import TEXT, run
from tests.explorer.outside import NASTY
from tests.explorer.showing import Showing, array
from tests.models import changed, made, tiny, traced

pytestmark = pytest.mark.numbers

FIRST = "encoder.layers.0.self_attention"
WEIGHTS = "decoder.layers.1.cross_attention.weights"
MODEL = made()
tokens = st.lists(st.sampled_from("abc"), max_size=9)
ids = st.lists(st.integers(4, 10), min_size=1, max_size=5)


def changed_by(*specs: str) -> RunPair:
    """The normal run and a changed one."""
    return RunPair(run(), run(TEXT, *specs), by_position)


def step(pair: RunPair, name: str) -> StepPair:
    return next(step for step in pair.steps if step.step.name == name)


# -------------------------------------------------------------------------- alignment
@given(tokens, tokens)
def test_every_token_of_both_is_aligned_once_and_in_order(a: list[str], b: list[str]) -> None:
    found = by_words(a, b)
    assert [pair.a for pair in found if pair.a is not None] == list(range(len(a)))
    assert [pair.b for pair in found if pair.b is not None] == list(range(len(b)))
    assert Pair(None, None) not in found
    ends = by_words(["[BOS]", *a, "[EOS]"], ["[BOS]", *b, "[EOS]"])
    assert (ends[0], ends[-1]) == (Pair(0, 0), Pair(len(a) + 1, len(b) + 1))


@given(tokens)
def test_equal_sequences_are_aligned_by_position(a: list[str]) -> None:
    assert by_words(a, a) == by_position(a, a) == tuple(Pair(n, n) for n in range(len(a)))
    with pytest.raises(IncomparableError, match="positions"):
        by_position(a, [*a, "d"])


@pytest.mark.parametrize(
    ("a", "b", "labels"),
    [
        ("我 爱 你", "我 爱 猫", "我 爱 你/猫"),
        ("我 爱 老 师", "我 喜 欢 老 师", "我 爱/喜 +欢 老 师"),
        ("我 不 爱 你", "我 爱 你", "我 −不 爱 你"),
        ("a b c", "x", "a/x −b −c"),
        ("", "x y", "+x +y"),
        ("x", "x", "x"),
    ],
)
def test_the_labels_show_both_words(a: str, b: str, labels: str) -> None:
    one, other = a.split(), b.split()
    assert " ".join(words(by_words(one, other), one, other)) == labels


def test_aligned_words_show_without_color_which_differ() -> None:
    a, b = list("我不爱你"), list("我爱猫们")
    assert marked(by_words(a, b), a, b) == (
        ("我", "我"), ("−不", ""), ("爱", "爱"), ("你", "/猫"), ("", "+们"),
    )  # fmt: skip


# -------------------------------------------------------------------------- common axes
def check(pair: RunPair, one: StepPair) -> None:
    """Every number of both arrays is on the frame once, and the difference where both have a number."""
    assert one.a is not None and one.b is not None
    arrays = pair.arrays(one)
    for shown, of, in_b in ((arrays.a, one.a, False), (arrays.b, one.b, True)):
        seen = set()
        for cell in np.ndindex(*shown.values.shape):
            index = pair.index_in(one, cell, in_b)
            assert (index is None) == shown.lacks(cell)
            if index is not None:
                seen.add(index)
                is_float = shown.values.dtype.kind == "f"
                assert np.array_equal(shown.values[cell], of.values[index], equal_nan=is_float)
        assert len(seen) == of.values.size == shown.summary.count
    for cell in np.ndindex(*arrays.difference.values.shape):
        missing = arrays.a.lacks(cell) or arrays.b.lacks(cell)
        assert arrays.difference.lacks(cell) == missing
        if not missing and np.isfinite(a := float(arrays.a.values[cell])):
            assert arrays.difference.values[cell] == float(arrays.b.values[cell]) - a


@given(ids, ids, ids)
def test_every_number_is_at_its_words(source: list[int], other: list[int], target: list[int]) -> None:
    a, b = traced(MODEL, source, (2, *target)), traced(MODEL, other, (2, *target[:2], 5))
    pair = RunPair(a, b)
    assert [one.step.name for one in pair.steps] == [each.name for each in a]
    for name in (f"{FIRST}.weights", "decoder.layers.0.cross_attention.masked", "logits"):
        check(pair, step(pair, name))


def test_a_single_word_is_compared_with_several() -> None:
    pair = RunPair(traced(MODEL, (4,), (2,)), traced(MODEL, (5, 4, 6), (2, 7, 8, 9)))
    assert words(pair.alignment("source"), *pair.tokens("source")) == ("+w5", "w4", "+w6")
    for one in pair.steps:
        check(pair, one)


def test_the_largest_difference_is_in_a_cell_that_both_have() -> None:
    pair = RunPair(run("老师爱你"), run("我爱猫"))
    for one in pair.steps:
        assert not one.why
        difference = pair.arrays(one).difference
        assert difference is not None and not difference.lacks(one.cell)
        there = [cell for cell in np.ndindex(*difference.values.shape) if not difference.lacks(cell)]
        assert one.size == pytest.approx(max(abs(float(difference.values[cell])) for cell in there), rel=1e-6)
        if one.gap:
            assert abs(float(difference.values[one.cell])) == pytest.approx(one.size, rel=1e-6)
    assert pair.first is pair.steps[0]
    assert pair.largest is not None and pair.largest.size == max(one.size or 0.0 for one in pair.steps)


def test_a_cell_of_the_walk_is_found_on_the_frame_and_back_again() -> None:
    pair = RunPair(run("老师爱你"), run("我爱猫"))
    one = step(pair, WEIGHTS)
    for cell in np.ndindex(*one.a.shape):
        framed = pair.framed(one, cell)
        assert framed is not None and pair.index_in(one, framed) == cell
    assert pair.framed(one, (0, 0)) is pair.framed(one, (0, 99, 0)) is None


def test_a_sentence_compared_with_itself_differs_nowhere() -> None:
    pair = RunPair(run(), run())
    assert pair.first is pair.largest is None
    assert {strings.largest_numbers(one, COMPARED) for one in pair.steps} == {"the same"}
    assert strings.how_many_differ(pair) == "0 of 108 steps differ"
    assert strings.other_differences(pair) == strings.first_step(pair, 80) == ""


def test_what_rounding_explains_is_the_same() -> None:
    rounded = changed(run(), WEIGHTS, lambda values: np.nextafter(values, np.inf))
    pair = RunPair(run(), rounded)
    assert not pair.differing and pair.first is pair.largest is None
    assert strings.largest_numbers(step(pair, WEIGHTS), COMPARED) == "the same up to rounding"
    edited = RunPair(run(), changed(rounded, WEIGHTS, lambda values: values + np.float32(1e-3)))
    assert [one.step.name for one in edited.differing] == [WEIGHTS]


def test_a_run_without_a_target_is_compared_as_far_as_possible() -> None:
    encoder = replace(run().select(["encoder.*"]), tokens={"source": run().tokens["source"]})
    pair = RunPair(encoder, run("我爱猫"))
    assert pair.tokens("target")[0] == ()
    assert all(a == "" for a, _ in marked(pair.alignment("target"), *pair.tokens("target")))
    assert {one.why for one in pair.steps if one.a is None} == {"only in B"}
    assert step(pair, f"{FIRST}.weights").gap is not None


def test_empty_arrays_are_compared() -> None:
    a = traced(MODEL)
    empty = changed(a, "logits", lambda values: values[:0])
    pair = RunPair(replace(empty, tokens={**empty.tokens, "target": ()}), a)
    one = step(pair, "logits")
    arrays = pair.arrays(one)
    assert not one.why and arrays.a is not None and arrays.a.summary.count == 0


def test_decodings_are_compared_visit_by_visit() -> None:
    a, b = (run(text, strategy=Greedy()) for text in ("我爱你", "老师爱猫"))
    pair = RunPair(a, b)
    both = [one for one in pair.steps if one.a is not None and one.b is not None]
    assert both and not any(one.why for one in both)
    assert all(one.a.source == one.b.source for one in both if one.a and one.b)
    check(pair, [one for one in both if one.step.name.endswith("key_cache")][-1])
    assert strings.other_differences(RunPair(a, run())).startswith("one trace is a decoding")


async def test_missing_numbers_are_visible_without_color_in_every_view() -> None:
    values = np.where(np.arange(12)[:, None] % 4 == 1, np.nan, np.linspace(0, 1, 6)[None, :])
    absent = replace(array(values), missing=(frozenset(range(1, 12, 4)), frozenset({2})))
    for dense, size in ((False, (60, 14)), (True, (60, 14)), (True, (60, 6))):
        app = Showing(absent, (1, 2), dense)
        async with app.run_test(size=size) as pilot:
            lines = app.lines()
            assert {cell_len(line) for line in lines} == {60}
            assert "NaN" not in "".join(lines)
            assert "░" in lines[1] or "░" in lines[2]
            await pilot.press("right", "down", "left")
            assert {cell_len(line) for line in app.lines()} == {60}


# -------------------------------------------------------------------------- what cannot be compared
def test_models_of_different_sizes_give_a_reason_for_each_step() -> None:
    pair = RunPair(traced(MODEL), traced(made(tiny(d_model=12, layers=2, heads=2))))
    assert {"feature: 8 and 12", "d_k: 4 and 6", "only in B"} <= {one.why for one in pair.steps}
    assert step(pair, f"{FIRST}.weights").gap is not None
    assert strings.other_differences(pair).startswith("two models: random ")
    for one in pair.steps:
        arrays = pair.arrays(one)
        assert strings.at_cell(arrays, (0,) * arrays.first.values.ndim, COMPARED)
        assert (arrays.difference is None) == bool(one.why)


def test_different_vocabularies_and_axes_are_not_compared() -> None:
    a = traced(MODEL)
    other = replace(a, vocabulary=tuple(f"v{n}" for n in range(len(a.vocabulary))))
    assert step(RunPair(a, other), "logits").why == "different vocabularies"
    steps = tuple(replace(each, axes=("row", "column")) if each.name == "logits" else each for each in a)
    why = step(RunPair(a, replace(a, steps=steps)), "logits").why
    assert why == "different axes: position × token, row × column"


def test_statistics_and_damaged_arrays_are_not_compared_but_the_rest_is() -> None:
    a = traced(MODEL)
    assert {one.why for one in RunPair(a, statistics_only(a)).steps} == {"its numbers were not stored"}

    def damaged() -> np.ndarray:
        raise TraceError("these bytes\x1b[31m are damaged")

    steps = tuple(replace(each, load=damaged) if each.name == "logits" else each for each in a)
    pair = RunPair(a, replace(a, steps=steps))
    assert step(pair, "logits").why.endswith("these bytes␛[31m are damaged")
    assert sum(bool(one.why) for one in pair.steps) == 1


def test_words_from_outside_are_shown_safely_and_in_exact_columns() -> None:
    a = traced(MODEL)
    for start in range(0, len(NASTY) - 2, 3):
        texts = zip(a.tokens["source"], NASTY[start:], strict=False)
        nasty = tuple(replace(token, text=text) for token, text in texts)
        pair = RunPair(a, replace(a, tokens={**a.tokens, "source": nasty}))
        for one, other in strings.aligned_words(pair, "source"):
            assert width(one) == width(other)
            assert "\x1b" not in one + other
        other_pair = RunPair(traced(MODEL, (4, 4, 4)), a)
        assert "\x1b" not in other_pair.where(step(other_pair, "logits"))


# -------------------------------------------------------------------------- a changed run
def test_predictions_are_those_of_both_runs() -> None:
    normal, other = run(), run("我爱你", "no-positions")
    found = predictions(normal, other)
    assert [one.after for one in found] == [token.text for token in normal.tokens["target"]]
    for position, one in enumerate(found):
        for trace, predicted in ((normal, one.a), (other, one.b)):
            row = np.exp(trace["log_probabilities"].values[position].astype(np.float64))
            assert predicted == (trace.vocabulary[row.argmax()], row.max())
        assert one.differs == (normal.predicted[position] != other.predicted[position])
    assert any(one.differs for one in found)
    assert all(one.b is None and not one.differs for one in predictions(normal))
    assert predictions(normal.select([f"{FIRST}.*"])) == ()


def test_the_first_step_that_differs_is_the_changed_one() -> None:
    pair = changed_by("no-scaling")
    first = pair.first
    assert first is not None and first.step.name == f"{FIRST}.scaled"
    a, b = (trace[first.step.name].values for trace in (pair.a, pair.b))
    assert first.size == pytest.approx(np.abs(b - a).max(), rel=1e-6)
    assert strings.formulas(first, WHAT_IF).count("=") == 2
    assert strings.first_step(pair, 80) == "◂ largest · ▸ first: encoder 1 › self-attention › scaled"


@pytest.mark.parametrize(
    "spec", ["no-positions", "pre-norm", f"silence {FIRST} 1", "fill 0", "no-causal-mask"]
)
def test_the_difference_is_changed_minus_normal(spec: str) -> None:
    pair = changed_by(spec)
    for one in pair.differing:
        arrays = pair.arrays(one)
        if arrays.difference is None:
            assert arrays.a is None or arrays.b is None
            continue
        a, b = arrays.a.values, arrays.b.values
        assert np.array_equal(arrays.difference.values, subtracted(b, a))
        if a.dtype.kind == "f" and np.isfinite(a).all() and np.isfinite(b).all():
            assert np.array_equal(arrays.difference.values, b.astype(np.float64) - a)
            assert one.size == np.abs(arrays.difference.values).max()
            assert abs(arrays.difference.values[one.cell]) == one.size


def test_masks_are_subtracted_and_equal_infinities_cancel() -> None:
    allowed, forbidden = np.array([True, False]), np.array([False, False])
    assert subtracted(allowed, forbidden).tolist() == [1, 0]
    assert subtracted(forbidden, allowed).tolist() == [-1, 0]
    one = np.array([-np.inf, -np.inf, np.nan, 2.0, np.nan], dtype=np.float32)
    other = np.array([-np.inf, 1.0, np.nan, 0.5, 1.0], dtype=np.float32)
    found = subtracted(other, one)
    assert found[[0, 2]].tolist() == [0.0, 0.0]
    assert (found[1], found[3]) == (np.inf, -1.5)
    assert np.isnan(found[4])


def test_a_change_is_compared_with_the_step_it_changes() -> None:
    pair = changed_by(f"silence {FIRST} 1")
    first = pair.first
    assert (str(first.a), str(first.b)) == (f"{FIRST}.heads", f"{FIRST}.heads.changed")
    difference = pair.arrays(first).difference
    assert not difference.values[0].any() and difference.values[1].any()
    assert strings.kind_of_change(first, WHAT_IF) == "new"


def test_a_step_that_is_only_in_the_changed_run_is_shown_with_its_formula() -> None:
    pair = changed_by("dropout 1")
    one = next(one for one in pair.differing if one.step.name.endswith(".kept"))
    arrays = pair.arrays(one)
    assert (arrays.a, arrays.difference) == (None, None) and arrays.b is not None
    assert strings.formulas(one, WHAT_IF)
    assert strings.largest_difference(one, WHAT_IF) == "new"


def test_equal_numbers_have_equal_colors_in_both_runs() -> None:
    pair = changed_by("no-scaling")
    arrays = pair.arrays(pair.differing[0])
    assert arrays.a is not None and arrays.b is not None and arrays.difference is not None
    both = arrays.scale(dark=True)
    assert both.high >= max(arrays.a.summary.high, arrays.b.summary.high)
    scale = difference_scale(arrays.difference, dark=True)
    assert scale.diverging and scale.low == -scale.high
    nothing = difference_scale(replace(arrays.difference, values=np.zeros((2, 2))), dark=True)
    assert nothing.levels(np.zeros(1)).tolist() == [LEVELS // 2]


def test_the_difference_of_two_words_has_both_labels() -> None:
    pair = changed_by("shuffle source 1")
    difference = pair.arrays(step(pair, f"{FIRST}.weights")).difference
    a, b = pair.tokens("source")
    assert difference.words["key"] == tuple(x if x == y else f"{x}/{y}" for x, y in zip(a, b, strict=True))


def test_a_number_is_written_for_both_runs() -> None:
    pair = RunPair(run("老师爱你"), run("我爱猫"))
    arrays = pair.arrays(step(pair, f"{FIRST}.weights"))
    both = strings.at_cell(arrays, (0, 0, 2), COMPARED)
    assert both.startswith("weights[head 1, 老/我, 爱]   A ") and "   B − A " in both
    assert strings.at_cell(arrays, (0, 1, 2), COMPARED).startswith("weights[head 1, −师, 爱]   only in A: ")
    mask = strings.at_cell(pair.arrays(step(pair, f"{FIRST}.mask")), (0, 0), COMPARED)
    assert mask.endswith("A allowed   B allowed   the same")
    pair = changed_by(f"set {FIRST}.scaled 0,0,0 5")
    arrays = pair.arrays(pair.differing[0])
    text = strings.at_cell(arrays, (0, 0, 0), WHAT_IF)
    assert text.startswith("scaled changed[head 1") and "→ 5.000   +" in text
    assert strings.at_cell(arrays, (0, 0, 1), WHAT_IF).endswith("the same")

"""Two sentences aligned, their steps beside each other, and what is said of it; without a screen."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from transformer_explore.core.decoding.strategy import Beam, Greedy
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace, TraceError, save, statistics_only
from transformer_explore.explorer.cli import main
from transformer_explore.explorer.features.run_pair import compare_strings as said
from transformer_explore.explorer.features.run_pair.alignment import Pair, align, marked, words
from transformer_explore.explorer.features.run_pair.compare import Comparison, Row, compare
from transformer_explore.explorer.features.run_pair.compare_state import CompareState, suggestion
from transformer_explore.explorer.features.run_pair.what_if import predictions
from transformer_explore.explorer.ui.text import width

from tests.explorer.driver import ran
from tests.explorer.outside import NASTY
from tests.explorer.showing import Showing, array
from tests.models import changed, made, tiny, traced

pytestmark = pytest.mark.numbers

WEIGHTS = "decoder.layers.1.cross_attention.weights"
tokens = st.lists(st.sampled_from("abc"), max_size=9)


def trace_of(text: str, **more: object) -> Trace:
    return ran(Request(source=text, device="cpu", **more)).trace  # type: ignore[arg-type]


def row(found: Comparison, name: str) -> Row:
    return next(row for row in found.rows if row.step.name == name)


# -------------------------------------------------------------------------- alignment


@given(tokens, tokens)
def test_every_token_of_both_stands_exactly_once_and_in_order(a: list[str], b: list[str]) -> None:
    found = align(a, b)
    assert [pair.a for pair in found if pair.a is not None] == list(range(len(a)))
    assert [pair.b for pair in found if pair.b is not None] == list(range(len(b)))
    assert Pair(None, None) not in found


@given(tokens)
def test_equal_sequences_pair_one_to_one(a: list[str]) -> None:
    assert align(a, a) == tuple(Pair(n, n) for n in range(len(a)))


@given(tokens, tokens)
def test_beginning_and_end_belong_together_whatever_stands_between(a: list[str], b: list[str]) -> None:
    found = align(["[BOS]", *a, "[EOS]"], ["[BOS]", *b, "[EOS]"])
    assert found[0] == Pair(0, 0)
    assert found[-1] == Pair(len(a) + 1, len(b) + 1)


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
def test_the_labels_say_which_word_stands_where(a: str, b: str, labels: str) -> None:
    one, other = a.split(), b.split()
    assert " ".join(words(align(one, other), one, other)) == labels


def test_word_under_word_says_without_colour_what_differs() -> None:
    a, b = list("我不爱你"), list("我爱猫们")
    assert marked(align(a, b), a, b) == (("我", "我"), ("−不", ""), ("爱", "爱"), ("你", "/猫"), ("", "+们"))


# -------------------------------------------------------------------------- frames


def check(found: Comparison, one: Row) -> None:
    """That every number of both arrays stands on the frame once, and the difference where both have one."""
    assert one.a is not None and one.b is not None
    beside = found.beside(one)
    assert beside.a is not None and beside.b is not None and beside.difference is not None
    for shown, step, in_b in ((beside.a, one.a, False), (beside.b, one.b, True)):
        seen = set()
        for cell in np.ndindex(*shown.values.shape):
            place = found.place(one, cell, in_b)
            assert (place is None) == shown.lacks(cell)
            if place is not None:
                seen.add(place)
                assert np.array_equal(
                    shown.values[cell], step.values[place], equal_nan=shown.values.dtype.kind == "f"
                )
        assert len(seen) == step.values.size
        assert shown.summary.count == step.values.size
    for cell in np.ndindex(*beside.difference.values.shape):
        neither = beside.a.lacks(cell) or beside.b.lacks(cell)
        assert beside.difference.lacks(cell) == neither
        if not neither and np.isfinite(a := float(beside.a.values[cell])):
            assert beside.difference.values[cell] == float(beside.b.values[cell]) - a


rows_of_ids = st.lists(st.integers(4, 10), min_size=1, max_size=5)
MODEL = made()


@given(rows_of_ids, rows_of_ids, rows_of_ids)
def test_every_number_stands_where_its_words_do(
    source: list[int], other: list[int], target: list[int]
) -> None:
    a, b = traced(MODEL, source, (2, *target)), traced(MODEL, other, (2, *target[:2], 5))
    found = compare(a, b)
    assert [one.step.name for one in found.rows] == [step.name for step in a]
    for name in (
        "encoder.layers.0.self_attention.weights",
        "decoder.layers.0.cross_attention.masked",
        "logits",
    ):
        check(found, row(found, name))


def test_the_largest_difference_is_that_of_the_cells_that_both_have() -> None:
    found = compare(trace_of("老师爱你"), trace_of("我爱猫"))
    for one in found.rows:
        assert not one.why
        difference = found.beside(one).difference
        assert difference is not None
        there = [cell for cell in np.ndindex(*difference.values.shape) if not difference.lacks(cell)]
        sizes = [abs(float(difference.values[cell])) for cell in there]
        assert one.size == pytest.approx(max(sizes), rel=1e-6)
        assert not difference.lacks(one.cell)
        if one.gap:
            assert abs(float(difference.values[one.cell])) == pytest.approx(one.size, rel=1e-6)
    assert found.first == 0
    sizes = [one.size or 0.0 for one in found.rows]
    assert found.most is not None and sizes[found.most] == max(sizes)


def test_a_cell_of_the_walk_is_found_on_the_frame_and_back_again() -> None:
    found = compare(trace_of("老师爱你"), trace_of("我爱猫"))
    one = row(found, WEIGHTS)
    assert one.a is not None
    for cell in np.ndindex(*one.a.shape):
        framed = found.framed(one, cell)
        assert framed is not None and found.place(one, framed) == cell
    assert found.framed(one, (0, 0)) is None
    assert found.framed(one, (0, 99, 0)) is None


def test_one_sentence_beside_itself_differs_nowhere() -> None:
    found = compare(trace_of("我爱你"), trace_of("我爱你"))
    assert (found.first, found.most) == (None, None)
    assert {said.told(one) for one in found.rows} == {"the same"}
    assert said.how_many(found) == "0 of 108 steps differ"
    assert said.besides(found) == said.marks(found) == ""


def test_what_rounding_explains_is_the_same_in_both() -> None:
    a = trace_of("我爱你")
    rounded = changed(a, WEIGHTS, lambda values: np.nextafter(values, np.inf))
    found = compare(a, rounded)
    assert not any(row.differs for row in found.rows)
    assert (found.first, found.most) == (None, None)
    assert said.told(row(found, WEIGHTS)) == "the same up to rounding"
    edited = compare(a, changed(rounded, WEIGHTS, lambda values: values + np.float32(1e-3)))
    assert [each.step.name for each in edited.rows if each.differs] == [WEIGHTS]


def test_a_single_word_beside_several() -> None:
    a, b = traced(MODEL, (4,), (2,)), traced(MODEL, (5, 4, 6), (2, 7, 8, 9))
    found = compare(a, b)
    assert words(found.alignment("source"), *found.tokens("source")) == ("+w5", "w4", "+w6")
    for one in found.rows:
        check(found, one)


def test_a_run_without_a_target_is_compared_as_far_as_there_is_something() -> None:
    whole = trace_of("我爱你")
    encoder = replace(whole.select(["encoder.*"]), tokens={"source": whole.tokens["source"]})
    found = compare(encoder, trace_of("我爱猫"))
    assert found.tokens("target")[0] == ()
    assert all(a == "" for a, _ in marked(found.alignment("target"), *found.tokens("target")))
    assert {one.why for one in found.rows if one.a is None} == {"only in B"}
    assert row(found, "encoder.layers.0.self_attention.weights").gap is not None


def test_empty_arrays_are_no_reason_to_stumble() -> None:
    a = traced(MODEL)
    nothing = changed(a, "logits", lambda values: values[:0])
    nothing = replace(nothing, tokens={**nothing.tokens, "target": ()})
    found = compare(nothing, a)
    one = row(found, "logits")
    beside = found.beside(one)
    if not one.why:
        assert beside.a is not None and beside.a.summary.count == 0
    else:
        assert beside.difference is None


def test_decodings_are_compared_visit_by_visit() -> None:
    a, b = (trace_of(text, strategy=Greedy()) for text in ("我爱你", "老师爱猫"))
    found = compare(a, b)
    both = [one for one in found.rows if one.a is not None and one.b is not None]
    assert both and all(one.a.source == one.b.source for one in both if one.a and one.b)
    assert not [one.why for one in both if one.why]
    cache = [one for one in both if one.step.name.endswith("key_cache")][-1]
    check(found, cache)
    assert said.besides(compare(a, trace_of("我爱你"))).startswith("one is a decoding")


async def test_what_is_absent_is_told_without_colour_in_every_view() -> None:
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


def test_models_of_other_sizes_say_why_step_by_step() -> None:
    a, b = traced(MODEL), traced(made(tiny(d_model=12, layers=2, heads=2)))
    found = compare(a, b)
    reasons = {one.why for one in found.rows}
    assert {"feature: 8 and 12", "d_k: 4 and 6", "only in B"} <= reasons
    assert row(found, "encoder.layers.0.self_attention.weights").gap is not None
    assert said.besides(found).startswith("two models: random ")
    for one in found.rows:
        beside = found.beside(one)
        assert said.at_cell(beside, (0,) * beside.first.values.ndim)
        assert (beside.difference is None) == bool(one.why)


def test_other_vocabularies_and_other_axes_are_not_compared() -> None:
    a = traced(MODEL)
    other = replace(a, vocabulary=tuple(f"v{n}" for n in range(len(a.vocabulary))))
    assert row(compare(a, other), "logits").why == "another vocabulary"
    steps = tuple(replace(step, axes=("row", "column")) if step.name == "logits" else step for step in a)
    found = row(compare(a, replace(a, steps=steps)), "logits")
    assert found.why == "other axes: position × token, row × column"


def test_what_was_not_kept_is_said_and_the_rest_is_compared() -> None:
    a = traced(MODEL)
    found = compare(a, statistics_only(a))
    assert {one.why for one in found.rows} == {"its numbers were not kept"}

    def spoilt(values: np.ndarray) -> np.ndarray:
        raise TraceError("these bytes\x1b[31m are damaged")

    steps = tuple(
        replace(step, load=lambda: spoilt(np.zeros(1))) if step.name == "logits" else step for step in a
    )
    found = compare(a, replace(a, steps=steps))
    assert row(found, "logits").why == "these bytes␛[31m are damaged"
    assert sum(bool(one.why) for one in found.rows) == 1


def test_words_from_outside_are_shown_safely_and_in_exact_columns() -> None:
    a = traced(MODEL)
    for start in range(0, len(NASTY) - 2, 3):
        nasty = tuple(
            replace(token, text=text) for token, text in zip(a.tokens["source"], NASTY[start:], strict=False)
        )
        found = compare(a, replace(a, tokens={**a.tokens, "source": nasty}))
        for one, other in said.pieces(found, "source"):
            assert width(one) == width(other)
            assert "\x1b" not in one + other
        label = found.where(row(compare(traced(MODEL, (4, 4, 4)), a), "logits"))
        assert "\x1b" not in label


# -------------------------------------------------------------------------- one number


def test_one_number_is_said_in_a_and_in_b() -> None:
    found = compare(trace_of("老师爱你"), trace_of("我爱猫"))
    beside = found.beside(row(found, "encoder.layers.0.self_attention.weights"))
    assert beside.a is not None and beside.b is not None
    both = said.at_cell(beside, (0, 0, 2))
    assert both.startswith("weights[head 1, 老/我, 爱]   A ") and "   B − A " in both
    alone = said.at_cell(beside, (0, 1, 2))
    assert alone.startswith("weights[head 1, −师, 爱]   only in A: ")
    mask = said.at_cell(found.beside(row(found, "encoder.layers.0.self_attention.mask")), (0, 0))
    assert mask.endswith("A may   B may   the same")


# -------------------------------------------------------------------------- the desk


@pytest.mark.parametrize("text", ["我爱你", "猫喜欢狗", "老师给学生一本书"])
def test_the_suggestion_is_a_sentence_that_differs_in_one_word(text: str) -> None:
    from transformer_explore.core.grammar import recognise

    other = suggestion(text)
    assert other != text and recognise(other)
    assert len(other) == len(text)


@pytest.mark.parametrize("text", ["", "hello", "我" * 5000])
def test_for_another_language_it_is_an_example(text: str) -> None:
    assert suggestion(text) == "我爱你"


def test_the_second_run_is_made_as_the_first_one_was() -> None:
    a = trace_of("我爱你", strategy=Beam(beams=2))
    state = CompareState(a, a.steps[0].source, (0, 0))
    assert state.asked()["strategy"] == Beam(beams=2)
    odd = replace(a, run={**a.run, "strategy": "odd", "settings": {"beams": [], "x": 1}, "dtype": "float8"})
    assert CompareState(odd, a.steps[0].source, ()).asked() == {
        "strategy": Greedy(),
        "dtype": "float32",
        "interventions": (),
    }


def test_what_one_walks_through_is_a() -> None:
    a, b = trace_of("我爱你"), trace_of("我爱猫")
    state = CompareState(a, a.steps[0].source, (0, 0))
    state.beside(b)
    state.walked(a)
    assert (state.a, state.b) == (a, b)
    state.walked(b)
    assert (state.a, state.b) == (b, a)
    assert state.is_about(a) and state.is_about(b) and not state.is_about(trace_of("猫喜欢狗"))


# -------------------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("compare")
    paths = [folder / "a.safetensors", folder / "b.safetensors"]
    for path, text in zip(paths, ("老师爱你", "我爱猫"), strict=True):
        save(trace_of(text), path)
    return [str(path) for path in paths]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(["compare", *arguments]) == 0
    return capsys.readouterr().out


def test_the_command_prints_sentences_predictions_and_steps(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "--traces", *files)
    assert text.startswith("A  老 师 爱 你 → the teacher loves you\nB  我 爱 猫 → i love cats\n")
    assert "\n  A  老   −师  爱  你\n  B  /我       爱  /猫\n" in text
    for trace in (trace_of("老师爱你"), trace_of("我爱猫")):
        for one in predictions(trace):
            assert f"{one.after} → {one.normal[0]} {one.normal[1]:.2f}" in text
    assert "\n108 of 108 steps differ\n" not in text and "of 108 steps differ\n" in text
    assert "encoder › layer 1 › self-attention\n" in text
    assert "mask " in text and "the same" in text


def test_step_prints_the_arrays_on_the_words_of_both(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(capsys, "--traces", *files, "--step", WEIGHTS)
    assert text.count("head 2 of 4") == 3
    lines = [line for line in text.splitlines() if line.lstrip().startswith("−you")]
    step = trace_of("老师爱你")[WEIGHTS].values
    assert [f"{number:.2f}" for number in step[0, 4]] == lines[0].split()[1:5]
    assert lines[0].split()[5:] == ["−you"]  # B has no such row: it is empty


def test_the_command_says_in_a_line_what_is_wrong(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (
        ["compare", "--traces", files[0], str(tmp_path / "none.json")],
        ["compare", "--traces", *files, "--step", "no.such.step"],
    ):
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1 and err.startswith("transformer-explore: ")


def test_texts_are_computed_and_a_closed_pipe_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m transformer_explore.explorer.cli compare 我爱你 我爱猫 | head -2",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "A  我 爱 你 → i love you\nB  我 爱 猫 → i love cats\n"
    assert "Traceback" not in done.stderr

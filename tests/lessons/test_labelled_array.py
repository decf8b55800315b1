"""Labelled arrays, and cells named by their labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.error import LessonError, Place
from transformer_explore.lessons.judging import AnswerError
from transformer_explore.lessons.labelled_array import cell_named, labelled_array
from transformer_explore.lessons.labs.lab import Result, Table
from transformer_explore.lessons.lesson import Show
from transformer_explore.lessons.material import Material

from tests.lessons.taught import WEIGHTS, session
from tests.shipped import shipped_trace

HERE = Place("03-x.md", 7)
TRACE = shipped_trace()
WORDS = Table(np.zeros((2, 3, 2)), ("head", "query", "feature"), {"query": ("我", "爱", "我")})


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("1 爱 0", (0, 1, 0)),
        ("2, 我#2, 1", (1, 2, 1)),
        ("head 2, 爱, feature 1", (1, 1, 1)),
        ("2 3 1", (1, 2, 1)),  # a word also by its place, counted from 1
        ("２，３，1", (1, 2, 1)),
        ("2 4 1", None),
        ("0 爱 0", None),
        ("我", None),
        ("", None),
        ("1 猫 0", None),
        ("1 爱 0 0", None),
    ],
)
def test_a_cell_is_named_by_its_labels(typed: str, cell: tuple[int, ...] | None) -> None:
    if cell is not None:
        assert cell_named(WORDS, typed) == cell
        return
    with pytest.raises(AnswerError, match=r"head: 1 2; query: 我#1 爱 我#2; feature: 0 1"):
        cell_named(WORDS, typed)


@given(st.integers(0, 1), st.integers(0, 2), st.integers(0, 1))
def test_the_name_of_a_cell_names_that_cell(head: int, query: int, feature: int) -> None:
    cell = (head, query, feature)
    assert cell_named(WORDS, WORDS.cell_name(cell)) == cell


@given(st.text(max_size=12))
def test_any_text_names_a_cell_or_is_an_answer_error(typed: str) -> None:
    try:
        assert all(
            0 <= n < size for n, size in zip(cell_named(WORDS, typed), WORDS.values.shape, strict=True)
        )
    except AnswerError as error:
        assert "\n" not in str(error)


def test_a_label_may_have_several_words() -> None:
    waves = Table(
        np.zeros((3, 4)), ("position", "feature"), {"feature": ("sin 0", "cos 0", "sin 1", "cos 1")}
    )
    assert cell_named(waves, "2 sin 1") == cell_named(waves, "position 2, sin 1") == (2, 2)
    assert cell_named(waves, waves.cell_name((1, 3))) == (1, 3)
    with pytest.raises(AnswerError):
        cell_named(waves, "2 sin")
    with pytest.raises(AnswerError):
        cell_named(waves, "sin 1 " * 9999)


def test_an_axis_of_size_one_need_not_be_named() -> None:
    assert cell_named(Table(np.zeros((1, 3)), ("head", "key")), "2") == (0, 2)


def test_steps_and_tables_have_labels_and_other_values_do_not() -> None:
    material = session().material(1)
    step = labelled_array(Show("step", WEIGHTS, HERE), material)
    assert (step.axes, step.values.shape) == (("head", "query", "key"), (6, 3, 3))
    assert step.cell_name((1, 0, 2)) == "head 2, 我, 你" and step.says
    table = labelled_array(Show("array", "soft.weights", HERE), material)
    assert (table.axes, table.says) == (("key",), "The weights: they sum to 1.")
    part = labelled_array(Show("array", "soft.weights[1:]", HERE), material)
    assert (part.axes, part.says) == (table.axes, table.says)
    assert [part.label(0, place) for place in range(2)] == [table.label(0, 1), table.label(0, 2)]
    other = labelled_array(Show("array", "soft.weights * 2", HERE), material)
    assert other.axes == ("",) and other.values.shape == (3,)


@pytest.mark.parametrize(
    "show",
    [
        Show("step", "nothing", HERE),
        Show("array", "soft.no", HERE),
        Show("array", "'a'", HERE),
        Show("step", WEIGHTS, HERE, "other"),
    ],
)
def test_a_missing_array_is_an_error_with_its_line(show: Show) -> None:
    with pytest.raises(LessonError, match=r"03-x\.md:7: "):
        labelled_array(show, session().material(1))


def test_a_part_of_a_table_keeps_its_labels() -> None:
    says = "Who is where."
    words = {"layer": ("one", "two"), "to": ("我", "爱", "我"), "from": ("a", "b")}
    table = Table(np.arange(24).reshape(2, 3, 2, 2), ("layer", "to", "from", "feature"), words, says)
    material = Material(labs={"lab": Result({"all": table})})

    def part(text: str) -> Table:
        return labelled_array(Show("array", text, HERE), material)

    rows = part("lab.all[1, 1:, :, 0]")
    assert (rows.axes, rows.says) == (("to", "from"), says)
    assert rows.cell_name((1, 0)) == "我#2, a" and rows.values[1, 0] == table.values[1, 2, 0, 0]
    assert part("lab.all[-1]").cell_name((0, 1, 1)) == "我#1, b, feature 1"
    assert part("lab.all[:, 0, 0, 1:]").cell_name((1, 0)) == "two, 1"
    assert part("lab.all[0] + 1").axes == ("", "", "")
    with pytest.raises(LessonError, match=r"03-x\.md:7: .*out of bounds"):
        part("lab.all[0, 7]")


@pytest.mark.parametrize("run", ["", ", 'main'"])
def test_a_part_of_a_step_has_the_labels_of_its_tokens(run: str) -> None:
    material = Material({"main": TRACE})
    found = labelled_array(Show("array", f"step('{WEIGHTS}'{run})[1, :, 1:]", HERE), material)
    whole = labelled_array(Show("step", WEIGHTS, HERE), material)
    assert found.axes == whole.axes[1:] == ("query", "key")
    assert np.array_equal(found.values, whole.values[1, :, 1:])
    words = whole.labels["query"]
    assert found.labels == {"query": words, "key": words[1:]}

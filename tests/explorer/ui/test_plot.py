"""Curves as lines of text."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.explorer.ui.plain.plot import ROWS, plot
from transformer_explore.explorer.ui.text import width

numbers = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([0.0, 1.0, -1.0])


def area(lines: list[str], title: bool = False) -> list[str]:
    return [line.split("|", 1)[1] for line in lines[int(title) :][:ROWS]]


def test_a_straight_line_goes_from_corner_to_corner() -> None:
    lines = area(plot([("rising", np.arange(9.0))], columns=40))
    marks = [line.rstrip() for line in lines]
    assert marks[0].endswith("o") and marks[-1].startswith("o")
    starts = [line.index("o") for line in marks]
    assert starts == sorted(starts, reverse=True)


def test_both_axes_name_their_ends() -> None:
    lines = plot([("a", [-1.0, 0.0, 1.0])], [10.0, 20.0, 30.0], columns=50, title="Title")
    assert lines[0] == "Title"
    assert lines[1].startswith("  1 |") and lines[1 + ROWS // 2].startswith("  0 |")
    assert lines[ROWS].startswith(" −1 |")
    assert lines[ROWS + 2].split() == ["10", "20", "30"]


def test_curves_differ_without_colour_also_where_they_meet() -> None:
    text = "\n".join(plot([("one", [0.0, 1.0]), ("other", [1.0, 0.0])], columns=40))
    assert "o one   x other   & several" in text
    crossing = [line for line in area(text.splitlines()) if "&" in line]
    assert len(crossing) == 1 and crossing[0].strip("& ox") == ""


def test_on_a_logarithmic_axis_equal_factors_are_equal_steps() -> None:
    powers = [1.0, 10.0, 100.0]
    assert area(plot([("a", powers)], powers, 41, logarithmic="xy")) == area(
        plot([("a", [0, 1, 2])], None, 39)
    )
    assert area(plot([("a", powers)], powers, 41)) != area(plot([("a", powers)], None, 41))


def test_what_is_no_number_leaves_a_gap() -> None:
    (gap,) = {line for line in area(plot([("a", [1.0, 1.0, np.nan, 1.0, 1.0])], columns=50)) if line.strip()}
    assert gap.strip("o ") == "" and len(gap.split()) == 2


def test_an_empty_plot_says_so() -> None:
    for curves in ([], [("a", [])], [("a", [np.nan])], [("a", [np.inf])]):
        assert plot(curves) == ["there is nothing to draw"]
    assert plot([("a", [-1.0])], logarithmic="y") == ["there is nothing to draw"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "我爱你", "\x1b[31m", ""]), st.lists(numbers, max_size=6)), max_size=8
    ),
    st.integers(20, 90),
    st.sampled_from(["", "x", "y", "xy"]),
)
def test_no_line_is_too_wide(curves: list[tuple[str, list[float]]], columns: int, logarithmic: str) -> None:
    for line in plot(curves, None, columns, logarithmic=logarithmic, title="t" * 99):
        assert width(line) <= max(columns, 36)
        assert line.isprintable()

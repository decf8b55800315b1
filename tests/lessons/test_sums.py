"""Typed numbers and arithmetic."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.sums import read_sum, read_yes_or_no


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.83/sqrt(16)", 0.2075), ("(1.2-0.4)*3", 2.4), ("exp(-1)", math.exp(-1)), ("3/4", 0.75),
        ("−0,5", -0.5), ("３．５ ＋ １", 4.5), ("12 288", 12288), ("max(1,2)", 2),
        ("max(1, 2, 3.5) - min(1, 2)", 2.5), ("mean(1, 2, 6)", 3), ("round(2.345, 1)", 2.3),
        ("log2(8)", 3), ("sqrt16", 4), ("-2^2", -4), ("2**3", 8), ("4²", 16), ("√16", 4),
        ("2 × 3 ÷ 4", 1.5), (".5e1", 5), ("--1", 1), ("ln(e)", 1), ("-inf", -math.inf), ("−∞", -math.inf),
        ("Infinity", math.inf), ("2*1.5*cos(60°)", 1.5), ("cos 60°", 0.5), ("cos(radians(60))", 0.5),
    ],
)  # fmt: skip
def test_numbers_and_sums_are_read(text: str, value: float) -> None:
    assert read_sum(text) == pytest.approx(value)


@given(st.recursive(
    st.floats(0.01, 100).map(lambda n: f"{n:.3f}"),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=8,
))  # fmt: skip
def test_arithmetic_has_the_same_value_as_in_python(text: str) -> None:
    try:
        expected = eval(text, {"__builtins__": {}})
    except ZeroDivisionError:
        with pytest.raises(Problem, match="divides by 0"):
            read_sum(text)
        return
    assert read_sum(text) == pytest.approx(expected, nan_ok=True)


@given(st.text(max_size=60) | st.text("0123456789+-*/^().e √πsqrtexpln", max_size=250))
def test_any_text_gives_a_number_or_an_error_of_one_line(text: str) -> None:
    for read in (read_sum, read_yes_or_no):
        try:
            assert isinstance(read(text), float | bool)
        except Problem as error:
            assert "\n" not in str(error)
            assert len(str(error)) < 100


@pytest.mark.parametrize(
    "text",
    [
        "", "__import__('os')", "1+", "(1", "1 2", "f(1)", "sqrt", "9" * 300, "(" * 100, "-" * 150 + "1",
        "1,234", "1,2,3", "(1, 2)", "max()", "sqrt(1,2)", "round(1,2,3)",
    ],
)  # fmt: skip
def test_text_that_is_not_arithmetic_is_an_error(text: str) -> None:
    with pytest.raises(Problem):
        read_sum(text)


@pytest.mark.parametrize("text", ["1/0", "sqrt(-1)", "ln(0)", "(-8)^0.5", "exp(1000)", "10^10^10", "0^-1"])
def test_arithmetic_without_a_result_is_an_error(text: str) -> None:
    with pytest.raises(Problem):
        read_sum(text)

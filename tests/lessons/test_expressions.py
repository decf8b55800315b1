"""The language of live values."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.expressions import ExpressionError, parse
from transformer_explore.lessons.labs.lab import Result, Table, single

from tests.work import counted

TABLE = np.array([[1.0, 4.0, 2.0], [3.0, 0.5, 6.0]])


def scope() -> dict[str, Any]:
    return {
        "lab": Result({"a": Table(TABLE.copy(), ("query", "key")), "n": single(7.0, "A number.")}),
        "step": lambda name, run="main": {"main": TABLE, "other": 2 * TABLE}[run],
        "word": "我",
    }


def value(text: str) -> Any:
    return parse(text).value(scope())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7), ("2^3^2", 512), ("-2 ^ 2", -4), ("2 × 3 − 1", 5), ("√(16) ÷ 2", 2), ("7 % 3", 1),
        ("1 / 0", math.inf), ("−∞", -math.inf), ("cos(radians(60))", 0.5), ("lab.n", 7),
        ("lab.a[1, 2]", 6), ("sum(lab.a[:, 0])", 4), ("lab.a[1, 0:2][1]", 0.5),
        ("argmax(lab.a)[0] + argmax(lab.a)[1]", 3), ("argmin(lab.a[0])", 0),
        ("argmin(lab.a[0] == lab.a[0, 0])", 1), ("max(1, 5, 3)", 5), ("round(2.5678, 2)", 2.57),
        ("transposed(lab.a)[2, 1]", 6), ("matmul(lab.a, transposed(lab.a))[0, 0]", 21),
        ("step('x', 'other')[0, 1]", 8), ("step('x', run='other')[0, 1]", 8), ("count(lab.a > 2)", 3),
        ("columns(lab.a) + rows(lab.a) + size(lab.a)", 11), ("shape(lab.a)[1]", 3),
        ("norm(lab.a[1]) ^ 2", 45.25),
    ],
)  # fmt: skip
def test_expressions_are_computed(text: str, expected: float) -> None:
    assert float(value(text)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 < 2 < 3", True),
        ("1 < 2 > 3", False),
        ("lab.a > 0", True),  # whether all are true
        ("not lab.a > 2", True),
        ("lab.n == 7 and word == '我'", True),
        ("same(1/3, .333333333)", True),
        ("same(lab.a, step('x'))", True),
        ("lab.a[0, 0] == 2 or lab.a[0, 1] == 4", True),
    ],
)
def test_comparisons_are_computed(text: str, expected: bool) -> None:
    assert bool(np.all(value(text))) is expected


numbers = st.integers(-99, 99) | st.floats(-1e3, 1e3).map(lambda x: round(x, 3))
arithmetic = st.recursive(
    numbers.map(lambda n: f"({n!r})"),
    lambda inner: st.builds(lambda a, op, b: f"({a} {op} {b})", inner, st.sampled_from("+-*/%"), inner),
    max_leaves=12,
)


@given(arithmetic)
def test_arithmetic_agrees_with_pythons(text: str) -> None:
    try:
        expected = eval(text)
    except ZeroDivisionError:
        return
    assert float(parse(text).value({})) == pytest.approx(expected, rel=1e-9, abs=1e-9)


HOSTILE = [  # NumPy's own exp would write into its second argument
    "__import__('os').system('touch /tmp/x')", "().__class__.__bases__", "lab.__class__", "lab.a.tofile('x')",
    "lab.a.T", "step.__globals__", "(lambda: 1)()", "[x for x in (1, 2)]", "{1: 2}", "{1, 2}", "[1, 2]", "(x := 3)",
    "f'{lab}'", "f''", "b'a'", "1j", "...", "None", "1 if 1 else 2", "*lab.a", "step(**lab)", "await x", "yield",
    "x = 1", "import os", "1; 2", "lab.a @ lab.a", "1 // 2", "1 << 99999999", "~1", "1 in (1, 2)", "1 is 1",
    "9 ** 9 ** 9 ** 9", "2 ^ 1000000", "10 ^ (10 ^ 10)", "'a' * 999999999", "(1, 2) * 999999999",
    "'%999999999d' % 1", "word + word", "-word", "9" * 399, "9" * 100_000, "-" * 399 + "1",
    "(" * 199 + "1" + ")" * 199 + "[" * 3, "-(" * 90 + "1" + ")" * 90, "1+" * 190 + "1", "exp(lab.a, lab.a)",
    "abs(lab.a, out=lab.a)", "matmul(lab.a, lab.a, lab.a)", "size(lab.a, 5)", "round(1, 1, 1)", "round('a')", "step",
    "print(1)", "eval('1')", "open('/etc/passwd')", "nothing", "lab.nothing", "word.n", "lab.a[9, 9]", "lab.a['x']",
    "lab.a[0, 0, 0]", "argmax(word)", "max()", "lab.a < (1, 2, 3, 4)", "", "   ", "\0", "\ud800", "1 +", "❤",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_outside_the_language_is_an_error_of_one_line(text: str) -> None:
    names = scope()
    with counted() as work, pytest.raises(ExpressionError) as refused:
        found = parse(text).value(names)
        if callable(found):  # a function is not a value; writing it is an error
            raise ExpressionError("a function")
    assert work.calls < 5000
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 1500
    assert np.array_equal(names["lab"].field("a"), TABLE)


@given(st.text(max_size=60) | st.text("()[]+-*/^%.,:'\"<>=!~ 019aelbmxsu", max_size=60))
def test_any_text_is_a_value_or_an_expression_error(text: str) -> None:
    names = scope()
    try:
        parse(text).value(names)
    except ExpressionError as error:
        assert "\n" not in str(error)
    assert np.array_equal(names["lab"].field("a"), TABLE)


def test_an_error_lists_the_known_names() -> None:
    with pytest.raises(ExpressionError, match="there is no name 'labb'; the names are lab, step, word"):
        value("labb.a")
    with pytest.raises(ExpressionError, match="no 'weight'; it has a, n"):
        value("lab.weight")
    with pytest.raises(ExpressionError, match="there is no function 'softmax'"):
        value("softmax(1)")


def test_python_warnings_are_suppressed(recwarn: pytest.WarningsRecorder) -> None:
    for text in ("1 is 1", r"'\d'", "1if 1else 2", "2(3)"):
        with pytest.raises(ExpressionError):
            parse(text + " +")
    assert not recwarn.list


def test_signs_in_quotation_marks_are_not_translated() -> None:
    assert value('"a × b − c^∞"') == "a × b − c^∞"

"""The judgement of answers, and the feedback."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.judging import (
    AnswerError,
    Given,
    answer_text,
    from_stored,
    judge,
    offered,
    stored,
    understood,
)
from transformer_explore.lessons.lesson import Predict
from transformer_explore.lessons.parsing import parse
from transformer_explore.lessons.progress import WRITTEN

from tests.lessons.taught import FILE, FRONT, good, session


def asked(words: str, inside: str = "") -> Predict:
    return parse(
        f'{FRONT}\n# A page {{#a-page}}\n\n:::: predict {words} id="what"\nWhat?\n\n{inside}\n::::', FILE
    ).predictions[0]


def judged(predict: Predict, given: Given) -> tuple[bool, str]:
    verdict = judge(predict, given, {}, "softmax")
    return verdict.right, verdict.says


PLAIN = asked('number answer="1"')
QUESTIONS = good().predictions


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2.5", 2.5), ("  2.5 ", 2.5), ("2,5", 2.5), ("0,665", 0.665), ("２．５", 2.5), ("２，５", 2.5),
        ("－３", -3), ("−3", -3), ("+3", 3), (".5", 0.5), ("3/4", 0.75), ("3 ÷ 4", 0.75), ("e^2", math.e**2),
        ("exp(−1)", math.exp(-1)), ("max(1,2)", 2), ("sqrt(16) × 2", 8), ("√(16)", 4), ("1e-3", 0.001),
        ("−∞", -math.inf), ("-∞", -math.inf), ("－∞", -math.inf), ("-inf", -math.inf), ("∞", math.inf),
        ("yes", 1), ("No", 0), ("12 288", 12288), ("12\u202f288", 12288), ("1 234 567", 1234567),
        ("√16", 4), ("ln(e)", 1), ("tanh(0)", 0),
    ],
)  # fmt: skip
def test_numbers_are_understood_as_people_type_them(typed: str, expected: float) -> None:
    assert understood(PLAIN, typed) == pytest.approx(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "", "?", "two", "1 2", "2 5", "1,2,3", "50 %", "1,234", "1,234,567", "nothing", "lab.n", "()",
        "1,", "[1]", "'a'", "9" * 500, "9^9^9", "\x1b[31m", "\ud800", "我",
    ],
)  # fmt: skip
def test_a_text_that_is_not_a_number_is_an_answer_error_of_one_line(typed: str) -> None:
    with pytest.raises(AnswerError) as refused:
        understood(PLAIN, typed)
    assert str(refused.value) and "\n" not in str(refused.value)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_answer_or_an_answer_error(typed: str) -> None:
    for predict in good().predictions:
        if predict.kind != "cell":
            try:
                understood(predict, typed)
            except AnswerError as error:
                assert "\n" not in str(error)


@given(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)))
def test_a_number_that_is_written_is_understood_as_itself(value: float) -> None:
    for text in (repr(value), repr(value).replace("-", "−")):
        assert understood(PLAIN, text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        ('answer="2"', (2, 2.0000001), (2.001, 1.999)),
        ('answer="2" tolerance=".1"', (1.9, 2.1, 2.05), (1.89, 2.11)),
        ('answer="200" tolerance="5%"', (190, 210), (189, 211)),
        ('answer="-200" tolerance="5%"', (-190, -210), (190, -189)),
        ('answer="0" tolerance="5%"', (0,), (0.01,)),
        ('answer="-inf"', (-math.inf,), (math.inf, -1e9, math.nan)),
        ('answer="1 > 0"', (1,), (0,)),
        ('answer="10^12"', (10**12,), (10**12 + 10**7,)),
    ],
)
def test_numbers_have_a_tolerance(words: str, right: tuple[float, ...], wrong: tuple[float, ...]) -> None:
    predict = asked(f"number {words}")
    assert all(judged(predict, given)[0] for given in right)
    assert not any(judged(predict, given)[0] for given in wrong)


def test_feedback_on_a_wrong_number_names_its_mistake_or_its_direction() -> None:
    predict = asked('number answer="-2" tolerance=".1"', '::: wrong "7"\nThat is *seven*: {{ 7 }}.\n:::')
    assert judged(predict, 7.05) == (False, "That is *seven*: 7.")
    assert judged(predict, 2) == (False, "The absolute value is right, but the sign is wrong.")
    assert judged(predict, -2.15) == (False, "Close, but not close enough.")
    assert judged(predict, -2.3) == (False, "The answer is larger.")
    assert judged(predict, -9) == (False, "The answer is larger.")
    assert judged(predict, 5) == (False, "The answer is smaller.")
    assert judged(predict, math.nan) == (False, "")


def test_feedback_on_a_wrong_choice_is_that_of_the_option() -> None:
    taken = session()
    choice = taken.lesson.predictions[1]
    scope = taken.material(1).scope()
    assert judge(choice, 1, scope, "softmax").right
    verdict = judge(choice, 0, scope, "softmax")
    assert (verdict.right, verdict.says) == (False, "That is the sum of the scores.")
    assert answer_text(choice, scope, "softmax") == "1"
    for typed in ("0", "3", "1 2", "", "one", "1.0", "-1"):
        with pytest.raises(AnswerError, match="1 to 2"):
            understood(choice, typed)
    assert understood(choice, "２") == 1


def test_an_order_is_shuffled_reproducibly() -> None:
    options = "".join(f'::: option "{n}"\nnumber {n}\n:::\n' for n in range(5))
    predict = asked("order", options)
    seen = offered(predict, "a lesson")
    assert seen == offered(predict, "a lesson")
    assert seen != predict.options and set(seen) == set(predict.options)
    right = tuple(seen.index(option) for option in predict.options)
    assert judge(predict, right, {}, "a lesson").right
    assert answer_text(predict, {}, "a lesson") == "number 0 < number 1 < number 2 < number 3 < number 4"
    swapped = (right[1], right[0], *right[2:])
    assert judge(predict, swapped, {}, "a lesson").says == "In the right position: 3 of 5."
    assert understood(predict, " ".join(str(place + 1) for place in right)) == right
    for typed in ("1 2 3", "1 1 2 3 4", "0 1 2 3 4", "1 2 3 4 5 6", "a b", ""):
        with pytest.raises(AnswerError, match="1 to 5"):
            understood(predict, typed)


def test_feedback_on_a_mistake_in_an_order_does_not_depend_on_the_shuffle() -> None:
    taken = session()
    order = taken.lesson.predictions[3]
    seen = offered(order, "softmax")
    as_in_the_file = tuple(seen.index(option) for option in order.options)
    verdict = judge(order, as_in_the_file, taken.material(1).scope(), "softmax")
    assert (verdict.right, verdict.says) == (False, "The largest came first.")


@given(
    st.tuples(
        st.floats(),
        st.integers(0, 1),
        st.lists(st.integers(0, 9**9), min_size=1, max_size=4).map(tuple),
        st.permutations(range(3)).map(tuple),
    )
)
def test_a_stored_answer_is_read_back_and_contains_only_numbers(answers: tuple[Given, ...]) -> None:
    for predict, answer in zip(QUESTIONS, answers, strict=True):
        text = stored(predict, answer)
        assert WRITTEN.fullmatch(text)
        assert from_stored(predict, text) == pytest.approx(answer, rel=1e-8, nan_ok=True)
        assert stored(predict, from_stored(predict, text)) == text


@given(st.from_regex(WRITTEN, fullmatch=True))
def test_a_stored_text_is_an_answer_or_a_value_error(text: str) -> None:
    for predict in QUESTIONS:
        try:
            assert isinstance(from_stored(predict, text), float | int | tuple)
        except ValueError:
            continue

"""What a teacher reads about a question and wrong answers to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.support import localization
from transformer_explore.lessons.mistakes import explained
from transformer_explore.lessons.progress import WRITTEN

LESSON = "softmax"


def test_wrong_answers_are_shown_with_what_the_lesson_says_about_them() -> None:
    found = explained(LESSON, "weight-after-shift", ("1", "0.999", "0.1", "0.1000004", "0.665", "nan"), "en")
    assert found is not None
    assert (found.question, found.answer) == ("What is the third weight now?", "0.665")
    assert found.mistakes["1"].says.startswith("e to the power of 103 is huge")
    assert found.mistakes["1"].kind == found.mistakes["0.999"].kind != found.mistakes["0.1"].kind
    assert (found.mistakes["0.1"].says, found.mistakes["0.1"].kind) == ("The answer is larger.", "0.1")
    assert found.mistakes["0.1"].kind == found.mistakes["0.1000004"].kind  # they look the same
    assert "0.665" not in found.mistakes  # it is right
    assert found.mistakes["nan"].answer == "NaN"


@pytest.mark.parametrize(
    ("question", "answer", "shown", "says"),
    [
        ("weight-after-factor", "1", "保持不变。", "给所有分数加上同一个数才会这样"),
        ("largest-weight-cell", "0,0", "查询 1, 键 1", "这是整张表中最大的分数"),
    ],
)
def test_options_and_cells_are_named_in_the_language_of_the_teacher(
    question: str, answer: str, shown: str, says: str
) -> None:
    found = explained(LESSON, question, (answer,), "zh")
    assert found is not None
    mistake = found.mistakes[answer]
    assert mistake.answer == shown and mistake.says.startswith(says)
    assert localization.current() == "en"


def test_a_question_that_does_not_exist_is_none() -> None:
    assert explained("gone", "q", (), "en") is explained(LESSON, "gone", (), "en") is None


QUESTIONS = ["weight-after-shift", "weight-after-factor", "largest-weight-cell"]


@given(st.sampled_from(QUESTIONS), st.from_regex(WRITTEN, fullmatch=True) | st.from_regex("[0-9], ?[0-9]"))
def test_any_stored_answer_is_explained_or_omitted(question: str, answer: str) -> None:
    assert explained(LESSON, question, (answer,), "en") is not None

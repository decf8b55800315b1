"""A session with a lesson."""

import pytest
from transformer_explore.core.trace import explain
from transformer_explore.lessons.error import LessonError, Place
from transformer_explore.lessons.judging import AnswerError, answer
from transformer_explore.lessons.lesson import Prose
from transformer_explore.lessons.progress import OPEN, RIGHT, SKIPPED, Outcome
from transformer_explore.lessons.session import Session

from tests.lessons.taught import SCALED, WEIGHTS, good, session


def give_right_answer(learner: Session, number: int) -> None:
    predict = learner.lesson.predictions[number]
    right = answer(predict, learner.material(learner.page_of(predict)).scope(), learner.lesson.id)
    given = min(right) if isinstance(right, frozenset) else right
    assert learner.answer(predict, given).right


def test_a_lesson_is_done_when_all_questions_are_closed_on_its_last_page() -> None:
    learner = session()
    for number in range(4):
        assert not learner.done
        give_right_answer(learner, number)
    assert not learner.done
    learner.go_to(2)
    assert learner.done
    assert {outcome.state for outcome in learner.outcomes.values()} == {RIGHT}


def test_pages_stop_at_the_first_and_the_last() -> None:
    learner = session()
    assert not learner.go_to(-1)
    assert learner.go_to(99) and learner.page == 2
    assert not learner.go_to(3)
    assert Session(learner.lesson, learner.material, 99).page == 2


def test_a_wrong_answer_counts_explains_its_mistake_and_leaves_the_question_open() -> None:
    learner = session()
    predict = learner.lesson.predictions[0]
    verdict = learner.answer(predict, "3/6")
    assert (verdict.right, verdict.says) == (False, "That is the share of the *scores*: 50 %.")
    assert learner.outcome(predict) == Outcome(OPEN, attempts=1, wrong=("0.5",))
    with pytest.raises(AnswerError):
        learner.answer(predict, "half")
    assert learner.outcome(predict).attempts == 1
    assert learner.answer(predict, "0,665").right
    assert learner.outcome(predict) == Outcome(RIGHT, attempts=1, wrong=("0.5",))


def test_hints_are_given_one_by_one_with_their_live_values() -> None:
    learner = session()
    predict = learner.lesson.predictions[0]
    assert learner.hints(predict) == []
    assert learner.hint(predict) == "Raise e to each of 2, 1, 3."
    assert learner.hint(predict) == "Divide by their sum."
    assert learner.hint(predict) is None
    assert learner.outcome(predict).hints == 2
    assert len(learner.hints(predict)) == 2


def test_skipping_a_question_gives_its_answer_explanation_and_arithmetic() -> None:
    learner = session()
    assert learner.skip(learner.lesson.predictions[0]).markdown == "0.665\n\nThe largest score gets 0.67."
    cell = learner.lesson.predictions[2]
    called, why, works = learner.skip(cell).markdown.split("\n\n")
    trace = learner.material(1).run("main")
    index = answer(cell, learner.material(1).scope(), "softmax")
    assert isinstance(index, tuple) and trace[WEIGHTS].values[index] == trace[WEIGHTS].values.max()
    assert called.startswith(f"head {index[0] + 1}, ") and why == "It is there."
    value = explain(trace, trace[SCALED], (0, 1, 2)).expression.value
    assert works.endswith(f"= {value:.3f}".replace("-", "−")) and "×" in works
    assert learner.outcome(cell).state == SKIPPED


def test_answers_to_a_closed_question_change_nothing() -> None:
    learner = session()
    predict = learner.lesson.predictions[0]
    learner.hint(predict)
    learner.skip(predict)
    closed = learner.outcome(predict)
    assert learner.answer(predict, "0.665").right
    assert not learner.answer(predict, "9").right
    assert learner.hint(predict) is None
    learner.skip(predict)
    assert learner.outcome(predict) == closed == Outcome(SKIPPED, hints=1)
    assert learner.open(0) == []
    assert len(learner.open(1)) == 3


def test_a_cell_is_typed_by_its_labels() -> None:
    learner = session()
    cell = learner.lesson.predictions[2]
    with pytest.raises(AnswerError, match="head: 1 2 3 4 5 6; query: 我 爱 你; key: 我 爱 你"):
        learner.answer(cell, "1 2")
    assert learner.answer(cell, "1 我 我").says == "That is the first."
    assert learner.answer(cell, learner.right(cell)).right


def test_texts_use_the_live_values_of_their_page() -> None:
    learner, at = session(), Place("03-x.md", 7)
    assert learner.text(Prose("{{ sum(soft.weights) }}", at)) == "1"
    learner.go_to(2)
    assert learner.text(Prose("{{ sum(soft.weights) }}", at)) == "1"
    with pytest.raises(LessonError, match=r"03-x\.md:7: .*there is no run"):
        learner.text(Prose("{{ tokens('source') }}", at))  # the page does not name it, so it is not computed


def test_two_sessions_do_not_share_their_outcomes() -> None:
    one, other = session(good()), session(good())
    one.skip(one.lesson.predictions[0])
    assert other.outcomes == {}


@pytest.mark.parametrize(
    ("typed", "hinted"), [("2*cos(90)", True), ("sin 1", True), ("2*cos(90°)", False), ("2*exp(9)", False)]
)
def test_a_wrong_angle_is_told_that_sin_and_cos_take_radians(typed: str, hinted: bool) -> None:
    learner = session()
    verdict = learner.answer(learner.lesson.predictions[0], typed)
    assert not verdict.right and ("radians" in verdict.says) == hinted

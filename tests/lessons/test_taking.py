"""A lesson while somebody takes it."""

from __future__ import annotations

import pytest
from transformer_explore.core.trace import explain
from transformer_explore.lessons.error import LessonError
from transformer_explore.lessons.judging import AnswerError, answer
from transformer_explore.lessons.taking import OPEN, RIGHT, SKIPPED, Outcome, Taking

from tests.lessons.taught import SCALED, WEIGHTS, good, taking


def give_right_answer(taken: Taking, number: int) -> None:
    predict = taken.lesson.predictions[number]
    right = answer(predict, taken.material(taken.page_of(predict)).scope(), taken.lesson.id)
    given = min(right) if isinstance(right, frozenset) else right
    assert taken.answer(predict, given).right


def test_every_question_right_and_the_last_page_and_it_is_done() -> None:
    taken = taking()
    for number in range(4):
        assert not taken.done
        give_right_answer(taken, number)
    assert not taken.done
    taken.go(2)
    assert taken.done
    assert {outcome.state for outcome in taken.outcomes.values()} == {RIGHT}


def test_pages_are_turned_to_the_ends_and_no_further() -> None:
    taken = taking()
    assert not taken.go(-1)
    assert taken.go(99) and taken.page == 2
    assert not taken.go(3)
    assert Taking(taken.lesson, taken.material, 99).page == 2


def test_a_wrong_answer_counts_is_told_its_mistake_and_leaves_the_question_open() -> None:
    taken = taking()
    predict = taken.lesson.predictions[0]
    verdict = taken.type(predict, "3/6")
    assert (verdict.right, verdict.says) == (False, "That is the share of the *scores*: 50 %.")
    assert taken.outcome(predict) == Outcome(OPEN, attempts=1)
    with pytest.raises(AnswerError):
        taken.type(predict, "half")
    assert taken.outcome(predict).attempts == 1
    assert taken.type(predict, "0,665").right
    assert taken.outcome(predict) == Outcome(RIGHT, attempts=1)


def test_hints_come_one_by_one_with_their_live_values_and_then_no_more() -> None:
    taken = taking()
    predict = taken.lesson.predictions[0]
    assert taken.hints(predict) == []
    assert taken.hint(predict) == "Raise e to each of 2, 1, 3."
    assert taken.hint(predict) == "Divide by their sum."
    assert taken.hint(predict) is None
    assert taken.outcome(predict).hints == 2
    assert len(taken.hints(predict)) == 2


def test_who_gives_up_is_shown_the_answer_why_and_the_worked_arithmetic() -> None:
    taken = taking()
    assert taken.skip(taken.lesson.predictions[0]) == "0.665\n\nThe largest score gets 0.67."
    cell = taken.lesson.predictions[2]
    called, why, works = taken.skip(cell).split("\n\n")
    trace = taken.material(1).run("main")
    index = answer(cell, taken.material(1).scope(), "softmax")
    assert isinstance(index, tuple) and trace[WEIGHTS].values[index] == trace[WEIGHTS].values.max()
    assert called.startswith(f"head {index[0] + 1}, ") and why == "It is there."
    value = explain(trace, trace[SCALED], (0, 1, 2)).expression.value
    assert works.endswith(f"= {value:.3f}".replace("-", "−")) and "×" in works
    assert taken.outcome(cell).state == SKIPPED


def test_a_closed_question_is_still_judged_but_nothing_changes() -> None:
    taken = taking()
    predict = taken.lesson.predictions[0]
    taken.hint(predict)
    taken.skip(predict)
    closed = taken.outcome(predict)
    assert taken.type(predict, "0.665").right
    assert not taken.type(predict, "9").right
    assert taken.hint(predict) is None
    taken.skip(predict)
    assert taken.outcome(predict) == closed == Outcome(SKIPPED, hints=1)
    assert taken.open(0) == []
    assert len(taken.open(1)) == 3


def test_a_cell_is_typed_by_its_labels() -> None:
    taken = taking()
    cell = taken.lesson.predictions[2]
    with pytest.raises(AnswerError, match="head: 1 2 3 4; query: 我 爱 你; key: 我 爱 你"):
        taken.type(cell, "1 2")
    assert taken.type(cell, "1 我 我").says == "That is the first."
    assert taken.type(cell, taken.right(cell)).right


def test_texts_have_the_live_values_of_their_page() -> None:
    taken = taking()
    assert taken.text("{{ sum(soft.weights) }}") == "1"
    assert taken.text("{{ sum(soft.weights) }}", 2) == "1"
    with pytest.raises(LessonError, match="there is no run"):
        taken.text("{{ tokens('source') }}", 2)  # which that page names nowhere, so that nobody waits for it


def test_two_takings_do_not_share_their_outcomes() -> None:
    one, other = taking(good()), taking(good())
    one.skip(one.lesson.predictions[0])
    assert other.outcomes == {}

"""Every lesson that comes with the program, taken from start to end as learners do."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from transformer_explore.explorer.features.lessons.plain_prompt import Sitting, print_lesson
from transformer_explore.explorer.ui.plain.page import page as plain_page
from transformer_explore.lessons.checking import check, check_all
from transformer_explore.lessons.contents import paths
from transformer_explore.lessons.in_process import InProcess
from transformer_explore.lessons.judging import Given, answer, mistaken
from transformer_explore.lessons.lesson import Lesson, Predict
from transformer_explore.lessons.material import Material, material
from transformer_explore.lessons.parsing import read
from transformer_explore.lessons.shelf import find, lessons
from transformer_explore.lessons.store import Store
from transformer_explore.lessons.taking import OPEN, RIGHT, SKIPPED, Taking

pytestmark = pytest.mark.numbers

PATHS = paths()
NAMES = [path.stem for path in PATHS]
BENCH = InProcess()
COLUMNS = 80
MOST = 500  # lines that a learner types


@cache
def taught(path: Path) -> tuple[Lesson, Callable[[int], Material]]:
    lesson = read(path)
    return lesson, cache(lambda page: material(lesson, page, BENCH))


def taking(path: Path) -> Taking:
    return Taking(*taught(path))


def right(taken: Taking, predict: Predict) -> Given:
    found = answer(predict, taken.material(taken.page_of(predict)).scope(), taken.lesson.id)
    return min(found) if isinstance(found, frozenset) else found


def typed(given: Given, predict: Predict, taken: Taking) -> str:
    """An answer as one types it."""
    if predict.kind == "cell":
        from transformer_explore.lessons.labelled_array import sight

        assert predict.of is not None and isinstance(given, tuple)
        return sight(predict.of, taken.material(taken.page_of(predict))).called(given)
    if predict.kind == "number":
        return repr(given)
    return " ".join(str(place + 1) for place in (given if isinstance(given, tuple) else (int(given),)))


def test_there_are_lessons() -> None:
    assert len(PATHS) >= 1
    for path in PATHS:
        lesson = taught(path)[0]
        for wanted in (path.stem[:2], str(lesson.number), lesson.id):
            found = find(wanted)
            assert found is not None and found.id == lesson.id


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_nothing_is_wrong_with_it(path: Path) -> None:
    assert [str(error) for error in check(taught(path)[0], BENCH)] == []


def test_nothing_is_wrong_with_what_they_say_of_one_another() -> None:
    among = {path.name for path in PATHS}
    said = [str(error) for error in check_all([], BENCH, lessons())]
    needs = {need for lesson in lessons() for need in lesson.needs} - {lesson.id for lesson in lessons()}
    assert (said, needs) == ([], set()), among


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_whoever_answers_right_is_done(path: Path) -> None:
    taken = taking(path)
    for predict in taken.lesson.predictions:
        assert taken.type(predict, typed(right(taken, predict), predict, taken)).right
        assert taken.outcome(predict).state == RIGHT
        assert taken.solution(predict).strip()
    taken.go(len(taken.lesson.pages) - 1)
    assert taken.done


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_whoever_is_mistaken_is_answered_and_then_helped(path: Path) -> None:
    taken = taking(path)
    for predict in taken.lesson.predictions:
        for given in _mistakes(taken, predict):
            verdict = taken.answer(predict, given)
            assert not verdict.right and verdict.says.strip(), f"{predict.at}: {given}"
        assert taken.outcome(predict).state == OPEN
        hints = [taken.hint(predict) for _ in predict.hints]
        assert all(hints) and taken.hint(predict) is None
        assert taken.skip(predict).strip()
        assert taken.outcome(predict).state == SKIPPED
    taken.go(len(taken.lesson.pages) - 1)
    assert taken.done


def _mistakes(taken: Taking, predict: Predict) -> Iterator[Given]:
    scope = taken.material(taken.page_of(predict)).scope()
    if predict.kind == "choice":
        yield from (place for place in range(len(predict.options)) if place != right(taken, predict))
    for wrong in predict.wrong:
        yield mistaken(predict, wrong, scope, taken.lesson.id)


# -------------------------------------------------------------------------- at a prompt


def written() -> tuple[Console, io.StringIO]:
    file = io.StringIO()
    console = plain_page()
    console.file, console.width = file, COLUMNS
    return console, file


def is_plain(text: str) -> None:
    for line in text.splitlines():
        assert cell_len(line) <= COLUMNS, line
        assert line.replace("\u202f", "").isprintable(), repr(line)
    assert "{{" not in text and "\\" not in text and ":::" not in text


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_it_can_be_taken_at_a_prompt(path: Path, tmp_path: Path) -> None:
    """Each question with nonsense, all hints, then the right answer; every other one is given up."""
    taken, store = taking(path), Store(tmp_path / "lessons.json")
    console, file = written()
    waiting: list[str] = []
    times = count()

    def read(prompt: str) -> str:
        assert next(times) < MOST, f"it does not end: {prompt} {file.getvalue()[-400:]}"
        if waiting:
            return waiting.pop(0)
        asked = taken.open()
        if not asked or not prompt.startswith("answer"):
            return ""
        predict = asked[0]
        good = typed(right(taken, predict), predict, taken) if predict.number % 2 else "s"
        waiting.extend(["?"] + ["h"] * (len(predict.hints) + 1) + [good])
        return "no answer at all"

    assert Sitting(console, taken, store, read).go_on()
    assert taken.done and Store(store.path).load().taken(taken.lesson.id).done
    states = [taken.outcome(predict).state for predict in taken.lesson.predictions]
    assert states == [RIGHT if predict.number % 2 else SKIPPED for predict in taken.lesson.predictions]
    is_plain(file.getvalue())
    assert taken.lesson.able in file.getvalue().replace("\n", " ")


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_printed_it_says_no_answer_before_its_end(path: Path) -> None:
    taken = taking(path)
    console, file = written()
    print_lesson(console, taken, range(len(taken.lesson.pages)))
    is_plain(file.getvalue())
    before, _, answers = file.getvalue().rpartition("\nAnswers\n")
    assert all(f"Question {predict.number}\n" in before for predict in taken.lesson.predictions)
    assert answers.count("Question ") >= len(taken.lesson.predictions)
    assert not taken.outcomes

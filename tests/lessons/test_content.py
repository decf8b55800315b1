"""Every lesson that comes with the program, taken from start to end as learners do."""

import io
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from transformer_explore.explorer.features.lessons.plain_prompt import PromptLesson, print_lesson
from transformer_explore.explorer.ui.plain.page import page as plain_page
from transformer_explore.lessons.checking import check, check_all
from transformer_explore.lessons.contents import paths
from transformer_explore.lessons.judging import Given, answer, mistaken
from transformer_explore.lessons.lesson import Lesson, Predict
from transformer_explore.lessons.material import Material, MaterialCache, material
from transformer_explore.lessons.parsing import read
from transformer_explore.lessons.progress import OPEN, RIGHT, SKIPPED
from transformer_explore.lessons.session import Session
from transformer_explore.lessons.shelf import find, lessons
from transformer_explore.lessons.store import Store

pytestmark = pytest.mark.numbers

PATHS = paths()
NAMES = [path.stem for path in PATHS]
CACHE = MaterialCache()
COLUMNS = 80
MOST = 500  # lines that a learner types


@cache
def taught(path: Path) -> tuple[Lesson, Callable[[int], Material]]:
    lesson = read(path)
    return lesson, cache(lambda page: material(lesson, page, CACHE))


def session(path: Path) -> Session:
    return Session(*taught(path))


def right(taken: Session, predict: Predict) -> Given:
    found = answer(predict, taken.material(taken.page_of(predict)).scope(), taken.lesson.id)
    return min(found) if isinstance(found, frozenset) else found


def typed(given: Given, predict: Predict, taken: Session) -> str:
    """An answer as one types it."""
    if predict.kind == "cell":
        from transformer_explore.lessons.labelled_array import labelled_array

        assert predict.of is not None and isinstance(given, tuple)
        return labelled_array(predict.of, taken.material(taken.page_of(predict))).cell_name(given)
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


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_a_lesson_has_no_defects(path: Path) -> None:
    assert [str(error) for error in check(taught(path)[0], CACHE)] == []


def test_ids_numbers_and_requirements_fit_together() -> None:
    among = {path.name for path in PATHS}
    said = [str(error) for error in check_all([], CACHE, lessons())]
    needs = {need for lesson in lessons() for need in lesson.needs} - {lesson.id for lesson in lessons()}
    assert (said, needs) == ([], set()), among


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_right_answers_complete_a_lesson(path: Path) -> None:
    taken = session(path)
    for predict in taken.lesson.predictions:
        assert taken.answer(predict, typed(right(taken, predict), predict, taken)).right
        assert taken.outcome(predict).state == RIGHT
        assert taken.solution(predict).answer.strip()
    taken.go_to(len(taken.lesson.pages) - 1)
    assert taken.done


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_wrong_answers_have_feedback_and_every_question_hints_and_a_solution(path: Path) -> None:
    taken = session(path)
    for predict in taken.lesson.predictions:
        for given in _mistakes(taken, predict):
            verdict = taken.answer(predict, given)
            assert not verdict.right and verdict.says.strip(), f"{predict.at}: {given}"
        assert taken.outcome(predict).state == OPEN
        hints = [taken.hint(predict) for _ in predict.hints]
        assert all(hints) and taken.hint(predict) is None
        assert taken.skip(predict).answer.strip()
        assert taken.outcome(predict).state == SKIPPED
    taken.go_to(len(taken.lesson.pages) - 1)
    assert taken.done


def _mistakes(taken: Session, predict: Predict) -> Iterator[Given]:
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
def test_a_lesson_can_be_completed_at_a_prompt(path: Path, tmp_path: Path) -> None:
    """Each question with nonsense, all hints, then the right answer; every other one is given up."""
    taken, store = session(path), Store(tmp_path / "lessons.json")
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

    assert PromptLesson(console, taken, store, read).run()
    assert taken.done and Store(store.path).load().lesson(taken.lesson.id).done
    states = [taken.outcome(predict).state for predict in taken.lesson.predictions]
    assert states == [RIGHT if predict.number % 2 else SKIPPED for predict in taken.lesson.predictions]
    is_plain(file.getvalue())
    assert taken.lesson.able in file.getvalue().replace("\n", " ")


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_a_printed_lesson_has_no_answers_before_its_end(path: Path) -> None:
    taken = session(path)
    console, file = written()
    print_lesson(console, taken, range(len(taken.lesson.pages)))
    is_plain(file.getvalue())
    before, _, answers = file.getvalue().rpartition("\nAnswers\n")
    assert all(f"Question {predict.number}\n" in before for predict in taken.lesson.predictions)
    assert answers.count("Question ") >= len(taken.lesson.predictions)
    assert not taken.outcomes
